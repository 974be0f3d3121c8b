"""Scenarios: the one that the tenant is in, and those that ship with the mock."""

from collections.abc import Mapping
from typing import Any

from codat_mock.api import fields, seeding
from codat_mock.api.calls import Answer, Call
from codat_mock.api.clock import clock_body
from codat_mock.api.keys import keyring_of
from codat_mock.core.errors import NotFound
from codat_mock.scenes import shelf


def get_scenario(call: Call) -> Answer:
    """What was loaded."""
    loaded = call.tenant.scenario
    if loaded is None:
        raise NotFound(
            "The tenant is in no scenario; PUT /__mock/scenario loads one, "
            "and GET /__mock/scenarios lists those that ship with the mock."
        )
    return Answer(200, _loaded(loaded, call))


def load_scenario(call: Call) -> Answer:
    """Begin anew, in a scenario."""
    body: Mapping[str, Any] = call.body
    scenario = shipped(body["scenario"]) if set(body) == {"scenario"} else body
    seeding.load(scenario, call.tenant)
    keyring_of(call).reopen(call.tenant)
    call.tenant.remarks.append(f"scenario {scenario['scenario']}")
    return Answer(200, _loaded(scenario, call))


def list_scenarios(_: Call) -> Answer:
    """Those that ship with the mock."""
    listed = [
        {
            "scenario": name,
            "title": shelf.document(name)["title"],
            "shows": shelf.document(name)["shows"],
        }
        for name in shelf.names()
    ]
    return Answer(200, {"scenarios": listed})


def shipped(name: str) -> Mapping[str, Any]:
    """The scenario of this name that ships with the mock.

    Raises:
        Invalid: There is none.
    """
    try:
        return shelf.document(name)
    except LookupError as none:
        raise fields.refusal("/scenario", str(none.args[0])) from None


def _loaded(scenario: Mapping[str, Any], call: Call) -> dict[str, Any]:
    companies = call.tenant.register.companies.values()
    return {
        "scenario": scenario["scenario"],
        "tenant": call.tenant.name,
        "companies": [{"id": company.text, "name": company.name} for company in companies],
        "clock": clock_body(call.tenant),
        "document": dict(scenario),
    }
