"""What the faults have in common: none of these files is a fault.

- `acting`: what a fault meets, and what it gives back
- `fault`: what a fault is, and what its fields may be
- `kinds`: which faults there are
- `operations`: which operations a fault can hit
- `document`: the control contract, completed from them
"""

from codat_mock.faults.workings.acting import LONGEST, Effect, Manner, Met
from codat_mock.faults.workings.fault import Fault, duration, example, virtual, whole, word

__all__ = [
    "LONGEST",
    "Effect",
    "Fault",
    "Manner",
    "Met",
    "duration",
    "example",
    "virtual",
    "whole",
    "word",
]
