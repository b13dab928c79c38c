"""Pages of what campaigns tell to whom and bring in: variants, a control group, purchases, a cost."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account, Contact
from accounts.segments.verbs import add_segment
from campaigns.costing import set_cost
from campaigns.crediting import count_anew, credit_next
from campaigns.models import Campaign, Credit, Recipient, Template
from campaigns.scheduling import add_campaign
from campaigns.varying import Part, Plan
from sales.models import Purchase
from tests.journeys import places_of_campaigns
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place


def returns(salem, huda):
    """A draft with variants and long names; the campaign that is over with variants, a control group and purchases."""
    whole = Template.objects.order_by("number").first()
    segments = [add_segment(by=huda, name=name[:80], kind="static") for name in (LONG_NAME, UNBROKEN)]
    plan = Plan(tuple(Part(whole.pk, each.pk) for each in segments), {"control_percent": 10})
    add_campaign(by=huda, name="Varied", purpose="marketing", template=whole, plan=plan)
    over = Campaign.objects.get(name="Over")
    for place, segment in enumerate(segments, 1):
        over.variants.create(place=place, template=whole, segment=segment)
    over.splits.create(control_percent=10)
    contact, account = Contact.objects.order_by("number").first(), Account.objects.order_by("number").first()
    Recipient.objects.create(
        campaign=over, contact=contact, address=UNBROKEN, state="skipped", reason="control"
    )
    Campaign.objects.filter(pk=over.pk).update(recipient_count=over.recipient_count + 1)
    for amount, currency in ((123_456_789_012, "SAR"), (98_765_432_100, "KWD")):
        bought = Purchase.objects.create(
            account=account, ordered_on=timezone.localdate(), currency=currency, total_minor=amount
        )
        row = Recipient.objects.filter(campaign=over, state="sent").first()
        credit = {"campaign": over, "recipient": row.pk, "touched_at": timezone.now() - timedelta(hours=1)}
        Credit.objects.create(purchase=bought, by="clicked", variant=1, **credit)
    set_cost(over, amount_minor=5_000_000, currency="SAR", by=huda)
    count_anew()
    while credit_next():
        pass


FURNISH = [*places_of_campaigns.FURNISH, returns]


def at_returns():
    home = "/w/noor/campaigns/"
    yield Place(f"{home}returns/", who="huda")
    yield Place(f"{home}6/", who="huda")
    yield Place(f"{home}7/", who="huda")
    yield Place(f"{home}7/edit/", who="huda")
    yield Place(f"{home}6/cost/", who="huda")
    yield Place(f"{home}recipients/?campaign=6&bought=yes", who="huda")
    yield Place("/w/noor/settings/returns/", who="huda")


WALKS = [at_returns]
