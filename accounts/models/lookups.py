"""The small lists a workspace makes for itself: industries, regions, tags and interests."""

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import folded
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from lib.text import fold

NEEDS_A_LETTER = _("Write a name with letters or digits.")


def says_something(name: str) -> bool:
    """The address of an entry is its folded name, so something has to be left of it; “..” would lead elsewhere."""
    return any(sign.isalnum() for sign in fold(name))


class LookupQuerySet(models.QuerySet):
    def named(self, name, **fields):
        """The one of this name in any spelling, made if it is new; None for an empty name."""
        if not fold(name):
            return None
        found = self.filter(name_fold=fold(name), **fields).first()
        if found:
            return found
        try:
            with transaction.atomic():
                return self.create(name=name, **fields)
        except IntegrityError:  # somebody has just made it
            return self.get(name_fold=fold(name), **fields)


class TreeQuerySet(LookupQuerySet):
    def at_or_below(self, pk: int) -> list[int]:
        """The key and those of all entries under it; a circle ends where it comes back."""
        parts: dict[int, list[int]] = {}
        for part, parent in self.exclude(parent=None).values_list("pk", "parent_id"):
            parts.setdefault(parent, []).append(part)
        found = [pk]
        for each in found:
            found += [part for part in parts.get(each, ()) if part not in found]
        return found


class Lookup(WorkspaceModel):
    name = models.CharField(_("name"), max_length=80)
    name_fold = folded(models.F("name"))

    objects = WorkspaceManager.from_queryset(LookupQuerySet)()

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Industry(Lookup):
    parent = WorkspaceForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )

    objects = WorkspaceManager.from_queryset(TreeQuerySet)()

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name_fold"], name="accounts_industry_name")
        ]


class Region(Lookup):
    parent = WorkspaceForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )

    objects = WorkspaceManager.from_queryset(TreeQuerySet)()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name_fold"], name="accounts_region_name")
        ]


class Tag(Lookup):
    class Kind(models.TextChoices):
        TAG = "tag", _("Tag")
        INTEREST = "interest", _("Interest")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TAG)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "name_fold"], name="accounts_tag_name")
        ]
