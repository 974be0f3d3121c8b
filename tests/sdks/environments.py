"""What do the official SDKs run in? An environment for each, made from its lock, once.

`python tests/sdks/environments.py` makes those that are missing; the tests do so too.
An environment is called after what it is made from: one that is there is right, and none is there half made.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parents[1] / ".venv" / "sdks"

WITHIN = 600
"""Seconds that installing one of them may take."""

NETWORK = "look at the network and at the package index that is set, then run the tests again"
NODE = "install Node 18 or later with npm (Debian: apt-get install nodejs npm), then run the tests again"


class CannotMake(Exception):
    """An environment cannot be made; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an environment is made.

    Attributes:
        sources: The files that it is made from.
        make: Fills an empty folder with it.
        program: What runs in it, seen from its folder; None: what the machine has.
    """

    sources: tuple[Path, ...]
    make: Callable[[Path], None]
    program: str | None


def made(name: str) -> Path:
    """The folder of an environment, which is made if it is missing.

    Raises:
        CannotMake: The message says what is amiss and what to do.
    """
    folder = _place(name)
    if folder.is_dir():
        return folder
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        RECIPES[name].make(draft)
        with contextlib.suppress(OSError):  # another process has been quicker: the same is there
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for other in ENVIRONMENTS.glob(f"{name}-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def command(name: str) -> list[str]:
    """What a program begins with that runs in this environment.

    Raises:
        CannotMake: There is no such program; the message says what to do.
    """
    program = RECIPES[name].program
    return [found("node", NODE) if program is None else str(made(name) / program)]


def _place(name: str) -> Path:
    """Where an environment belongs; another Python or another lock, another place."""
    seen = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for source in RECIPES[name].sources:
        seen.update(source.read_bytes())
    return ENVIRONMENTS / f"{name}-{seen.hexdigest()[:12]}"


def _python(lock: Path) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        from venv import EnvBuilder

        EnvBuilder(symlinks=os.name != "nt", with_pip=False).create(folder)
        target = ["--python", str(folder / _PYTHON), "install", "--quiet", "--no-input"]
        wanted = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
        _run([*_pip(), *target, *wanted], folder, NETWORK)

    return make


def _pip() -> list[str]:
    """Pip; a Python without one (Debian's, unless python3-venv is there) borrows that of the Python it is made of."""
    pythons = (sys.executable, getattr(sys, "_base_executable", sys.executable))
    for python in pythons:
        pip = [python, "-m", "pip", "--disable-pip-version-check"]
        if not subprocess.run([*pip, "--version"], check=False, capture_output=True).returncode:
            return pip
    message = f"{pythons[-1]} has no pip: install it (Debian: apt-get install python3-pip), then run the tests again"
    raise CannotMake(message)


def _node(folder: Path) -> None:
    for source in RECIPES["node"].sources:
        shutil.copy(source, folder)
    npm = found("npm", NODE)
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, NETWORK)


def found(program: str, remedy: str) -> str:
    """Where a program is.

    Raises:
        CannotMake: There is none; the message names the remedy.
    """
    path = shutil.which(program)
    if path is None:
        message = f"there is no {program} to run the official SDK for Node with: {remedy}"
        raise CannotMake(message)
    return path


def _run(line: list[str], folder: Path, remedy: str) -> None:
    try:
        done = subprocess.run(
            line, check=False, cwd=folder, capture_output=True, text=True, timeout=WITHIN
        )
    except subprocess.TimeoutExpired as slow:
        message = f"{' '.join(line)} took more than {WITHIN} s: {remedy}"
        raise CannotMake(message) from slow
    if done.returncode:
        message = f"{' '.join(line)} failed: {remedy}.\n{done.stdout}{done.stderr}"
        raise CannotMake(message)


_PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"
_LOCKS = {name: HERE / f"{name}.txt" for name in ("version-1", "version-9")}
_PACKAGE = (HERE / "node" / "package.json", HERE / "node" / "package-lock.json")

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {name: Recipe((lock,), _python(lock), _PYTHON) for name, lock in _LOCKS.items()}
    | {"node": Recipe(_PACKAGE, _node, None)}
)
"""The environments: those of the two Python SDKs, and that of the SDK for Node."""


def main() -> int:
    """Make what is missing; 1 when that cannot be done."""
    try:
        for name in RECIPES:
            if not _place(name).is_dir():
                sys.stdout.write(f"Installing the official SDK {name}, by hash ...\n")
                sys.stdout.flush()
                made(name)
    except CannotMake as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
