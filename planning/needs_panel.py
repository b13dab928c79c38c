"""Open needs of a customer on its page."""

from planning.needs import needs_of

MOST_SHOWN = 5


def read_needs(account, membership) -> dict | None:
    return {"needs": list(needs_of(account).open()[:MOST_SHOWN])}
