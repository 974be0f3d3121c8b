"""`codat-mock serve` when it cannot serve: exit status 2 and a sentence, before it says that it is ready."""

import shutil
import socket
from itertools import cycle
from pathlib import Path

import pytest

import codat_contract
import codat_mock
from package.serving import Finished, mocked, ready, running


def test_port_taken() -> None:
    """A port that another one has is exit status 2, with a sentence that says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with running(*mocked("serve", "--port", port)) as serving:
            done = serving.finished()
    assert (2, "") == (done.status, done.out)
    assert f":{port}" in done.err
    assert "--port 0" in done.err
    assert "Traceback" not in done.err


WRONG_USE = (
    ("--port 70000", "--port"),
    ("--host=", "--host"),
    ("--host nowhere.invalid", "nowhere.invalid"),
    ("--api-key=", "--api-key"),
    ("--seed x", "--seed"),
    ("--clock never", "--clock"),
    ("--clock scaled:nan", "--clock"),
    ("--sync-time soon", "--sync-time"),
    ("--engine fast", "--engine"),
    ("--log loud", "--log"),
    ("--nonsense", "--nonsense"),
)
"""What is wrong, and what the sentence must name."""


@pytest.mark.parametrize(("flags", "named"), WRONG_USE)
def test_wrong_use(flags: str, named: str) -> None:
    """A flag that is not right is exit status 2 and a sentence, and nothing is served."""
    with running(*mocked("serve", "--port", "0", *flags.split())) as serving:
        done = serving.finished()
    assert (2, "") == (done.status, done.out)
    assert "Traceback" not in done.err
    assert named in done.err


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Path:
    """A copy of the packages that serve, to break; it goes before the installed ones."""
    for package in (codat_contract, codat_mock):
        source = Path(str(package.__file__)).parent
        target = tmp_path / source.name
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    contract = tmp_path / "codat_contract"
    for document in DOCUMENTS:
        if not (contract / document).exists():  # a checkout has them beside the package
            shutil.copy(Path(str(codat_contract.__file__)).parents[1] / document, contract)
    return tmp_path


def started(site: Path) -> Finished:
    """What comes of serving from this copy."""
    variables = {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    with running(*mocked("serve", "--port", "0"), variables=variables) as serving:
        return serving.finished()


def replaced(file: Path, old: str, new: str) -> None:
    """Change one place of a file."""
    before = file.read_text("utf-8")
    assert old in before
    file.write_text(before.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("module", "function"), [("attachments", "upload_attachment"), ("health", "get_health")]
)
def test_missing_handler(site: Path, module: str, function: str) -> None:
    """An operation without a function is found at once, and the sentence names both."""
    replaced(site / "codat_mock/api" / f"{module}.py", f"def {function}(", "def another(")
    done = started(site)
    assert (2, "") == (done.status, done.out)
    assert "Traceback" not in done.err
    assert f"{function}(call) in codat_mock.api.{module}" in done.err
    assert function.replace("_", "-") in done.err


DOCUMENTS = ("sync-for-expenses.yaml", "control.yaml")

BREAKS = {
    "no YAML": ("paths:", "paths: ]"),
    "a reference that leads nowhere": ("'#/components/schemas/", "'#/components/schemas/No"),
    "a type that there is none of": ("type: object", "type: objekt"),
    "an operation without a name": ("operationId:", "operationNo:"),
    "no type in a parameter": (
        "      schema:\n        type: string\n",
        "      schema:\n        type: strnig\n",
    ),
}
"""What can be broken in a document, as a text and another."""


@pytest.mark.parametrize(
    ("document", "old", "new"),
    [
        (document, *texts)
        for document, texts in zip(cycle(DOCUMENTS), BREAKS.values(), strict=False)
    ],
    ids=BREAKS,
)
def test_broken_document(site: Path, document: str, old: str, new: str) -> None:
    """A document that cannot be served is found at once, and the sentence names it."""
    replaced(site / "codat_contract" / document, old, new)
    done = started(site)
    assert "Traceback" not in done.err
    assert (2, "") == (done.status, done.out)
    assert document in done.err


def test_the_copy_serves(site: Path) -> None:
    """Nothing but what is broken keeps the copy from serving."""
    variables = {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    with running(*mocked("serve", "--port", "0"), variables=variables) as serving:
        with ready(serving).client() as http:
            assert 200 == http.get("/__mock/health").status_code
        assert not [*site.rglob("__pycache__")]
