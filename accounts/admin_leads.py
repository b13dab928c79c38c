"""Django admin of leads: platform staff looks, archives and restores."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.leads.entries import archive_entry, restore_entry
from accounts.models import (
    AcquisitionCost,
    Conversion,
    LeadForm,
    LeadStage,
    LeadStay,
    LeadSubmission,
    LossReason,
)
from lib.admin import WorkspaceTableAdmin, register_history
from timeline.platform import verb_action

ENTRIES = (
    verb_action("archive", _("Archive"), lambda entry: archive_entry(entry, by=None)),
    verb_action("restore", _("Restore"), lambda entry: restore_entry(entry, by=None)),
)


class EntryAdmin(WorkspaceTableAdmin):
    list_display = ("number", "place", "label_ar", "label_en", "archived_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace",)
    search_fields = ("label_ar", "label_en")
    hidden = ("form_token",)
    actions = ENTRIES


@admin.register(LeadStage)
class LeadStageAdmin(EntryAdmin):
    pass


@admin.register(LossReason)
class LossReasonAdmin(EntryAdmin):
    pass


@admin.register(LeadStay)
class LeadStayAdmin(WorkspaceTableAdmin):
    list_display = ("account", "stage", "from_at", "until_at", "by")
    list_filter = (("until_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "account", "stage", "by__user")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(Conversion)
class ConversionAdmin(WorkspaceTableAdmin):
    list_display = ("account", "at", "by", "stage", "undone_at")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "account", "stage", "by__user")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(AcquisitionCost)
class AcquisitionCostAdmin(WorkspaceTableAdmin):
    list_display = ("number", "month", "source", "campaign", "amount_minor", "currency", "created_by")
    list_filter = ("source",)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("campaign", "note")
    ordering = ("-month", "-id")
    hidden = ("form_token",)


@admin.register(LeadForm)
class LeadFormAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "is_open", "answer_hours", "owner")
    list_filter = ("is_open",)
    list_select_related = ("workspace", "owner__user")
    search_fields = ("workspace__name",)


@admin.register(LeadSubmission)
class LeadSubmissionAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "company", "state", "doubt", "account", "at")
    list_filter = ("state", "doubt")
    list_select_related = ("workspace", "account")
    search_fields = ("name", "company", "email", "phone")
    ordering = ("-id",)
    hidden = ("form_token",)


for model in (LeadStage, LossReason):
    register_history(model, list_display=("pgh_created_at", "pgh_label", "place", "label_ar", "label_en"))
register_history(
    AcquisitionCost, list_display=("pgh_created_at", "pgh_label", "month", "source", "amount_minor")
)
register_history(LeadForm, list_display=("pgh_created_at", "pgh_label", "is_open", "answer_hours"))
