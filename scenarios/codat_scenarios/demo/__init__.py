"""A month of expenses, through the whole flow: what `codat-mock demo` shows.

`columns` says how a file of expenses must look, `reading` reads it, `show` performs, and three
screens show the performance: `terminal`, `plain` and `machine`.
"""

from codat_scenarios.demo.show import run

__all__ = ["run"]
