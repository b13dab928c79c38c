"""Django admin of the platform: what every page of it has in common.

Who may enter is the site's business (crm/admin.py); inside, platform staff see the tables of every workspace and
change none of them. The database's own role for it could not write there either.
"""

from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lib.text import fold

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


class ReadOnlyAdmin(StaffAdmin):
    """A table that is looked at only; every column but the hidden ones."""

    hidden = ()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        return [field.name for field in self.opts.concrete_fields if field.name not in self.hidden]


class WorkspaceTableAdmin(ReadOnlyAdmin):
    """A table of the workspaces: which one a row belongs to stands first, and is the first filter."""

    list_select_related = ("workspace",)

    def get_list_display(self, request):
        return ("workspace", *self.list_display)

    def get_list_display_links(self, request, list_display):
        return list_display[1:2]

    def get_list_filter(self, request):
        return ("workspace", *self.list_filter)


class HistoryAdmin(WorkspaceTableAdmin):
    """The old values of rows that were changed or deleted."""

    list_display = ("pgh_created_at", "pgh_label", "id")
    list_filter = ("pgh_label",)
    ordering = ("-pgh_id",)


def register_history(model, **columns):
    """Show the history of a tracked model, under the name of the model."""
    history = model._meta.apps.get_model(model._meta.app_label, f"{model.__name__}History")
    history._meta.verbose_name = format_lazy("{} · {}", model._meta.verbose_name, _("history"))
    history._meta.verbose_name_plural = format_lazy("{} · {}", model._meta.verbose_name_plural, _("history"))
    admin.site.register(history, type(f"{history.__name__}Admin", (HistoryAdmin,), columns))
