"""What does a person at a terminal see when the mock is ready? All that a first call needs, to be pasted."""

import click

from codat_mock.app import own_version
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.settings import PORT, Settings

_EXPENSE = (
    '{"items": [{"id": "4d7c6929-7770-412b-91bb-44d3bc71d111", "type": "Payment",',
    '"issueDate": "2026-01-01", "currency": "GBP"}]}',
)
_STEPS = (
    ("codat-mock plan 4260", "the next sync ends so: the customer has not paid"),
    ("codat-mock plan --refuse 0,3", "or two of its transactions are refused"),
    ("codat-mock advance 10m", "ten minutes pass in an instant"),
    ("codat-mock syncs", "how the last ones ended"),
)


def welcome(url: str, seed: int, settings: Settings) -> str:
    """Where things are, a call that works, and how to steer what happens next."""
    header = f"Authorization: {authorization(settings.api_keys[0])}"
    clock = settings.clock
    rows = (
        ("Site", click.style(f"{url}/", fg="cyan", underline=True)),
        ("Company", f"{READY_COMPANY}  {_dim('Xero, linked and configured')}"),
        ("Header", header),
        ("Seed", f"{seed}  {_dim(f'--seed {seed} draws the same ids again')}"),
        ("Clock", str(clock.mode) + (f" x {clock.rate:g}" if clock.rate != 1 else "")),
    )
    there = [] if url == f"http://127.0.0.1:{PORT}" else [f"  export CODAT_MOCK_URL={url}"]
    title = click.style("codat-mock", bold=True, fg="cyan")
    width = max(len(step) for step, _ in _STEPS)
    return "\n".join(
        (
            "",
            f"  {title} {own_version()}  {_dim('an offline Codat Sync for Expenses')}",
            "",
            *(f"  {_dim(name.ljust(8))} {value}" for name, value in rows),
            "",
            f"  {_bold('A first expense')}",
            *_curl(url, header),
            "",
            f"  {_bold('From another terminal')}",
            *there,
            *(f"  {step.ljust(width)}  {_dim(f'# {what_for}')}" for step, what_for in _STEPS),
            "",
            f"  {_dim('Ctrl-C stops it. A line for each call:')}",
            "",
        )
    )


def _curl(url: str, header: str) -> tuple[str, ...]:
    """A call that can be pasted as it stands, its lines kept short."""
    first, second = _EXPENSE
    return (
        f"  curl {url}/companies/{READY_COMPANY}/sync/expenses/expense-transactions \\",
        f"    -H '{header}' -H 'Content-Type: application/json' \\",
        f"    -d '{first}",
        f"         {second}'",
    )


def _dim(text: str) -> str:
    return click.style(text, dim=True)


def _bold(text: str) -> str:
    return click.style(text, bold=True)
