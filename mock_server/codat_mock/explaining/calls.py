"""How is the next call written, so that it can be pasted?"""

from collections.abc import Mapping
from shlex import quote
from urllib.parse import quote as escaped

from codat_mock.explaining.rules import filled, places
from codat_mock.journal.reach import Reach

_JSON = "-H 'Content-Type: application/json'"


def curl(call: str, facts: Mapping[str, str], reach: Reach) -> str | None:
    """A call such as `POST /plans {"code": 4260}` as a curl command; None: not all of its places can be filled.

    It is complete by itself, but for a key that is not everybody's: an explanation is shown to others.
    """
    method, path, body = (*call.split(" ", 2), "")[:3]
    if not places(path) <= facts.keys():
        return None
    words = ["curl"]
    if method != ("POST" if body else "GET"):
        words.append(f"-X {method}")
    words.append(reach.header)
    if body:
        words += [_JSON, f"-d {quote(body)}"]
    there = {name: escaped(value, safe="", errors="replace") for name, value in facts.items()}
    words.append(quote(reach.origin + filled(path, there)))
    return " ".join(words)
