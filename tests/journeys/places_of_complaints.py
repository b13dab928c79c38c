"""Pages of complaints."""

from tests.journeys.house_of_complaints import TOKENS, complain
from tests.journeys.places import Place, save_nothing

FURNISH = [complain]
# A complaint for each step, in a state from which it leads on.
STEPS = [
    *((2, step) for step in ("acknowledge", "withdraw")),
    *((3, step) for step in ("reopen", "appeal")),
    (4, "restore"),
    *((5, step) for step in ("communicate", "investigate")),
    (6, "close"),
    *((7, step) for step in ("go-on", "decide")),
]


def at_complaints():
    yield Place("/w/noor/complaints/")
    yield Place("/w/noor/complaints/?view=all")
    yield Place("/w/noor/complaints/?q=nothing")
    yield Place("/w/noor/complaints/board/")
    yield Place("/w/noor/complaints/load/")
    yield Place("/w/noor/complaints/1/")
    yield Place("/w/noor/complaints/2/", who="reem")
    yield Place("/w/noor/complaints/3/")
    yield Place("/w/noor/complaints/4/")
    yield Place("/w/noor/complaints/1/edit/")
    yield Place("/w/noor/complaints/1/owner/")
    for number, step in STEPS:
        yield Place(f"/w/noor/complaints/{number}/{step}/")
    yield Place("/w/noor/complaints/2/assess/")
    yield Place("/w/noor/complaints/2/reject/", act=save_nothing)
    yield Place("/w/noor/complaints/2/link/")
    yield Place("/w/noor/complaints/put-aside/")
    yield Place("/w/noor/settings/complaint-form/")
    yield Place("/w/noor/complaints/?due=soon&state=open&view=all")
    yield Place("/w/noor/settings/complaint-times/")
    yield Place("/w/noor/settings/complaint-times/new/")
    yield Place("/w/noor/settings/complaint-times/new/", act=save_nothing)
    yield Place("/w/noor/settings/complaint-times/1/")
    yield Place("/w/noor/settings/complaint-escalation/")
    yield Place("/p/noor/complaints/new/", who="")
    yield Place("/p/noor/complaints/new/", who="", act=save_nothing)
    yield Place("/p/noor/complaints/new/?sent=1", who="")
    for token in TOKENS:
        yield Place(f"/p/noor/complaints/{token}/", who="")
    yield Place("/p/bahr/complaints/new/", who="", status=404)
    yield Place("/w/noor/complaints/new/")
    yield Place("/w/noor/complaints/new/?account=1", act=save_nothing)


WALKS = [at_complaints]
