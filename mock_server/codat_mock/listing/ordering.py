"""From `orderBy` to an order: a property's name, with `-` before it from the greatest to the least.

Codat does not say where null goes: here last, whichever the direction. What is equal stays as it was.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from codat_mock.listing.grammar import NAME, bounded
from codat_mock.listing.kinds import Kind
from codat_mock.listing.refusing import expected, unresolved

Body: TypeAlias = Mapping[str, Any]
Order: TypeAlias = Callable[[Sequence[Body]], list[Body]]

ORDER_BY = "orderBy"

_SIGN = re.compile(r"\s*(-?)\s*")
_REMEDY = "write one property, such as name or -created"


def ordered(text: str, kind: Kind) -> Order:
    """The order that `orderBy` asks for.

    Raises:
        MalformedQuery: It is no property with or without a sign.
        UnresolvedProperty: Things of this kind have no such property, or one thing has many.
    """
    sign = _SIGN.match(bounded(ORDER_BY, text))
    start = sign.end() if sign else 0
    name = NAME.match(text, start)
    if name is None:
        raise expected(ORDER_BY, text, start, "a property", _REMEDY)
    if rest := text[name.end() :].strip():
        raise expected(ORDER_BY, text, text.index(rest, name.end()), "nothing more", _REMEDY)
    held = kind.find(name[0])
    if held is None or held.many:
        raise unresolved(ORDER_BY, start, name[0], kind.name, kind.known(many=False))
    descending = sign is not None and sign[1] == "-"

    def order(bodies: Sequence[Body]) -> list[Body]:
        keyed = [(held.values(body), body) for body in bodies]
        there = [(values[0], body) for values, body in keyed if values]
        there.sort(key=lambda pair: pair[0], reverse=descending)
        return [body for _, body in there] + [body for values, body in keyed if not values]

    return order
