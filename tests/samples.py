"""Seeded samples of the long nets: a plain run asks these, a whole one (bin/ci --full) everything."""

import os
import random

from tests.environment import SEED

FULL = os.environ.get("SILA_FULL") == "1"


def drawn(things, share: float, *, by=str) -> list:
    """About this share of them: each is drawn by its own name, so that a new one changes no other's lot."""
    return [each for each in things if FULL or random.Random(f"{SEED} {by(each)}").random() < share]


def some(things, number: int, *, by) -> list:
    """This many of them, others for each `by`."""
    things = list(things)
    return things if FULL else random.Random(f"{SEED} {by}").sample(things, min(number, len(things)))
