"""Where does a request lead, and may it go there? Path, method, limits, key and preferences, before its body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from codat_mock.api.calls import Dialect
from codat_mock.api.errors import Refusals
from codat_mock.contract.operations import Operation, RequestBody
from codat_mock.contract.router import Route, Router
from codat_mock.core.errors import MethodNotAllowed, NoPath, Refused, TooManyRequests
from codat_mock.core.ids import key
from codat_mock.core.limits import Guard
from codat_mock.core.moments import Moment
from codat_mock.core.tenant import Tenant
from codat_mock.lane import keeping, preferring, reading
from codat_mock.lane.replies import Opened
from codat_mock.lane.requests import Request

FORM_HEAD = 1_048_576
"""What a form may have in bytes beside its file."""

WITHOUT_RULE = 33_554_432
"""What is read of a file, in bytes, for a platform that takes none: enough to say so."""

_DATA = re.compile(r"/data/(\w+)")


@dataclass(frozen=True, slots=True)
class Ways:
    """How clients are met, whatever they ask for.

    Attributes:
        guard: Counts the requests of each address.
        strict: Put nothing right.
        dialect: How what has two spellings is spelled; None: as the client's name suggests.
    """

    guard: Guard
    strict: bool = False
    dialect: Dialect | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Opens requests.

    Attributes:
        router: From paths to operations.
        refusals: The words of the contract's refusals, for those that are provoked.
        ways: How clients are met.
    """

    router: Router
    refusals: Refusals
    ways: Ways

    def in_any_case(self, request: Request) -> Route:
        """Where the path of a request leads that misses as it is written.

        Raises:
            NoPath: Nowhere.
        """
        route = None if self.ways.strict else self.router.find_in_any_case(request.path)
        if route is None:
            raise self.no_path(request)
        return route

    @staticmethod
    def without_operation(request: Request, route: Route) -> Operation | None:
        """What a request asks for by a method that no operation has; None: the methods of the path.

        Raises:
            MethodNotAllowed: The path has no such method.
        """
        operation = route.methods.get("GET") if request.method == "HEAD" else None
        if operation is None and request.method != "OPTIONS":
            raise MethodNotAllowed(
                f"{request.path} has no {request.method[:20]}, only {route.allowed}.",
                {"allow": route.allowed},
            )
        return operation

    def no_path(self, request: Request) -> NoPath:
        """What is said of a path that nobody answers."""
        meant = self.router.meant(request.method, request.path)
        hint = (
            f"did you mean {meant}?"
            if meant
            else "the documents in openapi/ have those that are served."
        )
        return NoPath(f"There is no path {request.path[:300]}; {hint}", {"hint": hint})

    def admit(self, request: Request, tenant: Tenant, now: Moment) -> None:
        """Count a request of `tenant`.

        Raises:
            TooManyRequests: It is one too many, and limits are enforced.
        """
        limits = tenant.limits
        if limits.enforced:
            self.ways.guard.admit(request.client or "")
        limits.admit(now, tenant.active_companies())
        if limits.enforced and tenant.deliveries.endpoints and limits.used_up():
            tenant.tell_quota(now)

    def open(
        self, request: Request, route: Route, operation: Operation, tenant: Tenant, now: Moment
    ) -> Opened:
        """Open a request of `tenant`.

        Raises:
            Refused: What stands in the path's places names nothing.
        """
        path = route.read.get(operation)
        if path is None:
            try:
                path = route.read[operation] = reading.path_of(operation, route.values)
            except Refused as refused:
                operation, path = self._meant(request, route, operation, refused)
        limit = 0 if operation.body is None else _limit(operation.body, tenant, path)
        return Opened(operation, tenant, path, limit, now)

    def open_as_wanted(
        self, request: Request, route: Route, operation: Operation, tenant: Tenant, now: Moment
    ) -> Opened:
        """Open a request with a key or a preference: what it is refused for waits until its body is read.

        Raises:
            NotValid: The key is none.
            RequestInProgress: The first request of the key is not answered yet.
        """
        ticket = keeping.ticket(request, operation, tenant, now, strict=self.ways.strict)
        opened = Opened(operation, tenant, {}, FORM_HEAD + WITHOUT_RULE, now, ticket)
        if request.prefer is not None and (note := preferring.misunderstood(request)):
            tenant.remarks.append(note)
        try:
            opened.preferred = preferring.preferred(request, operation)
            if preferring.is_error(opened.preferred):
                raise self._provoked(request, route, opened)
            plain = self.open(request, route, operation, tenant, now)
            opened.operation, opened.path, opened.limit = plain.operation, plain.path, plain.limit
            opened.sync_code = preferring.sync_code(request, plain.operation)
        except Refused as refused:
            opened.refused = refused
            if refused.row == TooManyRequests.row:
                tenant.limits.take_back()
        return opened

    @staticmethod
    def facts(
        request: Request, operation: Operation, path: Mapping[str, str], route: Route
    ) -> dict[str, str]:
        """What can fill the places of a refusal's words, before the body is read.

        Args:
            request: The request.
            operation: What it asks for.
            path: The parameters in its path.
            route: Where that leads.
        """
        facts = {**path, "allow": route.allowed}
        if operation.body is not None:
            facts["limit"] = str(operation.body.limit or WITHOUT_RULE)
            facts["got"] = request.media_type or "(none)"
            facts["expected"] = " or ".join(operation.body.media_types)
        if found := _DATA.search(operation.template):
            facts["dataType"] = found[1]
        return facts

    def _provoked(self, request: Request, route: Route, opened: Opened) -> Refused:
        names = [parameter.name for parameter in opened.operation.path]
        path = dict(zip(names, route.values, strict=True))
        facts = self.facts(request, opened.operation, path, route)
        return preferring.provoked(request, opened, self.refusals, facts)

    def _meant(
        self, request: Request, route: Route, operation: Operation, refused: Refused
    ) -> tuple[Operation, Mapping[str, str]]:
        """The operation whose path has a literal, in another case, where `operation` has an id; and its parameters.

        Raises:
            Refused: There is none, so what was refused is refused.
        """
        other = None if self.ways.strict else self.router.find_in_any_case(request.path)
        if other is None or other == route or operation.method not in other.methods:
            raise refused
        meant = other.methods[operation.method]
        return meant, reading.path_of(meant, other.values)


def _limit(body: RequestBody, tenant: Tenant, path: Mapping[str, str]) -> int:
    """How many bytes of the body are read: the contract's limit, or what the company's platform takes.

    Raises:
        NoCompany: The tenant has no such company.
    """
    if body.limit is not None:
        return body.limit
    platform = tenant.company(key(path["companyId"])).platform
    rule = None if platform is None else platform.attachments
    return FORM_HEAD + (rule.limit if rule else WITHOUT_RULE)
