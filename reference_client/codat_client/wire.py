"""How do exact amounts get through JSON?

The standard library writes a Decimal not at all and a float not always as it was given.
So numbers are written here, digit by digit, and fractions are read as Decimals.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

__all__ = ["from_json", "to_json"]


def to_json(value: object) -> str:
    """Write JSON; a Decimal becomes the number with exactly its digits."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        inner = ",".join(f"{json.dumps(name)}:{to_json(item)}" for name, item in value.items())
        return f"{{{inner}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{','.join(map(to_json, value))}]"
    return json.dumps(value, allow_nan=False)


def from_json(body: bytes) -> Any:
    """Read JSON; None also when it is none."""
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError):
        return None
