"""Pages of who works with which customer, and of how customers are seen."""

from tests.journeys.house_of_teams import gather_a_team, weigh_customers
from tests.journeys.places import Place, save_nothing

FURNISH = [gather_a_team, weigh_customers]


def assess_nothing(visitor):
    visitor.page.locator("#content form .btn-primary").last.click()
    visitor.page.locator(".field-error").first.wait_for()


def at_teams():
    yield Place("/w/noor/accounts/1/team/")
    yield Place("/w/noor/accounts/1/team/", who="reem")
    yield Place("/w/noor/accounts/1/team/1/")
    yield Place("/w/noor/accounts/1/group/")
    yield Place("/w/noor/accounts/1/group/story/")
    yield Place("/w/noor/accounts/2/place/?group=1")
    yield Place("/w/noor/accounts/1/linked/")
    yield Place("/w/noor/settings/team-roles/")
    yield Place("/w/noor/settings/team-roles/1/")
    yield Place("/w/noor/settings/assignment/")
    yield Place("/w/noor/settings/assignment/1/")
    yield Place("/w/noor/settings/assignment/new/", act=save_nothing)
    yield Place("/w/noor/settings/assignment/preview/")
    yield Place("/w/noor/settings/members/2/hand-over/")


def at_tiers():
    yield Place("/w/noor/accounts/1/assessments/")
    yield Place("/w/noor/accounts/1/assessments/new/")
    yield Place("/w/noor/accounts/4/assessments/new/", act=assess_nothing)
    yield Place("/w/noor/accounts/1/classification/")
    yield Place("/w/noor/accounts/1/linked/")
    yield Place("/w/noor/team/")
    yield Place("/w/noor/team/2/")
    yield Place("/w/noor/shortlist/")
    yield Place("/w/noor/shortlist/?growth=5")
    yield Place("/w/noor/tiers/")
    yield Place("/w/noor/settings/account-types/")
    yield Place("/w/noor/settings/planning/")


WALKS = [at_teams, at_tiers]
