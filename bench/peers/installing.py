"""Where are the peers? In .venv/, installed by `make peers` from the lock, under a name that says what from."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_SOURCES = tuple(
    _HERE / name for name in ("package.json", "package-lock.json", "openapi-backend.mjs")
)
_WITHIN = 900
_REMEDY = "run `make peers`, which needs Node 20 or later with npm"
_NEXT = "now: make bench"


def _folder() -> Path:
    seen = hashlib.sha256(b"".join(source.read_bytes() for source in _SOURCES))
    return _HERE.parents[1] / ".venv" / f"peers-{seen.hexdigest()[:12]}"


FOLDER = _folder()


def absent(*programs: str) -> str:
    """Why a peer that needs these programs cannot take part; empty: it can."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        return f"there is no {missing[0]} on the PATH"
    return "" if FOLDER.is_dir() else f"it is not installed: {_REMEDY}"


def install() -> int:
    """Install the peers, unless they are there; 1 when that cannot be done."""
    npm = shutil.which("npm")
    if npm is None:
        sys.stderr.write(f"There is no npm on the PATH; {_REMEDY}.\n")
        return 1
    if FOLDER.is_dir():
        sys.stdout.write(f"The peers are installed already; {_NEXT}.\n")
        return 0
    place = FOLDER.relative_to(_HERE.parents[1])
    sys.stdout.write(f"Installing the peers into {place}/, by hash; about a minute ...\n")
    sys.stdout.flush()
    try:
        _installed_by(npm)
    except subprocess.SubprocessError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    sys.stdout.write(f"Done; {_NEXT}.\n")
    return 0


def _installed_by(npm: str) -> None:
    draft = FOLDER.with_name(f".{FOLDER.name}.{os.getpid()}")
    draft.mkdir(parents=True)
    try:
        for source in _SOURCES:
            shutil.copy(source, draft)
        line = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(line, check=True, cwd=draft, timeout=_WITHIN)  # noqa: S603 by its hashes
        for old in FOLDER.parent.glob("peers-*"):
            shutil.rmtree(old)
        draft.rename(FOLDER)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(install())
