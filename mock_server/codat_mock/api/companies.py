"""Customers' companies."""

import re
from collections.abc import Mapping
from typing import Any

from codat_mock import listing
from codat_mock.api import fields, links
from codat_mock.api.calls import Answer, Call
from codat_mock.api.connections import connection_body
from codat_mock.core.companies import NO_TAGS, Company, Profile
from codat_mock.core.moments import write_moment

KIND = listing.kind("Company")

_FORBIDDEN = re.compile(r"[^A-Za-z0-9\s\-',&@.?!]")


def list_companies(call: Call) -> Answer:
    """One page of the companies."""
    companies = list(call.tenant.register.companies.values())
    page = listing.listed(
        call.query, call.url, companies, KIND, lambda one: company_body(one, call)
    )
    return Answer(200, page)


def create_company(call: Call) -> Answer:
    """Take on a company."""
    company = call.tenant.register.create(_profile(call, Profile("")), call.now)
    call.tenant.remarks.append(f"company {company.text}")
    return Answer(200, company_body(company, call))


def get_company(call: Call) -> Answer:
    """One company."""
    return Answer(200, company_body(_company(call), call))


def replace_company(call: Call) -> Answer:
    """Say everything of a company anew; what is left out is gone."""
    company = _company(call)
    company.profile = _profile(call, Profile(""))
    return Answer(200, company_body(company, call))


def update_company(call: Call) -> Answer:
    """Say something of a company anew; what is left out or null stays."""
    company = _company(call)
    company.profile = _profile(call, company.profile)
    return Answer(200, company_body(company, call))


def delete_company(call: Call) -> Answer:
    """Forget a company with all that belongs to it."""
    call.tenant.delete_company(call.key("companyId"), call.now)
    return Answer(204)


def company_body(company: Company, call: Call) -> dict[str, Any]:
    """A company as `Company`."""
    held = list(company.connections.values())
    pulled = [connection.pulled for connection in held if connection.pulled is not None]
    return {
        "id": company.text,
        "name": company.name,
        "description": company.profile.description,
        "platform": "",
        "redirect": links.redirect(call, company),
        "lastSync": write_moment(max(pulled)) if pulled else None,
        "created": write_moment(company.created),
        "createdByUserName": None,
        "products": [],
        "tags": dict(company.profile.tags),
        "referenceSubsidiaryCompanies": [],
        "dataConnections": [connection_body(connection, company, call) for connection in held],
    }


def _company(call: Call) -> Company:
    return call.tenant.company(call.key("companyId"))


def _profile(call: Call, before: Profile) -> Profile:
    """What the body says of a company; the rest is as before.

    Raises:
        Invalid: Nothing is left of the name without the characters that Codat strips.
    """
    body: Mapping[str, Any] = call.body or {}

    def said(field: str, otherwise: Any) -> Any:
        value = body.get(field)
        return otherwise if value is None else value

    name = _FORBIDDEN.sub("", said("name", before.name)).strip()
    if not name:
        raise fields.refusal(
            "Name",
            "Nothing is left of the name: it may hold letters, digits, spaces and - ' , & @ . ? !",
        )
    return Profile(
        name, said("description", before.description), said("tags", before.tags or NO_TAGS)
    )
