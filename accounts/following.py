"""What higher apps do when accounts change: they fill these registries in AppConfig.ready()."""

from lib.registry import Registry

# Of (account, before, by=), the row of the account locked: `before` is the account as it stood, None for a new one.
changes = Registry("what follows a change of an account")
# Under the name of one of these, of ([(account, before), ...]): those it has something to do for. Where many accounts
# change at once it is asked once for all of them, instead of looking for each whether there is anything.
concerns = Registry("which of many changed accounts a follower has work with")
# Of (by=): many accounts came at once, such as by an import, and none of them was told to `changes`.
arrivals = Registry("what follows many new accounts")
# Of (keys of accounts): querysets of the rows that were made along with them by themselves, children first. They
# keep nobody from undoing an import, and go with what it added.
made_along = Registry("rows that are made along with an account")


def follow(account, before, *, by) -> None:
    for each in changes:
        each(account, before, by=by)


def follow_many(pairs, *, by) -> None:
    """As follow(), of (account, before) for each of many that were locked and saved together."""
    names = changes.keys()
    for name in names:
        concerned = concerns.get(name)
        for account, before in concerned(pairs) if concerned else pairs:
            changes.get(name)(account, before, by=by)
