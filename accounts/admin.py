"""Django admin of customers: platform staff looks, archives and restores."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import admin_consents, admin_leads, admin_segments  # noqa: F401 - their pages are registered with these
from accounts.admin_classifying import CLASSIFYING
from accounts.duplicates.pairs import refuse_pair, take_up_pair
from accounts.merging.undoing import undo_merge
from accounts.models import (
    Account,
    AccountNameKey,
    AccountPair,
    AccountStatus,
    AccountTag,
    AccountValue,
    AssignmentCandidate,
    AssignmentRule,
    BulkChange,
    BulkItem,
    Classification,
    Consent,
    Contact,
    ContactInterest,
    ContactPair,
    ContactValue,
    CustomChoice,
    CustomField,
    Import,
    ImportRow,
    Industry,
    KeptRefusal,
    MemberSpecialism,
    Merge,
    MergedRow,
    Position,
    Region,
    Tag,
    TeamMember,
    TeamRole,
    Word,
)
from accounts.models.team import AlreadyInTeam
from lib.admin import WorkspaceTableAdmin, register_history
from lib.undo import TooLate
from timeline.platform import verb_action


def called(model, one, many):
    model._meta.verbose_name, model._meta.verbose_name_plural = one, many


# Ties between two tables, which no page of the product names.
called(AccountTag, _("tag of an account"), _("tags of accounts"))
called(ContactInterest, _("interest of a contact"), _("interests of contacts"))


ARCHIVING = (
    verb_action("archive", _("Archive"), lambda record: record.archive(by=None)),
    verb_action("restore", _("Restore"), lambda record: record.restore(by=None)),
)


def resume_team(row):
    try:
        row.resume(by=None)
    except AlreadyInTeam:
        raise ValidationError(_("This colleague is in the team already.")) from None


@admin.register(Account)
class AccountAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "name_ar",
        "name_en",
        "kind",
        "status",
        "tier",
        "management_type",
        "owner",
        "archived_at",
    )
    list_filter = ("kind", "status", "tier", "management_type", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "owner__user")
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("name_fold", "search", "custom_search", "form_token")
    actions = (*ARCHIVING, *CLASSIFYING)


@admin.register(Contact)
class ContactAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name_ar", "name_en", "phone_1", "email_1", "created_at", "archived_at")
    list_filter = ("gender", "preferred_channel", ("archived_at", admin.EmptyFieldListFilter))
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("name_fold", "search", "custom_search", "form_token")
    actions = ARCHIVING


@admin.register(Position)
class PositionAdmin(WorkspaceTableAdmin):
    list_display = ("contact", "account", "title", "decision_role", "is_primary")
    list_filter = ("decision_role", "is_primary")
    list_select_related = ("workspace", "contact", "account")
    search_fields = ("title",)


@admin.register(TeamMember)
class TeamMemberAdmin(WorkspaceTableAdmin):
    list_display = ("account", "member", "role", "from_on", "until_on", "ended_at")
    list_filter = (
        "from_on",
        ("until_on", admin.EmptyFieldListFilter),
        ("ended_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("workspace", "account", "member__user", "role")
    search_fields = ("account__name_fold__contains", "member__user__name", "note")
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("end", _("Take out of the team"), lambda row: row.end(by=None)),
        verb_action("resume", _("Put back into the team"), resume_team),
    )


@admin.register(AssignmentRule)
class AssignmentRuleAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "place", "gives", "prefers_specialists", "paused_at", "removed_at")
    list_filter = (
        "gives",
        "prefers_specialists",
        ("paused_at", admin.EmptyFieldListFilter),
        ("removed_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("name",)
    ordering = ("place", "id")
    hidden = ("form_token",)
    actions = (
        verb_action("pause", _("Pause"), lambda rule: rule.pause(by=None)),
        verb_action("resume", _("Let go on"), lambda rule: rule.resume(by=None)),
        verb_action("remove", _("Remove"), lambda rule: rule.remove(by=None)),
        verb_action("put_back", _("Put back"), lambda rule: rule.put_back(by=None)),
    )


@admin.register(AssignmentCandidate)
class AssignmentCandidateAdmin(WorkspaceTableAdmin):
    list_display = ("rule", "member")
    list_select_related = ("workspace", "rule", "member__user")
    search_fields = ("rule__name", "member__user__name")


@admin.register(TeamRole)
class TeamRoleAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name_ar", "name_en", "retired_at")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("name_ar", "name_en")
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("retire", _("Retire"), lambda role: role.retire(by=None)),
        verb_action("offer", _("Offer again"), lambda role: role.offer(by=None)),
    )


@admin.register(Consent)
class ConsentAdmin(WorkspaceTableAdmin):
    list_display = ("contact", "channel", "purpose", "state", "at", "source")
    list_filter = ("channel", "state")
    list_select_related = ("workspace", "contact")
    search_fields = ("source", "wording")


@admin.register(KeptRefusal)
class KeptRefusalAdmin(WorkspaceTableAdmin):
    list_display = ("address_hash", "channel", "purpose", "at")
    list_filter = ("channel",)
    search_fields = ("address_hash",)


@admin.register(AccountStatus)
class AccountStatusAdmin(WorkspaceTableAdmin):
    list_display = ("account", "status", "from_at", "until_at", "by")
    list_filter = ("status",)
    list_select_related = ("workspace", "account", "by__user")
    search_fields = ("reason",)


@admin.register(Classification)
class ClassificationAdmin(WorkspaceTableAdmin):
    list_display = ("account", "what", "before", "after", "at", "by", "reason")
    list_filter = ("what",)
    list_select_related = ("workspace", "account", "by__user")
    search_fields = ("reason",)


@admin.register(MemberSpecialism)
class MemberSpecialismAdmin(WorkspaceTableAdmin):
    list_display = ("member", "industry", "region", "language")
    list_filter = ("language",)
    list_select_related = ("workspace", "member__user", "industry", "region")
    search_fields = ("member__user__name", "industry__name", "region__name")


@admin.register(Import)
class ImportAdmin(WorkspaceTableAdmin):
    list_display = ("number", "file_name", "rows_count", "created_by", "created_at")
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("file_name",)
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(ImportRow)
class ImportRowAdmin(WorkspaceTableAdmin):
    list_display = ("row_number", "origin", "outcome", "reason", "account")
    list_filter = ("outcome", "reason")
    list_select_related = ("workspace", "origin", "account")
    search_fields = ("reason",)


@admin.register(AccountTag)
class AccountTagAdmin(WorkspaceTableAdmin):
    list_display = ("account", "tag")
    list_select_related = ("workspace", "account", "tag")
    search_fields = ("tag__name",)


@admin.register(ContactInterest)
class ContactInterestAdmin(WorkspaceTableAdmin):
    list_display = ("contact", "tag")
    list_select_related = ("workspace", "contact", "tag")
    search_fields = ("tag__name",)


@admin.register(Industry, Region)
class LookupAdmin(WorkspaceTableAdmin):
    list_display = ("name",)
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    hidden = ("name_fold",)


@admin.register(Word)
class WordAdmin(WorkspaceTableAdmin):
    list_display = ("text",)
    search_fields = ("text__startswith",)
    search_is_folded = True


@admin.register(Tag)
class TagAdmin(LookupAdmin):
    list_display = ("name", "kind")
    list_filter = ("kind",)


@admin.register(CustomField)
class CustomFieldAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "label_ar",
        "label_en",
        "of",
        "kind",
        "is_required",
        "is_searchable",
        "archived_at",
    )
    list_filter = ("of", "kind", ("archived_at", admin.EmptyFieldListFilter))
    search_fields = ("label_ar", "label_en")
    hidden = ("form_token",)


@admin.register(CustomChoice)
class CustomChoiceAdmin(WorkspaceTableAdmin):
    list_display = ("number", "label_ar", "label_en", "field", "retired_at")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "field")
    search_fields = ("label_ar", "label_en")


@admin.register(AccountValue, ContactValue)
class ValueAdmin(WorkspaceTableAdmin):
    list_display = ("record", "field", "text", "amount", "day", "is_yes", "choice")
    list_select_related = ("workspace", "record", "field", "choice")
    search_fields = ("text_fold__startswith",)
    search_is_folded = True
    hidden = ("text_fold",)


for model in (CustomField, CustomChoice):
    register_history(model, list_display=("pgh_created_at", "pgh_label", "label_ar", "label_en"))
for model in (AccountValue, ContactValue):
    register_history(model, list_display=("pgh_created_at", "pgh_label", "text", "amount", "day", "is_yes"))
for model in (Account, Contact):
    register_history(model, list_display=("pgh_created_at", "pgh_label", "number", "name_ar", "name_en"))
register_history(AssignmentRule, list_display=("pgh_created_at", "pgh_label", "number", "name"))
register_history(TeamMember, list_display=("pgh_created_at", "pgh_label", "from_on", "until_on", "ended_at"))
# Not the contact and the account: they may be gone, and each would be a question of its own.
register_history(Position, list_display=("pgh_created_at", "pgh_label", "title", "decision_role"))


@admin.register(BulkChange)
class BulkChangeAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "list_key",
        "verb",
        "value",
        "changed_count",
        "created_by",
        "created_at",
        "undone_at",
    )
    list_filter = ("list_key", "verb")
    search_fields = ("value",)
    list_select_related = ("workspace", "created_by__user")
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(BulkItem)
class BulkItemAdmin(WorkspaceTableAdmin):
    list_display = ("change", "record_id", "before")
    search_fields = ("change__value",)
    list_select_related = ("workspace", "change")
    ordering = ("-id",)


@admin.register(AccountPair, ContactPair)
class PairAdmin(WorkspaceTableAdmin):
    list_display = ("first", "second", "score", "state", "found_at", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("workspace", "first", "second", "decided_by__user")
    search_fields = ("first__search__contains", "second__search__contains")
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("mark",)
    actions = (
        verb_action(
            "refuse",
            _("These are two"),
            lambda pair: refuse_pair(pair.first, pair.second, by=None),
        ),
        verb_action(
            "take_up",
            _("Review again"),
            lambda pair: take_up_pair(pair.first, pair.second, by=None),
        ),
    )


def undo_in_admin(merge):
    try:
        undo_merge(merge, by=None)
    except TooLate as error:
        raise ValidationError(_("This merge cannot be undone any more.")) from error


@admin.register(Merge)
class MergeAdmin(WorkspaceTableAdmin):
    list_display = ("number", "kind", "survivor_name", "absorbed_name", "by", "at", "undone_at")
    list_filter = ("kind", ("undone_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "by__user", "undone_by__user")
    search_fields = ("survivor_name", "absorbed_name")
    ordering = ("-id",)
    hidden = ("form_token", "columns", "consents")
    actions = (verb_action("undo", _("Undo the merge"), undo_in_admin),)


@admin.register(MergedRow)
class MergedRowAdmin(WorkspaceTableAdmin):
    list_display = ("merge", "table", "row_id", "what", "came")
    list_filter = ("what", "came")
    list_select_related = ("workspace", "merge")
    search_fields = ("table",)
    ordering = ("-id",)
    hidden = ("mark",)


@admin.register(AccountNameKey)
class AccountNameKeyAdmin(WorkspaceTableAdmin):
    list_display = ("account", "key")
    list_select_related = ("workspace", "account")
    search_fields = ("key__startswith",)
