"""What does a person at a terminal see when the mock is ready? All that a first call needs, to be pasted."""

from collections.abc import Iterator

import click

from codat_mock.app import Mock, own_version
from codat_mock.cli.spoken import short
from codat_mock.core.clock import ClockMode
from codat_mock.core.companies import Company
from codat_mock.core.ids import text
from codat_mock.core.moments import SECOND, write_duration, write_moment
from codat_mock.core.tenant import Tenant
from codat_mock.core.timetable import RULES
from codat_mock.lane.keyring import authorization
from codat_mock.settings import PORT, Settings

_EXPENSE = (
    '{"items": [{"id": "4d7c6929-7770-412b-91bb-44d3bc71d111", "type": "Payment",',
    '"issueDate": "2026-01-01", "currency": "GBP"}]}',
)
_STEPS = (
    ("codat-mock send", "be the client: an expense, and a sync"),
    ("codat-mock plan 4260", "the next sync ends so: it was not paid"),
    ("codat-mock plan --refuse 0,3", "or two of its transactions are refused"),
    ("codat-mock advance 10m", "ten minutes pass in an instant"),
    ("codat-mock syncs", "how the last ones ended"),
)
_JSON = "-H 'Content-Type: application/json'"

_SHOWN = 3
"""How many companies are shown."""


def welcome(url: str, mock: Mock, settings: Settings) -> str:
    """Where things are, what state they are in, a sync to be pasted, and how to steer what happens next."""
    header = f"Authorization: {authorization(settings.api_keys[0])}"
    rows = [
        ("Site", click.style(f"{url}/", fg="cyan", underline=True)),
        *_scenario(mock.tenant),
        *_companies(mock.tenant),
        ("Header", header),
        ("Seed", f"{mock.seed}  {_dim(f'--seed {mock.seed} draws the same ids again')}"),
        ("Clock", _clock(mock.tenant)),
        *_waiting(mock.tenant),
        *_told(mock.tenant, url),
    ]
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
            f"  {_bold('A first expense, and a sync of it')}",
            *_curls(f"{url}/companies/{_first(mock.tenant)}/sync/expenses", header),
            "",
            f"  {_bold('From another terminal')}",
            *there,
            *(f"  {step.ljust(width)}  {_dim(f'# {what_for}')}" for step, what_for in _STEPS),
            "",
            f"  {_dim('Ctrl-C stops it. A line for each call:')}",
            "",
        )
    )


def _scenario(tenant: Tenant) -> Iterator[tuple[str, str]]:
    """The scenario that was loaded, and who plays its steps."""
    if tenant.scenario is None:
        return
    name, title = tenant.scenario["scenario"], tenant.scenario.get("title")
    yield "Scenario", click.style(name, fg="yellow") + (f"  {_dim(title)}" if title else "")
    if tenant.scenario.get("steps"):
        yield "", _dim(f"played by: codat-mock scenarios run {name}")


def _companies(tenant: Tenant) -> Iterator[tuple[str, str]]:
    """Each company as it stands; of many the first."""
    companies = [*tenant.register.companies.values()]
    for number, company in enumerate(companies[:_SHOWN]):
        title, id_ = "" if number else "Company", company.text
        if tenant.scenario is None:
            yield title, f"{id_}  {_standing(company)}"
        else:
            yield title, f"{id_}  {company.name}"
            yield "", _standing(company)
    if len(companies) > _SHOWN:
        yield "", _dim(f"and {len(companies) - _SHOWN} more")


def _standing(company: Company) -> str:
    """How a company stands: dimly where its syncs can end well, else what is in their way."""
    held = company.accounting
    if held is None:
        return click.style("not connected to accounting software", fg="yellow")
    wrong = []
    if not company.linked:
        wrong.append(f"its connection is {held.status}")
    if held.lapsed:
        wrong.append("its subscription has lapsed")
    if company.configuration is None:
        wrong.append("it has no configuration")
    if not wrong:
        return _dim(f"{held.name}, linked and configured")
    return f"{_dim(f'{held.name},')} {click.style(' and '.join(wrong), fg='yellow')}"


def _clock(tenant: Tenant) -> str:
    clock, sync_time = tenant.clock, tenant.timeline.world.sync_time
    words = str(clock.mode)
    if clock.mode is ClockMode.SCALED:
        words += f" x {clock.rate:g}"
    if clock.mode is ClockMode.MANUAL:
        words += f"  {_dim(f'stands at {write_moment(clock.now())} until it is advanced')}"
    if sync_time != SECOND:
        words += f"  {_dim(f'a sync takes {short(write_duration(sync_time))}')}"
    return words


def _waiting(tenant: Tenant) -> Iterator[tuple[str, str]]:
    """What is planted, and who shows it."""
    for count, what in (
        (len([*tenant.plans.waiting()]), "plan"),
        (len(tenant.faults.standing), "fault"),
    ):
        if count:
            many = f"{count} {what} waits" if count == 1 else f"{count} {what}s wait"
            shows = f"`codat-mock {what}` shows {'it' if count == 1 else 'them'}"
            yield f"{what.title()}s", f"{click.style(many, fg='yellow')}  {_dim(shows)}"


def _told(tenant: Tenant, url: str) -> Iterator[tuple[str, str]]:
    """Who is told of what happens, and how to see with which secret."""
    for number, endpoint in enumerate([*tenant.deliveries.endpoints.values()][:_SHOWN]):
        signed = RULES[endpoint.service].signed
        style = "signed" if signed else "as rules, not signed"
        yield "" if number else "Webhooks", f"{endpoint.url}  {_dim(f'{style}')}"
        if signed:
            yield "", _dim(f"its secret: curl {url}/__mock/webhooks/{text(endpoint.id)}/secret")
    if len(tenant.deliveries.endpoints) > _SHOWN:
        yield "", _dim(f"and {len(tenant.deliveries.endpoints) - _SHOWN} more")


def _first(tenant: Tenant) -> str:
    return next((text(company) for company in tenant.register.companies), text(tenant.ready))


def _curls(below: str, header: str) -> tuple[str, ...]:
    """Calls that can be pasted as they stand, their lines kept short."""
    first, second = _EXPENSE
    return (
        f"  curl {below}/expense-transactions \\",
        f"    -H '{header}' {_JSON} \\",
        f"    -d '{first}",
        f"         {second}'",
        f"  curl {below}/syncs \\",
        f"    -H '{header}' {_JSON} -d '{{}}'",
    )


def _dim(text: str) -> str:
    return click.style(text, dim=True)


def _bold(text: str) -> str:
    return click.style(text, bold=True)
