"""Which transactions are meant, and what shall become of them? `--refuse 0,3` and its kin."""

import functools
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from uuid import UUID

import click

from codat_contract import SYNC_CODES, SyncCode, TransactionStatus
from codat_mock.cli.flags import Read

Entry: TypeAlias = dict[str, Any]
"""One of the `transactions` of a plan or an end."""

_RANGE = re.compile(r"([0-9]{1,7})(?:-([0-9]{1,7}))?")
_MOST = 5000
_SAID = {"refuse": TransactionStatus.PUSH_ERROR, "invalid": TransactionStatus.VALIDATION_ERROR}
"""Flags that need no status."""

_COUNTING = "INDEX counts from 0, in the order in which they were sent"


def read_code(text: str) -> int:
    """A status code of a sync.

    Raises:
        ValueError: There is none such; the sentence lists those that there are.
    """
    known = {str(number): number for number in SYNC_CODES}
    if text.strip() not in known:
        message = f"{text!r} is no status code of a sync; there are {', '.join(known)}"
        raise ValueError(message)
    return known[text.strip()]


CODE = Read("code", read_code)


def read_names(text: str) -> list[Entry]:
    """Transactions by place or id: `0,3`, `0-4`, or ids.

    Raises:
        ValueError: One is neither; the sentence shows the ways.
    """
    names: list[Entry] = []
    for part in text.split(","):
        if found := _RANGE.fullmatch(part.strip()):
            first = int(found[1])
            names += [{"index": index} for index in _counted(first, int(found[2] or first), part)]
        else:
            names.append({"transactionId": _id(part.strip())})
    return names


def _counted(first: int, last: int, text: str) -> range:
    if not 0 <= last - first < _MOST:
        message = f"{text!r} is no range of transactions; write one like 0-4, of at most {_MOST}"
        raise ValueError(message)
    return range(first, last + 1)


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        message = f"{text!r} names no transaction; write places from 0 as 0,3 or 0-4, or ids"
        raise ValueError(message) from None


def read_outcome(text: str) -> list[Entry]:
    """Transactions and their status: `0=PushError`, with a message behind a colon if wanted.

    Raises:
        ValueError: It has another form, or there is no such status.
    """
    names, equals, rest = text.partition("=")
    status, _, message = rest.partition(":")
    if not equals:
        wrong = f"{text!r} has no status; write it as 0=PushError or 0=PushError:The account is archived."
        raise ValueError(wrong)
    outcome = {"status": _status(status)} | ({"message": message.strip()} if message else {})
    return [entry | outcome for entry in read_names(names)]


def _status(text: str) -> str:
    for status in TransactionStatus:
        if status.casefold() == text.strip().casefold():
            return status.value
    message = f"{text!r} is no status of a transaction; there are {', '.join(TransactionStatus)}"
    raise ValueError(message)


def naming(function: Callable[..., None]) -> Callable[..., None]:
    """The flags that name transactions; `function` gets their entries as `transactions`."""

    @click.option(
        "--refuse",
        metavar="INDEX|ID,...",
        type=Read("names", read_names),
        multiple=True,
        help=f"These end with {_SAID['refuse']}. {_COUNTING}; 0-4 is a range.",
    )
    @click.option(
        "--invalid",
        metavar="INDEX|ID,...",
        type=Read("names", read_names),
        multiple=True,
        help=f"These end with {_SAID['invalid']}.",
    )
    @click.option(
        "--message", metavar="TEXT", help="What is said of those, instead of the usual words."
    )
    @click.option(
        "--transaction",
        "outcomes",
        metavar="INDEX|ID=STATUS[:MESSAGE]",
        type=Read("outcome", read_outcome),
        multiple=True,
        help=f"Any status: {', '.join(TransactionStatus)}.",
    )
    @functools.wraps(function)
    def command(
        *rest: Any,
        refuse: Iterable[list[Entry]],
        invalid: Iterable[list[Entry]],
        message: str | None,
        outcomes: Iterable[list[Entry]],
        **flags: Any,
    ) -> None:
        said = {"message": message} if message is not None else {}
        entries = [
            entry | {"status": _SAID[name].value} | said
            for name, given in (("refuse", refuse), ("invalid", invalid))
            for names in given
            for entry in names
        ]
        if said and not entries:
            raise click.UsageError("--message goes with --refuse or --invalid; say which fail.")
        entries += [entry for names in outcomes for entry in names]
        function(*rest, transactions=entries, **flags)

    return command


def write_codes(formatter: click.HelpFormatter) -> None:
    """The codes, for the end of a help."""
    with formatter.section("Codes"):
        formatter.write_dl([(str(row.number), _described(row)) for row in SYNC_CODES.values()])


def _described(row: SyncCode) -> str:
    return row.reason if row.terminal else f"{row.reason}: holds until `codat-mock end`"
