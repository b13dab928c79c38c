"""Django admin of the programme: platform staff looks, and says what is reached."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.admin import WorkspaceTableAdmin
from planning.models import ProgrammeLine, ProgrammeStep, StepWord
from timeline.platform import verb_action


@admin.register(ProgrammeLine)
class ProgrammeLineAdmin(WorkspaceTableAdmin):
    list_display = ("number", "kind", "year", "text", "owner", "due_on", "done_at", "removed_at")
    list_filter = ("kind", "year", ("done_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "owner__user")
    search_fields = ("text",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("reach", pgettext_lazy("a goal", "Reached"), lambda line: line.reach(by=None)),
        verb_action("reopen", pgettext_lazy("a goal", "Not reached"), lambda line: line.reopen(by=None)),
        verb_action("remove", _("Take it off the programme"), lambda line: line.remove(by=None)),
        verb_action("restore", _("Put back"), lambda line: line.restore(by=None)),
    )


@admin.register(ProgrammeStep)
class ProgrammeStepAdmin(WorkspaceTableAdmin):
    list_display = ("year", "key", "owner", "starts_on", "ends_on")
    list_filter = ("year", "key")
    list_select_related = ("workspace", "owner__user")
    search_fields = ("key",)
    ordering = ("-id",)


@admin.register(StepWord)
class StepWordAdmin(WorkspaceTableAdmin):
    list_display = ("account", "year", "key", "word", "reason", "by", "at")
    list_filter = ("year", "key", "word")
    list_select_related = ("workspace", "account", "by__user")
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
