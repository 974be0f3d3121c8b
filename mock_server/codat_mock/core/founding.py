"""How was a tenant made, and how would another one be that is made like it?"""

from dataclasses import dataclass

from codat_mock.core.clock import Standing
from codat_mock.core.companies import References
from codat_mock.core.deciding import World
from codat_mock.core.directory import NOBODY, Telling
from codat_mock.core.ids import Key


@dataclass(frozen=True, slots=True)
class Founding:
    """How a tenant was made.

    Attributes:
        clock: Where its clock stood.
        world: What fates depend on; its source of chance as it was at first.
        references: Whether what transactions refer to must exist; None: for companies that a client makes.
        ready: Id of the ready company.
        limited: Its limits refuse; else they only count.
        telling: To whom it tells what happens.
    """

    clock: Standing
    world: World
    references: References | None
    ready: Key
    limited: bool
    telling: Telling = NOBODY
