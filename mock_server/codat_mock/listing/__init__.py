"""Which part of a list does a call get? Filtered, in order, one page of it, with the links to the others.

- `lists`: the way in: one page of a list of things
- `pages`: a page with its links
- `kinds`: which properties a kind of thing has, and of which type
- `comparing`: how values of each type are read and compared
- `grammar`: from a query to its syntax tree
- `predicates`: from a query to what it lets through
- `ordering`: from `orderBy` to an order
- `tags`: from `tags` to what it lets through
- `refusing`: what is said of a parameter that cannot be read
"""

from codat_mock.listing.kinds import Kind, kind
from codat_mock.listing.lists import listed
from codat_mock.listing.pages import paged

__all__ = ["Kind", "kind", "listed", "paged"]
