"""Which transactions do the plans of a scenario name that none of its steps will send, and which webhooks nobody hears?

What takes a plan is rehearsed as `core.plans` does it. Where it is not sure what a step comes to, such as after a
fault, each plan that waits is taken to meet each sync, so that what is told here is so however it goes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from codat_mock.core.remarks import counted

Body: TypeAlias = Mapping[str, Any]
Doubt: TypeAlias = tuple[str, str]
"""A JSON pointer, and a sentence."""

_LINKED = "linked"

_NONE_WANTED: Body = {"times": 0}

_UNHEARD = "Nobody is told yet; a step `inbox` before this one has a built-in receiver told, `endpoints` others."


@dataclass(slots=True)
class _Waiting:
    """A plan that waits.

    Attributes:
        place: Where it stands.
        body: What it says.
        left: How many syncs take it yet; None: any number.
        sizes: How many transactions those syncs have that may have taken it.
    """

    place: str
    body: Body
    left: int | None
    sizes: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A sync that a step starts.

    Attributes:
        size: How many transactions it has at most.
        company: Whose it is, as the step has it; None: the first.
    """

    size: int
    company: str | None


@dataclass(slots=True)
class _Rehearsal:
    """The steps on their way.

    Attributes:
        companies: Those of the scenario.
        sure: Each sync is accepted, and it is known which plan it takes.
        plans: Every plan so far.
        syncs: The syncs that have a name.
        started: Some step has started a sync.
        heard: Somebody is told of what happens.
        doubts: What was found.
    """

    companies: list[Body]
    sure: bool
    plans: list[_Waiting] = field(default_factory=list)
    syncs: dict[str, _Sent] = field(default_factory=dict)
    started: bool = False
    heard: bool = False
    doubts: list[Doubt] = field(default_factory=list)

    def step(self, place: str, kind: str, body: Body) -> None:
        """Rehearse a step."""
        match kind:
            case "sync" | "start":
                self._send(_Sent(body["expenses"], body.get("company")), body)
            case "resubmit" | "again":
                self._send(self.syncs[body["of"]], body)
            case "plan":
                self.wait(place, body)
            case "fault" | "customer":
                self.sure = False
            case "end":
                self._end(place, body)
            case "inbox":
                self.heard = True
            case "trigger" if not self.heard:
                self.doubts.append((f"{place}/event", _UNHEARD))
            case "expect" if not self.heard and body.get("webhook", _NONE_WANTED).get("times", 1):
                self.doubts.append((f"{place}/webhook", _UNHEARD))

    def wait(self, place: str, body: Body) -> None:
        """Let a plan wait."""
        self.plans.append(_Waiting(place, body, body.get("times", 1)))

    def in_vain(self) -> Iterator[Doubt]:
        """What the plans name in vain."""
        for plan in self.plans if self.started else ():
            most = max(plan.sizes, default=None)
            for number, named in enumerate(plan.body.get("transactions", ())):
                index = named.get("index")
                if index is None or (most is not None and index < most):
                    continue
                why = (
                    "no step starts a sync that takes this plan."
                    if most is None
                    else f"the largest sync that takes this plan has {counted(most)}."
                )
                place = f"{plan.place}/transactions/{number}/index"
                yield place, f"This is passed over: index {index} counts from 0, and {why}"

    def _send(self, sent: _Sent, body: Body) -> None:
        self.started = True
        if "as" in body:
            self.syncs[body["as"]] = sent
        for plan in self.plans:
            if plan.left == 0 or (mine := self._is_of(plan.body, sent)) is False:
                continue
            plan.sizes.append(sent.size)
            self.sure = self.sure and mine is True
            if self.sure:
                plan.left = None if plan.left is None else plan.left - 1
                return

    def _is_of(self, plan: Body, sent: _Sent) -> bool | None:
        """Whether a sync may take a plan; None: it is not known."""
        wanted = plan.get("companyId")
        if wanted is not None and len(self.companies) > 1:
            own = self._id(sent.company)
            known = [one["id"].casefold() for one in self.companies if "id" in one]
            if own is None and wanted.casefold() not in known:
                return None
            if own != wanted.casefold():
                return False
        return None if any("transactionId" in one for one in plan.get("transactions", ())) else True

    def _id(self, company: str | None) -> str | None:
        """The id of a company, if the scenario gives it one."""
        for seed in self.companies:
            if company in (None, seed["name"], seed.get("id")):
                return seed["id"].casefold() if "id" in seed else None
        return None

    def _end(self, place: str, body: Body) -> None:
        size = self.syncs[body["of"]].size
        for number, named in enumerate(body.get("transactions", ())):
            index = named.get("index", 0)
            if index >= size:
                why = f"{body['of']} has {counted(size)}, counted from 0, and none at {index}."
                found = f"{place}/transactions/{number}/index"
                self.doubts.append((found, f"This step will be refused: {why}"))


def doubts(scenario: Body) -> list[Doubt]:
    """What a scenario that can be loaded names in vain, as far as its steps tell."""
    companies = [*scenario.get("companies", ())]
    sure = (
        not scenario.get("faults")
        and scenario.get("limits") != "documented"
        and all(one.get("connections", _LINKED) == _LINKED for one in companies)
    )
    rehearsal = _Rehearsal(companies, sure, heard=bool(scenario.get("endpoints")))
    for number, body in enumerate(scenario.get("plans", ())):
        rehearsal.wait(f"/plans/{number}", body)
    for number, step in enumerate(scenario.get("steps", ())):
        ((kind, body),) = step.items()
        rehearsal.step(f"/steps/{number}/{kind}", kind, body)
    return [*rehearsal.in_vain(), *rehearsal.doubts]
