"""Is the server there?"""

from codat_mock.api.calls import Answer, Call


def get_health(call: Call) -> Answer:
    """It is."""
    return Answer(
        200, {"status": "ready", "version": call.server.version, "seed": call.server.seed}
    )
