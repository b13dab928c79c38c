"""What keeps a customer from being archived: higher apps fill the registry in AppConfig.ready()."""

from django.core.exceptions import ValidationError

from lib.registry import Registry

# Of (account), its row locked: why it cannot be put away as it stands, in a sentence; or nothing.
obstacles = Registry("what keeps a customer from being archived")


class MayNotArchive(ValidationError):
    """Something of this customer is still to be done; the message says what."""


def check_may_archive(account) -> None:
    whys = [why for obstacle in obstacles if (why := obstacle(account))]
    if whys:
        raise MayNotArchive(whys)
