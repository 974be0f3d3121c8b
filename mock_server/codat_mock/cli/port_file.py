"""Where does a script find the port that was drawn? In a file that is there once the mock is ready."""

import os
from contextlib import suppress
from pathlib import Path

from codat_mock.cli.verbs import Refused


class PortFile:
    """A file with the port in it, if one was asked for; it is complete whenever it is there."""

    def __init__(self, path: Path | None) -> None:
        """Name it; nothing is written yet."""
        self._path = path
        self._text = ""

    def check(self) -> None:
        """See before the start whether it can be written.

        Raises:
            Refused: Its folder is not there, or not ours to write in.
        """
        if self._path is None:
            return
        if not self._path.name:
            raise Refused("--port-file: there is no name of a file; write one, such as port.")
        folder = self._path.parent
        if not folder.is_dir():
            raise Refused(
                f"--port-file: there is no folder {folder}; make it first, or name another file."
            )
        if not os.access(folder, os.W_OK):
            raise Refused(
                f"--port-file: the folder {folder} cannot be written in; name another file."
            )

    def write(self, port: int) -> None:
        """Write it, beside its place and then into it: nobody reads half of it.

        Raises:
            Refused: It cannot be written.
        """
        if self._path is None:
            return
        self._text = f"{port}\n"
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            draft.write_text(self._text, "utf-8")
            draft.replace(self._path)
        except OSError as wrong:
            self._text = ""
            with suppress(OSError):
                draft.unlink()
            raise Refused(
                f"--port-file: {self._path} cannot be written: {wrong.strerror}."
            ) from wrong

    def remove(self) -> None:
        """Remove it, unless another server has written it since."""
        if self._path is None or not self._text:
            return
        with suppress(OSError):
            if self._path.read_text("utf-8") == self._text:
                self._path.unlink()
