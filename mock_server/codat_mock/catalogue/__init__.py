"""Every way to every outcome, each with lines for a shell that bring it about. All of it is made of the tables.

- `row`: what a row says
- `lines`: how calls are written as curl commands
- `codes`, `states`: the codes of syncs, as somebody says, and as the state of things has it
- `outcomes`: the statuses of transactions
- `answers`: the HTTP statuses of answers
- `failures`: the faults
- `whole`: all of them, and which of them are asked for
"""

from codat_mock.catalogue.lines import preamble
from codat_mock.catalogue.row import ABOUT, By, Kind, Row
from codat_mock.catalogue.whole import every, wanted

__all__ = ["ABOUT", "By", "Kind", "Row", "every", "preamble", "wanted"]
