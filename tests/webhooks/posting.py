"""A mock in process whose webhooks go to a list instead of a socket: what receivers answer is data."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

from codat_mock.core.endpoints import Endpoint
from codat_mock.core.messages import Message, Posted
from codat_mock.core.moments import SECOND, Moment, read_moment
from codat_mock.webhooks.carrying import Parcel, Taken
from house import START, House, MakeHouse, houses

URL = "http://127.0.0.1:9/hooks"
OTHER = "http://127.0.0.1:9/other"
BEGAN = read_moment(START)
NOON = 1_700_000_000 * SECOND
"""Real time, which stands still."""

Answer: TypeAlias = int | Taken | None


@dataclass
class Post:
    """Takes parcels to nobody.

    Attributes:
        answers: What is answered first, by URL; then `always`.
        always: What is answered then.
        parcels: What was sent so far, and at which virtual moment.
        under_way: By URL, how many were under way when each was sent.
        house: Whose it is.
        now: Real time.
        meanwhile: What happens while a parcel is under way.
        takes: By URL, how many seconds of the loop's time it takes for an answer.
        at_once: How many parcels were under way at the same time at most.
    """

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    always: Answer = 200
    parcels: list[tuple[Moment, Parcel]] = field(default_factory=list)
    under_way: dict[str, list[int]] = field(default_factory=dict)
    house: House | None = None
    now: Moment = NOON
    meanwhile: Callable[[], object] = lambda: None
    takes: dict[str, float] = field(default_factory=dict)
    at_once: int = 0
    _here: dict[str, int] = field(default_factory=dict)

    async def carry(self, parcel: Parcel) -> Taken:
        """Take a parcel."""
        assert self.house is not None
        self.parcels.append((self.house.mock.tenant.clock.now(), parcel))
        here = self._here[parcel.url] = self._here.get(parcel.url, 0) + 1
        self.under_way.setdefault(parcel.url, []).append(here)
        self.at_once = max(self.at_once, sum(self._here.values()))
        await asyncio.sleep(self.takes.get(parcel.url, 0))
        self.meanwhile()
        self._here[parcel.url] -= 1
        waiting = self.answers.get(parcel.url)
        answer = waiting.pop(0) if waiting else self.always
        return answer if isinstance(answer, Taken) else Taken(answer)

    def seconds(self, url: str = URL) -> list[float]:
        """When parcels were sent to `url`, in seconds since the beginning."""
        return [(at - BEGAN) / SECOND for at, parcel in self.parcels if parcel.url == url]

    def bodies(self) -> list[Any]:
        """What was sent, as JSON."""
        return [orjson.loads(parcel.body) for _, parcel in self.parcels]

    def headers(self, name: str) -> list[str | None]:
        """A header of all that was sent."""
        return [parcel.headers.get(name) for _, parcel in self.parcels]


@dataclass
class Office:
    """A mock with a post.

    Attributes:
        house: The mock.
        post: Its post.
    """

    house: House
    post: Post

    def listen(self, url: str = URL, **more: Any) -> Endpoint:
        """Have an endpoint told."""
        return self.house.mock.tenant.deliveries.directory.add(url, **more)

    def sync(self) -> str:
        """A sync of one transaction that is under way; it takes a second."""
        id_: str = self.house.initiate(self.house.dataset()[0]).json()["syncId"]
        return id_

    def answer(self, *answers: Answer, url: str = URL) -> None:
        """What `url` answers next."""
        self.post.answers[url] = [*answers]

    @property
    def messages(self) -> list[Message]:
        """The messages that are kept."""
        return [*self.house.mock.tenant.deliveries.messages.values()]

    def states(self) -> list[str]:
        """How far they are."""
        return [message.state.value for message in self.messages]

    @property
    def now(self) -> Moment:
        """Where the clock stands."""
        return self.house.mock.tenant.clock.now()

    def control(self, change: Any) -> Any:
        """Have something done to the deliveries, and what that leaves to carry carried."""
        done = change(self.house.mock.tenant.deliveries)
        self.house.advance(by="PT0S")
        return done


def offices(posted: Callable[[Posted], None] | None = None, **fields: Any) -> Iterator[Office]:
    """The body of a fixture that builds one, whose attempts `posted` is told of; `fields` are settings."""
    post = Post()
    build: MakeHouse
    for build in houses(way=lambda: post.carry, wall=lambda: post.now, posted=posted):
        post.house = build(**fields)
        yield Office(post.house, post)


def answered(status: int, **headers: str) -> Taken:
    """An answer with headers, named with `_` for `-`."""
    named: Mapping[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
    return Taken(status, "", named)
