"""Sets of mentions, as adjectives."""

from datetime import UTC, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from accounts.models import Account
from accounts.querysets import MOST_SEARCH_RESULTS, AnyOf, SearchIds
from lib.text import search_words

# After everything that is to be answered at some time.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


class SocialMentionQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """What nobody has tied to a customer is everybody's; the rest is seen by who sees the customer."""
        if membership.sees_everything:
            return self
        return self.filter(Q(account=None) | Q(account__in=Account.objects.visible_to(membership)))

    def matching(self, query):
        """Every word of the query in what was written or who wrote it, or all of them in the name of the customer."""
        words = search_words(query)
        if not words:
            return self.none() if query.strip() else self
        ids = SearchIds(
            Value(words, output_field=ArrayField(models.TextField())),
            Value(MOST_SEARCH_RESULTS),
            function="search_social_mention_ids",
        )
        return self.filter(Q(AnyOf(F("pk"), ids)) | Q(account__in=Account.objects.matching(query)))

    def kept(self):
        """Lists show them all; what is decided is told by the state."""
        return self

    def waiting(self):
        return self.filter(state="waiting")

    def answered(self):
        return self.filter(state="answered")

    def owned_by(self, membership):
        return self.filter(owner=membership)

    def late(self, now):
        return self.waiting().filter(due_at__lt=now)

    def in_working_order(self):
        """The first to be answered first; what nobody expects an answer to comes last."""
        return self.order_by(Coalesce("due_at", Value(NEVER)), "pk")
