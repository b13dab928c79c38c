"""Problems that customers do not mention: signs of them in purchases and surveys, of one customer together.

Silence after a late order, purchases that stopped coming as they used to, a low answer to a survey after which nobody
spoke with the customer. Who has complained since has voiced it; who is spoken with anyway needs no further check-in.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max

from accounts.models import Account
from complaints.keeping import Found
from complaints.models import Complaint, Finding
from complaints.models.action import beginning_of
from complaints.patterns import LEAST_PURCHASES, LEAST_SILENT_DAYS, MOST_SILENT_DAYS, silence
from interactions.models import FollowUp
from sales.models import Purchase
from sales.models.purchase import PurchaseStatus
from sales.models.totals import PurchaseTotals
from surveys.models import SurveyAnswer

BATCH = 2_000
LATE_FROM, LATE_UNTIL = timedelta(days=3), timedelta(days=90)
LOW_UNTIL = timedelta(days=30)
LATE, FALLING, LOW = "late", "falling", "low"


@dataclass(frozen=True)
class Sign:
    name: str
    # From this moment on silence counts.
    at: datetime
    figures: dict
    purchase: int | None = None
    answer: int | None = None


def signs_after(after: int, *, now: datetime, today: date) -> tuple[list[Found], int | None]:
    """What is found of the next accounts after this key, and after which key to go on; None at the end."""
    falling, last = falling_after(after, today)
    between = {"account_id__gt": after} | ({"account_id__lte": last} if last else {})
    signs: dict[int, list[Sign]] = {}
    for account, sign in (*late_orders(between, now), *low_answers(between, now), *falling):
        signs.setdefault(account, []).append(sign)
    return [each for each in map(put_together, unvoiced(signs).items()) if each], last


def falling_after(after: int, today: date):
    """Of BATCH rows of totals; purchases in several currencies are looked at each by itself."""
    rows = PurchaseTotals.objects.filter(
        account_id__gt=after,
        count__gte=LEAST_PURCHASES,
        last_on__range=(today - timedelta(days=MOST_SILENT_DAYS), today - timedelta(days=LEAST_SILENT_DAYS)),
    )
    batch = list(rows.order_by("account_id", "pk")[:BATCH])
    found: dict[int, tuple] = {}
    for row in batch:
        quiet = silence(count=row.count, first_on=row.first_on, last_on=row.last_on, today=today)
        if quiet is not None:
            found[row.account_id] = (row, quiet)
    # Bought in one currency and silent in another: not silent.
    newest = dict(
        PurchaseTotals.objects.filter(account_id__in=found)
        .values_list("account_id")
        .annotate(last=Max("last_on"))
    )
    purchases = last_purchases([key for key, (row, _quiet) in found.items() if newest[key] == row.last_on])
    signs = []
    for account, purchase in purchases.items():
        row, quiet = found[account]
        figures = {"days": quiet.days, "usual": quiet.usual_days, "last_on": row.last_on.isoformat()}
        # Until then it was as it used to be, and there was nothing to speak of.
        unusual_from = row.last_on + timedelta(days=max(2 * quiet.usual_days, LEAST_SILENT_DAYS))
        signs.append((account, Sign(FALLING, beginning_of(unusual_from), figures, purchase=purchase)))
    return signs, (batch[-1].account_id if len(batch) == BATCH else None)


def last_purchases(accounts) -> dict[int, int]:
    rows = Purchase.objects.counted().filter(account_id__in=accounts)
    rows = rows.order_by("account_id", "-ordered_on", "-pk").distinct("account_id")
    return dict(rows.values_list("account_id", "pk"))


def late_orders(between: dict, now: datetime):
    told = {f"purchase__{name}": value for name, value in between.items()}
    rows = PurchaseStatus.objects.filter(
        status=Purchase.Status.LATE,
        until_at=None,
        from_at__range=(now - LATE_UNTIL, now - LATE_FROM),
        purchase__archived_at=None,
        **told,
    )
    for row in rows.select_related("purchase").order_by("pk"):
        figures = {"number": row.purchase.number, "days": (now - row.from_at).days}
        yield row.purchase.account_id, Sign(LATE, row.from_at, figures, purchase=row.purchase_id)


def low_answers(between: dict, now: datetime):
    about = {f"invitation__{name}": value for name, value in between.items()}
    rows = SurveyAnswer.objects.filter(is_low=True, at__gte=now - LOW_UNTIL, **about)
    for row in rows.select_related("invitation__survey").order_by("pk"):
        figures = {"survey": row.invitation.survey.name}
        yield row.invitation.account_id, Sign(LOW, row.at, figures, answer=row.pk)


def unvoiced(signs: dict[int, list[Sign]]) -> dict[int, list[Sign]]:
    """Without what the customer or a colleague has spoken of since, and without those who are spoken with anyway."""
    complaints = Complaint.objects.standing().filter(account_id__in=signs)
    complained = dict(complaints.values_list("account_id").annotate(last=Max("filed_at")))
    # Those of a schedule come and go by themselves.
    steps = FollowUp.objects.open().exclude(source="schedule").filter(account_id__in=signs)
    promised = dict(steps.values_list("account_id").annotate(last=Max("created_at")))
    voiced = complaints.open().values_list("account_id", flat=True)
    accounts = Account.objects.kept().filter(pk__in=signs.keys() - set(voiced))
    spoken = dict(accounts.exclude(status=Account.Status.LOST).values_list("pk", "last_contact_at"))
    found = {}
    for account, last_contact in spoken.items():
        heard = max(last_contact, *(each.get(account, last_contact) for each in (complained, promised)))
        found[account] = [sign for sign in signs[account] if sign.at > heard]
    return found


def put_together(entry: tuple[int, list[Sign]]) -> Found | None:
    account, signs = entry
    if not signs:
        return None
    return Found(
        Finding.Kind.UNVOICED,
        len(signs),
        account_id=account,
        figures={sign.name: sign.figures for sign in signs},
        purchases=sorted({sign.purchase for sign in signs if sign.purchase}),
        answers=sorted({sign.answer for sign in signs if sign.answer}),
    )
