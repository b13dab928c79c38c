"""Django admin of campaigns; platform staff looks, archives and restores."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.models import Template, TemplateBlock
from campaigns.models.template import NameInUse
from lib.admin import WorkspaceTableAdmin, register_history
from timeline.platform import verb_action


def restore(template):
    try:
        template.restore(by=None)
    except NameInUse as refusal:
        raise ValidationError(_("Another template in use has this name.")) from refusal


@admin.register(Template)
class TemplateAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "subject_ar", "subject_en", "created_by", "created_at", "archived_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")
    actions = (
        verb_action("archive", _("Archive"), lambda template: template.archive(by=None)),
        verb_action("restore", _("Restore"), restore),
    )


@admin.register(TemplateBlock)
class TemplateBlockAdmin(WorkspaceTableAdmin):
    list_display = ("number", "template", "place", "kind", "text_ar", "text_en", "removed_at")
    list_filter = ("kind",)
    list_select_related = ("workspace", "template")
    search_fields = ("text_ar", "text_en")
    ordering = ("-id",)
    hidden = ("form_token",)


register_history(Template)
