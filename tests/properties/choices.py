"""What may be asked in any order? Plans, ends, nonsense; few ids, so that the same ones come again and again."""

from typing import Any

from hypothesis import strategies as st

from codat_contract import SYNC_CODES
from codat_mock.core.moments import DAY, MINUTE, SECOND
from codat_mock.core.register import READY_COMPANY
from properties.asking import FORM, form

UNKNOWN = "00000000-0000-4000-8000-00000000dead"
POOL = [f"00000000-0000-4000-9000-{number:012x}" for number in range(12)]
"""Few transaction ids, so that the same ones come again and again."""

TERMINAL = [code.number for code in SYNC_CODES.values() if code.terminal]
SAID: list[list[dict[str, Any]]] = [
    [{"index": 0, "status": "PushError"}],
    [{"index": 1, "status": "ValidationError", "message": "told"}],
    [{"index": 0, "status": "Completed"}, {"index": 2, "status": "Unknown"}],
    [{"transactionId": POOL[0], "status": "PushError"}],
    [{"transactionId": POOL[1], "status": "Completed"}, {"index": 1, "status": "PushError"}],
]
BOTH = ["expense", "bankfeeds"]
PLANS: list[dict[str, Any]] = [
    *({"code": code} for code in SYNC_CODES),
    *({"transactions": said} for said in SAID),
    *({"transactions": said, "integrationTypes": BOTH} for said in SAID[:2]),
    {"code": 2000, "after": "PT11M"},
    {"code": 5130, "transactions": SAID[1], "times": 2},
    {"code": 4220, "times": None},
    {"after": "PT0S", "companyId": READY_COMPANY},
    {"code": 1010, "after": "PT3S"},
    {"code": 2000, "transactions": SAID[0]},
    {"polls": 2, "after": "PT1S"},
    {"code": 2000, "companyId": UNKNOWN},
]
"""What a plan may say; the last three cannot be."""

NONSENSE: list[tuple[str, str, Any, str]] = [
    ("POST", "/expense-transactions", b"{", "application/json"),
    ("POST", "/expense-transactions", {"items": [{"id": "x"}]}, "application/json"),
    ("POST", "/expense-transactions", b"{}", "text/plain"),
    ("POST", "/syncs", {"datasetIds": [UNKNOWN]}, "application/json"),
    ("POST", "/syncs", {"datasetIds": "all"}, "application/json"),
    ("GET", f"/syncs/{UNKNOWN}/status", None, ""),
    ("DELETE", "/syncs", None, ""),
    ("GET", "/nowhere", None, ""),
    ("PUT", f"/expense-transactions/{UNKNOWN}", {"type": "Payment"}, "application/json"),
    ("POST", f"/syncs/{UNKNOWN}/transactions/{UNKNOWN}/attachments", form("a.pdf"), FORM),
]
"""Requests below a company that nobody can fulfil."""

CONTROL_NONSENSE: list[tuple[str, str, Any]] = [
    ("POST", "/plans", {"code": 7}),
    ("POST", "/clock/advance", {"by": "PT1S", "until": "idle"}),
    ("POST", "/clock/advance", {"to": "2001-01-01T00:00:00Z"}),
    ("PUT", "/clock", {"now": "2001-01-01T00:00:00Z"}),
    ("POST", f"/syncs/{UNKNOWN}/end", {"code": 2000}),
    ("DELETE", "/plans/plan-0", None),
    ("POST", "/snapshots/snapshot-0/restore", None),
    ("POST", "/snapshots", {"title": "x"}),
    ("POST", f"/companies/{UNKNOWN}/connections/{UNKNOWN}/link", None),
]
"""Control calls that nobody can fulfil."""

ACTS = ["unlink", "deauthorize", "lapse", "deny", *["link", "pay"] * 2]
COMPANIES = st.integers(0, 1)
PLACES = st.integers(0, 30)
KEYS = st.sampled_from([POOL[start : start + size] for start in range(8) for size in range(1, 5)])
DURATIONS = st.sampled_from([0, 1, *(count * SECOND for count in range(1, 12)), 11 * MINUTE, DAY])
CUTS = st.sampled_from([[], [0.5], [0.1, 0.101], [0.2, 0.4, 0.6, 0.8], [0.0, 0.999]])
PLANNED = st.sampled_from([*[None] * len(PLANS), *PLANS])
