"""What follows a change of purchases, in its transaction: higher apps join here, each by its name.

A follower is called with the keys of the accounts whose purchases changed: their rows are locked, and which purchases
these are it finds itself. It is called for whatever changes what was bought: entering, a refund, a file, an undo.
"""

from collections.abc import Iterable

from lib.registry import Registry

followers = Registry("what follows a change of purchases")
# Called with a testimonial that was given, put aside or brought back, the row of its customer locked.
followers_of_testimonials = Registry("what follows a change of a testimonial")


def follow(accounts: Iterable[int]) -> None:
    keys = sorted(set(accounts))
    if keys:
        for each in followers:
            each(keys)
