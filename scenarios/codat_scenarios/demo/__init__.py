"""A month of expenses, through the whole flow: what `codat-mock demo` shows.

`columns` says how a file of expenses must look, `reading` reads it, `show` performs, and three
screens show the performance: `terminal`, `plain` and `machine`.
"""

from typing import TYPE_CHECKING, Any

from codat_scenarios.demo.columns import csv_help

if TYPE_CHECKING:
    from codat_scenarios.demo.show import run

__all__ = ["csv_help", "run"]


def __getattr__(name: str) -> Any:
    """Import the performance when it is asked for: who reads the help needs no screens."""
    if name == "run":
        from codat_scenarios.demo.show import run  # noqa: PLC0415 - see above

        return run
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
