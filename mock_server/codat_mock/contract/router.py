"""Which operation does a path lead to, and which was perhaps meant?"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeAlias

from codat_mock.contract.operations import Operation

_Node: TypeAlias = dict[str | tuple[()] | None, Any]

# Neither is a text, so that no segment can be taken for it.
_PARAMETER = None
_METHODS = ()
_KNOWN = 4_096
_SHORT = 256
_ALIKE = 0.75
_LONGEST = 24
_LETTERS = 400
_ID = re.compile(r"[0-9a-fA-F-]{32,36}")
_PLACE = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Route:
    """What a path leads to.

    Attributes:
        methods: Its operations by method.
        values: What stands in the places of the template, in order.
        read: The same as parameters of each operation that has been asked for there.
    """

    methods: Mapping[str, Operation]
    values: list[str]
    read: dict[Operation, Mapping[str, str]] = field(default_factory=dict, compare=False)

    @property
    def allowed(self) -> str:
        """The methods of the path, for `Allow`."""
        listed = {*self.methods, "OPTIONS"} | ({"HEAD"} if "GET" in self.methods else set())
        return ", ".join(sorted(listed))


@dataclass(frozen=True, slots=True)
class Router:
    """The templates of all operations, as a tree of segments; a literal goes before a parameter."""

    operations: tuple[Operation, ...]
    _root: _Node = field(default_factory=dict)
    _spellings: dict[str, str] = field(default_factory=dict)
    _known: OrderedDict[str, Route] = field(default_factory=OrderedDict)

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> "Router":
        """A router to these operations."""
        router = cls(tuple(operations))
        for operation in router.operations:
            node = router._root
            for segment in operation.template.split("/")[1:]:
                if segment.startswith("{"):
                    node = node.setdefault(_PARAMETER, {})
                else:
                    node = node.setdefault(segment, {})
                    router._spellings[segment.lower()] = segment
            node.setdefault(_METHODS, {})[operation.method] = operation
        return router

    def find(self, path: str) -> Route | None:
        """Where `path` leads, if anywhere."""
        route = self._known.get(path)
        if route is None and (route := self._sought(path)) and len(path) <= _SHORT:
            # Who waits for a sync asks for the same path again and again.
            if len(self._known) >= _KNOWN:
                # The oldest alone: to give up all of them at once would be felt.
                self._known.popitem(last=False)
            self._known[path] = route
        return route

    def _sought(self, path: str) -> Route | None:
        values: list[str] = []
        node = self._root
        for segment in path[1:].split("/"):
            following = node.get(segment)
            if following is None:
                following = node.get(_PARAMETER)
                if following is None or not segment:
                    return _retraced(self._root, path[1:].split("/"), ())
                values.append(segment)
            node = following
        methods = node.get(_METHODS)
        return Route(methods, values) if methods else _retraced(self._root, path[1:].split("/"), ())

    def find_in_any_case(self, path: str) -> Route | None:
        """Where `path` leads when its literals may be written in any case; what stands in places is left as it is."""
        segments = path[1:].split("/")
        spelled = [self._spellings.get(segment.lower(), segment) for segment in segments]
        route = self.find(f"/{'/'.join(spelled)}")
        if route is None:
            return None
        template = next(iter(route.methods.values())).template[1:].split("/")
        return Route(
            route.methods,
            [
                segment
                for segment, meant in zip(segments, template, strict=True)
                if meant.startswith("{")
            ],
        )

    def owns(self, path: str) -> bool:
        """Whether nobody else may answer `path`: its first segment is one of the documents', however it is written."""
        if path in self._known or path[1:].partition("/")[0] in self._root:
            return True
        first = path.lstrip("/").partition("/")[0]
        return self._spellings.get(first.lower()) in self._root

    def meant(self, method: str, path: str) -> str | None:
        """The operation whose path is the most like `path`, such as `GET /companies/{companyId}`.

        Only one with the same method, and of the same document if the path is of one: nobody who reads means to delete,
        and nobody who asks Codat means to steer the mock.
        """
        asked = _shape(path)
        wanted = "GET" if method == "HEAD" else method
        root = path.lstrip("/").partition("/")[0].lower()
        known = root in self._root
        same = {
            _PLACE.sub("{}", operation.template): operation
            for operation in self.operations
            if operation.method == wanted
            and not (known and operation.template.split("/")[1] != root)
        }
        near = get_close_matches(asked, same, n=1, cutoff=_ALIKE)
        return f"{wanted} {same[near[0]].template}" if near else None


def _retraced(node: _Node, segments: list[str], values: tuple[str, ...]) -> Route | None:
    """Where a path leads whose literals lead nowhere: `latest` may be what stands in the place of an id, too."""
    if not segments:
        methods = node.get(_METHODS)
        return Route(methods, list(values)) if methods else None
    first, *rest = segments
    literal, parameter = node.get(first), node.get(_PARAMETER)
    found = _retraced(literal, rest, values) if first and literal is not None else None
    if found is None and first and parameter is not None:
        found = _retraced(parameter, rest, (*values, first))
    return found


def _shape(path: str) -> str:
    """A path with its ids taken out, and no longer than any that is meant."""
    return _ID.sub("{}", "/".join(path.split("/", _LONGEST)[:_LONGEST])[:_LETTERS])
