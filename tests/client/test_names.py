"""Is the package what its table of contents says?"""

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import codat_client

MODULES = [
    module.name.removeprefix("codat_client.")
    for module in pkgutil.walk_packages(codat_client.__path__, "codat_client.")
]
WORLD = {"httpx", "random", "secrets", "socket", "threading", "time", "uuid4", "asyncio"}
AT_ITS_EDGE = {
    "edge": {"time", "uuid4"},
    "connection": {"httpx"},
    "driver": {"httpx", "threading"},
    "async_driver": {"httpx", "asyncio"},
    "webhooks.mailbox": {"threading"},
    "webhooks.receiver": {"threading", "asyncio"},
}
"""Who may have what of the world; the flow, and what verifies and reads messages, are not in it."""


def test_every_public_name_is_there() -> None:
    """What `__all__` lists can be imported, and stands there once."""
    assert len(set(codat_client.__all__)) == len(codat_client.__all__)
    assert all(hasattr(codat_client, name) for name in codat_client.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_gives(name: str) -> None:
    """A module's `__all__` is true, and its docstring asks a question."""
    module = importlib.import_module(f"codat_client.{name}")
    assert "?" in (module.__doc__ or "").splitlines()[0]
    assert all(hasattr(module, public) for public in module.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_the_world_comes_in_at_the_edge_alone(name: str) -> None:
    """No other module imports what sends, waits, tells the time, draws or is shared by threads."""
    source = Path(str(importlib.import_module(f"codat_client.{name}").__file__)).read_text("utf-8")
    imported = {
        part
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        for part in (getattr(node, "module", None) or "", alias.name)
    }
    assert AT_ITS_EDGE.get(name, set()) == WORLD & imported
