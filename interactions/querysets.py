"""Sets of interactions, as adjectives."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When

from accounts.models import Account
from accounts.querysets import MOST_SEARCH_RESULTS, AnyOf, SearchIds
from lib.text import search_words


class AboutAnAccount(models.QuerySet):
    """What hangs on an account: who sees the account sees it."""

    search_function = ""

    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))

    def matching(self, query):
        """Every word of the query in what was written, or all of them in the name of the customer."""
        words = search_words(query)
        if not words:
            return self.none() if query.strip() else self
        ids = SearchIds(
            Value(words, output_field=ArrayField(models.TextField())),
            Value(MOST_SEARCH_RESULTS),
            function=self.search_function,
        )
        return self.filter(Q(AnyOf(F("pk"), ids)) | Q(account__in=Account.objects.matching(query)))


class InteractionQuerySet(AboutAnAccount):
    search_function = "search_interaction_ids"

    def kept(self):
        return self.filter(removed_at=None)

    def archived(self):
        """What was removed, as lists call what was put away."""
        return self.exclude(removed_at=None)

    def contacts(self):
        """Those that reached the customer."""
        from interactions.models.standing import MISSED

        return self.exclude(channel="note").exclude(outcome__in=MISSED)

    def with_contacts(self):
        """And with what is known of the e-mail that it is, without the texts of that."""
        from interactions.models import InteractionContact, MailEntry

        present = InteractionContact.objects.select_related("contact").order_by("pk")
        entries = MailEntry.objects.select_related("outgoing", "inbound")
        mail = entries.defer("outgoing__text", "inbound__text", "inbound__html", "inbound__raw")
        return self.prefetch_related(Prefetch("presences", present), Prefetch("mail_entries", mail))


class FollowUpQuerySet(AboutAnAccount):
    search_function = "search_follow_up_ids"

    def kept(self):
        """Lists show them all; what is over is told by the state."""
        return self

    def open(self):
        return self.filter(state="open")

    def scheduled(self):
        """Those that a contact schedule made."""
        return self.filter(source="schedule")

    def put_away(self):
        """Called off by no person, to be brought back."""
        return self.filter(state="cancelled", closed_by=None)

    def owned_by(self, membership):
        return self.filter(owner=membership)

    def late(self, today):
        """Those whose day is over; the moment of one of today is the page's own business."""
        return self.open().filter(due_on__lt=today)

    def due_until(self, day):
        return self.open().filter(due_on__lte=day)

    def in_working_order(self):
        """The oldest day first, then by its hour, then what matters most."""
        order = Case(When(priority="high", then=0), When(priority="normal", then=1), default=2)
        return self.order_by("due_on", F("due_at").asc(nulls_last=True), order, "pk")
