"""May this receipt be attached? The rules, one after the other."""

from dataclasses import dataclass

from codat_contract import IntegrationType, Platform, TransactionStatus
from codat_mock.core import fate, ids
from codat_mock.core.companies import Company, Sync
from codat_mock.core.datasets import Parse
from codat_mock.core.errors import AgainstRule, Fault, Invalid, NotFound, NotNow
from codat_mock.core.ids import Key
from codat_mock.core.machine import Phase
from codat_mock.core.moments import Moment


@dataclass(frozen=True, slots=True)
class Attachment:
    """A receipt that the accounting software took.

    Attributes:
        id: The accounting software's id of it.
        transaction: Whose receipt it is.
        name: The file's name.
        size: Its length in bytes.
    """

    id: str
    transaction: Key
    name: str
    size: int


def check(sync: Sync, transaction: Key, name: str, size: int, now: Moment, parse: Parse) -> None:
    """Refuse a receipt that the transaction or the platform does not take.

    Args:
        sync: The sync that the transaction belongs to.
        transaction: Its id.
        name: The file's name; its extension decides.
        size: The file's length in bytes.
        now: The moment.
        parse: Reads what the client has sent once more.

    Raises:
        NotFound: The sync does not hold the transaction.
        Invalid: The transaction or the platform refuses it.
    """
    index = find(sync, transaction)
    if fate.phase(sync.fate, now) is not Phase.ENDED:
        raise _refusal(
            "syncId", "The sync is still in progress; attachments are taken once it has ended."
        )
    _check_transaction(sync, index, now)
    platform = _writable(sync.company)
    _check_type(platform, sync, transaction, parse)
    _check_file(platform, name, size)


def find(sync: Sync, transaction: Key) -> int:
    """Where the transaction stands in the sync, from 0.

    Raises:
        NotFound: The sync does not hold it.
    """
    index = sync.find(transaction)
    if index is None:
        message = (
            f"The sync {sync.text} holds no transaction {ids.text(transaction)}; "
            "GET .../transactions lists those that it holds."
        )
        raise NotFound(message)
    return index


def _check_transaction(sync: Sync, index: int, now: Moment) -> None:
    if IntegrationType.EXPENSE not in sync.integration_types:
        raise _refusal(
            "transactionId",
            "Attachments are taken for transactions of integration type expense; this one is a bank feed line.",
            AgainstRule,
        )
    kinds = sync.integration_types
    entry = index * len(kinds) + kinds.index(IntegrationType.EXPENSE)
    status = sync.fate.outcomes.at(entry, now).status if sync.fate else TransactionStatus.PENDING
    if status is not TransactionStatus.COMPLETED:
        raise _refusal(
            "transactionId",
            f"Attachments are taken for Completed transactions; this one is {status}.",
        )


def _writable(company: Company) -> Platform:
    accounting = company.accounting
    if accounting is None or accounting.platform is None or not accounting.linked:
        state = accounting.status if accounting else "missing"
        raise _refusal(
            "connection", f"The company's accounting connection is {state}; it must be Linked."
        )
    if accounting.lapsed:
        raise _refusal("connection", f"The subscription to {accounting.name} has expired.")
    return accounting.platform


def _check_type(platform: Platform, sync: Sync, transaction: Key, parse: Parse) -> None:
    rule = platform.attachments
    if rule is None or rule.types is None:
        return
    item = sync.item(transaction, parse)
    if item and item["type"] not in rule.types:
        taken = ", ".join(rule.types)
        raise _refusal(
            "transactionId",
            f"{platform.name} takes attachments for {taken}; this one is a {item['type']}.",
            AgainstRule,
        )


def _check_file(platform: Platform, name: str, size: int) -> None:
    rule = platform.attachments
    if rule is None:
        raise _refusal("file", f"{platform.name} takes no attachments.", AgainstRule)
    extension = name.rpartition(".")[2].upper() if "." in name else ""
    if rule.extensions is not None and extension not in rule.extensions:
        allowed = ", ".join(sorted(rule.extensions))
        raise _refusal(
            "file",
            f"{platform.name} takes no {extension} files, only {allowed}."
            if extension
            else f"{platform.name} takes no files without an extension, only {allowed}.",
            AgainstRule,
        )
    if size > rule.limit:
        raise _refusal(
            "file",
            f"{platform.name} takes files of up to {rule.limit} bytes; this one has {size}.",
            AgainstRule,
        )


def _refusal(place: str, message: str, kind: type[Invalid] = NotNow) -> Invalid:
    return kind(message, faults=(Fault(place, message),))
