"""Where was it measured, and with which versions?"""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from codat_mock.app import own_version
from peers import FOLDER, Peer

_PARTS = ("connexion", "uvicorn", "uvloop", "httptools", "jsonschema-rs", "msgspec", "orjson")
_WITHIN = 30


_ASKED = {"node": "--version", "java": "-version", "wrk": "--version"}
"""How programs are asked for their version, which they say in their first line."""


def versions(peers: Sequence[Peer], generator: str = "") -> dict[str, str]:
    """What the figures depend on; of programs those that these peers, or what loads them, need."""
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
    needed = {generator, *(program for peer in peers for program in peer.needs)}
    return found | {program: _told_by(program) for program in _ASKED if program in needed}


def _told_by(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        return "absent"
    # wrk says its version and then that it was used wrongly; java says it where errors are said.
    asked = subprocess.run(  # noqa: S603 what the user has installed under this name
        [path, _ASKED[program]], capture_output=True, text=True, check=False, timeout=_WITHIN
    )
    number = re.search(r"\d+(\.\d+)+", asked.stdout + asked.stderr)
    return number[0] if number else "?"


def machine() -> dict[str, str | int | None]:
    """The processor, its memory and the system."""
    system = f"{platform.system()} {platform.release()}"
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "memoryMebibytes": _memory(),
        "system": system,
    }


def _memory() -> int | None:
    """How much there is; None where the system does not tell."""
    if sys.platform != "linux":
        return None
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // (1024 * 1024)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
