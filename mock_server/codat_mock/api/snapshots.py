"""Moments to which the tenant can go back."""

from typing import Any

from codat_mock.api.calls import Answer, Call
from codat_mock.api.clock import clock_body
from codat_mock.core.moments import write_moment
from codat_mock.core.snapshots import Snapshot


def list_snapshots(call: Call) -> Answer:
    """The snapshots."""
    snapshots = call.tenant.snapshots
    listed = [_snapshot(snapshot) for snapshot in snapshots.listed()]
    return Answer(200, {"snapshots": listed, "size": snapshots.size})


def create_snapshot(call: Call) -> Answer:
    """Remember what the tenant is now."""
    snapshot = call.tenant.snapshots.take((call.body or {}).get("name"), call.now)
    return Answer(201, _snapshot(snapshot))


def delete_snapshots(call: Call) -> Answer:
    """Forget every snapshot."""
    call.tenant.snapshots.clear()
    return Answer(204)


def delete_snapshot(call: Call) -> Answer:
    """Forget one snapshot."""
    call.tenant.snapshots.remove(call.path["snapshotId"])
    return Answer(204)


def restore_snapshot(call: Call) -> Answer:
    """Let the tenant be again what it was."""
    call.tenant.snapshots.restore(call.path["snapshotId"])
    return Answer(200, clock_body(call.tenant))


def _snapshot(snapshot: Snapshot) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": snapshot.id,
        "at": write_moment(snapshot.at),
        "size": snapshot.size,
    }
    if snapshot.name is not None:
        body["name"] = snapshot.name
    return body
