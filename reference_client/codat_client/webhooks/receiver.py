"""Who receives Codat's webhooks for the flow?

One receiver serves any number of syncs, threads and loops of one process.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from codat_client import edge
from codat_client.errors import YourError
from codat_client.webhooks.asgi import ASGIApplication, asgi_application
from codat_client.webhooks.authorization import Authorization
from codat_client.webhooks.mailbox import Mailbox
from codat_client.webhooks.reception import Reception
from codat_client.webhooks.reply import Reply
from codat_client.webhooks.signature import Secrets
from codat_client.webhooks.wsgi import wsgi_application

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["WebhookReceiver"]


class WebhookReceiver:
    """Takes the webhooks that tell the end of a sync, and hands them to the flow.

        receiver = WebhookReceiver(secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
        server = make_server("", 8000, receiver.wsgi)    # of wsgiref.simple_server, or any other
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with ExpenseSync(url, api_key, company_id, webhooks=receiver) as codat:
            report = codat.run(expenses)

    Attributes:
        wsgi: To be mounted in a WSGI server, such as Flask's or gunicorn.
        asgi: To be mounted in an ASGI server or framework, such as uvicorn, Starlette or FastAPI.
    """

    def __init__(
        self,
        *,
        secrets: Iterable[str] = (),
        authorizations: Iterable[Authorization] = (),
        most_bytes: int = 1024 * 1024,
        most_messages: int = 10_000,
        longest: timedelta = timedelta(days=3),
        now: Callable[[], datetime] = edge.now,
    ) -> None:
        """Decide whom to believe, and receive nothing yet.

        Args:
            secrets: Of the current service, as Codat's portal shows them; two or more while they
                change.
            authorizations: Of the older service, rules, which signs nothing: what its messages
                must come with, any of these. Without any, everything unsigned is refused.
            most_bytes: How large a message may be.
            most_messages: How many messages are known again, and how many syncs that nobody has
                asked about yet are kept.
            longest: How long. Codat tries to deliver a message for more than a day.
            now: Tells the time, with a time zone; signatures are good for five minutes.

        Raises:
            YourError: Nobody would be believed, a secret cannot be one, or it stands by itself.
        """
        if isinstance(secrets, str):
            raise YourError("`secrets` takes several, in a list; this is a single text.")
        known, accepted = Secrets(secrets), tuple(authorizations)
        if not known and not accepted:
            raise YourError(
                "A receiver needs `secrets` for the current service, or `authorizations` for rules."
            )
        self._mailbox = Mailbox(now, most_messages, longest)
        self._reception = Reception(known, accepted, self._mailbox, now, most_bytes)
        self.wsgi: WSGIApplication = wsgi_application(self._reception)
        self.asgi: ASGIApplication = asgi_application(self._reception)

    def receive(self, method: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Take a message that came in some other way, and give its answer.

        Args:
            method: The HTTP method.
            headers: All headers.
            body: The bytes as they came: a body that was parsed and written anew fits no signature.
        """
        return self._reception.answer(method, headers, body)

    def listen(
        self,
        sync_id: str,
        seconds: float,
        wait: Callable[[threading.Event, float], object] = threading.Event.wait,
    ) -> bool:
        """Wait for a message about a sync, at most so long; say whether one has come."""
        woken = threading.Event()
        with self._mailbox.listening(sync_id, woken.set) as ear:
            if not woken.is_set():
                wait(woken, seconds)
        return ear.heard

    async def listen_async(
        self,
        sync_id: str,
        seconds: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> bool:
        """Await a message about a sync, at most so long; say whether one has come.

        The message may come in another thread or loop.
        """
        loop, woken = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # a loop that was closed hears nothing any more
                loop.call_soon_threadsafe(woken.set)

        with self._mailbox.listening(sync_id, wake) as ear:
            if not ear.heard:
                await _first_of(woken.wait(), sleep(seconds))
        return ear.heard


async def _first_of(*things: Awaitable[object]) -> None:
    tasks = [asyncio.ensure_future(thing) for thing in things]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
