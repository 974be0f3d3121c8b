"""What do the official SDKs do that no server can put right?"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sdks.drives import Drive


@dataclass(frozen=True, slots=True)
class Quirk:
    """Something that an SDK does.

    Attributes:
        sdk: Which one.
        call: In which of its calls.
        does: What it does.
        why: Why no server can put it right.
        shown: Asserts that it still does so.
    """

    sdk: str
    call: str
    does: str
    why: str
    shown: Callable[[Drive], None]


def _raises_on_every_success(drive: Drive) -> None:
    for status in (200, 201, 202, 204):
        refused = drive.refused(f"initiate answered {status}")
        assert ("SDKError", status) == (refused["type"], refused["status"])
        assert "unknown status code received" in refused["text"]
    initiated = drive.refused("initiate sync")
    assert 202 == initiated["status"]
    assert drive.gave("status")["syncId"] == json.loads(initiated["body"])["syncId"]


def _is_told_to_wait_and_does_not(drive: Drive) -> None:
    assert 429 == drive.refused("told 429")["status"]
    told = [exchange.reply for exchange in drive.seen if exchange.reply.status == 429]
    assert len(told) > 2
    assert all(int(dict(reply.headers)[b"retry-after"]) >= 1 for reply in told)


def _has_no_call(drive: Drive) -> None:
    assert "AttributeError" == drive.refused("initiate sync")["type"]
    assert drive.sent("POST", "/sync/expenses/expense-transactions")[0].request.body[:1] == b"["
    assert 400 == drive.refused("create expenses")["status"]


def _uploads(drive: Drive) -> list[bytes]:
    return [exchange.request.body for exchange in drive.sent("POST", "/attachments")]


def _spells_bytes_out(drive: Drive) -> None:
    assert any(b"37,80,68,70,255" in body for body in _uploads(drive))
    assert drive.gave("upload of an array")


def _reads_bytes_as_text(drive: Drive) -> None:
    assert any("%PDF\N{REPLACEMENT CHARACTER}".encode() in body for body in _uploads(drive))
    assert drive.gave("upload of a buffer")


def _hands_over_an_array(drive: Drive) -> None:
    assert isinstance(drive.gave("get transaction"), list)


def _sends_the_request_as_body(drive: Drive) -> None:
    company = drive.gave("create company")["id"]
    last = drive.sent("POST", "/syncs")[-1].request.body
    assert {"companyId": company} == json.loads(last)
    assert drive.gave("initiate with nothing")["syncId"]


def _loses_the_key(drive: Drive) -> None:
    assert 401 == drive.refused("headers of one call")["status"]


def _body(drive: Drive, step: str) -> Any:
    return json.loads(drive.refused(step)["body"])


def _drops_validation(drive: Drive) -> None:
    assert _body(drive, "invalid dataset")["validation"]["errors"]
    assert "validation" not in drive.refused("invalid dataset")["message"]


def _keeps_errors_to_itself(drive: Drive) -> None:
    for status in (402, 403, 500, 503):
        step = f"told {status}"
        assert (None, status) == (drive.refused(step)["message"], _body(drive, step)["statusCode"])
    assert drive.refused("wrong key initiates")["message"] is None


QUIRKS: Mapping[str, Quirk] = MappingProxyType(
    {
        "raises-on-success": Quirk(
            "version-1",
            "sync.initiate_sync",
            "raises `SDKError: unknown status code received` though the sync is initiated; its `body` has the syncId",
            "it was made from a document without any 2xx for this call: every answer is a failure to it",
            _raises_on_every_success,
        ),
        "ignores-retry-after": Quirk(
            "version-1",
            "every call, when it is told to retry",
            "asks again by its own clock after a 429, however long `Retry-After` says",
            "a server can only say so, and it does not read it",
            _is_told_to_wait_and_does_not,
        ),
        "no-datasets": Quirk(
            "version-9",
            "expenses.create",
            "posts a bare array to the URL at which version 1 takes a dataset, and has no call that initiates a sync",
            "it belongs to the generation after: there the creation is the sync",
            _has_no_call,
        ),
        "bytes-spelled-out": Quirk(
            "node",
            "expenses.uploadAttachment with a Uint8Array, as its types demand",
            "sends the text `37,80,68,70,255` instead of the five bytes, in a part without a name",
            "the bytes never leave the client",
            _spells_bytes_out,
        ),
        "bytes-read-as-text": Quirk(
            "node",
            "expenses.uploadAttachment with a Buffer",
            "sends the bytes read as UTF-8: text arrives, of anything else only replacement characters",
            "the bytes never leave the client",
            _reads_bytes_as_text,
        ),
        "array-for-one": Quirk(
            "node",
            "transactionStatus.get",
            "hands over an array where its types promise one transaction",
            "one id can have two entries, so the answer is an array, and the other SDKs refuse one that is not",
            _hands_over_an_array,
        ),
        "request-for-body": Quirk(
            "node",
            "sync.initiateSync without `initiateSync`",
            "sends the parameters of the call as the body: `{companyId}`; `initiateSync: {}` sends what was meant",
            "a server can overlook the field or, if it is strict, refuse it: it cannot make it go away",
            _sends_the_request_as_body,
        ),
        "validation-dropped": Quirk(
            "node",
            "every call that is answered 400",
            "leaves `validation` out of `errorMessage`; it is in the bytes of `rawResponse` alone",
            "its type of the error has no such field",
            _drops_validation,
        ),
        "errors-unseen": Quirk(
            "node",
            "every call, at 402, 403, 500, 503; initiateSync at 401 and 429, too",
            "returns as if all were well, without `errorMessage`: only `statusCode` differs",
            "it reads the statuses that its document declared, and throws at none",
            _keeps_errors_to_itself,
        ),
        "headers-replaced": Quirk(
            "node",
            "every call with `config.headers`",
            "sends those headers instead of its own: without the key the answer is 401",
            "the key never leaves the client; headers for all calls can be given to `defaultClient`",
            _loses_the_key,
        ),
        "ignores-retry-after-too": Quirk(
            "node",
            "every call, when it is told to retry",
            "asks again by its own clock after a 429, however long `Retry-After` says",
            "a server can only say so, and it does not read it",
            _is_told_to_wait_and_does_not,
        ),
    }
)
"""The quirks, by name."""
