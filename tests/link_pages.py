"""How to read and press what a customer sees."""

import re
from html import unescape

import httpx

from house import House

SEE_OTHER = 303
BUTTONS = ["allow", "deny"]


def shown(house: House, path: str) -> str:
    """The text of a page that is there; nobody needs a key for it."""
    answer = house.http.get(path, headers={"Authorization": ""})
    assert (200, "text/html; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    return answer.text


def heading(text: str) -> str:
    """What a page is about."""
    (found,) = re.findall("<h1>(.*?)</h1>", text)
    return unescape(found)


def status(text: str) -> str:
    """The status that the page of a connection shows."""
    (found,) = re.findall('id="status">(.*?)<', text)
    return str(found)


def buttons(text: str) -> list[str]:
    """The ids of the buttons of a page."""
    return re.findall('<button[^>]* id="([a-z]+)"', text)


def pressed(house: House, path: str, **fields: str) -> httpx.Response:
    """The answer to a button."""
    answer = house.http.post(path, data=fields)
    assert SEE_OTHER == answer.status_code
    return answer
