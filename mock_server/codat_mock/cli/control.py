"""How does a command reach a server that runs? By the operations of the documents, over HTTP."""

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, urlsplit

import click

from codat_contract import control
from codat_mock.cli.flags import Read, flag
from codat_mock.cli.verbs import Failed, NotSo, Refused
from codat_mock.settings import API_KEY, PORT, named

if TYPE_CHECKING:
    from httpx import Client, Response
    from rich.console import Console

Draw: TypeAlias = "Callable[[Console, Any], None]"
"""Shows an answer to a person."""

_DEFAULT = f"http://127.0.0.1:{PORT}"
_WITHIN = 60
_REFUSED = 400
_NOT_SO = 408
_SERVER_FAILED = 500

Query: TypeAlias = Mapping[str, str | int | None]
"""What stands in a query, by name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server has answered: its bytes, and what they say."""

    body: bytes
    data: Any


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, as a command was told to reach it.

    Attributes:
        url: Where, without a slash at the end.
        api_key: Whose tenant; None: the default one.
        as_json: Answers are printed as they are.
    """

    url: str
    api_key: str | None
    as_json: bool

    def control(
        self,
        operation: str,
        body: object = None,
        query: Query | None = None,
        within: float = _WITHIN,
        **places: str,
    ) -> Answer:
        """Call an operation of the mock's own API.

        Args:
            operation: Its operationId.
            body: What is sent, if anything.
            query: What stands in its query; what is None does not.
            within: How many seconds it may take.
            places: What stands in its path.

        Raises:
            Refused: It was, or there is no server.
        """
        response = self._call(operation, places, body, query, within)
        return self._expected(operation, response)

    def file(self, operation: str, query: Query, **places: str) -> bytes:
        """What an operation of the mock's own API answers, whatever it is.

        Raises:
            Refused: It was, or there is no server.
        """
        response = self._call(operation, places, query=query)
        if response.status_code >= _REFUSED:
            self._read(response)
        return response.content

    def show(self, answer: Answer, draw: Draw) -> None:
        """Print an answer: as it is for machines, drawn for people."""
        if not self.as_json:
            from codat_mock.cli.screen import console

            draw(console(), answer.data)
        elif answer.body:
            click.echo(answer.body)

    @property
    def authorization(self) -> str:
        """The header of the key, or of the one that every mock has unless told otherwise."""
        from codat_mock.lane.keyring import authorization

        return authorization(self.api_key or API_KEY)

    @contextmanager
    def line(self, within: float = _WITHIN) -> "Iterator[Client]":
        """What calls are sent through; an answer may take so many seconds.

        Raises:
            Refused: There is no server.
        """
        import httpx

        try:
            with httpx.Client(
                base_url=self.url, trust_env=not _is_loopback(self.url), timeout=within
            ) as client:
                yield client
        except (httpx.HTTPError, httpx.InvalidURL) as wrong:
            raise self._unreachable(wrong, within) from wrong
        except UnicodeEncodeError as wrong:
            message = (
                "what was written has bytes that are no UTF-8, and the mock reads nothing else."
            )
            raise Refused(message) from wrong

    def _call(
        self,
        operation: str,
        places: Mapping[str, str],
        body: object = None,
        query: Query | None = None,
        within: float = _WITHIN,
    ) -> "Response":
        method, path, _ = _place(operation)
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        with self.line(within) as client:
            headers = {"Authorization": self.authorization} if self.api_key else {}
            for name, value in places.items():
                path = path.replace(f"{{{name}}}", quote(value, safe=""))
            return client.request(method, path, headers=headers, params=asked, json=body)

    def _expected(self, operation: str, response: "Response") -> Answer:
        """An answer that has what the document says of it: others listen on ports too, and speak JSON."""
        answer = self._read(response)
        if not _is_of(operation, response.status_code, answer.data):
            raise self._stranger(response.status_code)
        return answer

    def _read(self, response: "Response") -> Answer:
        status, body = response.status_code, response.content
        try:
            data = json.loads(body) if body else None
        except ValueError:
            raise self._stranger(status) from None
        answer = Answer(body, data)
        if status < _REFUSED:
            return answer
        if not isinstance(data, dict) or not _is_problem(data):
            raise self._stranger(status)
        if self.as_json:
            click.echo(body)
        raise _refusal(status, data)

    def _stranger(self, status: int) -> Refused:
        return Refused(
            f"what listens on {self.url} is not codat-mock: it answered {status} with something else; "
            "say with --url where the mock is."
        )

    def _unreachable(self, wrong: Exception, within: float) -> Refused:
        import httpx

        if isinstance(wrong, httpx.TimeoutException) and not isinstance(
            wrong, httpx.ConnectTimeout
        ):
            return Failed(f"{self.url} has not answered within {within:g} s.")
        if isinstance(wrong, httpx.ConnectError | httpx.ConnectTimeout):
            port = urlsplit(self.url).port
            at = "" if port in (PORT, None) else f" --port {port}"
            return Refused(
                f"nothing listens on {self.url}; start a server with `codat-mock serve{at}`, "
                "or say with --url where it is."
            )
        return Refused(f"{self.url} could not be asked: {wrong}; say with --url where the mock is.")


def _place(operation: str) -> tuple[str, str, Mapping[str, Any]]:
    """The method and path of an operation, and what is said of it."""
    document = control()
    return next(
        (method.upper(), document["servers"][0]["url"] + path, described)
        for path, item in document["paths"].items()
        for method, described in item.items()
        if isinstance(described, Mapping) and described.get("operationId") == operation
    )


def _is_of(operation: str, status: int, data: Any) -> bool:
    """Whether an answer has the status and the outline that the document gives it."""
    _, _, described = _place(operation)
    declared = described["responses"].get(str(status))
    if declared is None:
        return False
    content = _meant(declared).get("content", {}).get("application/json")
    return data is None if content is None else _has_outline(content["schema"], data)


def _has_outline(schema: Mapping[str, Any], data: Any) -> bool:
    schema = _meant(schema)
    if "oneOf" in schema:
        return any(_has_outline(one, data) for one in schema["oneOf"])
    if schema.get("type") == "array":
        items = schema.get("items", {})
        return isinstance(data, list) and all(_has_outline(items, one) for one in data)
    return isinstance(data, dict) and data.keys() >= {*schema.get("required", ())}


def _meant(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stands where a reference leads, or else the thing itself."""
    while "$ref" in node:
        found: Any = control()
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def _is_problem(said: Mapping[str, Any]) -> bool:
    """Whether this is a problem document as the mock writes them."""
    errors = said.get("errors") or []
    return isinstance(said.get("detail"), str) and (
        isinstance(errors, list)
        and all(
            isinstance(error, dict) and {"pointer", "detail"} <= error.keys() for error in errors
        )
    )


def _refusal(status: int, problem: Mapping[str, Any]) -> Refused:
    """A problem document as a sentence."""
    kind = Failed if status >= _SERVER_FAILED else NotSo if status == _NOT_SO else Refused
    errors = [(error["pointer"], error["detail"]) for error in problem.get("errors") or ()]
    return kind(problem["detail"], errors if len(errors) > 1 else ())


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read_url(text: str) -> str:
    url = text.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        message = f"{text!r} is no address of a server; write one like {_DEFAULT}"
        raise ValueError(message)
    return url


def _read_key(text: str) -> str:
    """The first key: the variable may hold several, as `serve` reads it."""
    return named(text).split()[0]


def steering(function: Callable[..., None]) -> Callable[..., None]:
    """The flags of every command that talks to a server; `function` gets the server first."""

    @flag(
        "--url",
        default=_DEFAULT,
        type=Read("url", _read_url),
        help="Where the server is.",
    )
    @flag(
        "--api-key",
        type=Read("key", _read_key),
        help="Whose tenant; without one the default tenant of a server on this machine.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print the server's answer as it is.")
    @functools.wraps(function)
    def command(**flags: Any) -> None:
        ctx = click.get_current_context()
        server = Server(
            *(_said(ctx, name, flags.pop(name)) for name in ("url", "api_key", "as_json"))
        )
        function(server, **flags)

    return command


def _said(ctx: click.Context, name: str, value: Any) -> Any:
    """The value of a flag, which may stand behind the command above too: `tenants --url URL new`."""
    above, said = ctx.parent, click.core.ParameterSource.COMMANDLINE
    if above is None or ctx.get_parameter_source(name) is said:
        return value
    return above.params[name] if above.get_parameter_source(name) is said else value
