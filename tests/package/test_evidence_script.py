"""The script of a sync's evidence: played to a new mock by bash and curl, the sync ends as it did."""

import re

from package.serving import COMPANY, ITEM, Serve
from package.test_script import SAME, played, pytestmark

__all__ = ["pytestmark"]


def test_the_script_repeats_the_sync(serve: Serve) -> None:
    """Each call has the status that it had, and the sync has the same id, code and transactions."""
    first = serve(*SAME)
    with first.client() as http:
        refused = {"index": 0, "status": "PushError", "message": "it's no 'account'"}
        http.post("/__mock/plans", json={"transactions": [refused], "after": "PT11M"})
        made = http.post(f"{COMPANY}/expense-transactions", json={"items": [ITEM]}).json()
        body = {"datasetIds": [made["datasetId"]]}
        sync_id = http.post(f"{COMPANY}/syncs", json=body).json()["syncId"]
        http.post("/__mock/clock/advance", json={"until": "idle"})
        here = f"{COMPANY}/syncs/{sync_id}"
        expected = http.get(f"{here}/status").json(), http.get(f"{here}/transactions").json()
        script = http.get(f"/__mock/syncs/{sync_id}/evidence?format=curl").text
    assert 6 == len(re.findall("^curl ", script, re.MULTILINE))
    second = serve(*SAME)
    now, then = played(script, second)
    assert ([201, 200, 202, 200, 200, 200], then) == (then, now)
    with second.client() as http:
        assert expected == (
            http.get(f"{here}/status").json(),
            http.get(f"{here}/transactions").json(),
        )
    assert 5130 == expected[0]["syncStatusCode"]
