"""What does a YAML file say, and where does each part of it stand?

What is read is YAML 1.2 as far as it is JSON: `off` is a word and no truth, a moment is a text, a key is a text and
stands once. Anchors and aliases may be used.
"""

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

MOST_BYTES = 1_048_576
"""How large a file may be."""

_MOST_NODES = 100_000
"""How many parts it may have, each alias counted as all that it stands for."""

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that is wrong with a file.

    Attributes:
        line: Where, from 1.
        column: Where in the line, from 1.
        message: What, a sentence.
        pointer: The same place as a JSON pointer; None: the file is no YAML there.
    """

    line: int
    column: int
    message: str
    pointer: str | None = None


class Unreadable(ValueError):
    """A file that is not read.

    Attributes:
        complaints: Why.
    """

    def __init__(self, *complaints: Complaint) -> None:
        """Keep the reasons."""
        self.complaints = complaints
        super().__init__("; ".join(complaint.message for complaint in complaints))


@dataclass(slots=True)
class Written:
    """A document, and where its parts stand.

    Attributes:
        document: What it says, as JSON.
        marks: Line and column of each part, from 1: of a key where the part has one.
    """

    document: Any
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column of a part; of the nearest part around it if it is not there."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))

    def complaint(self, pointer: str, message: str) -> Complaint:
        """What is wrong with the part at a JSON pointer."""
        return Complaint(*self.place(self.path(pointer)), message, pointer)

    def path(self, pointer: str) -> Path:
        """The part at a JSON pointer."""
        path: Path = ()
        node = self.document
        for step in pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and name.isdigit() and int(name) < len(node):
                node, path = node[int(name)], (*path, int(name))
            else:
                node, path = (node.get(name) if isinstance(node, dict) else None), (*path, name)
        return path


class _Loader(yaml.SafeLoader):
    """PyYAML with the plain words of YAML 1.2.

    Written in Python, not libyaml: a file may be nested deeper than a C stack is.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 PyYAML's own


_PLAIN = {
    "null": (r"~|null|Null|NULL|", [*"~nN", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    "int": (r"[-+]?[0-9]+", [*"-+0123456789"]),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", [*"-+.0123456789"]),
}
for _name, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), _first
    )


def read(raw: bytes) -> Written:
    """Read a file.

    Raises:
        Unreadable: It is no such YAML; the complaints say where and why.
    """
    text = _text(raw)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as wrong:
        raise Unreadable(_wrong(wrong, text)) from None
    except yaml.YAMLError as wrong:
        raise Unreadable(
            Complaint(1, 1, f"This is no YAML: {' '.join(str(wrong).split())[:200]}.")
        ) from None
    except RecursionError:
        raise Unreadable(Complaint(1, 1, "It is nested too deep to be read.")) from None
    if node is None:
        raise Unreadable(
            Complaint(
                1,
                1,
                "The file is empty; a scenario begins with its name, such as `scenario: mine`.",
            )
        )
    reading = _Reading()
    try:
        document = reading.value(node, (), None)
    except RecursionError:
        raise Unreadable(Complaint(1, 1, "It is nested too deep to be read.")) from None
    if reading.complaints:
        raise Unreadable(*reading.complaints)
    return Written(document, reading.marks)


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Unreadable(
            Complaint(1, 1, f"The file has {len(raw)} bytes; no more than {MOST_BYTES} are read.")
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = raw[: wrong.start]
        line, start = before.count(b"\n") + 1, before.rfind(b"\n") + 1
        message = f"The byte 0x{raw[wrong.start]:02x} is no UTF-8; save the file as UTF-8."
        raise Unreadable(Complaint(line, wrong.start - start + 1, message)) from None


def _wrong(wrong: yaml.MarkedYAMLError, text: str) -> Complaint:
    mark = wrong.problem_mark or wrong.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    if line < len(lines) and "\t" in lines[line][: column + 1]:
        message = "There is a tab here; YAML is indented by spaces."
    else:
        said = ", ".join(part for part in (wrong.context, wrong.problem) if part)
        message = f"This is no YAML: {said}."
    return Complaint(line + 1, column + 1, message)


@dataclass(slots=True)
class _Reading:
    """A tree of nodes on its way to a document."""

    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    around: list[yaml.Node] = field(default_factory=list)
    nodes: int = 0

    def value(self, node: yaml.Node, path: Path, key: yaml.Node | None) -> Any:
        """What a node says; what stands at `path` is marked at its key."""
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            raise Unreadable(
                Complaint(1, 1, f"It has more than {_MOST_NODES} parts, aliases counted.")
            )
        self.marks[path] = _mark(key or node)
        if any(node is outer for outer in self.around):
            self._complain(node, "This alias stands for what it is in; write it out.")
            return None
        self.around.append(node)
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode):
                return [
                    self.value(child, (*path, place), None)
                    for place, child in enumerate(node.value)
                ]
            return self._scalar(node)
        finally:
            self.around.pop()

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._complain(key, "A key is a word; this is a whole list or object.")
                continue
            name = str(key.value)
            if name in said:
                first = self.marks[(*path, name)][0]
                self._complain(
                    key, f"The key {name!r} stands here twice; it stands in line {first} already."
                )
                continue
            said[name] = self.value(child, (*path, name), key)
        return said

    def _scalar(self, node: yaml.Node) -> Any:
        text, kind = str(node.value), node.tag.rpartition(":")[2]
        if kind == "null":
            return None
        if kind == "bool":
            return text.casefold() == "true"
        if kind == "int":
            if len(text) > 300:
                self._complain(node, "This number is too long.")
                return None
            return int(text)
        if kind == "float":
            return float(text)
        if kind != "str":
            self._complain(
                node, f"There are no values of the kind {node.tag!r} here; leave the tag out."
            )
        return text

    def _complain(self, node: yaml.Node, message: str) -> None:
        self.complaints.append(Complaint(*_mark(node), message))


def _mark(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
