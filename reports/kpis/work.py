"""Work with customers: how often they are talked to, and whether what was planned was done on its day."""

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interactions.models import FollowUp, Interaction
from reports.kpis import WORK
from reports.kpis.base import FEW, Kpi, Number, Share
from reports.splits import Split, choices_of, rows_of
from workspaces.models import Membership


class Interactions(Number):
    key = "interactions"
    name = _("Interactions")
    definition = _(
        "Calls, visits, messages and meetings with customers in the period that reached them. Notes do not count."
    )
    section = WORK
    model = Interaction
    at = "at"
    lies_in_one = True
    rows_name = _("Interactions")
    own_splits = {
        "channel": Split("channel", _("Channel"), "channel", choices_of(Interaction.Channel.choices)),
        "by": Split("by", _("Logged by"), "logged_by", rows_of(Membership, "user"), _("Nobody")),
    }

    def facts(self, scope):
        return scope.narrowed(Interaction.objects.kept().contacts())


class CustomersContacted(Kpi):
    key = "customers-contacted"
    name = _("Customers contacted")
    definition = _(
        "Different customers who were talked or written to, or who reached us, at least once in the period."
    )
    section = WORK
    model = Interaction
    at = "at"
    lies_in_one = True
    rows_name = _("Interactions")

    def facts(self, scope):
        return scope.narrowed(Interaction.objects.kept().contacts())

    def aggregates(self, period):
        reached = Count("account", distinct=True, filter=self.within(period))
        return {"numerator": reached, "n": reached}


class ContactedOnSchedule(Share):
    key = "contacted-on-schedule"
    name = _("Contacted on schedule")
    definition = _(
        "Of the contacts that were due in the period by a contact schedule, those that took place on their day or "
        "before. What was called off by a colleague was not done; what is due later does not count yet."
    )
    section = WORK
    model = FollowUp
    at = "scheduled_on"
    lies_in_one = True
    least = FEW
    rows_name = _("Contacts due")
    part_name = pgettext_lazy("contacts due", "Of them on their day")
    own_splits = {
        "colleague": Split("colleague", _("Colleague"), "owner", rows_of(Membership, "user"), _("Nobody"))
    }

    def facts(self, scope):
        done_on = TruncDate(Coalesce("done_by__at", "closed_at"))
        return scope.narrowed(FollowUp.objects.scheduled().annotate(done_on=done_on))

    def within(self, period):
        today = timezone.localdate()
        due = Q(state=FollowUp.State.OPEN, scheduled_on__lt=today)
        called_off = Q(state=FollowUp.State.CANCELLED, closed_by__isnull=False)
        is_over = Q(state=FollowUp.State.DONE) | due | called_off
        return super().within(period) & is_over & Q(scheduled_on__lte=today)

    def part(self, period):
        return Q(state=FollowUp.State.DONE, done_on__lte=F("scheduled_on"))


KPIS = (Interactions, CustomersContacted, ContactedOnSchedule)
