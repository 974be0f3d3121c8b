"""Where do the figures of a document come from? The machine, the versions and the run, in words.

What a document of an earlier version does not have is not said.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any


def run(arguments: str) -> dict[str, str]:
    """When something was measured that ends now, and by which arguments."""
    return {"when": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}", "arguments": arguments}


def measured(target: str, told: Mapping[str, Any]) -> str:
    """By which command a document was made, and when."""
    its = told.get("run", {})
    if "when" not in its:
        return (
            f"Measured by `make {target}`; when, and by which arguments, was not written down yet"
        )
    when, arguments = its["when"], its["arguments"]
    more = f" ARGS='{arguments}'" if arguments else ""
    return f"Measured on {when[:10]} (UTC) by `make {target}{more}`"


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """The machine, and the versions."""
    machine = told["machine"]
    memory = machine.get("memoryMebibytes")
    parts = [machine["cpu"], f"{machine['cores']} cores", machine["system"]]
    if memory is not None:
        parts.insert(2, f"{memory / 1024:.1f} GiB of memory")
    yield ", ".join(parts) + "."
    if told["versions"]:
        yield ", ".join(f"{name} {number}" for name, number in told["versions"].items()) + "."
