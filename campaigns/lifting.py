"""The lift of campaigns with a control group, worked out from the rows and kept with the moment of it."""

from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from campaigns.buying import BUYERS, UNCOUNTED
from campaigns.models import Campaign, CreditRules, Recipient, Split
from lib.tenancy.state import require_workspace_id

AGAIN = timedelta(hours=6)
# So long after its last day purchases still change it: what is paid back.
STILL = timedelta(days=60)
USUAL_DAYS = 30

THEN = "ordered_on between %(first)s and %(last)s"
SPENT = """
with {buyers}, spent as (
    select told.id, (told.seq is null) as is_aside, buyers.currency, sum(buyers.left_minor) as left_minor
    from buyers join campaigns_recipient told
    on told.workspace_id = %(workspace)s and told.contact_id = buyers.contact_id
    where told.campaign_id = %(campaign)s and (told.seq is not null or told.reason = 'control')
    group by told.id, is_aside, buyers.currency
)
select is_aside, currency, count(distinct id), sum(left_minor), sum(left_minor::numeric * left_minor)
from spent group by grouping sets ((is_aside, currency), (is_aside))
"""


def lift_next() -> bool:
    """Of one campaign whose lift is not kept yet, or may have changed since; False when there is none."""
    now = timezone.now()
    stale = Q(lifted_at=None) | Q(lifted_at__lt=now - AGAIN, campaign__started_at__gt=now - _open_for())
    due = Split.objects.filter(stale, control_percent__gt=0, campaign__started_at__isnull=False)
    split = (
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("campaign")
        .order_by("pk")
        .first()
    )
    if split is not None:
        split.lift, split.lifted_at = lift_of(split.campaign), now
        split.save(update_fields=["lift", "lifted_at"])
    return split is not None


def _open_for() -> timedelta:
    return timedelta(days=days_looked_at()) + STILL


def days_looked_at() -> int:
    return CreditRules.objects.standing().longest_days or USUAL_DAYS


def lift_of(campaign: Campaign) -> dict:
    """Of both groups: how many, how many bought, and by currency what they spent with the sum of its squares."""
    first = timezone.localtime(campaign.started_at).date()
    given = {
        "workspace": require_workspace_id(),
        "uncounted": UNCOUNTED,
        "campaign": campaign.pk,
        "first": first,
        "last": first + timedelta(days=days_looked_at()),
    }
    rows = Recipient.objects.filter(campaign=campaign, contact__isnull=False)
    found: dict[str, dict] = {}
    for name, which in (
        ("aside", Q(seq=None, reason=Recipient.Reason.CONTROL)),
        ("written_to", Q(seq__isnull=False)),
    ):
        found[name] = {"people": rows.filter(which).count(), "buyers": 0, "money": {}}
    with connection.cursor() as cursor:
        cursor.execute(SPENT.format(buyers=BUYERS.format(which=THEN)), given)
        for is_aside, currency, people, spent, squares in cursor.fetchall():
            group = found["aside" if is_aside else "written_to"]
            if currency is None:
                group["buyers"] = people
            else:
                group["money"][currency] = [int(spent), int(squares)]
    return {**found, "first": first.isoformat(), "last": given["last"].isoformat()}
