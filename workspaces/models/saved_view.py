"""SavedView: a list as somebody narrowed, sorted and arranged it, under a name of its own."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from timeline.services import record
from workspaces.models.membership import Membership
from workspaces.roles import Permission


class SavedViewQuerySet(models.QuerySet):
    def of_list(self, key):
        return self.filter(list_key=key)

    def kept(self):
        return self.filter(removed_at=None)

    def visible_to(self, membership):
        """One's own and the shared ones. Nobody else's private views, whatever the role."""
        return self.filter(Q(owner=membership) | Q(is_shared=True))

    def named(self):
        return self.exclude(name="")


class SavedView(NumberedModel):
    """Without a name it is how its owner arranged the list itself: columns, density, the view it opens with."""

    class Density(models.TextChoices):
        NORMAL = "normal", _("Comfortable")
        COMPACT = "compact", _("Compact")

    owner = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, related_name="saved_views", verbose_name=_("owner")
    )
    list_key = models.CharField(_("list"), max_length=40)
    name = models.CharField(_("name"), max_length=60, blank=True)
    query = models.CharField(_("search and filters"), max_length=2000, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    density = models.CharField(_("density"), max_length=10, choices=Density, default=Density.NORMAL)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)
    opens_with = WorkspaceForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opens with"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(SavedViewQuerySet)()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "owner", "list_key"],
                condition=Q(name=""),
                name="workspaces_savedview_own_arrangement",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(is_shared=False, query="", removed_at=None),
                name="workspaces_savedview_arrangement_is_private",
            ),
        ]

    def __str__(self):
        return self.name

    def may_be_changed_by(self, membership) -> bool:
        """By its owner; a shared one also by who leads the workspace."""
        return self.owner_id == membership.pk or (
            self.is_shared and membership.can(Permission.MANAGE_SETTINGS)
        )

    @transaction.atomic
    def change(self, *, by, **fields):
        """Another name, other filters, shared or no longer. `fields` are columns of this model."""
        changed = {name: value for name, value in fields.items() if getattr(self, name) != value}
        if not changed:
            return
        for name, value in changed.items():
            setattr(self, name, value)
        self.save(update_fields=list(changed))
        record("view.changed", self, by=by, name=self.name, fields=sorted(changed))

    @transaction.atomic
    def remove(self, *, by):
        if self.removed_at is None:
            self.removed_at = timezone.now()
            self.save(update_fields=["removed_at"])
            record("view.removed", self, by=by, name=self.name)

    @transaction.atomic
    def restore(self, *, by):
        if self.removed_at is not None:
            self.removed_at = None
            self.save(update_fields=["removed_at"])
            record("view.restored", self, by=by, name=self.name)


@transaction.atomic
def save_view(*, by, list_key, name, query, columns, density, is_shared) -> SavedView:
    """Keep the list as it is shown under a name; the same name again is another view, as two reports may be.

    The very same view again is the one that is there: a button pressed twice.
    """
    held = Membership.objects.select_for_update(no_key=True).filter(pk=by.pk)
    list(held.values_list("pk"))
    kept = {"list_key": list_key, "name": name, "query": query, "columns": columns}
    kept |= {"density": density, "is_shared": is_shared}
    view = SavedView.objects.kept().filter(owner=by, **kept).first()
    if view is None:
        view = SavedView.objects.create(owner=by, **kept)
        record("view.saved", view, by=by, name=name)
    return view


@transaction.atomic
def arrange(*, by, list_key, **fields) -> SavedView:
    """How this member arranges the list itself: columns, density, the view it opens with (None for none)."""
    arrangement, _is_new = SavedView.objects.update_or_create(
        owner=by, list_key=list_key, name="", defaults=fields
    )
    return arrangement
