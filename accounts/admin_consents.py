"""Django admin of what customers are asked about."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentPurpose, ConsentWording
from accounts.purposes import archive_purpose, restore_purpose
from lib.admin import WorkspaceTableAdmin
from timeline.platform import verb_action


@admin.register(ConsentPurpose)
class ConsentPurposeAdmin(WorkspaceTableAdmin):
    list_display = ("number", "code", "label_ar", "label_en", "archived_at")
    search_fields = ("label_ar", "label_en")
    hidden = ("form_token",)
    actions = (
        verb_action("archive", _("Archive"), lambda row: archive_purpose(row, by=None)),
        verb_action("restore", _("Restore"), lambda row: restore_purpose(row, by=None)),
    )


@admin.register(ConsentWording)
class ConsentWordingAdmin(WorkspaceTableAdmin):
    list_display = ("purpose", "version", "text_ar", "at", "by")
    list_select_related = ("workspace", "by__user")
    search_fields = ("text_ar", "text_en")
