"""`codat-mock`, and `python -m codat_mock`: the commands."""

from codat_mock.cli import main as command


def main() -> None:
    """Run a command."""
    command(prog_name="codat-mock")


if __name__ == "__main__":
    main()
