"""Pages of opportunities, and the settings of how a workspace sells."""

from tests.journeys.house_of_opportunities import sell
from tests.journeys.places import Place, save_nothing

FURNISH = [sell]


def at_opportunities():
    yield Place("/w/noor/opportunities/")
    yield Place("/w/noor/opportunities/?view=all")
    yield Place("/w/noor/opportunities/?q=nothing")
    yield Place("/w/noor/opportunities/board/?owner=")
    yield Place("/w/noor/opportunities/forecast/?view=all")
    yield Place("/w/noor/opportunities/1/")
    yield Place("/w/noor/opportunities/2/", who="reem")
    yield Place("/w/noor/opportunities/3/")
    yield Place("/w/noor/opportunities/4/")
    yield Place("/w/noor/opportunities/1/edit/")
    yield Place("/w/noor/opportunities/1/win/")
    yield Place("/w/noor/opportunities/1/loss/", act=save_nothing)
    yield Place("/w/noor/opportunities/new/")
    yield Place("/w/noor/opportunities/new/?account=1", act=save_nothing)
    yield Place("/w/noor/settings/opportunity-stages/")
    yield Place("/w/noor/settings/opportunity-stages/1/")
    yield Place("/w/noor/settings/lost-reasons/")
    yield Place("/w/noor/settings/lost-reasons/1/")


WALKS = [at_opportunities]
