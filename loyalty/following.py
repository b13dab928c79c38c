"""What follows an entry of points, in its transaction: tiers and notices join here, each by its name.

A follower is called with (wallet, entry): the wallet locked, as it stands after the entry.
"""

from lib.registry import Registry

followers = Registry("what follows an entry of points")


def follow(wallet, entry) -> None:
    for each in followers:
        each(wallet, entry)
