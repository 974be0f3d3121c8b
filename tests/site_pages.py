"""Where the pages about the documents are."""

from codat_contract import CONTRACT, CONTROL

PAGES = {"/docs": CONTRACT, "/docs/control": CONTROL}
"""The pages, each with the document that it is about."""
