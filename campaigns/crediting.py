"""To which campaign a purchase is put down: the one that touched its buyer last, within so many days before it.

A touch is a pressed link, where the workspace says so also a message that was received; each has its own number of
days. Purchases have a day and no hour: the day of the touch counts in. A purchase that names a contact is theirs; any
other is put down to whoever of the contacts of the customer was touched last. Each purchase counts once. What was
cancelled, returned or paid back whole counts for nobody. All of it is worked out from the rows, slice by slice.
"""

from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Min, Q
from django.utils import timezone

from campaigns.buying import BUYERS, UNCOUNTED
from campaigns.lifting import lift_next
from campaigns.models import Campaign, Credit, Crediting, CreditRules
from campaigns.winning import decide_next
from interactions.models.contact_schedule import opened_workspace
from lib.tenancy.state import require_workspace_id
from sales.models import Purchase

SLICE = 2000
AGAIN = timedelta(hours=1)
# How often those of long ago are looked at too, and what is not long ago.
WHOLE, RECENT = timedelta(hours=20), timedelta(days=90)

THESE = "id = any(%(purchases)s)"
LAST_TOUCHES = """
with {buyers}, touches as (
    select buyers.id, buyers.ordered_on, told.campaign_id, told.id as recipient, told.variant, touch.*
    from buyers join campaigns_recipient told
    on told.workspace_id = %(workspace)s and told.contact_id = buyers.contact_id
    and told.state in ('sent', 'ambiguous')
    cross join lateral (
        select 'received' as by, told.settled_at as at, %(received)s as days where told.state = 'sent'
        union all
        select 'clicked', response.at, %(clicked)s from campaigns_response response
        where response.workspace_id = %(workspace)s and response.campaign_id = told.campaign_id
        and response.kind = 'clicked' and response.recipient = told.id and not response.by_machine
    ) touch
)
select distinct on (id) id, campaign_id, recipient, variant, by, at from touches
where days > 0 and (at at time zone %(zone)s)::date between ordered_on - days and ordered_on
order by id, at desc, recipient desc, by
"""


def credit_next() -> int:
    """A slice of the purchases, or the lift of a campaign; 0 when nothing is left to work out."""
    with transaction.atomic():
        opened = opened_workspace()
    with timezone.override(opened.time_zone):
        return decide_next() or _slice(opened.time_zone)


@transaction.atomic
def _slice(zone: str) -> int:
    first = Campaign.objects.aggregate(at=Min("started_at"))["at"]
    if first is None:
        return 0
    Crediting.objects.get_or_create()
    now = timezone.now()
    due = Crediting.objects.filter(due_at__lte=now)
    state = due.select_for_update(skip_locked=True).order_by("pk").first()
    if state is None:
        return 0
    if state.begun_at is None:
        _begin(state, timezone.localtime(first).date(), now)
    if state.since_on == timezone.localtime(first).date():
        Credit.objects.filter(purchase__ordered_on__lt=state.since_on).delete()
    after = Q(ordered_on__gt=state.after_on) | Q(ordered_on=state.after_on, pk__gt=state.after_id)
    rows = Purchase.objects.filter(after).order_by("ordered_on", "pk").values_list("pk", "ordered_on")[:SLICE]
    found = list(rows)
    if found:
        put_right([pk for pk, _day in found], zone=zone)
        state.after_id, state.after_on = found[-1]
    if len(found) < SLICE and not lift_next():
        _end(state, now)
    state.save()
    return 1


def _begin(state: Crediting, first_on: date, now) -> None:
    state.begun_at = now
    is_whole = state.whole_at is None or now - state.whole_at > WHOLE
    longest = timedelta(days=CreditRules.objects.standing().longest_days)
    recent = timezone.localdate() - RECENT - longest
    state.since_on = first_on if is_whole else max(first_on, recent)
    state.after_on, state.after_id = state.since_on - timedelta(days=1), 2**62


def _end(state: Crediting, now) -> None:
    state.counted_at = state.begun_at
    if state.whole_at is None or now - state.whole_at > WHOLE:
        state.whole_at = state.begun_at
    state.begun_at, state.due_at = None, now + AGAIN


def put_right(purchases: list[int], *, zone: str) -> None:
    """Their credits are those of the last touches from now on; rows that are right are left alone."""
    found = {each.purchase_id: each for each in last_touches(purchases, zone=zone)}
    wrong = []
    for kept in Credit.objects.filter(purchase__in=purchases):
        right = found.get(kept.purchase_id)
        if right is not None and _said(kept) == _said(right):
            del found[kept.purchase_id]
        else:
            wrong.append(kept.pk)
    Credit.objects.filter(pk__in=wrong).delete()
    Credit.objects.bulk_create(found.values(), batch_size=1000)


def _said(credit: Credit) -> tuple:
    return credit.campaign_id, credit.recipient, credit.variant, str(credit.by), credit.touched_at


def last_touches(purchases: list[int], *, zone: str) -> list[Credit]:
    rules = CreditRules.objects.standing()
    given = {
        "workspace": require_workspace_id(),
        "uncounted": UNCOUNTED,
        "purchases": purchases,
        "received": rules.received_days,
        "clicked": rules.click_days,
        "zone": zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(LAST_TOUCHES.format(buyers=BUYERS.format(which=THESE)), given)
        return [
            Credit(
                purchase_id=pk,
                campaign_id=campaign,
                recipient=recipient,
                variant=variant,
                by=by,
                touched_at=at,
            )
            for pk, campaign, recipient, variant, by, at in cursor.fetchall()
        ]


@transaction.atomic
def count_anew() -> None:
    """The whole, from the beginning, at the next look."""
    Crediting.objects.get_or_create()
    Crediting.objects.update(due_at=timezone.now(), begun_at=None, whole_at=None)
