"""Pages of stakeholders and needs."""

from tests.journeys.house_of_people import AGREED, AGREEING, agree, know_people, lead, set_up
from tests.journeys.places import Place, save_nothing

FURNISH = [know_people, agree, set_up, lead]


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


def at_what_is_agreed():
    yield Place("/w/noor/accounts/1/expectations/")
    yield Place("/w/noor/accounts/20/expectations/")
    yield Place("/w/noor/accounts/20/expectations/new/", act=save_nothing)
    yield Place("/w/noor/expectations/1/")
    yield Place("/w/noor/expectations/2/")
    yield Place("/w/noor/expectations/3/edit/")
    yield Place("/w/noor/expectations/3/asking/")
    yield Place(f"/p/noor/expectations/{AGREED}/", who="")
    yield Place(f"/p/noor/expectations/{AGREEING}/", who="")
    yield Place(f"/p/noor/expectations/{AGREEING}/", who="", act=save_nothing)
    yield Place("/p/noor/expectations/nothing/", who="", status=404)
    yield Place("/w/noor/onboarding/")
    yield Place("/w/noor/onboarding/1/")
    yield Place("/w/noor/onboarding/2/")
    yield Place("/w/noor/accounts/1/onboarding/")
    yield Place("/w/noor/settings/checklists/")
    yield Place("/w/noor/settings/checklists/1/")
    yield Place("/w/noor/settings/checklists/new/", act=save_nothing)


def at_the_programme():
    yield Place("/w/noor/programme/")
    yield Place("/w/noor/programme/?year=2031", who="reem")
    yield Place("/w/noor/programme/steps/")
    yield Place("/w/noor/programme/lines/1/")
    yield Place("/w/noor/programme/lines/new/?kind=milestone", act=save_nothing)
    yield Place("/w/noor/accounts/1/steps/")


WALKS = [at_people, at_what_is_agreed, at_the_programme]
