"""Django admin of the platform: what every page of it has in common.

Who may enter is the site's business (crm/admin.py); inside, platform staff see the tables of every workspace and
change none of them. The database's own role for it could not write there either.
"""

from django.contrib import admin
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.text import fold

MOST_CHOICES = 40
LOOKUPS = {"", "exact", "isnull", "gte", "gt", "lt", "lte", "id__exact", "pk__exact"}


class StaffAdmin(admin.ModelAdmin):
    """Who is inside is platform staff; there are no finer permissions."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Columns searched by their folded twin: what is typed is folded too.
    search_is_folded = False

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request):
        return request.user.is_staff

    def has_change_permission(self, request, obj=None):
        return request.user.is_staff

    def has_delete_permission(self, request, obj=None):
        """People and workspaces are closed, not deleted: too much points at them."""
        return False

    def lookup_allowed(self, lookup, value, request):
        """Only what the page's own filters ask. Django allows every column: ?password__startswith= tells a hash."""
        filters = [
            each[0] if isinstance(each, tuple | list) else each for each in self.get_list_filter(request)
        ]
        names = [*filters, self.date_hierarchy] if self.date_hierarchy else filters
        if self.date_hierarchy and lookup in {
            f"{self.date_hierarchy}__{part}" for part in ("year", "month", "day")
        }:
            return True
        return any(lookup == name or lookup.removeprefix(f"{name}__") in LOOKUPS for name in names)

    def get_search_results(self, request, queryset, search_term):
        term = fold(search_term) if self.search_is_folded else search_term.replace("\x00", "")
        return super().get_search_results(request, queryset, term)


# Columns that no page of the product shows, by the names platform staff knows them by.
NAMES = {
    "by": _("by"),
    "created_by": _("created by"),
    "ip_address": _("network address"),
    "kind": _("kind"),
    "last": _("last number"),
    "pgh_created_at": _("changed at"),
    "pgh_label": _("change"),
    "size_bytes": _("size in bytes"),
}
CHANGES = {"update": _("changed"), "delete": _("deleted")}


def name_of(field):
    """What people call a column; None for a technical one that nobody gave a name."""
    if isinstance(field.verbose_name, Promise):
        return field.verbose_name
    return NAMES.get(field.name) or (field.related_model._meta.verbose_name if field.is_relation else None)


def column(field):
    """A column of a page: Django's own by its name, or one under the name we give it."""
    if isinstance(field.verbose_name, Promise):
        return field.name

    def value(row):
        found = getattr(row, field.name)
        return CHANGES.get(found, found) if field.name == "pgh_label" else found

    return admin.display(value, description=name_of(field), ordering=field.name)


class ReadOnlyAdmin(StaffAdmin):
    """A table that is looked at only; every column that has a name, but the hidden ones."""

    hidden = ()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        fields = [field for field in self.opts.concrete_fields if field.name not in self.hidden]
        return [column(field) for field in fields if name_of(field)]

    def get_list_display(self, request):
        return [column(self.opts.get_field(name)) for name in self.list_display]


class WorkspaceFilter(admin.RelatedFieldListFilter):
    """The first workspaces by name: an installation may have thousands."""

    def field_choices(self, field, request, model_admin):
        first = field.related_model.objects.order_by("name")[:MOST_CHOICES]
        return [(each.pk, str(each)) for each in first]


class WorkspaceTableAdmin(ReadOnlyAdmin):
    """A table of the workspaces: which one a row belongs to stands first, and is the first filter."""

    list_select_related = ("workspace",)

    def get_list_display(self, request):
        return ["workspace", *super().get_list_display(request)]

    def get_list_display_links(self, request, list_display):
        return list_display[1:2]

    def get_list_filter(self, request):
        return (("workspace", WorkspaceFilter), *self.list_filter)


class HistoryAdmin(WorkspaceTableAdmin):
    """The old values of rows that were changed or deleted."""

    list_display = ("pgh_created_at", "pgh_label")
    ordering = ("-pgh_id",)


def register_history(model, **columns):
    """Show the history of a tracked model, under the name of the model."""
    history = model._meta.apps.get_model(model._meta.app_label, f"{model.__name__}History")
    history._meta.verbose_name = format_lazy("{} · {}", model._meta.verbose_name, _("history"))
    history._meta.verbose_name_plural = format_lazy("{} · {}", model._meta.verbose_name_plural, _("history"))
    admin.site.register(history, type(f"{history.__name__}Admin", (HistoryAdmin,), columns))
