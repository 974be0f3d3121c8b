"""`codat-mock`, and `python -m codat_mock`: the commands, once everything that they need could be read."""

import sys

WRONG_CONFIGURATION = 2


def main() -> None:
    """Run a command; a document that cannot be used is told in a sentence."""
    try:
        from codat_mock.cli import main as command
    except ValueError as broken:
        # The tables of the contract are read while its package is imported.
        sys.stderr.write(f"codat-mock: {broken}\n")
        sys.exit(WRONG_CONFIGURATION)
    command(prog_name="codat-mock")


if __name__ == "__main__":
    main()
