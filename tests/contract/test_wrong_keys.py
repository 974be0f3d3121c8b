"""No operation of either document does anything for a wrong key: missing, malformed, unknown or revoked."""

import pytest

from cases.test_errors import WRONG_KEYS
from codat_mock.app import DOCUMENTS
from codat_mock.contract.operations import KeyUse, Shape, operations
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from contract.reaching import Scene
from house import MakeHouse

OPERATIONS = [
    operation
    for name, document, shape in DOCUMENTS
    for operation in operations(document(), shape, name)
]

READABLE = (
    "/companies",
    f"/companies/{READY_COMPANY}/sync/expenses/config",
    f"/companies/{READY_COMPANY}/sync/expenses/syncs/list/status",
    "/__mock/clock",
    "/__mock/plans",
    "/__mock/faults",
    "/__mock/keys",
    "/__mock/tenants",
    "/__mock/snapshots",
)
"""What would show that something was done."""

BODIES = {
    "set-clock": {"content": b'{"now": "2027-01-01T00:00:00Z"}'},
    "advance-clock": {"content": b'{"by": "PT1H"}'},
    "create-plan": {"content": b'{"code": 4260}'},
    "create-fault": {"content": b'{"fault": "reset", "operation": "*"}'},
    "create-endpoint": {"content": b'{"url": "http://127.0.0.1:9/"}'},
    "end-sync": {"content": b'{"code": 2000}'},
    "trigger-message": {"content": b'{"event": "expenses.sync.successful"}'},
    "answer-inbox": {"content": b'{"answers": [{"status": 500}]}'},
}
"""What is sent to operations of the control API that take no empty object."""


@pytest.fixture(name="scene")
def _scene(make_house: MakeHouse) -> Scene:
    """A mock that is asked from elsewhere: from loopback a control call needs no key."""
    scene = Scene.of(make_house(client="203.0.113.7"))
    http = scene.house.http
    scene.places |= {
        "planId": http.post("/__mock/plans", json={"code": 2000}).json()["id"],
        "faultId": http.post(
            "/__mock/faults", json={"fault": "reset", "operation": "delete-company"}
        ).json()["id"],
        "keyId": http.post("/__mock/keys").json()["id"],
        "tenantId": http.post("/__mock/tenants").json()["id"],
        "snapshotId": http.post("/__mock/snapshots").json()["id"],
        "messageId": "msg_1",
        "tenant": "default",
        "name": "orders",
        "explanationId": scene.places["syncId"],
    }
    revoked = http.post("/__mock/keys", json={"apiKey": "revoked-key"}).json()["id"]
    assert 204 == http.delete(f"/__mock/keys/{revoked}").status_code
    return scene


@pytest.mark.parametrize("name", [*WRONG_KEYS, "missing"])
def test_wrong_key_is_refused(name: str, scene: Scene) -> None:
    """The answer of every operation is a 401, and nothing has changed; health and inboxes ask for no key."""
    before = _seen(scene)
    answers = _statuses(scene, WRONG_KEYS.get(name))
    expected = {
        operation.id: 200 if operation.key is KeyUse.NONE else 401 for operation in OPERATIONS
    }
    assert expected == answers
    assert before == _seen(scene)


def test_revoked_key_is_forbidden(scene: Scene) -> None:
    """Every operation of the contract answers 403; for the control API the key is as unknown as any other."""
    before = _seen(scene)
    answers = _statuses(scene, authorization("revoked-key").encode())
    expected = {
        operation.id: 403 if operation.shape is Shape.CODAT else 401
        for operation in OPERATIONS
        if operation.key is not KeyUse.NONE
    }
    keyless = {operation.id: 200 for operation in OPERATIONS if operation.key is KeyUse.NONE}
    assert {**keyless, **expected} == answers
    assert before == _seen(scene)


def _statuses(scene: Scene, header: bytes | None) -> dict[str, int]:
    """What comes of a request to each operation that would be done if its key were right."""
    http = scene.house.http
    right = http.headers.pop("Authorization")
    headers = {} if header is None else {"Authorization": header}
    answers = {}
    for operation in OPERATIONS:
        sent = BODIES.get(
            operation.id, {} if operation.shape is Shape.CODAT else {"content": b"{}"}
        )
        answers[operation.id] = scene.send(operation, headers=headers, **sent).status_code
    http.headers["Authorization"] = right
    return answers


def _seen(scene: Scene) -> list[str]:
    return [scene.house.http.get(path).text for path in READABLE]
