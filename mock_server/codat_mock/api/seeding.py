"""How does a scenario become a tenant? On one that nobody knows, so that a refused scenario leaves no trace."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from codat_contract import PLATFORMS, Platform
from codat_mock.api import fields
from codat_mock.api.endpoints import add_endpoint
from codat_mock.api.faults import read_fault
from codat_mock.api.placing import Problems
from codat_mock.api.plans import read_plan
from codat_mock.api.steps import check_steps
from codat_mock.core.clock import Standing
from codat_mock.core.companies import Company, Configuration, Profile, References
from codat_mock.core.connections import Act
from codat_mock.core.founding import Founding
from codat_mock.core.ids import Ids, key
from codat_mock.core.tenant import Tenant
from codat_mock.settings import ClockSetting

Scenario = Mapping[str, Any]

_DEFAULT_PLATFORM = "Xero"
_MOVES: Mapping[str, tuple[Act, ...]] = {
    "linked": (Act.LINK,),
    "pending": (),
    "unlinked": (Act.LINK, Act.UNLINK),
    "deauthorized": (Act.LINK, Act.DEAUTHORIZE),
}
"""How a connection comes to stand as a scenario has it."""


def load(scenario: Scenario, tenant: Tenant) -> None:
    """Let a tenant begin as a scenario, which fits its schema, has it.

    Raises:
        Invalid: It names what is not there; the tenant is as before.
        Contradiction: It says what cannot happen; the tenant is as before.
    """
    tenant.begin_as(seeded(scenario, tenant))


def seeded(scenario: Scenario, tenant: Tenant) -> Tenant:
    """A tenant that nobody knows, made as `tenant` was, but for what the scenario says.

    Raises:
        Invalid: It names what is not there.
        Contradiction: It says what cannot happen.
    """
    problems = Problems()
    made = tenant.anew(_founding(scenario, tenant.founding, problems))
    made.scenario = scenario
    _companies(scenario, made, problems)
    for number, body in enumerate(scenario.get("plans", ())):
        with problems.at(f"/plans/{number}"):
            made.plans.add(read_plan(body, made))
    for number, body in enumerate(scenario.get("faults", ())):
        with problems.at(f"/faults/{number}"):
            made.faults.add(read_fault(body, made))
    for number, body in enumerate(scenario.get("endpoints", ())):
        with problems.at(f"/endpoints/{number}"):
            add_endpoint(body, made)
    check_steps(scenario.get("steps", ()), made, problems)
    problems.refuse()
    return made


def _founding(scenario: Scenario, before: Founding, problems: Problems) -> Founding:
    world, body = before.world, dict(scenario)
    if "seed" in scenario:
        world = replace(world, ids=Ids(int(scenario["seed"])))
    with problems.at(""):
        world = replace(world, sync_time=fields.duration(body, "syncTime", world.sync_time))
    clock = before.clock
    with problems.at(""):
        clock = _clock(scenario.get("clock"), clock)
    limited = scenario["limits"] == "documented" if "limits" in scenario else before.limited
    return replace(before, clock=clock, world=world, limited=limited)


def _clock(body: dict[str, Any] | None, before: Standing) -> Standing:
    if body is None:
        return before
    mode = fields.clock_mode(body)
    at = fields.clock_moment(body) if "now" in body else None
    setting = ClockSetting.of(mode or before.mode, at, body.get("rate", 1.0))
    return Standing(setting.mode, setting.rate, setting.at)


def _companies(scenario: Scenario, tenant: Tenant, problems: Problems) -> None:
    seeds = scenario.get("companies")
    if not seeds:
        return
    tenant.register.clear()
    for number, seed in enumerate(seeds):
        place = f"/companies/{number}"
        drawn = tenant.ids.draw() if number else tenant.ready
        id_ = key(seed["id"]) if "id" in seed else drawn
        if tenant.has_company(id_):
            problems.note(f"{place}/id", "Two companies have this id; give each its own.")
            continue
        if any(seed["name"] == company.name for company in tenant.register.companies.values()):
            problems.note(
                f"{place}/name", "Two companies have this name; steps could not tell them apart."
            )
        company = Company(
            id_,
            Profile(seed["name"]),
            tenant.clock.now(),
            References(seed.get("references", References.OPEN)),
        )
        tenant.register.add(company)
        with problems.at(f"{place}/platform"):
            _connect(
                seed,
                _platform(seed.get("platform", _DEFAULT_PLATFORM)),
                company,
                tenant,
                problems,
                place,
            )


def _connect(
    seed: Mapping[str, Any],
    platform: Platform,
    company: Company,
    tenant: Tenant,
    problems: Problems,
    place: str,
) -> None:
    """Connect a company as its seed has it."""
    register, now = tenant.register, tenant.clock.now()
    held = register.connect(company.id, platform, now)
    register.connect_partner(company.id, now)
    for act in _MOVES[seed.get("connections", "linked")]:
        register.move(company.id, held.id, act, now)
    if seed.get("lapsed", False):
        with problems.at(f"{place}/lapsed"):
            register.move(company.id, held.id, Act.LAPSE, now)
    if seed.get("configured", True):
        books = tenant.founding.world.library(platform.key)
        company.configuration = Configuration(
            books.default_bank_account, books.default_supplier, books.default_customer
        )


def _platform(text: str) -> Platform:
    known = {name.casefold(): row for row in PLATFORMS.values() for name in (row.key, row.name)}
    row = known.get(text.casefold())
    if row is None:
        near = get_close_matches(text.casefold(), known, n=1)
        meant = f" Did you mean {known[near[0]].name}?" if near else ""
        names = ", ".join(f"{row.name} ({row.key})" for row in PLATFORMS.values())
        raise fields.refusal("", f"There is no platform {text!r}, only {names}.{meant}")
    return row
