"""How does a page of a list look, and which pages does it lead to?"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

Between: TypeAlias = Callable[[int, int], list[Any]]
"""The results from a place up to another."""

_CARRIED = ("query", "orderBy", "tags")
"""The parameters that a link repeats, behind `page` and `pageSize`."""


def paged(query: Mapping[str, Any], url: str, total: int, between: Between) -> dict[str, Any]:
    """One page of a list; beyond the last page there are no results.

    Args:
        query: The parameters of the call, among them `page` and `pageSize`.
        url: The path that was asked for.
        total: How many results there are on all pages.
        between: Gives those of the page; not asked when it has none.
    """
    page, size = query["page"], query["pageSize"]
    start = (page - 1) * size
    return {
        "results": between(start, min(start + size, total)) if start < total else [],
        "pageNumber": page,
        "pageSize": size,
        "totalResults": total,
        "_links": _links(query, url, total),
    }


def _links(query: Mapping[str, Any], url: str, total: int) -> dict[str, dict[str, str]]:
    """The links of a page; next and previous stand there only when there is such a page."""
    page, size = query["page"], query["pageSize"]
    last = max(-(-total // size), 1)
    pages = {"current": page}
    if page < last:
        pages["next"] = page + 1
    if 1 < page <= last + 1:
        pages["previous"] = page - 1
    rest = "".join(
        f"&{name}={quote(query[name], safe='')}" for name in _CARRIED if query.get(name) is not None
    )
    links = {
        name: {"href": f"{url}?page={number}&pageSize={size}{rest}"}
        for name, number in pages.items()
    }
    return {"self": {"href": url}, **links}
