"""How does whoever pastes a line reach the mock? Where it is, and with a key that may be shown.

Rule 1: the key that every mock has unless told otherwise is known to everybody; where it opens the tenant it is shown.
Rule 2: a key that somebody has chosen is shown to nobody: a line has a place for it, a script asks for it.
"""

from dataclasses import dataclass

ASKED = "Basic $(printf %s YOUR-API-KEY | base64)"
"""What stands for a key that is not shown: as it is, a shell makes the header of it once the key is put in."""

_HEADER = "-H 'Authorization: {}'"
_ASKED_HEADER = f'-H "Authorization: {ASKED}"'


@dataclass(frozen=True, slots=True)
class Reach:
    """How a line reaches a tenant.

    Attributes:
        origin: Where the mock is, such as `http://127.0.0.1:4260`.
        known: The `Authorization` of a key that everybody knows, if it opens the tenant.
    """

    origin: str
    known: str | None = None

    @property
    def header(self) -> str:
        """The header of one command that is complete by itself."""
        return _ASKED_HEADER if self.known is None else _HEADER.format(self.known)

    @property
    def setting(self) -> str:
        """The line with which a script begins that has the header in its variable `AUTHORIZATION`."""
        if self.known is not None:
            return f'AUTHORIZATION="${{AUTHORIZATION:-{self.known}}}"'
        wanted = "set it to the header of your API key: Basic, and the key in base64"
        return f'AUTHORIZATION="${{AUTHORIZATION:?{wanted}}}"'


def with_key(line: str, header: str) -> str:
    """A line with the place for a key filled."""
    return line.replace(_ASKED_HEADER, _HEADER.format(header))
