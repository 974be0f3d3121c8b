"""What a tester has before them: a served mock, a client that syncs with it, and the command line."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeAlias

import httpx
from click.testing import CliRunner, Result

from codat_mock.cli import main
from codat_mock.core.register import READY_COMPANY
from codat_mock.lane.keyring import authorization
from codat_mock.server import start
from codat_mock.settings import API_KEY, ClockSetting, Settings

COMPANY = f"/companies/{READY_COMPANY}/sync/expenses"


def command(*words: str, **variables: str) -> Result:
    """What comes of `codat-mock` with these words; `variables` are its environment's."""
    return CliRunner().invoke(main, words, prog_name="codat-mock", env=variables)


@dataclass
class Desk:
    """A served mock and its command line.

    Attributes:
        url: Where it is served.
        http: A client that has the key.
    """

    url: str
    http: httpx.Client
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __call__(self, *words: str, **variables: str) -> Result:
        """What comes of a command that knows where the mock is."""
        return command(*words, **{"CODAT_MOCK_URL": self.url, **variables})

    def said(self, *words: str, **variables: str) -> str:
        """What a command that succeeds prints."""
        result = self(*words, **variables)
        assert 0 == result.exit_code, result.output
        return result.stdout

    def answered(self, *words: str, **variables: str) -> Any:
        """What the server has answered to a command that succeeds."""
        return json.loads(self.said(*words, "--json", **variables))

    def refused(self, *words: str, **variables: str) -> str:
        """What stands on standard error when a command is refused for wrong use."""
        result = self(*words, **variables)
        assert 2 == result.exit_code, result.output
        assert "Traceback" not in result.output
        return result.stderr

    def sync(self, size: int = 5) -> str:
        """Initiate a sync of so many transactions: its id."""
        items = [
            {
                "id": f"00000000-0000-4000-8000-{next(self._numbers):012x}",
                "type": "Payment",
                "issueDate": "2026-01-01",
                "currency": "GBP",
            }
            for _ in range(size)
        ]
        made = self.http.post(f"{COMPANY}/expense-transactions", json={"items": items})
        body = {"datasetIds": [made.raise_for_status().json()["datasetId"]]}
        sync_id: str = self.http.post(f"{COMPANY}/syncs", json=body).json()["syncId"]
        return sync_id

    def code(self, sync_id: str) -> int:
        """The code of a sync."""
        status: Mapping[str, int] = self.http.get(f"{COMPANY}/syncs/{sync_id}/status").json()
        return status["syncStatusCode"]

    def statuses(self, sync_id: str) -> list[str]:
        """What became of the transactions of a sync, in their order."""
        rows = self.http.get(f"{COMPANY}/syncs/{sync_id}/transactions").json()["results"]
        return [row["status"] for row in sorted(rows, key=lambda row: row["transactionId"])]


MakeDesk: TypeAlias = Callable[[], Desk]


@contextmanager
def served() -> Iterator[Desk]:
    """A mock with seed 1 on a manual clock, on a free port."""
    settings = Settings(port=0, seed=1, clock=ClockSetting.read("manual"), log="off")
    headers = {"Authorization": authorization(API_KEY)}
    with (
        start(settings) as mock,
        httpx.Client(base_url=mock.url, headers=headers, trust_env=False) as http,
    ):
        yield Desk(mock.url, http)
