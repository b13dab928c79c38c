"""How what happens to the workspace and its people is told."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formats import isolated
from lib.places import country_name, language_name
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb
from workspaces.devices import device_name
from workspaces.hours_forms import weekday_choices
from workspaces.models import (
    Invitation,
    Membership,
    SavedView,
    SpecialPeriod,
    SupportVisit,
    WorkingCalendar,
    Workspace,
)
from workspaces.roles import Role

GROUPS = {
    "colleagues": _("Colleagues and roles"),
    "sign_ins": _("Sign-ins"),
    "settings": _("Settings"),
}


def week(days):
    """«الأحد من 08:00 إلى 17:00، …»; days without hours are the weekend and go without saying."""
    return formats.listed(
        f"{name} {formats.hours(days[day])}" for day, name in weekday_choices() if days[day]
    )


def holidays(days):
    return formats.listed(formats.day(date.fromisoformat(day)) for day in days)


def role(detail):
    return {"role": dict(Role.choices).get(detail.get("role"), "")}


def device(detail):
    address, agent = (str(detail.get(name) or "") for name in ("address", "user_agent"))
    return {"where": formats.listed(filter(None, [device_name(agent), address and isolated(address)]))}


KINDS = {
    "workspaces.membership": Kind(
        rows=lambda member: Membership.objects.select_related("user"),
        page="workspaces:member",
        hidden=("user",),
    ),
    "workspaces.invitation": Kind(rows=lambda member: Invitation.objects.all()),
    "workspaces.supportvisit": Kind(rows=lambda member: SupportVisit.objects.all()),
    "workspaces.savedview": Kind(rows=SavedView.objects.visible_to),
    "workspaces.workingcalendar": Kind(
        rows=lambda member: WorkingCalendar.objects.all(),
        written={"week": week, "country": country_name, "worked_holidays": holidays},
    ),
    "workspaces.specialperiod": Kind(
        rows=lambda member: SpecialPeriod.objects.all(), written={"working_hours": formats.hours}
    ),
    "workspaces.workspace": Kind(
        rows=lambda member: Workspace.objects.filter(pk=member.workspace_id),
        also=("closed_at",),
        written={"country": country_name, "language": language_name},
    ),
}

VERBS = {
    "view.saved": Verb(
        "star", _("saved a view of a list"), label=_("View of a list saved"), group="settings"
    ),
    "view.changed": Verb("star", _("changed a view of a list")),
    "view.removed": Verb(
        "star", _("removed a view of a list"), label=_("View of a list removed"), group="settings"
    ),
    "view.restored": Verb("star", _("brought a removed view of a list back")),
    "hours.changed": Verb(
        "clock",
        _("changed the working hours"),
        label=_("Working hours changed"),
        group="settings",
    ),
    "period.added": Verb(
        "calendar",
        _("added the special period %(name)s"),
        label=_("Special period added"),
        group="settings",
    ),
    "period.changed": Verb(
        "calendar",
        _("changed the special period %(name)s"),
        label=_("Special period changed"),
        group="settings",
    ),
    "period.removed": Verb(
        "calendar",
        _("removed the special period %(name)s"),
        label=_("Special period removed"),
        group="settings",
    ),
    "period.restored": Verb("calendar", _("brought the special period %(name)s back")),
    "workspace.founded": Verb(
        "building-plus", _("founded the workspace"), label=_("Workspace founded"), group="settings"
    ),
    "workspace.changed": Verb(
        "settings",
        _("changed the settings of the workspace"),
        label=_("Settings changed"),
        group="settings",
    ),
    "invitation.sent": Verb(
        "mail",
        _("invited %(email)s as: %(role)s"),
        label=_("Invitation sent"),
        group="colleagues",
        words=role,
    ),
    "invitation.revoked": Verb(
        "x",
        _("took back the invitation of %(email)s"),
        label=_("Invitation taken back"),
        group="colleagues",
    ),
    "invitation.restored": Verb(
        "refresh",
        _("made the invitation of %(email)s valid again"),
        label=_("Invitation valid again"),
        group="colleagues",
    ),
    "membership.joined": Verb(
        "user-check",
        _("joined the workspace as: %(role)s"),
        label=_("Colleague joined"),
        group="colleagues",
        words=role,
    ),
    "membership.changed": Verb(
        "users",
        _("changed the place of %(subject)s"),
        label=_("Role or superior changed"),
        group="colleagues",
        history=SUBJECT,
    ),
    "membership.ended": Verb(
        "door-enter",
        _("ended the membership of %(subject)s"),
        label=_("Membership ended"),
        group="colleagues",
    ),
    "membership.resumed": Verb(
        "user-plus",
        _("let %(subject)s back in"),
        label=_("Membership resumed"),
        group="colleagues",
    ),
    "membership.address_changed": Verb(
        "at",
        _("changed the own e-mail address to %(email)s"),
        label=_("E-mail address changed"),
        group="colleagues",
    ),
    "membership.entered": Verb(
        "key", _("signed in: %(where)s"), label=_("Signed in"), group="sign_ins", words=device
    ),
    "membership.sign_in_failed": Verb(
        "alert-circle",
        _("refused a sign-in of %(subject)s: %(where)s"),
        label=_("Sign-in refused"),
        group="sign_ins",
        words=device,
    ),
    "membership.locked_out": Verb(
        "lock",
        _("locked the sign-in of %(subject)s after too many tries: %(where)s"),
        label=_("Sign-in locked"),
        group="sign_ins",
        words=device,
    ),
    "support.began": Verb(
        "eye",
        _("came in, in the place of %(member)s: %(reason)s"),
        label=_("Visit of the platform"),
        group="settings",
    ),
    "support.ended": Verb(
        "logout",
        _("ended the visit of %(visitor)s"),
        label=_("Visit of the platform ended"),
        group="settings",
    ),
    "demo.added": Verb("database", _("added demo data"), label=_("Demo data added"), group="settings"),
}
