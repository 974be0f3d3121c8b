"""How does evidence look as a page? One file, which needs nothing beside itself: no script, no address elsewhere."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codat_mock.core.moments import write_duration
from codat_mock.evidence import words
from codat_mock.evidence.drawing import drawn
from codat_mock.evidence.gathering import Evidence
from codat_mock.evidence.reproducing import steps
from codat_mock.evidence.runs import told

if TYPE_CHECKING:
    from jinja2 import Environment

MEDIA_TYPE = "text/html; charset=utf-8"
MOST = 100
"""How many exchanges are shown; the archive and the JSON have all of them."""

_OWN = Path(__file__).parent / "templates"
_SITE = Path(__file__).parent.parent / "site" / "templates"
"""Where the colours of all pages stand."""


def page(evidence: Evidence) -> bytes:
    """The evidence as HTML."""
    known = told(evidence.exchanges, evidence.saw_end)
    return render(
        "evidence.html",
        evidence=evidence,
        told=evidence.explanation["sync"],
        drawing=drawn(evidence),
        runs=known.acts[-MOST:],
        runs_more=max(0, len(known.acts) - MOST),
        looks=known.looks[:MOST],
        looked=known.looked,
        steps=steps(evidence),
        plan=words.inline(evidence.plan),
    )


def render(template: str, **facts: Any) -> bytes:
    """A page of the mock, from one of the templates here."""
    return _environment().get_template(template).render(**facts).encode()


@cache
def _environment() -> "Environment":
    # Nobody who calls the API alone waits for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([_OWN, _SITE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    environment.filters["duration"] = write_duration
    return environment
