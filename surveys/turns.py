"""A turn of a plan for many people, in the background: every three months, or once for a segment."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from accounts.segments.querying import people, standing
from accounts.segments.reading import places_of
from accounts.segments.tree import Unsound
from lib import formats
from lib.formats import isolated
from surveys.models import PlannedAsk, SurveyPlan
from surveys.models.survey import NotNow
from surveys.planning import ask_once
from timeline.jobs import GivenUp, JobKind, start_job

BATCH = 20
JOB = "surveys.turn"
WHY_FAILED = {
    "not_open": gettext_lazy("The survey takes no answers: open it again."),
    "unsound": gettext_lazy("The rules of the segment name what is gone."),
    "paused": gettext_lazy("It was paused or archived meanwhile."),
}


def begin_turn(plan: SurveyPlan, now: datetime) -> None:
    """In the transaction of a round, the row of the plan held: the job, and when the next turn is."""
    turn = timezone.localtime(plan.next_at).date()
    try:
        total = people(places_for(plan)).count()
    except Unsound:
        total = 0  # the job says so
    start_job(JOB, by=plan.created_by, total=total, plan=plan.pk, turn=turn.isoformat())
    plan.last_at = now
    coming = plan.turn_after(timezone.localtime(now).date())
    plan.next_at = coming and timezone.make_aware(datetime.combine(coming, datetime.min.time()))
    plan.save(update_fields=["next_at", "last_at"])


def places_for(plan: SurveyPlan):
    """Everybody in the segment; without one the main contact of every customer. Raises Unsound."""
    return places_of(plan.segment) if plan.segment else standing().filter(is_primary=True)


class Turn(JobKind):
    label = gettext_lazy("Sending of a survey by itself")
    result_label = gettext_lazy("Show who was asked")
    icon = "send"
    may_run_again = True

    def batch(self, job, prepared):
        held = SurveyPlan.objects.order_by("pk").select_for_update(no_key=True, of=("self",))
        plan = held.select_related("survey", "segment").get(pk=job.arguments["plan"])
        if not plan.is_active:
            raise GivenUp("paused")
        if not plan.survey.is_open:
            raise GivenUp("not_open")
        turn = job.arguments["turn"]
        found = self.next_places(plan, job.cursor.get("contact", 0))
        keys = [each.contact_id for each in found]
        had = set(PlannedAsk.objects.filter(plan=plan, turn=turn, key__in=keys).values_list("key", flat=True))
        accounts = sorted({each.account_id for each in found})
        # All of them by their keys before the first is asked: two who take the same ones never wait in a ring.
        list(
            Account.objects.filter(pk__in=accounts).order_by("pk").values("pk").select_for_update(no_key=True)
        )
        counted = dict(job.result)
        for each in found:
            if each.contact_id not in had:
                what = self.ask(plan, turn, each)
                counted[what] = counted.get(what, 0) + 1
        job.result = counted
        job.done += len(found)
        if found:
            job.cursor = {"contact": found[-1].contact_id}
        return len(found) == BATCH

    def next_places(self, plan, after) -> list:
        """Each contact once, where they stand first."""
        try:
            found = places_for(plan).filter(contact__gt=after)
        except Unsound as refusal:
            raise GivenUp("unsound") from refusal
        rows = found.order_by("contact_id", "-is_primary", "pk").distinct("contact_id")
        return list(rows.select_related("contact", "account")[:BATCH])

    def ask(self, plan, turn, place) -> str:
        try:
            return ask_once(
                plan, turn=turn, key=place.contact_id, account=place.account, contact=place.contact
            )
        except NotNow as refusal:
            raise GivenUp("not_open") from refusal

    def page(self, job):
        number = SurveyPlan.objects.filter(pk=job.arguments["plan"]).values_list("number", flat=True).first()
        return ("surveys:plan", {"number": number}) if number else None

    def title(self, job):
        plan = SurveyPlan.objects.filter(pk=job.arguments["plan"]).first()
        name = f"{self.label}: {isolated(plan.name)}" if plan else str(self.label)
        if not job.result:
            return name
        sent = job.result.get("sent", 0)
        words = {"sent": formats.number(sent), "left": formats.number(sum(job.result.values()) - sent)}
        return f"{name} · {_('%(sent)s sent, %(left)s passed over') % words}"

    def reason(self, job):
        return WHY_FAILED.get(job.error) or super().reason(job)
