"""Pages of stakeholders and needs."""

from tests.journeys.house_of_people import know_people
from tests.journeys.places import Place, save_nothing

FURNISH = [know_people]


def at_people():
    yield Place("/w/noor/accounts/1/stakeholders/")
    yield Place("/w/noor/accounts/1/stakeholders/", who="reem")
    yield Place("/w/noor/accounts/20/stakeholders/")
    yield Place("/w/noor/accounts/1/stakeholders/1/")
    yield Place("/w/noor/accounts/1/linked/")
    yield Place("/w/noor/settings/stakeholders/")
    yield Place("/w/noor/accounts/1/needs/")
    yield Place("/w/noor/accounts/20/needs/")
    yield Place("/w/noor/accounts/1/needs/new/", act=save_nothing)
    yield Place("/w/noor/needs/1/")
    yield Place("/w/noor/needs/1/edit/")


WALKS = [at_people]
