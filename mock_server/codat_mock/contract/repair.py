"""What may be put right before a body is refused? Values of enumerations that differ only in case."""

from collections.abc import Iterable
from typing import Any

import jsonschema_rs

from codat_mock.contract.sentences import spellings


def repaired(body: Any, errors: Iterable[jsonschema_rs.ValidationError]) -> bool:
    """Put right, in place, what can be.

    Returns:
        Whether anything was; the body must then be validated once more.
    """
    changed = False
    for error in errors:
        for spelling in spellings(error):
            *way, last = error.instance_path
            node = body
            for step in way:
                node = node[step]
            node[last] = spelling
            changed = True
    return changed
