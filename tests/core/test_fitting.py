"""Whether transactions fit the records of the accounting software, and what their sync comes to if they do not."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_contract import PLATFORMS, CurrencyOption, ExpenseType, Platform, TransactionStatus
from codat_mock.core.companies import References
from codat_mock.core.fitting import option_of
from core.desk import Desk, Item
from core.yard import by_index

TAKEN = [platform for platform in PLATFORMS.values() if platform.types]


FITS: dict[str, Callable[[Desk], Item]] = {
    "payment": lambda d: d.item(),
    "refund": lambda d: d.item("Refund"),
    "transfer without tax": lambda d: d.item("TransferIn"),
    "no tax": lambda d: d.line(taxRateRef={"id": "NONE"}),
    "tracking": lambda d: d.line(trackingRefs=[{"id": d.books.tracking[1].id}]),
    "bank account": lambda d: d.item(bankAccountRef={"id": d.bank(base=False).id}),
    "supplier": lambda d: d.item(contactRef={"id": d.books.default_supplier}),
    "foreign": lambda d: d.item(currency="usd", currencyRate=0.781),
}


@pytest.mark.parametrize("name", FITS)
def test_what_fits(name: str) -> None:
    """A transaction whose references exist and may be used is pushed."""
    desk = Desk()
    assert (2000, None) == desk.said(FITS[name](desk))


MISFITS: dict[str, tuple[str, Callable[[Desk], Item]]] = {
    "There is no account 999 in Xero.": ("gbol", lambda d: d.line(accountRef={"id": "999"})),
    "There is no account  in Xero.": ("gbol", lambda d: d.line(accountRef={})),
    "no Payment can be booked to it.": (
        "gbol",
        lambda d: d.line(accountRef={"id": d.account("TransferIn").id}),
    ),
    "There is no tax rate VAT in Xero.": ("gbol", lambda d: d.line(taxRateRef={"id": "VAT"})),
    "Xero needs a taxRateRef on each line; for no tax it is NONE.": (
        "gbol",
        lambda d: d.line(taxRateRef=None),
    ),
    "Dynamics 365 Business Central needs a taxRateRef on each line.": (
        "trji",
        lambda d: d.line(taxRateRef=None),
    ),
    "FreeAgent takes no tax rates; leave out taxRateRef.": (
        "fbrh",
        lambda d: d.line(taxRateRef={"id": "20"}),
    ),
    "There is no tracking category X in Xero.": (
        "gbol",
        lambda d: d.line(trackingRefs=[{"id": "X"}]),
    ),
    "has others below it; name one of those.": (
        "gbol",
        lambda d: d.line(trackingRefs=[{"id": d.books.tracking[0].id}]),
    ),
    "There is no tracking category X in FreeAgent.": (
        "fbrh",
        lambda d: d.line(trackingRefs=[{"id": "X"}]),
    ),
    "There is no bank account X in Xero.": ("gbol", lambda d: d.item(bankAccountRef={"id": "X"})),
    "There is no supplier X in Xero.": ("gbol", lambda d: d.item(contactRef={"id": "X"})),
    "Dynamics 365 Business Central takes no supplier for a single transaction.": (
        "trji",
        lambda d: d.item(contactRef={"id": d.books.default_supplier}),
    ),
    "is paid in USD, not in GBP.": (
        "gbol",
        lambda d: d.item(
            contactRef={"id": next(s.id for s in d.books.suppliers if s.currency == "USD")}
        ),
    ),
    "FreeAgent takes Payment, no Refund.": ("fbrh", lambda d: {**d.item(), "type": "Refund"}),
    "NetSuite takes Payment, Refund, Reward, Chargeback, no TransferIn.": (
        "akxx",
        lambda d: {**d.item(), "type": "TransferIn"},
    ),
    "is archived.": (
        "gbol",
        lambda d: d.line(accountRef={"id": next(a.id for a in d.books.accounts if a.archived)}),
    ),
    "The transaction has no lines.": ("gbol", lambda d: d.item(lines=[])),
    "A currencyRate from EUR to USD is required.": ("akxx", lambda d: d.item(currency="EUR")),
    "Dynamics 365 Business Central takes no transaction in USD on a bank account in GBP": (
        "trji",
        lambda d: d.item(currency="USD", currencyRate=0.7),
    ),
}


@pytest.mark.parametrize("said", MISFITS)
def test_what_does_not_fit(said: str) -> None:
    """A transaction that does not fit is a ValidationError that says why, and its sync a 5120 that says the same."""
    platform, make = MISFITS[said]
    desk = Desk(platform)
    sync = desk.sync(make(desk))
    (verdict,) = desk.yard.verdicts(sync)
    assert (5120, TransactionStatus.VALIDATION_ERROR) == (desk.yard.code(sync), verdict.status)
    assert said in (verdict.message or "")
    assert sync.fate is not None
    assert verdict.message == sync.fate.error


@pytest.mark.parametrize("platform", TAKEN)
@pytest.mark.parametrize("type_", ExpenseType)
def test_every_type_on_every_platform(platform: Platform, type_: ExpenseType) -> None:
    """A platform takes the types of its row, and no other."""
    desk = Desk(platform.key)
    item = desk.item(type_ if type_ in platform.types else "Payment")
    code, _ = desk.said({**item, "type": type_})
    assert (2000 if type_ in platform.types else 5120) == code


def test_the_sandbox_takes_nothing() -> None:
    """No expense can be synced to the sandbox, as Codat says."""
    desk = Desk("mqjo")
    item = {"type": "Payment", "currency": "GBP", "lines": []}
    assert (5120, "Codat Sandbox takes no expenses.") == desk.said(item)


OPTIONS = [
    ("GBP", "GBP", "GBP", CurrencyOption.ALL_BASE),
    ("GBP", "USD", "USD", CurrencyOption.FOREIGN_BANK_AND_TRANSACTION),
    ("GBP", "USD", "GBP", CurrencyOption.FOREIGN_BANK),
    ("GBP", "GBP", "USD", CurrencyOption.FOREIGN_TRANSACTION),
    ("GBP", "USD", "EUR", CurrencyOption.ALL_DIFFER),
]


@pytest.mark.parametrize(("base", "bank", "transaction", "option"), OPTIONS)
def test_options(base: str, bank: str, transaction: str, option: CurrencyOption) -> None:
    """The five ways in which three currencies can differ."""
    assert option is option_of(base, bank, transaction)


@pytest.mark.parametrize("platform", TAKEN)
@pytest.mark.parametrize("option", CurrencyOption)
def test_currencies_of_every_platform(platform: Platform, option: CurrencyOption) -> None:
    """A platform takes the combinations of currencies that its row lists; one that lists none takes all."""
    desk = Desk(platform.key)
    base, foreign = desk.books.currency, desk.bank(base=False)
    bank, currency = {
        CurrencyOption.ALL_BASE: (None, base),
        CurrencyOption.FOREIGN_BANK_AND_TRANSACTION: (foreign, foreign.currency),
        CurrencyOption.FOREIGN_BANK: (foreign, base),
        CurrencyOption.FOREIGN_TRANSACTION: (None, "JPY"),
        CurrencyOption.ALL_DIFFER: (foreign, "JPY"),
    }[option]
    item = desk.item(currency=currency, currencyRate=1.5)
    if bank:
        item["bankAccountRef"] = {"id": bank.id}
    taken = platform.currencies is None or option in platform.currencies
    assert (2000 if taken else 5120) == desk.said(item)[0]


@pytest.mark.parametrize("platform", TAKEN)
def test_rates(platform: Platform) -> None:
    """A foreign currency without a rate is refused where a rate is required; elsewhere it counts as one."""
    desk = Desk(platform.key)
    foreign = desk.bank(base=False)
    item = desk.item(currency=foreign.currency, bankAccountRef={"id": foreign.id})
    for missing in (item, {**item, "currencyRate": None}):
        assert (5120 if platform.rate_required else 2000) == desk.said(missing)[0]


def test_siblings_are_pushed() -> None:
    """What does not fit does not hold up the rest; put right, the failed one goes through with the same id."""
    desk = Desk()
    sync = desk.sync(desk.item(), desk.line(accountRef={"id": "999"}), desk.item())
    assert ["Completed", "ValidationError", "Completed"] == desk.yard.statuses(sync)
    failed = list(sync.keys(0, 3))[1]
    body = json.dumps({"items": [desk.item()]}).encode()
    again = desk.yard.tenant.create_dataset(desk.company.id, [failed], body)
    assert 2000 == desk.yard.code(desk.yard.initiate(again, company=desk.company))


def test_a_plan_says_more() -> None:
    """What a plan says of a transaction goes before what its references come to."""
    desk = Desk()
    desk.yard.plan(transactions=(by_index(0, TransactionStatus.PUSH_ERROR),))
    assert 5130 == desk.said(desk.line(accountRef={"id": "999"}))[0]


@pytest.mark.parametrize("said", MISFITS)
def test_open_references(said: str) -> None:
    """Where references are open, only the type and the currencies are looked at."""
    platform, make = MISFITS[said]
    desk = Desk(platform, References.OPEN)
    rule = any(word in said for word in ("takes Payment", "currencyRate", "takes no transaction"))
    assert (5120 if rule else 2000) == desk.said(make(desk))[0]


@pytest.mark.parametrize("field", ["bank_account", "supplier", "customer"])
def test_a_configuration_that_names_what_is_not_there(field: str) -> None:
    """A configured record that does not exist is a 4000 that names the field; nothing is pushed."""
    desk = Desk()
    assert desk.company.configuration is not None
    desk.company.configuration = replace(desk.company.configuration, **{field: "gone"})
    sync = desk.sync(desk.item("Refund" if field == "customer" else "Payment"))
    assert (4000, ["Pending"]) == (desk.yard.code(sync), desk.yard.statuses(sync))
    name = {"bank_account": "bankAccount"}.get(field, field)
    assert sync.fate is not None
    assert f"The {name} of the company's configuration" in sync.fate.error


def test_what_nobody_takes_from_the_configuration_may_be_missing() -> None:
    """A payment on Xero takes no customer, so it does not matter that the configured one does not exist."""
    desk = Desk()
    assert desk.company.configuration is not None
    desk.company.configuration = replace(desk.company.configuration, customer="gone")
    assert (2000, None) == desk.said(desk.item())


OVERRIDES: dict[str, tuple[int, str, Callable[[Desk], Item]]] = {
    "nothing": (4000, "gbol", lambda d: d.item()),
    "bank account alone": (
        4000,
        "gbol",
        lambda d: d.item(bankAccountRef={"id": d.books.default_bank_account}),
    ),
    "bank account and supplier": (
        2000,
        "gbol",
        lambda d: d.item(
            bankAccountRef={"id": d.books.default_bank_account},
            contactRef={"id": d.books.default_supplier},
        ),
    ),
    "a customer cannot be named": (
        4000,
        "gbol",
        lambda d: d.item(
            "Refund",
            bankAccountRef={"id": d.books.default_bank_account},
            contactRef={"id": d.books.default_supplier},
        ),
    ),
    "nobody is needed": (
        2000,
        "trji",
        lambda d: d.item(bankAccountRef={"id": d.books.default_bank_account}),
    ),
}


@pytest.mark.parametrize("way", OVERRIDES)
def test_without_a_configuration(way: str) -> None:
    """Without a configuration a sync ends with 4000, unless each transaction names all that it needs itself."""
    expected, platform, make = OVERRIDES[way]
    desk = Desk(platform)
    desk.company.configuration = None
    assert expected == desk.said(make(desk))[0]


NAMES = st.sampled_from(
    ["", "429", "999", "NONE", "INPUT2", "40e3e57c-2322-4898-966c-ca41adfd23fd"]
)
LINES = st.fixed_dictionaries(
    {"netAmount": st.just(1), "taxAmount": st.just(0)},
    optional={
        "accountRef": st.fixed_dictionaries({}, optional={"id": NAMES}),
        "taxRateRef": st.none() | st.fixed_dictionaries({}, optional={"id": NAMES}),
        "trackingRefs": st.lists(st.fixed_dictionaries({}, optional={"id": NAMES}), max_size=2),
    },
)
ITEMS = st.fixed_dictionaries(
    {"type": st.sampled_from(list(ExpenseType)), "currency": st.sampled_from(["GBP", "usd"])},
    optional={
        "lines": st.lists(LINES, max_size=2),
        "contactRef": st.fixed_dictionaries({}, optional={"id": NAMES}),
        "bankAccountRef": st.fixed_dictionaries({}, optional={"id": NAMES}),
        "currencyRate": st.none() | st.just(0.5),
    },
)


@given(st.sampled_from(TAKEN), st.lists(ITEMS, min_size=1, max_size=3))
def test_whatever_comes(platform: Platform, items: list[Item]) -> None:
    """Whatever a body may hold, its sync ends with 2000 or 5120, and each error has a sentence."""
    desk = Desk(platform.key)
    sync = desk.sync(*items)
    verdicts = desk.yard.verdicts(sync)
    failed = [verdict for verdict in verdicts if verdict.status != TransactionStatus.COMPLETED]
    assert (5120 if failed else 2000) == desk.yard.code(sync)
    assert all((verdict.message or "").endswith(".") for verdict in failed)
