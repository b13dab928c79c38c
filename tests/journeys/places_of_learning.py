"""Pages of what is learnt from complaints."""

from tests.journeys.house_of_complaints import complain
from tests.journeys.house_of_learning import learn
from tests.journeys.places import Place, save_nothing

FURNISH = [complain, learn]


def at_learning():
    yield Place("/w/noor/complaints/learning/")
    yield Place("/w/noor/complaints/findings/1/")
    yield Place("/w/noor/complaints/findings/2/")
    yield Place("/w/noor/complaints/actions/")
    yield Place("/w/noor/complaints/actions/new/")
    yield Place("/w/noor/complaints/actions/new/", act=save_nothing)
    yield Place("/w/noor/complaints/actions/1/")
    yield Place("/w/noor/complaints/actions/1/edit/")
    yield Place("/w/noor/complaints/actions/2/check/")


WALKS = [at_learning]
