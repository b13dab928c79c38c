"""Pages of complaints from files."""

import io

from accounts.models import Account
from complaints.imports.work import bring_file, start_import
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.house_of_complaints import complain
from tests.journeys.places import Place
from timeline.jobs import run_slice


def bring(salem, huda):
    """One before its start, one that waits for its turn, and one that is over, with refused rows."""
    number = Account.objects.get(number=1).number
    head = f"account number,subject,{UNBROKEN},received,closed\n"
    rows = (
        f"{number},{LONG_NAME[:150]},{UNBROKEN},2026-02-01,\n,{UNBROKEN},{LONG_NAME},{UNBROKEN},{UNBROKEN}\n"
    )
    content = (head + rows).encode()
    for step in ("brought", "waiting", "over"):
        origin = bring_file(io.BytesIO(content), name=f"{LONG_NAME}.csv", size=len(content), by=salem)
        if step != "brought":
            start_import(origin, by=salem, mapping=origin.mapping)
        if step == "over":
            run_slice(origin.job_id)


FURNISH = [complain, bring]


def at_complaint_imports():
    yield Place("/w/noor/complaints/import/")
    yield Place("/w/noor/complaint-imports/1/")
    yield Place("/w/noor/complaint-imports/2/")
    yield Place("/w/noor/complaint-imports/3/")


WALKS = [at_complaint_imports]
