"""How does the player reach the server? By the mock's own API, and by the contract for what a client may read."""

import base64
from collections.abc import Iterator
from typing import Any

import httpx

from codat_contract import TransactionStatus

__all__ = ["Calls", "CannotPlayError"]

TRIES = 5
"""How often something of the contract is read: a fault of the scenario's may strike whoever reads."""

PAGE = 1000


class CannotPlayError(Exception):
    """A step could not be done; the message says why."""


class Calls:
    """Calls to one tenant of a server.

    Attributes:
        url: Where the server is, without a slash at the end.
        api_key: The key of the tenant.
    """

    def __init__(
        self, url: str, api_key: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Open nothing yet."""
        self.url = url
        self.api_key = api_key
        self.transport = transport
        key = base64.b64encode(api_key.encode()).decode()
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Basic {key}"},
            transport=transport,
            timeout=60,
            trust_env=False,
        )

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the mock's own API.

        Raises:
            CannotPlayError: It refused, or nobody answered.
        """
        try:
            answer = self._http.request(method, f"/__mock{path}", json=body)
        except httpx.HTTPError as wrong:
            message = f"{self.url} did not answer {method} /__mock{path}: {wrong}"
            raise CannotPlayError(message) from wrong
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            said = answer.json().get("detail", answer.text)
            raise CannotPlayError(said)
        return answer.json() if answer.content else None

    def read(self, path: str, **query: object) -> Any:
        """Read something of the contract.

        Raises:
            CannotPlayError: It was not to be had.
        """
        why = ""
        for _ in range(TRIES):
            try:
                answer = self._http.get(
                    path, params={name: str(value) for name, value in query.items()}
                )
                if answer.is_success:
                    return answer.json()
                why = f"the answer was {answer.status_code}"
            except (httpx.HTTPError, ValueError) as wrong:
                why = str(wrong) or type(wrong).__name__
        message = f"GET {path} gave nothing in {TRIES} tries: {why}."
        raise CannotPlayError(message)

    def companies(self) -> list[dict[str, Any]]:
        """The companies of the tenant, the first first."""
        return [*self.read("/companies", pageSize=PAGE)["results"]]

    def syncs(self, company: str) -> list[str]:
        """The ids of the syncs of a company."""
        listed = self.read(f"/companies/{company}/sync/expenses/syncs/list/status")
        return [status["syncId"] for status in listed]

    def explained(self, sync: str) -> dict[str, Any]:
        """What the mock says of a sync; no fault strikes that."""
        told: dict[str, Any] = self.control("GET", f"/explain/{sync}")["sync"]
        return told

    def completed(self, company: str, sync: str) -> Iterator[str]:
        """The ids of the transactions of a sync that were written."""
        path, page = f"/companies/{company}/sync/expenses/syncs/{sync}/transactions", 1
        while True:
            got = self.read(path, page=page, pageSize=PAGE)
            for row in got["results"]:
                if row["status"] == TransactionStatus.COMPLETED:
                    yield row["transactionId"]
            if page * PAGE >= got["totalResults"]:
                return
            page += 1

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
