"""Django admin of people and workspaces. Writes to a workspace's own tables go through verbs in its transaction."""

from functools import partial

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.forms.models import model_to_dict
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.admin import ReadOnlyAdmin, StaffAdmin, WorkspaceTableAdmin, register_history
from lib.formfields import CleanCharField, EmailField
from lib.tenancy.state import as_the_app
from timeline.platform import staff_name, verb_action
from timeline.services import on_behalf
from workspaces import mail, signin
from workspaces.forms import LANGUAGES, WorkspaceForm
from workspaces.models import (
    Invitation,
    Membership,
    NumberSeries,
    SavedView,
    Session,
    SignIn,
    SpecialPeriod,
    SupportVisit,
    SystemMail,
    User,
    WorkingCalendar,
    Workspace,
)
from workspaces.services import change_workspace_from_outside, found_workspace_for, invite_again
from workspaces.views import visits


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
    actions = ("send_password_link", "let_in_again", "sign_out", "switch_off_two_step")

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

    @admin.action(description=_("Sign out everywhere"))
    def sign_out(self, request, queryset):
        people = list(queryset.exclude(pk=request.user.pk))
        for user in people:
            user.end_sessions()
        tell(
            request,
            len(people),
            ngettext("Signed %(count)s person out.", "Signed %(count)s people out.", len(people)),
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

    actions = ("close", "reopen")

    @admin.action(description=_("Close"))
    def close(self, request, queryset):
        self._set_closed(request, queryset.filter(closed_at=None), timezone.now())

    @admin.action(description=_("Open again"))
    def reopen(self, request, queryset):
        self._set_closed(request, queryset.exclude(closed_at=None), None)

    def _set_closed(self, request, queryset, at):
        keys = list(queryset.values_list("pk", flat=True))
        with as_the_app(), on_behalf(staff_name(request)):
            for pk in keys:
                change_workspace_from_outside(pk, {"closed_at": at})
        sentence = ngettext("Done for %(count)s record.", "Done for %(count)s records.", len(keys))
        tell(request, len(keys), sentence)

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
        with as_the_app(), on_behalf(staff_name(request)):
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


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    """Where people are signed in. Its key would sign in whoever reads it: no page shows a row, no box chooses one.

    The action on people signs them out.
    """

    list_display = ("user", "user_agent", "address", "began_at", "seen_at")
    list_display_links = None
    list_select_related = ("user",)
    search_fields = ("user__email", "address")
    ordering = ("-seen_at",)

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(user=None)

    def has_view_permission(self, request, obj=None):
        return obj is None and super().has_view_permission(request)


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    list_display = ("user", "at", "way", "user_agent", "address", "is_new_device")
    list_filter = ("way", "is_new_device")
    list_select_related = ("user",)
    search_fields = ("user__email", "address")
    date_hierarchy = "at"
    ordering = ("-id",)
    hidden = ("device_hash",)


@admin.register(AccessFailureLog)
class AccessFailureAdmin(ReadOnlyAdmin):
    list_display = ("username", "attempt_time", "ip_address", "locked_out")
    list_filter = ("locked_out",)
    search_fields = ("username", "ip_address")
    ordering = ("-id",)


@admin.register(SupportVisit)
class SupportVisitAdmin(WorkspaceTableAdmin):
    list_display = ("staff_name", "reason", "member", "began_at", "expires_at", "ended_at")
    list_filter = ("may_write", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "member__user")
    search_fields = ("staff_email", "reason")
    ordering = ("-id",)
    actions = (verb_action("end", _("End the visit"), lambda visit: visit.end()),)


@admin.register(Membership)
class MembershipAdmin(WorkspaceTableAdmin):
    change_form_template = "admin/workspaces/membership/change_form.html"
    actions = (
        verb_action("end", _("End the membership"), lambda member: member.end(by=None)),
        verb_action("resume", _("Make a member again"), lambda member: member.resume(by=None)),
    )

    def get_urls(self):
        visit = self.admin_site.admin_view(partial(visits.begin, self))
        return [
            path("<path:object_id>/visit/", visit, name="workspaces_membership_visit"),
            *super().get_urls(),
        ]

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
    actions = (
        verb_action("send_again", _("Send again, with a new link"), invite_again),
        verb_action("revoke", _("Take back"), lambda invitation: invitation.revoke(by=None)),
        verb_action("restore", _("Make valid again"), lambda invitation: invitation.restore(by=None)),
    )


@admin.register(SavedView)
class SavedViewAdmin(WorkspaceTableAdmin):
    list_display = ("number", "list_key", "name", "owner", "is_shared", "created_at", "removed_at")
    list_filter = ("list_key", "is_shared")
    search_fields = ("name",)
    list_select_related = ("workspace", "owner__user")
    ordering = ("-id",)


@admin.register(WorkingCalendar)
class WorkingCalendarAdmin(WorkspaceTableAdmin):
    list_display = ("week", "country", "worked_holidays")
    search_fields = ("country",)


@admin.register(SpecialPeriod)
class SpecialPeriodAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "first_on", "last_on", "rule", "working_hours", "removed_at")
    list_filter = ("rule",)
    search_fields = ("name",)
    ordering = ("-first_on", "-id")


@admin.register(NumberSeries)
class NumberSeriesAdmin(WorkspaceTableAdmin):
    list_display = ("kind", "last")


register_history(
    Membership,
    list_display=("pgh_created_at", "pgh_label", "user", "role", "ended_at"),
    list_select_related=("workspace", "user"),
)
