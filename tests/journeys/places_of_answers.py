"""Pages of what customers are asked for and told, where colleagues and customers meet it."""

from tests.journeys.house_of_answers import ANSWERED, ASKED, OWED, UPDATED, ask_customers, update_customers
from tests.journeys.places import Place, save_nothing

FURNISH = [ask_customers, update_customers]


def spoil_what_is_asked(visitor):
    visitor.page.locator("#id_asked").fill("")
    save_nothing(visitor)


def spoil_the_update(visitor):
    visitor.page.locator("#id_subject").fill("")
    save_nothing(visitor)


def send_nothing(visitor):
    visitor.page.locator("#content form .btn-primary").click()
    visitor.page.locator("[role=alert]").first.wait_for()


def in_updates():
    yield Place("/w/noor/accounts/1/")
    yield Place("/w/noor/accounts/1/updates/")
    yield Place("/w/noor/accounts/1/updates/", who="reem")
    yield Place("/w/noor/updates/1/")
    yield Place("/w/noor/updates/2/")
    yield Place("/w/noor/updates/2/edit/")
    yield Place("/w/noor/updates/2/edit/", act=spoil_the_update)
    yield Place("/w/noor/updates/3/")
    yield Place(f"/p/noor/updates/{UPDATED}/", who="")
    yield Place(f"/p/noor/updates/{UPDATED}/", who="", act=send_nothing)
    yield Place("/p/noor/updates/nothing/", who="", status=404)


def in_asking():
    yield Place(f"/w/noor/follow-ups/{OWED}/")
    yield Place(f"/w/noor/follow-ups/{OWED}/request/")
    yield Place(f"/w/noor/follow-ups/{OWED}/request/", act=spoil_what_is_asked)
    yield Place("/w/noor/requests/1/")
    yield Place("/w/noor/requests/1/", who="reem")
    yield Place("/w/noor/requests/2/")
    yield Place(f"/p/noor/requests/{ASKED}/", who="")
    yield Place(f"/p/noor/requests/{ASKED}/", who="", act=send_nothing)
    yield Place(f"/p/noor/requests/{ANSWERED}/", who="")
    yield Place("/p/noor/requests/nothing/", who="", status=404)
    yield Place("/w/noor/settings/asking/")


WALKS = [in_asking, in_updates]
