"""`codat-mock listen`: webhooks to a receiver of yours, for as long as the command runs."""

import json
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from codat_mock.cli.control import Answer, Server, steering
from codat_mock.cli.endpoints import asking
from codat_mock.cli.screen import (
    answer_of,
    console,
    day_of,
    ident,
    laid,
    legible,
    note,
    stamp,
    time_of,
)
from codat_mock.cli.verbs import Refused, Verb

_WAIT = 20
"""Seconds that the server is asked to wait for the next attempt."""

_GRACE = 10
_TIME = 10
"""Columns of the time, and the gap behind it."""

_REMOVED_WITHIN = 5


class _Told(BaseException):
    """Somebody wants the command to end."""


class _Ending:
    """When a signal ends the command: while it waits, never while it registers or removes an endpoint.

    Attributes:
        told: Somebody wants it to end.
    """

    def __init__(self) -> None:
        self.told = False
        self._waits = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        """Take a signal."""
        self.told = True
        if self._waits:
            self._waits = False
            raise _Told

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Do what a signal may break off; it is done no more once there was one."""
        self._waits = True
        try:
            if self.told:
                raise _Told
            yield
        finally:
            self._waits = False


@contextmanager
def _until_told() -> Iterator[_Ending]:
    """Take the signals that end a command."""
    ending = _Ending()
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, ending) for number in numbers}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@click.command(
    "listen",
    cls=Verb,
    examples=(
        ("listen --forward-to http://127.0.0.1:8080/webhooks", "until Ctrl-C"),
        (
            "listen --forward-to http://127.0.0.1:8080/hooks --print-secret",
            "with what its messages are signed with",
        ),
        (
            "listen --forward-to http://127.0.0.1:8080/rules --style rules",
            "as the service before told it",
        ),
    ),
)
@click.option("--forward-to", metavar="URL", required=True, help="Where your receiver listens.")
@click.option("--print-secret", is_flag=True, help="Show what its messages are signed with.")
@asking
@steering
def listen_command(
    server: Server, *, forward_to: str, print_secret: bool, wanted: dict[str, Any]
) -> None:
    """Have your receiver told of what happens, and show each attempt.

    The endpoint is there for as long as the command runs; Ctrl-C removes it.
    """
    body = {"url": forward_to, **wanted}
    with _until_told() as ending:
        _Listener(server, body, ending).listen(print_secret=print_secret)


class _Listener:
    """Someone who listens.

    Attributes:
        id: The id of the endpoint; None: there is none.
    """

    def __init__(self, server: Server, body: dict[str, Any], ending: _Ending) -> None:
        self._server = server
        self._body = body
        self._ending = ending
        self.id: str | None = None
        self._returns = 0
        self._day = ""
        self._out = console()

    def listen(self, *, print_secret: bool) -> None:
        """Listen until somebody wants it to end."""
        told = self._asked(0, 0).data
        after, self._returns = told["last"], told["returns"]
        try:
            endpoint = self._register()
            # It is registered again as it is, when its tenant goes back.
            if endpoint["secret"] is not None:
                self._body["secret"] = endpoint["secret"]
            self._begin(endpoint, print_secret=print_secret)
            while True:
                after = self._go_on(after)
        except _Told:
            pass
        finally:
            self._remove()

    def _register(self) -> Mapping[str, Any]:
        endpoint: Mapping[str, Any] = self._server.control("create-endpoint", self._body).data
        self.id = str(endpoint["id"])
        return endpoint

    def _remove(self) -> None:
        """Remove the endpoint; a server that is gone has none any more."""
        if self.id is None:
            return
        quiet = Server(self._server.url, self._server.api_key, as_json=False)
        with suppress(Refused):
            quiet.control("delete-endpoint", within=_REMOVED_WITHIN, webhookId=self.id)
        self.id = None

    def _go_on(self, after: int) -> int:
        """Show the next attempts, and tell the number of the last."""
        with self._ending.waiting():
            told = self._asked(after, _WAIT).data
        if told["returns"] != self._returns:
            self._returns = told["returns"]
            self._remove()
            self._register()
            if not self._server.as_json:
                note(self._out, "The tenant went back; the endpoint is registered anew.")
        for attempt in told["attempts"]:
            if attempt["endpointId"] == self.id:
                self._date(day_of(attempt["at"]))
                self._say(attempt, _attempt)
        return int(told["last"])

    def _date(self, day: str) -> None:
        """Show each day once, above what has happened on it."""
        if day != self._day and not self._server.as_json:
            self._out.print(Text(day, "bold"))
        self._day = day

    def _asked(self, after: int, wait: int) -> Answer:
        return self._server.control(
            "list-attempts", query={"after": after, "wait": wait}, within=wait + _GRACE
        )

    def _begin(self, endpoint: Mapping[str, Any], *, print_secret: bool) -> None:
        shown = {
            name: value for name, value in endpoint.items() if print_secret or name != "secret"
        }
        self._say(shown, _endpoint)

    def _say(
        self, told: Mapping[str, Any], draw: Callable[[Console, Mapping[str, Any]], Text]
    ) -> None:
        if self._server.as_json:
            click.echo(json.dumps(told))
        else:
            self._out.print(draw(self._out, told), soft_wrap=True)
            self._out.file.flush()


def _endpoint(out: Console, endpoint: Mapping[str, Any]) -> Text:
    events = ", ".join(map(legible, endpoint["eventTypes"]))
    pieces = [Text.assemble("Listening for ", (events, "bold"))]
    pieces.append(Text.assemble("at ", (legible(endpoint["url"]), "cyan"), "; Ctrl-C ends it."))
    told = laid(out, pieces)
    if endpoint.get("secret"):
        told.append(f"\n{legible(endpoint['secret'])}", "bold")
    return told


def _attempt(out: Console, attempt: Mapping[str, Any]) -> Text:
    pieces = [Text(time_of(attempt["at"]), "dim"), Text(legible(attempt["eventType"]))]
    if attempt["syncId"]:
        pieces.append(ident(out, attempt["syncId"]))
    pieces += [answer_of(attempt), _followed(attempt)]
    return laid(out, filter(None, pieces), _TIME)


def _followed(attempt: Mapping[str, Any]) -> Text:
    """How it went on with the message, as far as that is not said yet."""
    if attempt["nextAttempt"]:
        return Text(f"next attempt {stamp(attempt['nextAttempt'], day_of(attempt['at']))}", "dim")
    if attempt["state"] == "Failure" and attempt["sent"]:
        return Text("given up", "red")
    if attempt["state"] == "Attempting":
        return Text("waits: its endpoint is disabled", "yellow")
    return Text()
