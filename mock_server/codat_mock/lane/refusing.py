"""How is a refusal put into words? In the shape of its document, with what the tenant's limits have to say."""

from collections.abc import Mapping
from dataclasses import dataclass

from codat_mock.api.errors import Refusals
from codat_mock.contract.operations import Shape
from codat_mock.core.errors import Refused
from codat_mock.core.tenant import Tenant
from codat_mock.lane import counting
from codat_mock.lane.replies import Headers, Reply, written

_WRONG_METHOD = 405


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts refusals into words.

    Attributes:
        refusals: The words of each refusal, by the shape of its document.
    """

    refusals: Mapping[Shape, Refusals]

    def problem(self, refused: Refused) -> Reply:
        """A refusal of the mock's own API."""
        refusals = self.refusals[Shape.PROBLEM]
        body = written(refusals.body(refused, ""))
        status = refusals.status(refused)
        return Reply(status, Shape.PROBLEM.value, body, refused.facts.get("allow"))

    def error(self, refused: Refused, tenant: Tenant, *, counted: bool = True) -> Reply:
        """A refusal of the contract.

        Args:
            refused: Why.
            tenant: Whose limits are told, and who draws the correlation id.
            counted: The request was counted; if not, the day may be over since the last one that was.
        """
        refusals = self.refusals[Shape.CODAT]
        body = written(refusals.body(refused, tenant.ids.correlation()))
        status = refusals.status(refused)
        allow = refused.facts.get("allow") if status == _WRONG_METHOD else None
        headers = self.figures(tenant, counted=counted)
        if "retry_after" in refused.facts:
            headers += ((b"retry-after", refused.facts["retry_after"].encode()),)
        return Reply(status, Shape.CODAT.value, body, allow, headers)

    @staticmethod
    def figures(tenant: Tenant, *, counted: bool = True) -> Headers:
        """What an answer tells of the limits of its tenant."""
        if not counted:
            tenant.limits.turn(tenant.clock.now(), tenant.active_companies())
        return counting.figures(tenant.limits)
