"""Pages of leads, of what they cost and of the form by which strangers write."""

from tests.journeys.house_of_leads import gather_leads, numbers
from tests.journeys.places import Place, save_nothing

FURNISH = [gather_leads]


def at_leads():
    # Before the house is furnished nobody knows the numbers; any will do to name the addresses.
    nobodys, far, lost, won = numbers or range(1, 5)
    yield Place("/w/noor/")
    yield Place("/w/noor/leads/")
    yield Place("/w/noor/leads/", who="reem")
    yield Place("/w/noor/leads/?lead_stage=null")
    yield Place("/w/noor/leads/board/")
    yield Place("/w/noor/leads/board/?stage=4&owner=me")
    yield Place("/w/noor/leads/funnel/")
    yield Place("/w/noor/leads/costs/")
    yield Place("/w/noor/leads/costs/?months=12")
    yield Place("/w/noor/leads/costs/1/")
    yield Place("/w/noor/leads/review/")
    yield Place("/w/noor/settings/leads/")
    yield Place("/w/noor/settings/leads/stages/")
    yield Place("/w/noor/settings/leads/reasons/")
    yield Place("/w/noor/settings/lead-form/")
    for number in (nobodys, far, lost, won):
        yield Place(f"/w/noor/accounts/{number}/linked/")
    yield Place(f"/w/noor/accounts/{far}/conversion/")
    yield Place(f"/w/noor/accounts/{far}/loss/", act=save_nothing)
    yield Place(f"/w/noor/accounts/{won}/stages/")
    yield Place(f"/w/noor/accounts/{lost}/stages/")
    yield Place("/p/noor/lead/", who="")
    yield Place("/p/noor/lead/", who="", act=save_nothing)
    yield Place("/p/noor/lead/?sent=1", who="")
    yield Place("/p/noor/lead/frame/", who="")
    yield Place("/p/bahr/lead/", who="", status=404)


WALKS = [at_leads]
