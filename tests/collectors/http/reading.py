"""What the tests of the transport read answers with."""

from typing import Any

from collectors.http.replies import Allowance, Reply, decode


def read_json(reply: Reply) -> tuple[Any, Allowance | None]:
    """Decode the body; what is no JSON has been cut off under way (`Garbled`)."""
    return decode(reply.body), None
