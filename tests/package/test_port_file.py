"""`codat-mock serve --port-file`: where a script finds the port that was drawn."""

import os
import sys
from pathlib import Path

import pytest

from codat_mock.cli.port_file import PortFile
from package.serving import Finished, Serve, mocked, running


def test_written_and_removed(serve: Serve, tmp_path: Path) -> None:
    """Once the mock is ready the file has its port and a line end, nothing lies beside it, and it goes at the stop."""
    file = tmp_path / "port"
    serving = serve("--port-file", str(file))
    assert f"{serving.url.rpartition(':')[2]}\n" == file.read_text()
    assert [file] == [*tmp_path.iterdir()]
    serving.process.terminate()
    assert 0 == serving.finished().status
    assert [] == [*tmp_path.iterdir()]


def test_beside_a_command(tmp_path: Path) -> None:
    """A command finds the file, and it is gone with the command."""
    file = tmp_path / "port"
    code = "import os, sys; print(open(sys.argv[1]).read(), os.environ['CODAT_MOCK_URL'])"
    command = mocked("serve", "--port-file", str(file), "--", sys.executable, "-c", code, str(file))
    with running(*command) as process:
        done = process.finished()
    port, url = done.out.split()
    assert (0, True) == (done.status, url.endswith(f":{port}"))
    assert not file.exists()


def test_another_servers_file_stays(serve: Serve, tmp_path: Path) -> None:
    """Who has written the file since keeps it."""
    file = tmp_path / "port"
    first, second = serve("--port-file", str(file)), serve("--port-file", str(file))
    first.process.terminate()
    first.finished()
    assert second.url.endswith(f":{file.read_text().strip()}")


def refused(file: Path, *words: str) -> Finished:
    """What comes of a server with a file that cannot be."""
    with running(*mocked("serve", "--port", "0", "--port-file", str(file), *words)) as process:
        return process.finished()


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is not there is exit status 2 and a sentence, before anything is served."""
    done = refused(tmp_path / "none" / "port")
    assert (2, "") == (done.status, done.out)
    assert f"there is no folder {tmp_path / 'none'}" in done.err
    assert "Traceback" not in done.err


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    """So is a folder where the file should be."""
    done = refused(tmp_path)
    assert (2, "") == (done.status, done.out)
    assert "--port-file" in done.err


def test_a_command_that_cannot_be_run_leaves_no_file(tmp_path: Path) -> None:
    """Whatever goes wrong, no file is left behind."""
    done = refused(tmp_path / "port", "--", "no-such-program")
    assert (2, []) == (done.status, [*tmp_path.iterdir()])


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_of_somebody_elses(tmp_path: Path) -> None:
    """A folder that cannot be written in is refused before the start."""
    tmp_path.chmod(0o500)
    assert "cannot be written in" in refused(tmp_path / "port").err


def test_without_a_file() -> None:
    """Nobody has to want one."""
    kept = PortFile(None)
    kept.check()
    kept.write(1)
    kept.remove()
