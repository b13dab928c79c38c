"""Django admin of opportunities: platform staff looks, reopens, archives and brings back."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin, register_history
from sales.models import LostReason, Opportunity, OpportunityStage, OpportunityStay
from sales.stages import archive_listed
from timeline.platform import verb_action


@admin.register(Opportunity)
class OpportunityAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "name",
        "account",
        "stage",
        "state",
        "amount_minor",
        "currency",
        "expected_on",
        "owner",
    )
    list_filter = ("state", "kind", "expected_on", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "account", "stage", "owner__user")
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("search", "form_token")
    actions = (
        verb_action("win", _("Close as won"), unless_archived(lambda each: each.win(by=None))),
        verb_action("lose", _("Close as lost"), unless_archived(lambda each: each.lose(by=None))),
        verb_action("reopen", _("Reopen"), unless_archived(lambda each: each.reopen(by=None))),
        verb_action("archive", _("Archive"), unless_archived(lambda each: each.archive(by=None))),
        verb_action("restore", _("Restore"), unless_archived(lambda each: each.restore(by=None))),
    )


class ListedAdmin(WorkspaceTableAdmin):
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")
    actions = (
        verb_action("archive", _("Archive"), lambda each: archive_listed(each, by=None)),
        verb_action("restore", _("Restore"), lambda each: each.restore(by=None)),
    )


@admin.register(OpportunityStage)
class OpportunityStageAdmin(ListedAdmin):
    list_display = ("number", "name_ar", "name_en", "kind", "place", "probability", "archived_at")


@admin.register(LostReason)
class LostReasonAdmin(ListedAdmin):
    list_display = ("number", "name_ar", "name_en", "place", "archived_at")


@admin.register(OpportunityStay)
class OpportunityStayAdmin(WorkspaceTableAdmin):
    list_display = ("opportunity", "stage", "from_at", "until_at", "by")
    list_filter = ("from_at",)
    list_select_related = ("workspace", "opportunity", "stage", "by__user")
    search_fields = ("opportunity__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


register_history(
    Opportunity,
    list_display=("pgh_created_at", "pgh_label", "number", "name", "stage", "state", "amount_minor"),
    list_select_related=("workspace", "stage"),
)
register_history(
    OpportunityStage, list_display=("pgh_created_at", "pgh_label", "number", "name_ar", "name_en")
)
register_history(LostReason, list_display=("pgh_created_at", "pgh_label", "number", "name_ar", "name_en"))
