"""What follows a change of an interaction, in its transaction: higher apps join here, each by its name.

A follower is called with an interaction that was changed, removed or brought back; the row of its customer is locked.
"""

from lib.registry import Registry

followers = Registry("what follows a change of an interaction")


def follow(interaction) -> None:
    for each in followers:
        each(interaction)
