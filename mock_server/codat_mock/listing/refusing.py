"""What is said of a parameter that cannot be read? Where it goes wrong, what was expected, and what to do."""

from codat_mock.core.errors import Fault, MalformedQuery, UnresolvedProperty

_SHOWN = 20


def malformed(parameter: str, at: int, wrong: str, remedy: str) -> MalformedQuery:
    """What is said of a text that breaks the rules.

    Args:
        parameter: The parameter that holds it.
        at: Where in it, counted from 0.
        wrong: What is wrong there, such as `an operator is expected, but the text ends`.
        remedy: What to do.
    """
    message = f"At character {at + 1} of {parameter}, {wrong}; {remedy}."
    return MalformedQuery(message, faults=(Fault(parameter, message),))


def expected(parameter: str, text: str, at: int, what: str, remedy: str) -> MalformedQuery:
    """What is said when something else, or nothing, stands in a place.

    Args:
        parameter: The parameter that holds the text.
        text: The text.
        at: The place, counted from 0.
        what: What should stand there.
        remedy: What to do.
    """
    found = f"{shown(text[at:])} stands there" if at < len(text) else "the text ends"
    return malformed(parameter, at, f"{what} is expected, but {found}", remedy)


def unresolved(
    parameter: str, at: int, named: str, owner: str, known: list[str]
) -> UnresolvedProperty:
    """What is said of a property that there is not.

    Args:
        parameter: The parameter that names it.
        at: Where in it, counted from 0.
        named: Its name, as it stands there.
        owner: What should have it, such as `Company`.
        known: The names of those that it has.
    """
    message = (
        f"At character {at + 1} of {parameter}, {named} is no property of {owner} with a value of its own; "
        f"it has {', '.join(known)}."
    )
    expected = f"one of {', '.join(known)}"
    fault = Fault(parameter, message, expected=expected, got=shown(named))
    return UnresolvedProperty(message, {"property": named, "type": owner}, (fault,))


def shown(text: str) -> str:
    """A text in quotes, its beginning if it is long."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
