"""Makes contacts who agreed, and a campaign to all of them that is due.

In a process of its own: python -m tests.faults.campaigns_cast <contacts>, after cast.py.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.db import transaction  # noqa: E402

from accounts.models import Consent, Contact  # noqa: E402
from campaigns.models import Template  # noqa: E402
from campaigns.scheduling import add_campaign, schedule  # noqa: E402
from campaigns.writing import add_block, add_template  # noqa: E402
from lib.tenancy.copying import copy_rows, reserve_ids  # noqa: E402
from lib.tenancy.models import take_numbers  # noqa: E402
from lib.tenancy.state import workspace  # noqa: E402
from workspaces.models import Membership, Workspace  # noqa: E402

AT_ONCE = 5_000
AGREED = {"channel": "email", "purpose": "marketing", "state": "given", "wording": "Yes", "source": "test"}


@transaction.atomic
def bring(first: int, last: int) -> None:
    keys = reserve_ids(Contact, last - first)
    number = take_numbers(Contact, len(keys))
    people = [
        {
            "id": pk,
            "number": number + at,
            "name_en": f"Guest {first + at}",
            "email_1": f"guest{first + at}@crowd.test",
        }
        for at, pk in enumerate(keys)
    ]
    copy_rows(Contact, people)
    copy_rows(Consent, [{"contact_id": pk, **AGREED} for pk in keys])


@transaction.atomic
def plan() -> None:
    mona = Membership.objects.get(user__email="mona@noor.example")
    name = f"Season {Template.objects.count()}"
    template = add_template(by=mona, name=name, subject_en="For {customer}", subject_ar="عرض")
    add_block(template, by=mona, fields={"kind": "text", "text_en": "Welcome", "text_ar": "أهلًا"})
    made = add_campaign(by=mona, name="Season", purpose="marketing", template=template)
    schedule(made, by=mona)


if __name__ == "__main__":
    with workspace(Workspace.objects.get(slug="noor").pk):
        for begin in range(0, int(sys.argv[1]), AT_ONCE):
            bring(begin, min(begin + AT_ONCE, int(sys.argv[1])))
        plan()
