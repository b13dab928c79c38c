"""Reports by e-mail: sent at the workspace's hour, each recipient the own numbers in the own language, once.

One transaction for each recipient, under the lock of the subscription: the row that says what became of it and the
mail in the queue of the installation are written together, or neither is.
"""

from datetime import timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone, translation

from interactions.models.contact_schedule import opened_workspace
from lib import formats
from lib.formats import isolated
from reports.gathering import short_paper, why_not
from reports.models import ReportSending, ReportSubscription
from reports.periods import Period
from timeline.services import record
from workspaces import mail
from workspaces.models import Membership

log = structlog.get_logger(__name__)

BATCH = 20
# Somebody who presses twice wants one.
PAUSE_SECONDS = 60
Outcome = ReportSending.Outcome


class SentJustNow(Exception):
    """The same report went to the same person a moment ago."""


def send_next() -> int:
    """Send what is due in the open workspace; how many steps that were, BATCH when there may be more."""
    opened, steps = opened_workspace(), 0
    with timezone.override(opened.time_zone):
        while steps < BATCH and _step(opened):
            steps += 1
    return steps


@transaction.atomic
def _step(opened) -> bool:
    """The next recipient of the next report that is due, or its next time; whether one was due.

    Of what was missed while nothing ran, the latest alone is sent.
    """
    now = timezone.now()
    due = ReportSubscription.objects.due(now)
    found = due.select_for_update(no_key=True, skip_locked=True).order_by("pk").first()
    if found is None:
        return False
    slot = found.slot_before(now)
    period = found.period_before(slot)
    member = _next_recipient(found, period) if slot >= found.created_at else None
    if member is None:
        ReportSubscription.objects.filter(pk=found.pk).update(due_at=found.slot_after(now))
    else:
        member.workspace = opened
        send(found, member, period)
    return True


def _next_recipient(subscription: ReportSubscription, period: Period) -> Membership | None:
    """Somebody of whom nothing was written down for this period."""
    done = ReportSending.objects.filter(
        subscription=subscription, first_on=period.first_on, until_on=period.until_on, is_extra=False
    )
    members = Membership.objects.filter(pk__in=subscription.recipients.values("member"))
    waiting = members.exclude(pk__in=done.values("recipient"))
    return waiting.select_related("user").order_by("pk").first()


def send(subscription: ReportSubscription, member, period: Period, *, is_extra=False) -> ReportSending:
    """Write down what became of it, and the mail with it. Within a transaction."""
    outcome, letter = why_not(subscription, member), None
    if not outcome:
        try:
            with transaction.atomic():
                letter = worded(subscription, member, period)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            # What one recipient stumbles over keeps no other waiting.
            log.exception("report_failed", subscription=subscription.pk)
            outcome = Outcome.FAILED
        else:
            outcome = Outcome.SENT if letter["lines"] else Outcome.NOTHING
    sent = ReportSending.objects.create(
        subscription=subscription,
        recipient=member,
        first_on=period.first_on,
        until_on=period.until_on,
        is_extra=is_extra,
        outcome=outcome,
    )
    if letter is not None and sent.is_sent:
        post(sent, member, letter)
        record("reportsubscription.sent", subscription, by=member if is_extra else None)
    return sent


def spoken_by(member) -> str:
    return member.user.language or member.workspace.language


def worded(subscription: ReportSubscription, member, period: Period) -> dict:
    """The letter in the recipient's language, with the numbers of the customers that the recipient may see."""
    opened, language = member.workspace, spoken_by(member)
    shown = formats.use(opened.formats(language))
    with translation.override(language), timezone.override(opened.time_zone), shown:
        paper = short_paper(subscription, member, period)
        return {
            "title": paper.title,
            "period": paper.asked.period.name,
            "whose": paper.whose,
            "as_of": paper.as_of,
            "has_files": subscription.has_pdf or subscription.has_xlsx,
            "lines": [line_of(kpi, found) for kpi, found in paper.numbers],
        }


def line_of(kpi, found) -> dict:
    change = found.since_before
    return {
        "name": str(kpi.name),
        "definition": str(kpi.definition),
        "value": found.now.text,
        "rests_on": found.now.rests_on,
        "is_few": found.now.is_few,
        "before": found.before.text,
        "change": isolated(change.text) if change else "—",
        "is_better": change.is_better if change else None,
        "is_points": bool(change and change.is_points),
    }


def post(sent: ReportSending, member, letter: dict) -> None:
    slug = member.workspace.slug
    with formats.use(member.workspace.formats(spoken_by(member))):
        mail.post(
            "report",
            to=member.user.email,
            language=spoken_by(member),
            name=member.user.name,
            workspace=member.workspace.name,
            url=mail.site_link("reports:sending", slug=slug, number=sent.number),
            settings_url=mail.site_link("reports:subscriptions", slug=slug),
            **letter,
        )


@transaction.atomic
def send_now(subscription: ReportSubscription, *, to) -> ReportSending:
    """One for the person who asks, of the week or month that was over last. Raises SentJustNow."""
    subscription.wait_to_change()
    now = timezone.now()
    since = now - timedelta(seconds=PAUSE_SECONDS)
    lately = ReportSending.objects.filter(
        subscription=subscription, recipient=to, is_extra=True, at__gt=since
    )
    if lately.exists():
        raise SentJustNow
    return send(subscription, to, subscription.period_before(now), is_extra=True)
