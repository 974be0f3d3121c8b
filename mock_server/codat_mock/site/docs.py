"""What can be called, and what comes of it? A page of each document, on which every call can be tried."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
import yaml
from flask import Blueprint, Response, abort, render_template, url_for

from codat_contract import CONTRACT, CONTROL, Document
from codat_mock.core.queries import example_ids
from codat_mock.core.tenant import Tenant
from codat_mock.lane.owner import Owner

_SWAGGER_UI = files("flask_swagger_ui") / "dist"
"""The files of Swagger UI; of the package that carries them nothing else is used."""

_DATASET = re.compile(r'"datasetId": "([^"]+)"')

_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
"""What the page may ask for: nothing but this server. Swagger UI styles its elements in place."""


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc] # which one is known when it runs
    """Writes what stands twice in a document twice: not every reader of YAML knows aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 of no value has an alias
        return True


def docs(
    documents: Mapping[str, Document], default: Tenant, authorization: str, owner: Owner
) -> Blueprint:
    """The pages about the documents, and the documents themselves.

    Args:
        documents: What is served, by file.
        default: Whose ids stand in what can be tried.
        authorization: The header to try calls with; empty: whoever tries has to know it.
        owner: Whom they ask: Flask's threads never touch the state.
    """
    blueprint = Blueprint(
        "docs",
        __name__,
        url_prefix="/docs",
        template_folder="templates",
        static_folder=str(_SWAGGER_UI),
        static_url_path="/swagger-ui",
    )
    stems = {name.removesuffix(".yaml"): document for name, document in documents.items()}
    examples = _examples(documents[CONTRACT])

    @cache
    def written(stem: str, write: Callable[[Document], bytes]) -> bytes:
        return write(stems[stem])

    def shown(name: str, title: str) -> Response:
        stem = name.removesuffix(".yaml")
        tried = {
            "document": url_for("docs.as_json", stem=stem),
            "authorization": authorization,
            "examples": examples,
            "known": owner.ask(lambda: example_ids(default)),
        }
        page = render_template(
            "docs.html", document=documents[name], stem=stem, title=title, tried=tried
        )
        return Response(page, headers={"Content-Security-Policy": _POLICY})

    @blueprint.get("", strict_slashes=False)
    def contract() -> Response:
        return shown(CONTRACT, "contract")

    @blueprint.get("/control", strict_slashes=False)
    def control() -> Response:
        return shown(CONTROL, "control API")

    @blueprint.get("/<stem>.json")
    def as_json(stem: str) -> Response:
        if stem not in stems:
            abort(404)
        return Response(written(stem, _json), content_type="application/json")

    @blueprint.get("/<stem>.yaml")
    def as_yaml(stem: str) -> Response:
        if stem not in stems:
            abort(404)
        return Response(written(stem, _yaml), content_type="application/yaml")

    return blueprint


def _examples(contract: Document) -> dict[str, str]:
    """The uuids in the examples of the contract, each with the name that parameters have for it."""
    parameters = contract["components"]["parameters"].values()
    uuids = [row for row in parameters if row["schema"].get("format") == "uuid"]
    found = {row["example"]: row["name"] for row in uuids}
    # Nothing has a dataset in its path, so the one that an answer shows is what bodies show, too.
    return found | dict.fromkeys(_DATASET.findall(_json(contract).decode()), "datasetId")


def _json(document: Document) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def _yaml(document: Document) -> bytes:
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return text.encode()
