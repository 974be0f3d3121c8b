"""What the log says of a company on its way to its first expense."""

from cases.onboarding import connected
from codat_mock.witness import line
from house import House


def test_the_next_step_is_in_the_log(house: House) -> None:
    """Whoever reads the log can copy the company's id and the two ways in which a customer allows access."""
    company, connection = connected(house)
    made, asked, allowed = map(line, house.seen)
    assert made.endswith(f"/companies  company {company}")
    assert f"http://mock/t/default/link/{company}/{connection}" in asked
    assert f"POST /__mock/companies/{company}/connections/{connection}/link" in asked
    assert allowed.endswith("Xero is Linked")
