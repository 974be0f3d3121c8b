"""Which versions are the official SDKs tried with, and the peers measured? Renews their locks: `make lock`.

The SDKs are pinned in version-1.in, version-9.in and node/package.json, the peers in bench/peers/package.json;
what they need is resolved here.
With `--upgrade` it is the newest that fits, without it what is locked stays as far as it still fits.
A lock holds hashes and no place: packages come from whatever index is set where it is installed.
"""

import json
import subprocess
import sys
from pathlib import Path

from environments import HERE, NODE, CannotMake, found

PYTHON = (
    *("pip", "compile", "--no-config", "--quiet", "--universal"),
    *("--python-version", "3.11", "--generate-hashes", "--no-annotate"),
    *("--custom-compile-command", "make lock"),
)
NPM = ("install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved")


def lock_python(name: str, *, upgrade: bool) -> None:
    """Resolve `name`.in into `name`.txt."""
    more = ["--upgrade"] if upgrade else []
    line = [sys.executable, "-m", "uv", *PYTHON, *more, f"{name}.in", "-o", f"{name}.txt"]
    subprocess.run(line, check=True, cwd=HERE)


NODE_FOLDERS = (HERE / "node", HERE.parents[1] / "bench" / "peers")


def lock_node(folder: Path, *, upgrade: bool) -> None:
    """Resolve package.json of a folder, and leave out where its packages ask for money: those are addresses, too."""
    lock = folder / "package-lock.json"
    line = [found("npm", NODE), *NPM]
    if upgrade:
        lock.unlink(missing_ok=True)
    subprocess.run(line, check=True, cwd=lock.parent, stdout=subprocess.DEVNULL)
    content = json.loads(lock.read_text("utf-8"))
    for package in content["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def main() -> int:
    """Renew the locks; 1 when that cannot be done."""
    upgrade = "--upgrade" in sys.argv[1:]
    try:
        lock_python("version-1", upgrade=upgrade)
        lock_python("version-9", upgrade=upgrade)
        for folder in NODE_FOLDERS:
            lock_node(folder, upgrade=upgrade)
    except (CannotMake, subprocess.CalledProcessError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
