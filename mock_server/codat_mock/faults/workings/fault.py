"""What is a fault, and what may its fields be?"""

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self, TypeAlias

from codat_mock.core import errors
from codat_mock.core.messages import Spoil
from codat_mock.core.moments import Duration, read_duration, write_duration
from codat_mock.faults.workings.acting import LONGEST, Effect, Met

REQUIRED: Any = dataclasses.MISSING
"""Stands for the default of a field that has none."""

_ATTRIBUTE = "attribute"

Read: TypeAlias = Callable[[str, Any], Any]


class Attribute(NamedTuple):
    """A field of a fault, as JSON has it.

    Attributes:
        name: Its name.
        help: What it says, a sentence.
        type: `integer`, `duration` or `string`.
        schema: The JSON Schema of its value.
        required: It must be there.
        default: Its value when it is not there, as JSON; None: none.
        meanings: What each of its values means, a clause, where it is one of a few words that need that.
    """

    name: str
    help: str
    type: str
    schema: Mapping[str, Any]
    required: bool
    default: Any
    meanings: Mapping[str, str] = {}


class _Sort(NamedTuple):
    help: str
    type: str
    schema: Mapping[str, Any]
    read: Read
    write: Callable[[Any], Any]
    meanings: Mapping[str, str] = {}


class Example(NamedTuple):
    """A request for a fault, and what it is for."""

    title: str
    body: Mapping[str, Any]


def example(title: str, **body: Any) -> Example:
    """A request for the fault: its envelope and its own fields, but not its name."""
    return Example(title, body)


def whole(help: str, *, least: int = 0, most: int, default: Any = REQUIRED) -> Any:  # noqa: A002
    """A field that is a whole number from `least` to `most`."""
    schema = {"type": "integer", "minimum": least, "maximum": most}
    return _field(_Sort(help, "integer", schema, lambda _, value: int(value), int), default)


def duration(help: str, *, default: Any = REQUIRED) -> Any:  # noqa: A002
    """A field that is a duration of real time, at most `LONGEST`."""
    schema = {"$ref": "#/components/schemas/Duration"}
    return _field(_Sort(help, "duration", schema, _read_duration, write_duration), default)


def virtual(help: str, *, default: Any = REQUIRED) -> Any:  # noqa: A002
    """A field that is a duration of virtual time."""
    schema = {"$ref": "#/components/schemas/Duration"}
    return _field(_Sort(help, "duration", schema, _read_virtual, write_duration), default)


def word(
    help: str,  # noqa: A002
    *choices: str,
    default: Any = REQUIRED,
    meanings: Mapping[str, str] = MappingProxyType({}),
) -> Any:
    """A field that is one of these words, or of those that `meanings` has with what each means; none: any text."""
    words = [*choices, *meanings]
    schema = {"type": "string", "enum": words} if words else {"type": "string"}
    sort = _Sort(help, "string", schema, lambda _, value: str(value), str, meanings)
    return _field(sort, default)


def _field(sort: _Sort, default: Any) -> Any:
    return dataclasses.field(default=default, metadata={_ATTRIBUTE: sort})


def _read_duration(name: str, value: str) -> Duration:
    read = _read_virtual(name, value)
    if read > LONGEST:
        raise _wrong(name, f"Nobody is kept waiting longer than {write_duration(LONGEST)} here.")
    return read


def _read_virtual(name: str, value: str) -> Duration:
    try:
        return read_duration(value)
    except ValueError as wrong:
        raise _wrong(name, f"{wrong}.") from None


def _wrong(name: str, message: str) -> errors.Invalid:
    return errors.Invalid(message, faults=(errors.Fault(f"/{name}", message),))


class Fault:
    """Something that goes wrong on purpose: a frozen dataclass whose fields are its attributes.

    Attributes:
        name: Its name, which is that of its file.
        seen: What a client sees of it, a sentence.
        advice: How a client lives through it, a sentence.
        examples: Requests for it.
        usual_operation: What it is put before unless `operation` is said; empty: that must be said.
        envelope: What the fields that every fault has mean for it, where that is not as for any.
    """

    __slots__ = ()

    name: ClassVar[str]
    seen: ClassVar[str]
    advice: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]]
    usual_operation: ClassVar[str] = ""
    envelope: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        """Name it after its file."""
        cls.name = cls.__module__.rpartition(".")[2].replace("_", "-")

    def act(self, met: Met) -> Effect:
        """What becomes of a request that meets it."""
        raise NotImplementedError

    @property
    def answers(self) -> int | None:
        """The status that it has operations answer with, which they must declare; None: it leaves that to them."""
        return None

    @property
    def strikes_messages(self) -> bool:
        """Whether it waits for webhooks, and not for requests."""
        return False

    @property
    def strikes_initiations(self) -> bool:
        """Whether it can hit only requests that initiate a sync."""
        return False

    def does(self) -> str:
        """What it does as its fields have it, a sentence."""
        return self.summary()

    def sees(self) -> str:
        """What a client sees of it as its fields have it, a sentence."""
        return self.seen

    def spoil(self, fault: str) -> Spoil:
        """What becomes of a webhook that meets it.

        Args:
            fault: Its own name among the faults of the tenant.
        """
        raise NotImplementedError

    @property
    def lets_pass(self) -> int:
        """How many requests pass before each that it hits."""
        return 0

    @classmethod
    def summary(cls) -> str:
        """What it does: the first sentence of its docstring."""
        return (cls.__doc__ or cls.name).partition("\n")[0]

    @classmethod
    def attributes(cls) -> tuple[Attribute, ...]:
        """Its own fields."""
        return tuple(_attribute(field) for field in dataclasses.fields(cls))  # type: ignore[arg-type]

    @classmethod
    def requests(cls) -> tuple[Example, ...]:
        """Its examples, each with a whole body."""
        return tuple(Example(title, {"fault": cls.name, **body}) for title, body in cls.examples)

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """The fault that a body, which fits its schema, asks for.

        Raises:
            Invalid: One of its fields is more than may be.
            Contradiction: There can be no such fault.
        """
        values = {}
        for field in dataclasses.fields(cls):  # type: ignore[arg-type]
            name, sort = _camel(field.name), field.metadata[_ATTRIBUTE]
            if name in body:
                values[field.name] = sort.read(name, body[name])
        return cls(**values)

    def written(self) -> dict[str, Any]:
        """Its own fields as JSON, but for those that are not set."""
        return {
            _camel(field.name): field.metadata[_ATTRIBUTE].write(value)
            for field in dataclasses.fields(self)  # type: ignore[arg-type]
            if (value := getattr(self, field.name)) is not None
        }


def _attribute(field: "dataclasses.Field[Any]") -> Attribute:
    sort: _Sort = field.metadata[_ATTRIBUTE]
    required = field.default is dataclasses.MISSING
    default = None if required or field.default is None else sort.write(field.default)
    name = _camel(field.name)
    return Attribute(name, sort.help, sort.type, sort.schema, required, default, sort.meanings)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
