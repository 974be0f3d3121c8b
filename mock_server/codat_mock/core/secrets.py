"""Which names does what opens something go by? Fields, parameters and headers are judged by them."""

import re
from functools import lru_cache

KINDS = (
    *("apikey", "accesskey", "privatekey", "secretkey", "signingkey", "subscriptionkey"),
    *("secret", "token", "password", "passwd", "passphrase", "credential", "authorization"),
)
"""How such a name ends, in lower case and without what joins its words."""

COUNTED = "token"
"""Of these several are a number, as a rule; of the others an s may follow."""

_NAME = re.compile(rf"(?:{'|'.join(KINDS)})(?:(?<!{COUNTED})s)?\Z")
_JOINTS = str.maketrans("", "", "_-. ")


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether what stands under this name must not be shown."""
    return _NAME.search(name[-64:].translate(_JOINTS).lower()) is not None
