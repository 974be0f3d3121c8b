"""Do errors say whose fault it is, and is Codat's explanation read?"""

import json
import re

import pytest

import codat_client
from codat_client import Complaint, ErrorBody, ExpenseSyncError, RefusedError, errors


def test_the_tree_in_the_docstring_is_the_hierarchy() -> None:
    """Every public error stands in the tree, below its parent, and every name of it exists."""
    tree = re.findall(r"^ {4}([| `-]*)(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    path: list[str] = []
    for indent, name in tree:
        path = [*path[: len(indent) // 4], name]
        if len(path) > 1:
            assert issubclass(getattr(errors, name), getattr(errors, path[-2]))
    assert {name for name in errors.__all__ if name.endswith("Error")} == {name for _, name in tree}


@pytest.mark.parametrize("name", [name for name in errors.__all__ if name.endswith("Error")])
def test_every_error_is_public_and_has_a_fault(name: str) -> None:
    """But for the root, which nobody raises."""
    kind = getattr(codat_client, name)
    if kind is not ExpenseSyncError:
        assert kind.fault in {"you", "codat", "network"}


def test_codats_explanation_is_read() -> None:
    """As Codat documents it."""
    body = {
        "statusCode": 400,
        "service": "ExpenseSyncApi",
        "error": "There are problems with the request.",
        "correlationId": "9ecb1a3c2c7a4f6fa2bd1f0c6a7e1d55",
        "validation": {
            "errors": [
                {"itemId": f"Items[{n}].Lines[0].NetAmount", "message": "Too large."}
                for n in range(5)
            ],
            "warnings": [{"itemId": None, "message": "Odd."}],
        },
    }
    read = ErrorBody.read(json.dumps(body).encode())
    assert 5 == len(read.errors)
    assert Complaint("Items[0].Lines[0].NetAmount", "Too large.") == read.errors[0]
    assert (Complaint("", "Odd."),) == read.warnings
    assert ("ExpenseSyncApi", "9ecb1a3c2c7a4f6fa2bd1f0c6a7e1d55") == (
        read.service,
        read.correlation_id,
    )
    assert str(read).startswith(
        "There are problems with the request. Items[0].Lines[0].NetAmount: Too large.; "
    )
    assert str(read).endswith("(and 2 more).")
    assert "Odd." == str(read.warnings[0])


TOLERATED = [
    {},
    {"validation": None},
    {"validation": {}},
    {"validation": {"errors": None, "warnings": None}},
    {"validation": {"errors": [None, 7, {}], "warnings": "none"}},
    {"validation": [], "error": None, "service": 7},
]


@pytest.mark.parametrize("body", TOLERATED)
def test_an_explanation_in_any_form_is_read(body: object) -> None:
    """`validation` may be null, absent or empty."""
    assert "no explanation was given." in str(ErrorBody.read(json.dumps(body).encode()))


@pytest.mark.parametrize("body", [b"", b"<html>\x1b[31m", b"[]", b"null", b'"text"', b"\xff"])
def test_what_is_no_explanation_is_none(body: bytes) -> None:
    """A proxy answers what it likes."""
    assert ErrorBody() == ErrorBody.read(body)


def test_what_is_said_fits_a_line_of_a_terminal() -> None:
    """Control characters that Codat repeats from the input do not reach the user's screen."""
    said = str(ErrorBody(error="Bad \x1b[31m\nname"))
    assert said.isprintable()
    assert "Bad  [31m name." == said
    refused = RefusedError("initiate-sync", 400, ErrorBody(error="No"), "Check the API key.")
    assert "Codat answered initiate-sync with 400: No. Check the API key." == str(refused)
