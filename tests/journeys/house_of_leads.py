"""Leads as they stand after some months, for the tests that walk through every page."""

from datetime import timedelta

from django.utils import timezone

from accounts import services
from accounts.leads.converting import convert, lose
from accounts.leads.costing import add_cost
from accounts.models import CustomField, LeadForm, LeadStage, LossReason
from interactions.lead_taking import receive
from tests.journeys.house import LONG_NAME, UNBROKEN

CONSENT = "أوافق على أن تراسلني الشركة بعروضها وأخبارها عبر البريد والهاتف"

# Of the lead of nobody, the far one, the lost one and the won one, as they were made last.
numbers = [1, 1, 1, 1]


def gather_leads(salem, huda):
    """One of nobody, one that is far, one lost, one won, a form that is open with a message put aside, costs."""
    opened = salem.workspace
    first = services.add_account(by=salem, fields={"name_ar": LONG_NAME, "source": "event"})
    far = services.add_account(by=salem, fields={"name_en": UNBROKEN, "email": UNBROKEN, "owner": salem})
    far.move_to_stage(LeadStage.objects.in_use()[3], by=salem)
    gone = services.add_account(by=salem, fields={"name_ar": "شركة لم تقتنع", "owner": salem})
    lose(gone, by=salem, reason=LossReason.objects.in_use().first(), note=LONG_NAME)
    won = services.add_account(by=salem, fields={"name_ar": "شركة اقتنعت", "source": "event", "owner": salem})
    convert(won, by=huda, owner=salem, tier="B")
    numbers[:] = [first.number, far.number, gone.number, won.number]
    form = LeadForm.objects.create(
        is_open=True, consent_ar=CONSENT, intro_ar=LONG_NAME, interests="الشحن\nالتخزين",
        asks_city="may", asks_interest="may", sites="https://www.noor.example",
    )  # fmt: skip
    asked = CustomField.objects.filter(of="account")
    asked.update(asked_of_leads="may")
    field = asked.filter(kind="text").first()
    custom = {str(field.number): UNBROKEN} if field else {}
    sent = {
        "name": LONG_NAME[:60],
        "company": LONG_NAME,
        "email": UNBROKEN,
        "message": LONG_NAME * 3,
        "custom": custom,
    }
    receive(sent, opened=opened, lead_form=form, language="ar", form_token=None, doubt="links")
    month = timezone.localdate().replace(day=1)
    for source, amount in (("event", 1_250_000), ("social", 99_999_999_00)):
        add_cost(
            by=huda, source=source, month=month, amount_minor=amount, campaign=LONG_NAME[:80], note=LONG_NAME
        )
    add_cost(by=huda, source="event", month=(month - timedelta(days=3)).replace(day=1), amount_minor=5)
