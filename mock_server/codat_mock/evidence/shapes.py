"""What is a drawing made of? Frozen values in the units of its SVG."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a moment, in a lane.

    Attributes:
        x: Where.
        y: Where.
        kind: `request`, `control`, `code` or `message`.
        tone: Its colour.
        above: What is written above it.
        inside: What is written in it, or below.
        number: The exchange that it is; 0: it is none.
        title: What it is, in full.
        fault: A fault has struck it.
    """

    x: float
    y: float
    kind: str
    tone: str
    above: str
    inside: str
    number: int
    title: str
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasts.

    Attributes:
        x: Where it begins.
        y: Where.
        width: How long it is.
        kind: `queued`, `running`, `long`.
        text: What it reads meanwhile.
        open: It has no end yet.
    """

    x: float
    y: float
    width: float
    kind: str
    text: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Moments:
    """A moment below the drawing.

    Attributes:
        x: Where.
        time: Its time of the day.
        since: How long after the one before.
    """

    x: float
    time: str
    since: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The life of a sync, ready to be written as SVG.

    Attributes:
        width: Of the whole.
        height: Of the whole.
        lanes: Each with its name and place.
        bars: What lasts.
        marks: What happened.
        moments: When.
        left_out: How many exchanges are not drawn.
        looks: How many of those that only looked after the end are not drawn.
        text: The same in a sentence, for those who cannot see it.
    """

    width: float
    height: float
    lanes: tuple[tuple[str, float], ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    moments: tuple[Moments, ...]
    left_out: int
    looks: int
    text: str
