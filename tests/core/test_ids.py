"""How ids are drawn and written."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_mock.core.ids import Ids, key, keys, text

SEEDS = st.one_of(st.integers(0, 2**32), st.text(max_size=8))


@given(st.binary(min_size=16, max_size=16))
def test_round_trip(raw: bytes) -> None:
    """An id is written as a uuid in lower case and read again as itself, in either case and without dashes too."""
    written = text(raw)
    assert str(UUID(bytes=raw)) == written
    assert [raw] * 3 == [key(written), key(written.upper()), key(written.replace("-", ""))]


@pytest.mark.parametrize("wrong", ["", "00", "g" * 32, "0" * 31, "0" * 33, "0" * 34, "-" * 36])
def test_what_is_no_id(wrong: str) -> None:
    """What has not sixteen bytes in hexadecimal digits is no id."""
    with pytest.raises(ValueError, match=r".+"):
        key(wrong)


WRITTEN = ("4d7c6929-7770-412b-91bb-44d3bc71d111", "4D7C6929-7770-412B-91BB-44D3BC71D112")


def test_many() -> None:
    """Many are read as each by itself, however they are written."""
    for texts in ([], WRITTEN, [WRITTEN[0].replace("-", "")], [*WRITTEN, WRITTEN[0].upper()]):
        assert [key(one) for one in texts] == keys(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["ab"],
        [WRITTEN[0], "11"],
        # Sixteen bytes each on the average, and in letters or hyphens.
        [f"{WRITTEN[0]}ff", WRITTEN[1][:-2]],
        ["a" * 36, "a" * 28 + "-" * 8],
        [WRITTEN[0], WRITTEN[1].replace("12", "  ")],
    ],
)
def test_one_of_many_is_none(texts: list[str]) -> None:
    """What is no id among many is refused as it is by itself, and never taken for a part of its neighbour."""
    with pytest.raises(ValueError, match=r"no uuid|hexadecimal"):
        keys(texts)


@given(SEEDS)
def test_form_of_a_version_4_uuid(seed: int | str) -> None:
    """Ids have the form of random uuids, correlation ids 32 digits, attachment ids nineteen."""
    ids = Ids(seed)
    drawn = UUID(text(ids.draw()))
    assert (4, "specified in RFC 4122") == (drawn.version, drawn.variant)
    correlation, attachment = ids.correlation(), ids.attachment()
    assert (32, True) == (len(correlation), set(correlation) <= set("0123456789abcdef"))
    assert (19, True, "14") == (len(attachment), attachment.isdigit(), attachment[:2])


@given(SEEDS)
def test_the_same_seed_draws_the_same(seed: int | str) -> None:
    """Equal seeds draw equal ids in equal order, and no id twice."""
    one, other = Ids(seed), Ids(seed)
    drawn = [one.draw() for _ in range(20)]
    assert drawn == [other.draw() for _ in range(20)]
    assert 20 == len(set(drawn))


def test_other_seeds_draw_otherwise() -> None:
    """Two seeds have no id in common."""
    one, other = ({Ids(seed).draw() for seed in range(place, place + 50)} for place in (0, 50))
    assert (50, 50, set()) == (len(one), len(other), one & other)


@given(SEEDS, st.lists(st.integers(0, 3), max_size=8))
def test_refusals_do_not_change_what_is_drawn(seed: int | str, refusals: list[int]) -> None:
    """However many calls are refused in between, the next ids stay what they would have been."""
    quiet, busy = Ids(seed), Ids(seed)
    for times in refusals:
        for _ in range(times):
            busy.correlation()
        assert (quiet.draw(), quiet.attachment()) == (busy.draw(), busy.attachment())


def test_what_is_drawn_does_not_change_refusals() -> None:
    """Correlation ids come in their own order."""
    quiet, busy = Ids(1), Ids(1)
    busy.draw()
    assert quiet.correlation() == busy.correlation()
