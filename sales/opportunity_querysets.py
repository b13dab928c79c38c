"""Sets of opportunities, as adjectives."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, ExpressionWrapper, F, Sum, TextField, Value
from django.db.models.functions import TruncMonth

from accounts.querysets import MOST_HITS, MOST_SEARCH_RESULTS, AnyOf, SearchIds
from interactions.querysets import AboutAnAccount
from lib.text import search_words


class OpportunityQuerySet(AboutAnAccount):
    search_function = "search_opportunity_ids"

    def hits(self, query, membership):
        """Those of whose own words a few are shown; by the name of a customer the customer is found."""
        words = search_words(query)
        if not words:
            return self.none()
        ids = SearchIds(
            Value(words, output_field=ArrayField(TextField())),
            Value(MOST_HITS if membership.sees_everything else MOST_SEARCH_RESULTS),
            function=self.search_function,
        )
        return self.visible_to(membership).kept().filter(AnyOf(F("pk"), ids))

    def kept(self):
        return self.filter(archived_at=None)

    def archived(self):
        return self.exclude(archived_at=None)

    def open(self):
        return self.filter(state="open", archived_at=None)

    def overdue(self, today):
        """Still open although their expected close has gone by."""
        return self.open().filter(expected_on__lt=today)

    def untold(self):
        """Nobody was told yet that this day has gone by."""
        return self.exclude(overdue_told_for=F("expected_on"))

    def with_people(self):
        names = (
            "account",
            "stage",
            "owner__user",
            "contact",
            "product",
            "next_step",
            "lost_reason",
            "purchase",
        )
        return self.select_related(*names)

    def forecast(self):
        """(month, currency, what is expected in minor units), month by month: amounts weighted by probability."""
        weighted = ExpressionWrapper(F("amount_minor") * F("probability") / 100, BigIntegerField())
        months = self.annotate(month=TruncMonth("expected_on")).order_by("month", "currency")
        return months.values_list("month", "currency").annotate(expected=Sum(weighted))
