"""Pages of complaints."""

from tests.journeys.house_of_complaints import complain
from tests.journeys.places import Place, save_nothing

FURNISH = [complain]


def at_complaints():
    yield Place("/w/noor/complaints/")
    yield Place("/w/noor/complaints/?view=all")
    yield Place("/w/noor/complaints/?q=nothing")
    yield Place("/w/noor/complaints/1/")
    yield Place("/w/noor/complaints/2/", who="reem")
    yield Place("/w/noor/complaints/3/")
    yield Place("/w/noor/complaints/4/")
    yield Place("/w/noor/complaints/1/edit/")
    yield Place("/w/noor/complaints/1/owner/")
    yield Place("/w/noor/complaints/2/acknowledge/")
    yield Place("/w/noor/complaints/2/assess/")
    yield Place("/w/noor/complaints/2/reject/", act=save_nothing)
    yield Place("/w/noor/complaints/new/")
    yield Place("/w/noor/complaints/new/?account=1", act=save_nothing)


WALKS = [at_complaints]
