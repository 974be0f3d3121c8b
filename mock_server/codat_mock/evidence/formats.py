"""What is the evidence of a sync as a page, Markdown, an archive, a script or JSON?"""

from collections.abc import Callable, Mapping
from typing import Any

from codat_mock.evidence import archive, commands, document, markdown, page
from codat_mock.evidence.gathering import Evidence

FORMATS: Mapping[str, Callable[[Evidence], tuple[Any, str | None]]] = {
    "html": lambda evidence: (page.page(evidence), page.MEDIA_TYPE),
    "md": lambda evidence: (markdown.markdown(evidence), markdown.MEDIA_TYPE),
    "har": lambda evidence: (archive.archive(evidence), None),
    "curl": lambda evidence: (commands.commands(evidence), commands.MEDIA_TYPE),
    "json": lambda evidence: (document.document(evidence), None),
}
"""By what the contract calls each: its body, and its media type; None: JSON."""
