"""The wheel, installed where no checkout is and started where everything has the names of our folders."""

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from venv import EnvBuilder

import pytest

from package.serving import COMPANY, ITEM, WITHIN, Finished, new_dataset, ready, running

ROOT = Path(__file__).parents[2]

PACKAGES = {
    "codat_contract": ROOT / "openapi",
    "codat_mock": ROOT / "mock_server",
    "codat_client": ROOT / "reference_client",
    "codat_scenarios": ROOT / "scenarios",
}
"""What the wheel holds, and where a checkout has it."""

DOCUMENTS = ("sync-for-expenses.yaml", "control.yaml")

SWAGGER_UI = ("swagger-ui-bundle.js", "swagger-ui.css")
"""What the pages about the documents need; a package carries it."""

FOREIGN = re.compile(r"\.py[co]$|(^|/)(tests?|bench|conftest\.py|test_[^/]*)($|/)")
"""What has no business in a wheel: bytecode, tests, benchmarks."""

USERS = ("mock_server", "scenarios", "openapi", "reference_client", "tests")
"""What a user may have called their own packages."""


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with the wheel in it.

    Attributes:
        folder: Of the environment.
        users: The folder of a user.
    """

    folder: Path
    users: Path

    def command(self, name: str) -> str:
        """A program of the environment."""
        return str(self.folder / ("Scripts" if sys.platform == "win32" else "bin") / name)

    def python(self, code: str) -> Finished:
        """What comes of a line of Python in the user's folder, as it does when they type it."""
        with running(self.command("python"), "-c", code, **self.place) as process:
            return process.finished()

    @property
    def place(self) -> dict[str, object]:
        """In the user's folder, with nothing in the environment that helps imports."""
        return {"folder": self.users, "variables": {"PYTHONPATH": "", "PYTHONSAFEPATH": ""}}


def built(kind: str, source: Path, target: Path) -> Path:
    """The distribution of this kind, from `source`."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", target]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=WITHIN)
    (found,) = target.iterdir()
    return found


@pytest.fixture(name="wheel", scope="module")
def _wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(name="installed", scope="module")
def _installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, in an environment that has its dependencies from here, but not the checkout.

    Folders that a .pth file names are searched, but .pth files in them are not read: so what is installed here
    in the editable way is not there.
    """
    folder, users = tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("users")
    EnvBuilder(symlinks=os.name != "nt").create(folder)
    installed = Installed(folder.resolve(), users)
    for name in USERS:
        (users / name).mkdir()
        (users / name / "__init__.py").write_text('WHOSE = "the user\'s"\n')
    uv = [sys.executable, "-m", "uv", "--no-config", "--offline", "--no-cache"]
    install = ["pip", "install", "--no-deps", "--python", installed.command("python"), wheel]
    subprocess.run([*uv, *install], check=True, capture_output=True, timeout=WITHIN)
    asked = installed.python("import sysconfig; print(sysconfig.get_path('purelib'))")
    assert 0 == asked.status, asked.err
    here = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    Path(asked.out.strip(), "dependencies.pth").write_text("\n".join(here))
    return installed


def test_what_is_in_it(wheel: Path) -> None:
    """Every file of the four packages, the two documents, and nothing else: no tests, no bytecode."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {
        path.relative_to(place).as_posix()
        for package, place in PACKAGES.items()
        for path in (place / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted | {f"codat_contract/{document}" for document in DOCUMENTS} == names
    assert not [name for name in names if FOREIGN.search(name)]


def unpacked(archive: Path, target: Path) -> Path:
    """The one folder of an archive, in `target`; early releases of Python 3.11 have no safe way of their own."""
    with tarfile.open(archive) as packed:
        for member in packed:
            if file := packed.extractfile(member):
                path = target / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.read())
    (folder,) = target.iterdir()
    return folder


def contents(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Each file with its bytes."""
    return {name: archive.read(name) for name in archive.namelist()}


def test_source_distribution_is_enough(wheel: Path, tmp_path: Path) -> None:
    """From the source distribution the very same wheel can be built, and it has the tests."""
    (tmp_path / "sdist").mkdir()
    archive = built("sdist", ROOT, tmp_path / "sdist")
    source = unpacked(archive, tmp_path / "source")
    (tmp_path / "again").mkdir()
    again = built("wheel", source, tmp_path / "again")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert contents(one) == contents(other)
    inside = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    assert {"Makefile", "LICENSE", "README.md", "requirements/dev.txt"} <= inside
    assert "tests/package/test_wheel.py" in inside
    assert not [name for name in inside if name.endswith(".pyc")]


def test_checkout_is_out_of_reach(installed: Installed) -> None:
    """All four packages come from the wheel, and the folders of the checkout are not searched."""
    code = (
        f"import json, sys, {', '.join(PACKAGES)}; "
        f"files = [package.__file__ for package in ({', '.join(PACKAGES)})]; "
        "print(json.dumps([files, sys.path]))"
    )
    files, searched = json.loads(installed.python(code).out)
    assert len(PACKAGES) == len(files)
    assert all(installed.folder in Path(file).resolve().parents for file in files)
    assert not {str(place) for place in PACKAGES.values()} & {*searched}


def test_names_of_users_stay_theirs(installed: Installed) -> None:
    """Whoever has a package `mock_server` gets their own, before and after ours is imported."""
    names = ", ".join(USERS)
    for first, then in ((PACKAGES, USERS), (USERS, PACKAGES)):
        imports = f"import {', '.join(first)}; import {', '.join(then)}"
        done = installed.python(f"{imports}; print({{one.WHOSE for one in ({names})}})")
        assert (0, '{"the user\'s"}\n', "") == (done.status, done.out, done.err)


@pytest.mark.parametrize("how", [("codat-mock",), ("python", "-m", "codat_mock")], ids=" ".join)
def test_serves(installed: Installed, wheel: Path, how: tuple[str, ...]) -> None:
    """Health, a call of the contract and the pages for people come from the wheel, with all that they need."""
    program, *rest = how
    command = [installed.command(program), *rest, "serve", "--port", "0"]
    with running(*command, **installed.place) as process, ready(process).client() as http:
        health = http.get("/__mock/health")
        assert (200, wheel.name.split("-")[1]) == (health.status_code, health.json()["version"])
        dataset = new_dataset(http).raise_for_status().json()["datasetId"]
        sync = http.post(f"{COMPANY}/syncs", json={"datasetIds": [dataset]}).json()["syncId"]
        page = http.get("/")
        assert (200, "text/html") == (page.status_code, page.headers["content-type"][:9])
        assert sync[:8] in page.text
        listed = http.get(f"{COMPANY}/syncs/{sync}/transactions").json()["results"]
        assert [ITEM["id"]] == [row["transactionId"] for row in listed]
        files = ["/docs", "/docs/control", *(f"/docs/swagger-ui/{name}" for name in SWAGGER_UI)]
        files += [f"/docs/{name}" for name in DOCUMENTS]
        assert [200] * len(files) == [http.get(path).status_code for path in files]


def test_demo(installed: Installed) -> None:
    """The month that ships with the package goes through the flow."""
    command = (installed.command("codat-mock"), "demo", "--json")
    with running(*command, **installed.place) as process:
        done = process.finished()
    assert (0, "") == (done.status, done.err)
    document = json.loads(done.out)
    assert document["asPlanned"]
    assert document["uploaded"] > 100
