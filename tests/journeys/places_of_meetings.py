"""Pages of meetings, and of the times that customers choose from."""

from tests.journeys.house_of_meetings import BOOKED, TIMES, plan_meetings
from tests.journeys.places import Place, save_nothing

FURNISH = [plan_meetings]


def at_meetings():
    yield Place("/w/noor/")
    yield Place("/w/noor/meetings/")
    yield Place("/w/noor/meetings/?view=all&sort=-starts")
    yield Place("/w/noor/meetings/?q=nothing")
    yield Place("/w/noor/meetings/1/")
    yield Place("/w/noor/meetings/2/")
    yield Place("/w/noor/meetings/3/", who="reem")
    yield Place("/w/noor/meetings/1/edit/")
    yield Place("/w/noor/meetings/2/log/")
    yield Place("/w/noor/meetings/bookings/new/?account=1", act=save_nothing)
    yield Place("/w/noor/meetings/bookings/1/")
    yield Place(f"/p/noor/book/{TIMES}/", who="")
    yield Place(f"/p/noor/book/{BOOKED}/", who="")
    yield Place(f"/p/noor/book/{BOOKED}/?change=1&zone=Africa/Cairo", who="")
    yield Place("/p/noor/book/nothing/", who="", status=404)
    yield Place("/w/noor/meetings/new/")
    yield Place("/w/noor/meetings/new/?account=1", act=save_nothing)
    yield Place("/w/noor/accounts/1/")
    yield Place("/w/noor/week/")


WALKS = [at_meetings]
