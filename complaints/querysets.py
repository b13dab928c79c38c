"""Sets of complaints, as adjectives."""

from django.db import models
from django.db.models import Q

from accounts.models import Account
from complaints.states import ENDS
from lib.text import search_words
from workspaces.roles import Permission


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those of customers one sees, those one handles, and, for who takes complaints, those nobody handles yet."""
        if membership.sees_everything:
            return self
        mine = Q(owner__in=membership.team_ids()) | Q(account__in=Account.objects.visible_to(membership))
        if membership.can(Permission.HANDLE_COMPLAINTS):
            mine |= Q(owner=None)
        return self.filter(mine)

    def open(self):
        return self.exclude(state__in=ENDS)

    def standing(self):
        """What counts: neither spam, nor a part of another one."""
        return self.exclude(state__in=("rejected", "merged"))

    def matching(self, query):
        found = self
        for word in search_words(query):
            found = found.filter(search__contains=word)
        return found
