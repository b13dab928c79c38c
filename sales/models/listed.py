"""Listed: an entry of a short list that a workspace keeps in both languages and in an order of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import NamedModel
from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.models import WorkspaceManager


class ListedQuerySet(OfferedQuerySet):
    def in_order(self):
        return self.order_by("place", "pk")

    def standing(self) -> list:
        """All of the list, in order; as it usually is while nobody has kept one."""
        return list(self.in_order()) or self.model.usual()

    def offered(self) -> list:
        """Those of the list that are in use."""
        return [each for each in self.standing() if not each.is_archived]


class Listed(NamedModel, Offered):
    place = models.PositiveSmallIntegerField(_("place"), default=1, editable=False)

    objects = WorkspaceManager.from_queryset(ListedQuerySet)()

    # What the list holds before anybody has changed it.
    USUAL: tuple[dict, ...] = ()

    class Meta:
        abstract = True

    @property
    def names(self) -> list[str]:
        """As events keep it: each reader is told in the own language, and a later renaming changes no history."""
        return [self.name_ar, self.name_en]

    @classmethod
    def usual(cls) -> list:
        """The usual entries, with the numbers they get once they are kept; nothing is written."""
        return [cls(number=place, place=place, **fields) for place, fields in enumerate(cls.USUAL, 1)]
