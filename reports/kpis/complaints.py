"""Complaints: how many, how fast they are answered and solved, what was promised and kept, and what comes back.

Times are those of the clocks: business seconds without pauses. Complaints that were none or part of another one do
not count. Averages would hide the slow ones: the middle one and nine of ten are told.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.models import Complaint, ComplaintCategory, ComplaintClock, ComplaintEvent, RootCause
from complaints.models.complaint import Severity
from complaints.repeating import is_repeat
from complaints.sla import Kind, What
from reports.kpis import COMPLAINTS
from reports.kpis.base import FEW, Kpi, Middle, Number, Rate, Share
from reports.kpis.customers import Customers
from reports.measures import Good
from reports.splits import Split, choices_of, rows_of

NINE_OF_TEN = 0.9


class OfComplaints(Kpi):
    section = COMPLAINTS
    model = Complaint
    at = "filed_at"
    lies_in_one = True
    good = Good.DOWN
    rows_name = _("Complaints")
    own_splits = {
        "category": Split("category", _("Category"), "category", rows_of(ComplaintCategory)),
        "cause": Split("cause", _("Root cause"), "root_cause", rows_of(RootCause)),
        "severity": Split("severity", _("Severity"), "severity", choices_of(Severity.choices)),
        "channel": Split("channel", _("Channel"), "channel", choices_of(Complaint.Channel.choices)),
    }

    def facts(self, scope):
        return scope.narrowed(Complaint.objects.visible_to(scope.membership).standing())


class Complaints(OfComplaints, Number):
    key = "complaints"
    name = _("Complaints")
    definition = _("Complaints that were filed in the period, by the day they were received.")


class RepeatComplaints(OfComplaints, Share):
    key = "repeat-complaints"
    name = _("Repeat complaints")
    definition = _(
        "Of the complaints of the period, those of a customer who had complained about the same within the 90 days "
        "before."
    )
    least = FEW
    part_name = pgettext_lazy("complaints", "Of them repeats")

    def part(self, period):
        return Q(is_repeat())


class ReopenRate(OfComplaints, Share):
    key = "reopen-rate"
    name = _("Reopen rate")
    definition = _(
        "Of the complaints that were closed in the period, those that were opened again at least once."
    )
    least = FEW
    at = "closed_at"
    lies_in_one = False
    part_name = pgettext_lazy("complaints", "Of them reopened")

    def within(self, period):
        """Closed in the period by the last word on it, or by one that did not hold: those were reopened."""
        closed = ComplaintEvent.objects.filter(
            complaint=OuterRef("pk"), what=What.RESOLVED, at__gte=period.from_at, at__lt=period.until_at
        )
        is_opened_again = Q(closed_at=None) | Q(closed_at__gte=period.until_at)
        return super().within(period) | is_opened_again & Q(Exists(closed), filed_at__lt=period.until_at)

    def part(self, period):
        return Q(reopened_count__gt=0)


class OfClocks(Kpi):
    section = COMPLAINTS
    model = ComplaintClock
    account = "complaint__account"
    at = "complaint__filed_at"
    lies_in_one = True
    rows_name = _("Complaints")
    own_splits = {key: split.of("complaint") for key, split in OfComplaints.own_splits.items()}

    def facts(self, scope):
        counted = Complaint.objects.visible_to(scope.membership).standing()
        rows = ComplaintClock.objects.filter(complaint__in=counted, is_dropped=False)
        return scope.narrowed(rows, self.account)


class FirstResponse(OfClocks, Middle):
    key = "first-response"
    name = _("Time to the first answer")
    definition = _(
        "Business time from the complaint to the first answer by a person, of complaints received in the period: half "
        "of them were answered sooner. Those without an answer yet are not in it."
    )
    amount = "used_seconds"
    least = FEW

    def facts(self, scope):
        rows = super().facts(scope)
        return rows.filter(kind=Kind.FIRST_RESPONSE, number=1, stopped_at__isnull=False)


class FirstResponseTail(FirstResponse):
    key = "first-response-p90"
    name = _("First answer for nine of ten")
    definition = _(
        "Business time from the complaint to the first answer by a person: nine of ten complaints received in the "
        "period were answered sooner."
    )
    share = NINE_OF_TEN


class Resolution(OfClocks, Middle):
    key = "resolution"
    name = _("Time to the solution")
    definition = _(
        "Business time, less the time it waited for the customer, from the complaint to its first solution, of "
        "complaints received in the period: half of them were solved sooner. Open ones are not in it."
    )
    amount = "used_seconds"
    least = FEW

    def facts(self, scope):
        rows = super().facts(scope)
        return rows.filter(kind=Kind.RESOLUTION, number=1, stopped_at__isnull=False)


class ResolutionTail(Resolution):
    key = "resolution-p90"
    name = _("Solution for nine of ten")
    definition = _(
        "Business time, less the time it waited for the customer, from the complaint to its first solution: nine of "
        "ten complaints received in the period were solved sooner."
    )
    share = NINE_OF_TEN


class SlaMet(OfClocks, Share):
    key = "sla-met"
    name = _("Promised times kept")
    definition = _(
        "Of the times promised to customers who complained that were due in the period, those that were kept. What is "
        "still running past its time is not kept."
    )
    least = FEW
    moves_with_the_clock = True
    at = "due_at"
    rows_name = _("Promises due")
    part_name = pgettext_lazy("promises", "Of them kept")
    own_splits = {
        "promise": Split(
            "promise", _("Promise"), "kind", choices_of(ComplaintClock._meta.get_field("kind").choices)
        ),
        **OfClocks.own_splits,
    }

    def within(self, period):
        # What is due later today has neither been kept nor missed.
        return super().within(period) & (Q(stopped_at__isnull=False) | Q(due_at__lte=timezone.now()))

    def part(self, period):
        return Q(stopped_at__isnull=False, is_late=False)


class ComplaintRate(Rate):
    key = "complaint-rate"
    name = _("Complaints per 100 customers")
    definition = _("Complaints of the period for each hundred customers there were at its end.")
    section = COMPLAINTS
    good = Good.DOWN
    least = FEW
    of, per = Complaints(), Customers()
    rows_name = _("Complaints")


KPIS = (
    Complaints,
    ComplaintRate,
    RepeatComplaints,
    FirstResponse,
    FirstResponseTail,
    Resolution,
    ResolutionTail,
    SlaMet,
    ReopenRate,
)
