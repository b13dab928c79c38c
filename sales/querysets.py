"""Sets of products and purchases, as adjectives."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value

from accounts.models import Account
from accounts.querysets import MOST_SEARCH_RESULTS, AnyOf, SearchIds
from interactions.models.kept import OfferedQuerySet
from lib.text import search_words, typed_number

LARGEST_NUMBER = 2**31 - 1


class ProductQuerySet(OfferedQuerySet):
    def visible_to(self, membership):
        """The catalogue is everybody's."""
        return self

    def kept(self):
        return self.in_use()

    def matching(self, query):
        """Every word of the query, in any spelling, in names, SKU or category."""
        words = search_words(query)
        if not words:
            return self.none() if query.strip() else self
        ids = SearchIds(
            Value(words, output_field=ArrayField(models.TextField())),
            Value(MOST_SEARCH_RESULTS),
            function="search_product_ids",
        )
        return self.filter(AnyOf(F("pk"), ids))


class PurchaseQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Who sees the customer sees what it bought."""
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))

    def kept(self):
        return self.filter(archived_at=None)

    def archived(self):
        return self.exclude(archived_at=None)

    def counted(self):
        """What makes up totals: neither put away, nor cancelled, returned or paid back whole."""
        return self.kept().exclude(status__in=self.model.UNCOUNTED)

    def matching(self, query):
        """Its number, its reference as a whole, or all the words in the name of the customer."""
        query = query.strip()
        if not query:
            return self
        found = Q(external_ref=query) | Q(account__in=Account.objects.matching(query))
        number = typed_number(query)
        if number.isascii() and number.isdigit() and len(number) < 10:
            found |= Q(number=int(number))
        return self.filter(found)
