"""API keys of a tenant."""

from codat_mock.api.calls import Answer, Call, Keys
from codat_mock.core.errors import NotFound
from codat_mock.core.tenant import Tenant
from codat_mock.journal.reach import Reach


def list_keys(call: Call) -> Answer:
    """The keys of the tenant, without the keys themselves."""
    held = keyring_of(call).keys(call.tenant)
    return Answer(200, {"keys": [{"id": key.id, "revoked": key.revoked} for key in held]})


def create_key(call: Call) -> Answer:
    """Let one more key open the tenant."""
    keyring = keyring_of(call)
    api_key = (call.body or {}).get("apiKey") or keyring.drawn()
    return Answer(201, {"id": keyring.add(api_key, call.tenant), "apiKey": api_key})


def delete_key(call: Call) -> Answer:
    """Revoke a key."""
    keyring_of(call).revoke(call.path["keyId"], call.tenant)
    return Answer(204)


def tenant_in_path(call: Call) -> Tenant:
    """The tenant that the path names, settled.

    Raises:
        NotFound: There is none of this id.
    """
    name = call.path["tenant"]
    tenant = keyring_of(call).named(name)
    if tenant is None:
        raise NotFound(f"There is no tenant {name[:80]}; POST /__mock/tenants makes one.")
    tenant.settle(tenant.clock.now())
    return tenant


def reach_of(call: Call, tenant: Tenant) -> Reach:
    """How whoever pastes a line reaches a tenant."""
    return Reach(call.origin, keyring_of(call).known(tenant))


def keyring_of(call: Call) -> Keys:
    """The API keys, and the tenants that they open."""
    assert call.keyring is not None  # noqa: S101 whoever serves has one
    return call.keyring
