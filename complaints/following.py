"""What follows a step of a complaint, in its transaction: parts of this room join here, each by its name.

A follower is called with (complaint, events): the complaint as it was saved, its row and its customer's locked, and
the events that the step has written, in their order.
"""

from lib.registry import Registry

followers = Registry("what follows a step of a complaint")


def follow(complaint, events) -> None:
    for each in followers:
        each(complaint, events)
