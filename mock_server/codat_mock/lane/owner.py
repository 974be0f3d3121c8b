"""How does another thread ask the one that owns the state?"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Owner:
    """The event loop's thread: it alone calls the core, so nothing is ever locked."""

    __slots__ = ("_loop",)

    def __init__(self) -> None:
        """Belong to no loop yet."""
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self) -> None:
        """Belong to the running loop."""
        self._loop = asyncio.get_running_loop()

    def ask(self, question: Callable[[], T]) -> T:
        """Have the owner call `question`, and wait for what it gives; from any thread but its own.

        Raises:
            RuntimeError: The owner belongs to no loop yet.
        """
        asked: Future[T] = Future()
        loop = self._bound()

        def reply() -> None:
            try:
                asked.set_result(question())
            except BaseException as failure:  # noqa: BLE001 it belongs to the thread that asked
                asked.set_exception(failure)

        loop.call_soon_threadsafe(reply)
        return asked.result()

    def run(self, answer: Coroutine[Any, Any, T]) -> T:
        """Have the owner's loop run `answer` to its end, and wait for what it gives; from any thread but its own.

        Raises:
            RuntimeError: The owner belongs to no loop yet.
        """
        return asyncio.run_coroutine_threadsafe(answer, self._bound()).result()

    def _bound(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            message = "the state has no owner yet: no request has come through the loop"
            raise RuntimeError(message)
        return self._loop
