"""Where was it measured, and with which versions?"""

import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from codat_mock.app import own_version
from peers import FOLDER, Peer

_PARTS = ("connexion", "uvicorn", "uvloop", "httptools", "jsonschema-rs", "orjson")


def versions(peers: Sequence[Peer]) -> dict[str, str]:
    """What the figures depend on."""
    found = {"codat-mock": own_version(), "Python": platform.python_version()}
    for part in _PARTS:
        try:
            found[part] = version(part)
        except PackageNotFoundError:
            found[part] = "absent"
    # Two peers may be one package.
    for package, name in {peer.package: peer.name for peer in reversed(peers)}.items():
        if package:
            told = FOLDER / "node_modules" / package / "package.json"
            found[name] = json.loads(told.read_text("utf-8"))["version"]
    return found


def machine() -> dict[str, str | int | None]:
    """The processor and the system."""
    system = f"{platform.system()} {platform.release()}"
    return {"cpu": _processor(), "cores": os.cpu_count(), "system": system}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
