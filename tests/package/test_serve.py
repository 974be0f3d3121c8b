"""`codat-mock serve` as a process: what it says, what it takes, and how it ends."""

import re
import socket
from pathlib import Path

import httpx
import pytest

from codat_mock.cli import main
from codat_mock.cli.serve import serve_command
from codat_mock.settings import ClockSetting
from package.serving import COMPANY, ITEM, UNKNOWN, Serve, Serving, new_dataset


def ids(serving: Serving) -> list[str]:
    """The ids that the first few calls get."""
    with serving.client() as http:
        dataset = new_dataset(http).json()["datasetId"]
        sync = http.post(f"{COMPANY}/syncs", json={"datasetIds": [dataset]}).json()["syncId"]
        refused = http.get(f"{COMPANY}/syncs/{UNKNOWN}/status").json()["correlationId"]
        return [dataset, sync, refused]


def test_ready_line(serve: Serve) -> None:
    """One line on standard output, after which health answers; standard output has nothing else."""
    serving = serve()
    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9][0-9]*", serving.url)
    with serving.client() as http:
        health = http.get("/__mock/health")
    assert (200, "ready") == (health.status_code, health.json()["status"])
    serving.process.terminate()
    assert "" == serving.finished().out


_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

VARIABLES = {
    "host": ("127.0.0.1", "127.0.0.1"),
    "port": ("4261", 4261),
    "api_keys": ("one two", ("one", "two")),
    "seed": ("7", 7),
    "clock": ("manual", ClockSetting.read("manual")),
    "sync_time": ("PT2S", 2_000_000),
    "engine": ("stock", "stock"),
    "log": ("json", "json"),
    "strict": ("1", True),
    "dialect": ("sdk", "sdk"),
    "limits": ("documented", "documented"),
    "references": ("strict", "strict"),
    "scenario": ("slow-friday", "slow-friday"),
    "webhooks": ("http://127.0.0.1:9/", ("http://127.0.0.1:9/",)),
    "webhook_secret": (_SECRET, _SECRET),
    "webhook_style": ("rules", "rules"),
    "allow_public_webhooks": ("1", True),
    "port_file": ("port", Path("port")),
}
"""For each flag a text for its variable, and what is made of it."""


def test_every_flag_has_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--sync-time` is `CODAT_MOCK_SYNC_TIME`, and so on; what stands there is read as the flag is."""
    for flag in serve_command.params:
        assert flag.name in VARIABLES, "give the new flag a row"
        variable = "CODAT_MOCK_" + flag.opts[0].removeprefix("--").replace("-", "_").upper()
        assert variable == flag.envvar
        monkeypatch.setenv(variable, VARIABLES[flag.name][0])
    read = serve_command.make_context(
        "serve", [], parent=main.make_context("codat-mock", ["serve"])
    )
    assert {name: wanted for name, (_, wanted) in VARIABLES.items()} == read.params


def test_a_flag_goes_before_its_variable(serve: Serve) -> None:
    """What is said on the command line counts, and the environment where nothing is said."""
    serving = serve("--seed", "8", CODAT_MOCK_SEED="7", CODAT_MOCK_PORT="1", CODAT_MOCK_LOG="off")
    with serving.client() as http:
        assert 8 == http.get("/__mock/health").json()["seed"]
    serving.process.terminate()
    assert "" == serving.finished().err


def test_localhost_is_both_addresses(serve: Serve) -> None:
    """Whatever a client makes of `localhost`, it gets there."""
    port = serve("--host", "localhost").url.rpartition(":")[2]
    for address in ("127.0.0.1", "[::1]"):
        if address == "[::1]" and not has_ipv6_loopback():
            pytest.skip("this machine has no IPv6 loopback")
        answer = httpx.get(f"http://{address}:{port}/__mock/health", trust_env=False)
        assert 200 == answer.status_code


def has_ipv6_loopback() -> bool:
    """Whether anything can listen on ::1."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("engine", ["lane", "stock"])
def test_four_calls(serve: Serve, engine: str) -> None:
    """Either engine takes an expense from the dataset to its receipt."""
    with serve("--engine", engine, "--clock", "manual").client() as http:
        dataset = new_dataset(http).raise_for_status().json()["datasetId"]
        initiated = http.post(f"{COMPANY}/syncs", json={"datasetIds": [dataset]})
        sync = f"{COMPANY}/syncs/{initiated.raise_for_status().json()['syncId']}"
        http.post("/__mock/clock/advance", json={"until": "idle"}).raise_for_status()
        assert 2000 == http.get(f"{sync}/status").json()["syncStatusCode"]
        listed = http.get(f"{sync}/transactions").raise_for_status().json()["results"]
        receipt = {"file": ("receipt.pdf", b"%PDF-1.7")}
        attached = http.post(f"{sync}/transactions/{ITEM['id']}/attachments", files=receipt)
    assert [(ITEM["id"], "Completed")] == [(row["transactionId"], row["status"]) for row in listed]
    assert (200, ITEM["id"]) == (attached.status_code, attached.json()["transactionId"])


def test_same_seed_same_ids(serve: Serve) -> None:
    """The same calls get the same ids in another run."""
    assert ids(serve("--seed", "7")) == ids(serve("--seed", "7"))


def test_without_seed_other_ids(serve: Serve) -> None:
    """Ids do not come again after a restart, unless they shall."""
    assert not set(ids(serve())) & set(ids(serve()))
