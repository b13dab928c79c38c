"""What happened in the time between two reviews of a plan, in figures that JSON can keep."""

from collections import Counter
from datetime import date

from django.db.models import Count
from django.utils import timezone

from interactions.adherence import counts, planned
from interactions.models import FollowUp, Interaction
from interactions.models.contact_schedule import local_day
from lib.numbers import plain
from planning.models import Risk
from planning.reading import Content
from sales.totals import spent


def since_of(plan) -> date:
    """The day after the last review, or the first one of the plan."""
    last = plan.versions.order_by("-round").values_list("made_at", flat=True).first()
    return max(plan.from_on, local_day(last)) if last else plan.from_on


def figures_of(plan, content: Content | None = None) -> dict:
    content = content or Content(plan)
    since, today = since_of(plan), timezone.localdate()
    return {
        "since": since.isoformat(),
        "until": today.isoformat(),
        "interactions": _interactions(plan.account_id, since, today),
        "rhythm": _rhythm(plan.account_id, since, today),
        "steps": _steps(plan.account_id, since, today),
        "spent": _spent(plan.account, plan.from_on, min(plan.until_on, today)),
        "goal": {"minor": plan.revenue_goal_minor, "currency": plan.currency},
        "objectives": [
            {
                "text": each.text,
                "unit": each.unit,
                "target": plain(each.target),
                "current": None if each.current is None else plain(each.current),
                "percent": None if each.percent is None else plain(each.percent),
            }
            for each in content.objectives
        ],
        "percent": content.percent,
        "risks": {
            **Counter(str(each.level) for each in content.risks if each.is_open),
            "happened": sum(each.state == Risk.State.HAPPENED for each in content.risks),
        },
    }


def _interactions(account, since, until) -> dict[str, int]:
    """Exchanges by channel, the most first; notes among ourselves are none."""
    kept = Interaction.objects.kept().filter(account=account, at__date__range=(since, until))
    rows = kept.exclude(channel=Interaction.Channel.NOTE).order_by().values("channel").annotate(n=Count("pk"))
    return {row["channel"]: row["n"] for row in rows.order_by("-n", "channel")}


def _rhythm(account, since, until) -> dict[str, int]:
    rows = planned(since, until).filter(account=account)
    return rows.aggregate(**counts(since, until))


def _steps(account, since, until) -> dict[str, int]:
    """Follow-ups of these days that a person agreed: done in time, done later, still open and late."""
    due = FollowUp.objects.filter(account=account, due_on__range=(since, until)).exclude(source="schedule")
    found = Counter(kept=0, late=0, open=0)
    for state, due_on, closed_at in due.values_list("state", "due_on", "closed_at"):
        if state == FollowUp.State.DONE:
            found["kept" if local_day(closed_at) <= due_on else "late"] += 1
        elif state == FollowUp.State.OPEN and due_on < until:
            found["open"] += 1
    return dict(found)


def _spent(account, since, until) -> dict[str, int]:
    """Currency -> minor units; in the period of the plan, since its goal is for all of it."""
    totals = spent([account], since=since, until=until).get(account.pk, {})
    return {currency: total.amount_minor for currency, total in totals.items()}
