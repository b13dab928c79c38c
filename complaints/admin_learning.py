"""Django admin of what was found in complaints and of what is done about it: platform staff looks, and acts."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints import acting
from complaints.models import ActionComplaint, CorrectiveAction, Finding, FindingEvidence, Likeness
from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin, register_history
from lib.undo import TooLate
from timeline.platform import verb_action


def unless_too_late(verb):
    """Said in words, as Django admin shows them."""

    def run(row):
        try:
            verb(row)
        except (TooLate, acting.DecidedBefore) as refusal:
            raise ValidationError(
                _("Something has changed since: it no longer stands where this leads on.")
            ) from refusal

    return unless_archived(run)


@admin.register(Finding)
class FindingAdmin(WorkspaceTableAdmin):
    list_display = ("number", "kind", "account", "category", "root_cause", "measure", "state", "found_at")
    list_filter = ("kind", "state", "found_at")
    list_select_related = ("workspace", "account", "category", "root_cause")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    actions = (
        verb_action(
            "dismiss",
            _("Dismiss"),
            unless_too_late(lambda row: acting.dismiss(row, by=None, reason="")),
        ),
        verb_action(
            "propose", _("Propose again"), unless_too_late(lambda row: acting.put_back(row, by=None))
        ),
    )


@admin.register(FindingEvidence)
class FindingEvidenceAdmin(WorkspaceTableAdmin):
    list_display = ("finding", "complaint", "purchase", "answer", "was_weighed")
    list_filter = ("was_weighed",)
    list_select_related = (
        "workspace", "finding__account", "finding__category", "finding__root_cause",
        "complaint", "purchase", "answer__invitation__survey",
    )  # fmt: skip
    search_fields = ("complaint__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(Likeness)
class LikenessAdmin(WorkspaceTableAdmin):
    list_display = ("complaint", "category", "like", "percent")
    list_select_related = ("workspace", "complaint", "category", "like")
    search_fields = ("complaint__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(CorrectiveAction)
class CorrectiveActionAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "name",
        "kind",
        "category",
        "root_cause",
        "owner",
        "due_on",
        "state",
        "outcome",
    )
    list_filter = ("state", "kind", "outcome", "due_on")
    list_select_related = ("workspace", "category", "root_cause", "owner__user")
    search_fields = ("name__icontains",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("finish", _("Done"), unless_too_late(lambda row: row.finish(by=None))),
        verb_action("reopen", _("Reopen"), unless_too_late(lambda row: row.reopen(by=None))),
        verb_action("cancel", _("Call off"), unless_too_late(lambda row: row.cancel(by=None))),
    )


@admin.register(ActionComplaint)
class ActionComplaintAdmin(WorkspaceTableAdmin):
    list_display = ("action", "complaint")
    list_select_related = ("workspace", "action", "complaint")
    search_fields = ("action__name__icontains",)
    ordering = ("-id",)


register_history(
    CorrectiveAction, list_display=("pgh_created_at", "pgh_label", "number", "name", "state", "due_on")
)
