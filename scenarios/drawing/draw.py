# /// script
# requires-python = ">=3.11"
# dependencies = ["pillow>=11", "reportlab>=4"]
# ///
"""Which receipt looks like what? Draws the demo's receipts anew, from the expenses' file.

Needed only after `expenses.csv` has changed: the drawn files ship with the package.
Pillow, reportlab and Debian's fonts-liberation and fonts-dejavu-core are no dependencies of
the project; run this as `python scenarios/drawing/draw.py` where they are installed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import documents
import slips
from ledger import DATA, Entry, entries
from papers import PAPERS
from pictures import PHOTOGRAPHS, PICTURES

DRAWINGS: dict[str, Callable[[Path, Entry], None]] = {
    **{name: partial(documents.draw, document=paper) for name, paper in PAPERS.items()},
    **{name: partial(slips.photograph, slip=slip) for name, slip in PHOTOGRAPHS.items()},
    **PICTURES,
}


def main() -> None:
    """Draw every receipt that the expenses' file names, and refuse a name without a drawing."""
    wanted = entries()
    if set(wanted) != set(DRAWINGS):
        differing = ", ".join(sorted(set(wanted) ^ set(DRAWINGS)))
        raise SystemExit(f"The drawings and the expenses differ: {differing}")
    for name, entry in wanted.items():
        path = DATA / "receipts" / name
        DRAWINGS[name](path, entry)
        sys.stdout.write(f"{path.stat().st_size:>7,} bytes  {name}\n")


if __name__ == "__main__":
    main()
