"""How is a document read in no time? Like a module of Python: what was parsed once is kept in `__pycache__`.

Reading YAML takes a hundred times as long as reading what is kept. That is known by the document's own bytes; where
nothing can be written, or Python is told to write nothing, the document is parsed each time.
"""

import contextlib
import hashlib
import marshal
import os
import sys
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any


def parsed(text: str) -> Any:
    """What YAML says.

    Raises:
        ValueError: It is none.
    """
    # Who finds all that it needs kept never imports it.
    import yaml

    # libyaml takes a tenth of the time; PyYAML's wheels have it, a build from source may not.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 a safe loader either way
    except yaml.YAMLError as wrong:
        raise ValueError(str(wrong)) from wrong


def kept(path: Path, parse: Callable[[str], Any] = parsed) -> Any:
    """What `parse` makes of a file, or has made of the same text before.

    Args:
        path: The file, UTF-8.
        parse: From its text to what `marshal` can write: mappings, lists, texts, numbers.

    Raises:
        OSError: It cannot be read.
        ValueError: It is not UTF-8, or cannot be parsed.
    """
    source = path.read_bytes()
    mark = hashlib.sha256(source).digest()
    place = _place(path)
    if place is not None:
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError):
            return marshal.loads(_content(place.read_bytes(), mark))  # noqa: S302 as trusted as the modules beside it
    parsed = parse(source.decode("utf-8"))
    if place is not None and not sys.dont_write_bytecode:
        _keep(place, mark, parsed)
    return parsed


def _place(path: Path) -> Path | None:
    """Where it is kept; None: this Python keeps no modules either."""
    try:
        return Path(cache_from_source(str(path))).with_suffix(".marshal")
    except NotImplementedError:
        return None


def _content(written: bytes, mark: bytes) -> bytes:
    """What is kept behind the mark of its source and its own: what is torn is never read, for it may read as anything.

    Raises:
        ValueError: It is of another source, or not whole.
    """
    content = written[2 * len(mark) :]
    if written[: 2 * len(mark)] != mark + hashlib.sha256(content).digest():
        raise ValueError
    return content


def _keep(place: Path, mark: bytes, parsed: Any) -> None:
    """Write in one step: another process may read or write the same."""
    draft = place.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError, ValueError):
        content = marshal.dumps(parsed)
        place.parent.mkdir(exist_ok=True)
        try:
            draft.write_bytes(mark + hashlib.sha256(content).digest() + content)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
