"""Sets of customers, as adjectives."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q
from django.db.models.functions import Cast, TruncDate

from lib.text import search_words

# Beyond this the page asks for one more word; exports and bulk work scan in a Job.
MOST_SEARCH_RESULTS = 20_000
# Enough where a few are shown while somebody types, and they are found in a twentieth of the time.
MOST_HITS = 1_000


class SearchIds(models.Func):
    """Ids of the rows whose folded text holds every word: owner's function, own workspace only.

    LIKE cannot use the trigram index under row security, so a function that reads the same setting does it;
    the rows themselves are then read under row security again.
    """

    template = "ARRAY(SELECT %(function)s(%(expressions)s))"
    output_field = models.BigIntegerField()


class AnyOf(models.Func):
    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = models.BooleanField()
    conditional = True


def among(column: str, keys) -> AnyOf:
    """As `column__in`, in one parameter that is a text: of a thousand keys as a list, Django and psycopg prepare each
    by itself in each query, and PostgreSQL reads a thousand expressions.
    """
    text = "{" + ",".join(map(str, sorted(keys))) + "}"
    return AnyOf(models.F(column), Cast(models.Value(text), ArrayField(models.BigIntegerField())))


class RecordQuerySet(models.QuerySet):
    search_function = ""

    def kept(self):
        return self.filter(archived_at=None)

    def standing(self):
        """Not those that became a part of another one."""
        return self.filter(merged_into=None)

    def archived(self):
        return self.exclude(archived_at=None)

    def hits(self, query, membership):
        """Matches that a member may see, for a page that shows a few: of who sees all, the newest are enough."""
        most = MOST_HITS if membership.sees_everything else MOST_SEARCH_RESULTS
        return self.visible_to(membership).matching(query, most)

    def held(self):
        """These rows as they are now, locked until the transaction ends.

        Who needs several takes accounts before contacts, and each kind by its key: so nobody waits in a ring.
        """
        return list(self.select_for_update(no_key=True, of=("self",)).order_by("pk"))

    def matching(self, query, most=MOST_SEARCH_RESULTS):
        """Every word of the query, in any order and spelling, somewhere in names, phones, e-mails or site.

        An empty query asks for all; one of signs alone has no word that anything could hold. Of frequent words
        the newest `most` rows of the workspace are looked at.
        """
        words = search_words(query)
        if not words:
            return self.none() if query.strip() else self
        ids = SearchIds(
            models.Value(words, output_field=ArrayField(models.TextField())),
            models.Value(most),
            function=self.search_function,
        )
        return self.filter(AnyOf(models.F("pk"), ids))


class AccountQuerySet(RecordQuerySet):
    search_function = "search_account_ids"

    def prospects(self):
        """Leads: who may become a customer."""
        return self.filter(status="prospect")

    def customers_since(self, days):
        """Customers still, who became one first on one of these local days; `since` says on which."""
        from accounts.models import AccountStatus

        stays = self.filter(archived_at=None, status__in=("active", "dormant"))
        # By the days alone first: a day has few customers, and the earliest of each is looked up only for them.
        began = AccountStatus.objects.filter(account=OuterRef("pk"), status="active", from_at__isnull=False)
        on_day = began.annotate(on=TruncDate("from_at")).filter(on__in=days)
        first = TruncDate(Min("statuses__from_at", filter=Q(statuses__status="active")))
        return stays.filter(Exists(on_day)).annotate(since=first).filter(since__in=days)

    def visible_to(self, membership):
        """All of the workspace, or as it chose: own ones, and those in whose team one is; the same of whom one leads.

        Two arms that are found by an index each; what hangs on accounts is asked for by `account__in` of this set.
        The accounts of the teams are read first: PostgreSQL makes a hash of a constant alone, and a count of a
        hundred thousand accounts would look each of them up among a thousand, one after the other.
        """
        if membership.sees_everything:
            return self.standing()
        from accounts.team import accounts_of_teams

        team = membership.team_ids()
        return self.standing().filter(Q(owner__in=team) | Q(among("pk", accounts_of_teams(team))))


class ContactQuerySet(RecordQuerySet):
    search_function = "search_contact_ids"

    def visible_to(self, membership):
        """Those at a visible account, and those without any account that the team entered."""
        if membership.sees_everything:
            return self.standing()
        from accounts.models import Account, Position

        positions = Position.objects.filter(contact=OuterRef("pk"))
        at_own_account = Exists(positions.filter(account__in=Account.objects.visible_to(membership)))
        return self.standing().filter(
            at_own_account | Q(~Exists(positions), created_by__in=membership.team_ids())
        )

    def consented(self, channel, purpose, at=None):
        """Those who have agreed to this purpose by this channel and still do, now or at that moment."""
        from accounts.models import Consent

        return self.standing().filter(pk__in=Consent.objects.consenting(channel, purpose, at))

    def refused(self, channel, purpose, at=None):
        """Those whose last word on it is a no."""
        from accounts.models import Consent

        return self.filter(pk__in=Consent.objects.refusing(channel, purpose, at))
