"""What does a YAML file say, and where does each part of it stand?

What is read is YAML 1.2 as far as it is JSON: `off` is a word and no truth, a moment is a text, a key is a text and
stands once. Anchors and aliases may be used.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import yaml

from codat_mock.scenes.complaints import Complaint
from codat_mock.scenes.unreadable import diagnosed, line_of

MOST_BYTES = 1_048_576
"""How large a file may be."""

_MOST_NODES = 100_000
"""How many parts it may have, each alias counted as all that it stands for."""

_MOST_DEEP = 64
"""How deep it may be nested; a scenario needs eight. What is deeper is refused before it costs anything."""

Path: TypeAlias = tuple[str | int, ...]


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
    """PyYAML with the plain words of YAML 1.2, which stops at what is too deep or too much.

    Written in Python, not libyaml, whose C code cannot be told to stop.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 PyYAML's own

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._composed = 0

    def fetch_flow_collection_start(self, *token: Any) -> None:
        """Open a bracket. Each is held against all that are open, so there must not be many."""
        self._no_deeper(self.flow_level)
        super().fetch_flow_collection_start(*token)

    def add_indent(self, column: int) -> bool:
        """Begin what is indented deeper."""
        self._no_deeper(len(self.indents))
        added: bool = super().add_indent(column)
        return added

    def compose_node(self, *around: Any) -> yaml.Node | None:
        """Read a part."""
        self._composed += 1
        if self._composed > _MOST_NODES:
            raise Unreadable(_too_many())
        node: yaml.Node | None = super().compose_node(*around)
        return node

    def _no_deeper(self, depth: int) -> None:
        if depth >= _MOST_DEEP:
            raise Unreadable(_too_deep(self.line + 1, self.column + 1))


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
        Unreadable: It is no such YAML; the complaints say where and why, and show the line.
    """
    text = _text(raw)
    try:
        return _read(text)
    except Unreadable as wrong:
        shown = (replace(one, text=line_of(text, one.line)) for one in wrong.complaints)
        raise Unreadable(*shown) from None


def _read(text: str) -> Written:
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as wrong:
        (line, column), message = diagnosed(wrong, text)
        raise Unreadable(Complaint(line, column, message)) from None
    if node is None:
        message = "The file is empty; a scenario begins with its name, such as `scenario: mine`."
        raise Unreadable(Complaint(1, 1, message))
    reading = _Reading()
    document = reading.value(node, (), None)
    if reading.complaints:
        raise Unreadable(*reading.complaints)
    return Written(document, reading.marks)


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Unreadable(
            Complaint(1, 1, f"The file is larger than {MOST_BYTES} bytes; no more are read.")
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = raw[: wrong.start]
        line, start = before.count(b"\n") + 1, before.rfind(b"\n") + 1
        message = f"The byte 0x{raw[wrong.start]:02x} is no UTF-8; save the file as UTF-8."
        raise Unreadable(Complaint(line, wrong.start - start + 1, message)) from None


def _too_deep(line: int, column: int) -> Complaint:
    return Complaint(line, column, f"It is nested too deep here: more than {_MOST_DEEP} levels.")


def _too_many() -> Complaint:
    return Complaint(1, 1, f"It has more than {_MOST_NODES} parts, aliases counted.")


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
            raise Unreadable(_too_many())
        if len(self.around) > 2 * _MOST_DEEP:
            raise Unreadable(_too_deep(*_mark(node)))
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
                    key,
                    f"The key {name!r} stands here twice; it stands in line {first} already. Keep one.",
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
