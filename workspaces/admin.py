"""Django admin of people and workspaces. Writes to a workspace's own tables go through verbs in its transaction."""

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessLog
from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.admin import ReadOnlyAdmin, StaffAdmin, WorkspaceTableAdmin, register_history
from lib.formfields import CleanCharField, EmailField
from lib.tenancy.state import as_the_app
from workspaces import mail, signin
from workspaces.forms import LANGUAGES, WorkspaceForm
from workspaces.models import Invitation, Membership, NumberSeries, SystemMail, User, Workspace
from workspaces.services import change_workspace_from_outside, found_workspace_for


def tell(request, count, sentence):
    messages.success(request, sentence % {"count": count})


class UserForm(forms.ModelForm):
    email = EmailField(label=_("E-mail"))
    name = CleanCharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language"))

    class Meta:
        model = User
        fields = ["email", "name", "language", "is_active", "is_staff"]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody signs in with this address already."))
        return email


@admin.register(User)
class UserAdmin(StaffAdmin):
    form = UserForm
    list_display = ("email", "name", "language", "is_active", "is_staff", "last_login", "created_at")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "created_at")
    actions = ("send_password_link", "let_in_again", "switch_off_two_step")

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        # allauth's own list of addresses would still let the old one in.
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()

    @admin.action(description=_("Send a link to choose a password"))
    def send_password_link(self, request, queryset):
        people = list(queryset.filter(is_active=True))
        for user in people:
            signin.post_password_reset(user.email, user)
        tell(
            request,
            len(people),
            ngettext("%(count)s link is on its way.", "%(count)s links are on their way.", len(people)),
        )

    @admin.action(description=_("Let in again after too many wrong passwords"))
    def let_in_again(self, request, queryset):
        people = list(queryset)
        for user in people:
            signin.forget_failures(user)
        tell(
            request,
            len(people),
            ngettext("%(count)s person may try again.", "%(count)s people may try again.", len(people)),
        )

    @admin.action(description=_("Switch off two-step sign-in (lost phone)"))
    def switch_off_two_step(self, request, queryset):
        """Not for oneself, and not for staff: a colleague on the machine does that."""
        people = [user for user in queryset.filter(is_staff=False) if signin.remove_two_step(user)]
        tell(
            request,
            len(people),
            ngettext("Switched off for %(count)s person.", "Switched off for %(count)s people.", len(people)),
        )


# Django shows the name of the package.
apps.get_app_config("axes").verbose_name = _("Attempts to sign in")


class NewWorkspaceForm(WorkspaceForm):
    owner_email = EmailField(
        label=_("E-mail of the owner"),
        help_text=_("Who signs in with it owns the workspace at once; anybody else gets an invitation."),
    )

    class Meta(WorkspaceForm.Meta):
        fields = ["slug", *WorkspaceForm.Meta.fields]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = model_to_dict(Workspace(), fields=self.Meta.fields) | self.initial


class ChangedWorkspaceForm(WorkspaceForm):
    class Meta(WorkspaceForm.Meta):
        fields = [*WorkspaceForm.Meta.fields, "closed_at"]


@admin.register(Workspace)
class WorkspaceAdmin(StaffAdmin):
    list_display = ("name", "slug", "country", "language", "created_at", "closed_at")
    list_filter = ("country", "language", ("closed_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "slug")
    ordering = ("name",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["form"] = ChangedWorkspaceForm if change else NewWorkspaceForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["owner_email", *NewWorkspaceForm.Meta.fields]
        return ["slug", *ChangedWorkspaceForm.Meta.fields, "created_at"]

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("slug", "created_at")

    def save_model(self, request, obj, form, change):
        """The verbs write on the app's connection; the page's own transaction is the platform's."""
        given = dict(form.cleaned_data)
        with as_the_app():
            if change:
                change_workspace_from_outside(obj.pk, {name: given[name] for name in form.changed_data})
            else:
                founded = found_workspace_for(email=given.pop("owner_email"), **given)
                obj.pk = founded.pk


@admin.register(SystemMail)
class SystemMailAdmin(ReadOnlyAdmin):
    list_display = ("to", "subject", "created_at", "sent_at", "attempts", "not_before", "error")
    list_filter = (("sent_at", admin.EmptyFieldListFilter), "language")
    search_fields = ("to", "subject")
    date_hierarchy = "created_at"
    ordering = ("-id",)
    # Their links sign people in.
    hidden = ("text", "html")
    actions = ("send_again",)

    @admin.action(description=_("Send again"))
    def send_again(self, request, queryset):
        count = sum(mail.send_again(each) for each in queryset)
        tell(
            request,
            count,
            ngettext("%(count)s mail will be sent again.", "%(count)s mails will be sent again.", count),
        )


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ReadOnlyAdmin):
    list_display = ("username", "failures_since_start", "attempt_time", "ip_address")
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)
    hidden = ("get_data", "post_data")


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    list_display = ("username", "attempt_time", "logout_time", "ip_address")
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)
    hidden = ("session_hash",)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag")
    list_filter = ("action_flag",)
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "user__email")


@admin.register(Membership)
class MembershipAdmin(WorkspaceTableAdmin):
    list_display = ("user", "role", "reports_to", "started_at", "ended_at")
    list_filter = ("role", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "user", "reports_to__user")
    search_fields = ("user__email", "user__name")


@admin.register(Invitation)
class InvitationAdmin(WorkspaceTableAdmin):
    list_display = ("email", "role", "invited_by", "invited_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("role", ("accepted_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "invited_by__user")
    search_fields = ("email",)
    hidden = ("token_hash",)


@admin.register(NumberSeries)
class NumberSeriesAdmin(WorkspaceTableAdmin):
    list_display = ("kind", "last")


register_history(
    Membership,
    list_display=("pgh_created_at", "pgh_label", "user", "role", "ended_at"),
    list_select_related=("workspace", "user"),
)
