"""`python -m codat_mock` is `codat-mock`."""

from codat_mock.cli import main

main()
