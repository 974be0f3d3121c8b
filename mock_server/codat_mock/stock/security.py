"""How does connexion check an API key?"""

from collections.abc import Mapping
from typing import Any

from connexion.exceptions import Forbidden as NotYours
from connexion.exceptions import OAuthProblem
from connexion.lifecycle import ConnexionRequest
from connexion.security import NO_VALUE, SECURITY_HANDLERS, AbstractSecurityHandler

from codat_mock.contract.operations import KeyUse
from codat_mock.core.errors import Forbidden, Unauthorized
from codat_mock.lane.keyring import Keyring


def security_map(keyring: Keyring) -> Mapping[str, type[AbstractSecurityHandler]]:
    """Connexion's security handlers, the one for API keys replaced by the keyring."""

    class KeySecurity(AbstractSecurityHandler):  # type: ignore[misc] # connexion has no types
        def get_fn(self, _scheme: Any, _scopes: Any) -> Any:
            async def verify(request: ConnexionRequest) -> object:
                header = request.headers.get("Authorization")
                if header is None:
                    return NO_VALUE
                try:
                    return {
                        "tenant": keyring.open(header.encode("latin-1"), None, KeyUse.REQUIRED).name
                    }
                except Unauthorized as refused:
                    raise OAuthProblem(detail=str(refused)) from refused
                except Forbidden as refused:
                    raise NotYours(detail=str(refused)) from refused

            return verify

    return {**SECURITY_HANDLERS, "apiKey": KeySecurity}
