"""May this dataset, sync or update be taken in?"""

from codat_mock.core import ids
from codat_mock.core.companies import Company
from codat_mock.core.datasets import Dataset, Item, Parse
from codat_mock.core.errors import (
    TOLD,
    AgainstRule,
    Fault,
    NoConnections,
    NotFound,
    NotNow,
    UpdatesUnsupported,
    summed,
    untold,
)
from codat_mock.core.ids import Key


def refuse_unlinked(company: Company) -> None:
    """Refuse to sync for a company that lacks a valid set of connections.

    Raises:
        NoConnections: One is missing or not linked.
    """
    if company.linked:
        return
    accounting, partner = (
        f"is {held.status}" if held else "is missing"
        for held in (company.accounting, company.partner)
    )
    raise NoConnections(
        f"The accounting connection {accounting}, the expense connection {partner}; both must be Linked."
    )


def refuse_twins(transactions: list[Key]) -> None:
    """Refuse a dataset in which an id stands twice.

    Raises:
        AgainstRule: With the place of each repetition.
    """
    if len(set(transactions)) == len(transactions):
        return
    first: dict[Key, int] = {}
    faults = [
        Fault(
            f"Items[{place}].Id",
            f"The id {ids.text(key)} stands at Items[{first[key]}] already.",
        )
        for place, key in enumerate(transactions)
        if first.setdefault(key, place) != place
    ]
    why = f"{summed(faults)} Give each transaction an id of its own."
    raise AgainstRule(why, faults=tuple(faults))


def known_datasets(company: Company, wanted: list[Key] | None) -> tuple[Dataset, ...]:
    """The datasets that are named, each once; None: all that no sync has taken.

    Raises:
        NotNow: The company lacks one of them.
    """
    if wanted is None:
        return tuple(company.unsynced.values())
    unknown = [place for place, key in enumerate(wanted) if key not in company.datasets]
    if unknown:
        faults = tuple(
            Fault(
                f"DatasetIds[{place}]",
                f"No dataset {ids.text(wanted[place])} was found for this company.",
            )
            for place in unknown[:TOLD]
        )
        faults += untold(len(unknown), "DatasetIds")
        raise NotNow(f"{summed(faults)} No sync was created.", faults=faults)
    return tuple(company.datasets[key] for key in dict.fromkeys(wanted))


def refuse_update(company: Company, transaction: Key, item: Item, parse: Parse) -> None:
    """Refuse to change what was never written, or what the platform does not change.

    Args:
        company: Whose it is.
        transaction: Its id.
        item: What its record shall say.
        parse: Reads what the client has sent once more.

    Raises:
        NotFound: The company has no such transaction.
        NotNow: It was never completed.
        UpdatesUnsupported: The platform changes no records of its type, or of the one that it shall have.
    """
    written = _written(company, transaction, parse)
    if transaction not in company.completed:
        message = "Only a Completed transaction can be changed; sync this one, with the same id, in a new dataset."
        raise NotNow(message, faults=(Fault("transactionId", message),))
    platform = company.platform
    for type_ in (written["type"], item["type"]):
        if platform is None or type_ not in platform.updates:
            name = platform.name if platform else "A company without accounting software"
            changed = ", ".join(platform.updates) if platform else ""
            raise UpdatesUnsupported(
                f"{name} changes records of type {changed}, not of {type_}."
                if changed
                else f"{name} changes no records."
            )


def _written(company: Company, transaction: Key, parse: Parse) -> Item:
    """A transaction as it was sent last.

    Raises:
        NotFound: The company has no such transaction.
    """
    for dataset in reversed(company.datasets.values()):
        if (place := dataset.find(transaction)) is not None:
            return dataset.items(parse)[place]
    message = (
        f"The company has no transaction {ids.text(transaction)}; create it in a dataset first."
    )
    raise NotFound(message)
