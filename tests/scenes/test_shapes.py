"""Whatever is refused of a scenario for its shape, what is said shows one that is right."""

import re
from typing import Any

import pytest
import yaml

from codat_contract import control
from codat_mock.app import checker, new_tenant
from codat_mock.scenes.checking import Checker
from codat_mock.scenes.complaints import Unusable
from codat_mock.scenes.keys import Key, Keys, written
from codat_mock.scenes.schema import schema
from codat_mock.settings import Settings

KEYS = Keys.of(control())


def _before(kind: str) -> list[dict[str, Any]]:
    """The steps that must stand before one of a kind: what it names has to be there."""
    sent = {"expenses": 3, "as": "first"}
    return [] if kind in ("sync", "start") else [{"start" if kind == "finish" else "sync": sent}]


@pytest.fixture(name="checker", scope="module")
def _checker() -> Checker:
    """Whoever reads scenarios."""
    return checker(new_tenant("scenario", Settings(seed=0), 0))


def _wrong(checker: Checker, document: dict[str, Any]) -> list[str]:
    with pytest.raises(Unusable) as wrong:
        checker.checked(
            "f", yaml.safe_dump({"scenario": "x", **document}, sort_keys=False).encode()
        )
    return wrong.value.lines()


def test_every_key_is_there() -> None:
    """Each key of a scenario and each kind of step has a sentence and one that is right."""
    schemas = control()["components"]["schemas"]
    assert list(schemas["Scenario"]["properties"]) == list(KEYS.scenario)
    assert list(schemas["Step"]["properties"]) == list(KEYS.step)
    for key in (*KEYS.scenario.values(), *KEYS.step.values()):
        assert key.about.endswith(".")
        assert key.example.startswith(f"{key.name}: ")
        assert "\n" not in key.example


@pytest.mark.parametrize("key", KEYS.scenario.values(), ids=list(KEYS.scenario))
def test_right_keys(checker: Checker, key: Key) -> None:
    """What is shown of a key can be loaded as it stands."""
    name = "" if key.name == "scenario" else "scenario: mine\n"
    checker.checked("f", f"{name}{key.example}\n".encode())


@pytest.mark.parametrize("key", KEYS.step.values(), ids=list(KEYS.step))
def test_right_steps(checker: Checker, key: Key) -> None:
    """What is shown of a step can be loaded as it stands, behind one that sends expenses."""
    steps = [written(*step) for before in _before(key.name) for step in before.items()]
    text = "".join(f"  - {step}\n" for step in (*steps, key.example))
    checker.checked("f", f"scenario: mine\nsteps:\n{text}".encode())


@pytest.mark.parametrize("shape", ["pay", 4260, None, True, [1], {}, {"such": 1}, 1.5], ids=repr)
@pytest.mark.parametrize("kind", KEYS.step)
def test_steps_of_a_wrong_shape(checker: Checker, kind: str, shape: Any) -> None:
    """A step of any wrong shape is refused where it stands, with one that is right, and by one line each."""
    lines = _wrong(checker, {"steps": [*_before(kind), {kind: shape}]})
    assert all(re.match(r"f:[3-9]:[3-9]: ", line) for line in lines)
    assert 1 == sum(line.endswith(f"Write it like `{KEYS.step[kind].example}`.") for line in lines)


@pytest.mark.parametrize("shape", [{"such": 1}, ["such"], True, 1.5], ids=repr)
@pytest.mark.parametrize("name", [name for name in KEYS.scenario if name != "scenario"])
def test_keys_of_a_wrong_shape(checker: Checker, name: str, shape: Any) -> None:
    """A key whose value has any wrong shape is refused in its line, with one that is right."""
    lines = _wrong(checker, {name: shape})
    assert all(line.startswith(("f:2:", "f:3:")) for line in lines)
    assert any(line.endswith(f"Write it like `{KEYS.scenario[name].example}`.") for line in lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps:\n  - customer: pay\n", "f:3:5: The field customer must be of type object; got 'pay'. Write it like `"),
        ("steps:\n  - advance: eleven\n", "Write it like `advance: {by: PT11M}`."),
        ("steps:\n  - advance: {by: eleven}\n", "Write it like `advance: {by: PT11M}`."),
        ("steps:\n  - plan: 4260\n", "Write it like `plan: {code: 4260}`."),
        ("plans: 4260\n", "f:2:1: The field plans must be of type array; got 4260. Write it like `plans: [{"),
        ("plans:\n  - 4260\n", "Write it like `plans: [{code: 4260}"),
        ("shows: 4260\n", "Write it like `shows: [1000, 5130]`."),
        ("clock: manual\n", "Write it like `clock: {mode: manual"),
        ("steps: sync\n", "Write it like `steps: [{sync: {expenses: 3"),
        ("steps: [sync]\n", "Write it like `steps: [{sync: {expenses: 3"),
        ("steps:\n  - snyc: {expenses: 1}\n", "did you mean sync? Write it like `sync: {expenses: 3"),
        ("planz: []\n", "did you mean plans? Write it like `plans: [{code: 4260}"),
        ("syncTime:PT1M\n", "f:2:1: A colon is missing in this line, or the space behind it"),
        ("steps:\n  - sync:{expenses: 3}\n", "Put a space behind the colon of 'sync'."),
    ],
)  # fmt: skip
def test_what_is_said(checker: Checker, text: str, said: str) -> None:
    """These are told so, by line and column."""
    with pytest.raises(Unusable) as wrong:
        checker.checked("f", f"scenario: x\n{text}".encode())
    assert said in wrong.value.lines()[0]


def test_once_for_each(checker: Checker) -> None:
    """Of one step that is wrong in two ways the right one is shown once; each of two steps has its own."""
    lines = _wrong(
        checker,
        {"steps": [{"sync": {"expenses": 0, "receipts": -1}}, {"advance": 1}, {"advance": 2}]},
    )
    assert [1, 0, 1, 1] == [line.count("Write it like") for line in lines]


def test_a_word_with_a_colon(checker: Checker) -> None:
    """A file in which no colon has a space behind it is told so."""
    with pytest.raises(Unusable, match="Put a space behind the colon of 'scenario'"):
        checker.checked("f", b"scenario:x\ntitle:y\n")


def test_one_schema_for_one_thing() -> None:
    """What scenarios share with control calls is theirs by reference: there is no copy of it that could fall behind."""
    schemas = control()["components"]["schemas"]
    scenario, step = schemas["Scenario"]["properties"], schemas["Step"]["properties"]
    for where, name in (
        (scenario["plans"]["items"], "PlanRequest"),
        (scenario["faults"]["items"], "FaultRequest"),
        (scenario["endpoints"]["items"], "EndpointRequest"),
        (scenario["clock"], "TenantClock"),
        (step["plan"], "PlanRequest"),
        (step["fault"], "FaultRequest"),
        (step["advance"], "Advance"),
        (step["end"]["properties"]["transactions"]["items"], "PlannedTransaction"),
    ):
        assert f"#/components/schemas/{name}" == where["$ref"]
        assert not {"type", "properties", "required"} & where.keys()
        assert schemas[name]["properties" if "properties" in schemas[name] else "oneOf"]


def test_no_copy_of_an_endpoint() -> None:
    """No other schema of the control contract has the fields of an endpoint, and editors get all of them."""
    schemas = control()["components"]["schemas"]
    fields = schemas["EndpointRequest"]["properties"]
    copies = [
        name
        for name, one in schemas.items()
        if any(one.get("properties", {}).get(field) == fields[field] for field in fields)
    ]
    assert ["EndpointRequest"] == copies
    assert fields.keys() == schema(control())["$defs"]["EndpointRequest"]["properties"].keys()
