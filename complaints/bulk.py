"""What can be done to many complaints at once: each by its own verb, with what stood there before for the undo."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.bulk.verbs import BulkVerb, LeftAlone, ValueGone, member, member_name
from accounts.memberfield import MemberField
from accounts.models.record import Archived
from complaints.assigning import HANDLING
from complaints.branches import called
from complaints.forms import BranchField
from complaints.handing import refusal
from complaints.models import Complaint, ComplaintCategory, Severity
from complaints.models.category import CATEGORY
from complaints.states import NotNow
from complaints.trees import find
from complaints.uniting import NotTogether, join_incident, leave_incident
from lib.formfields import CleanCharField
from lib.text import typed_number
from workspaces.roles import Permission

COMPLAINTS = ("complaints",)
ASSESSED = ("category", "impact", "urgency", "severity")

WHY = {
    "complaint archived": ngettext_lazy(
        "%(count)s complaint was left as it is: its customer is in the archive.",
        "%(count)s complaints were left as they are: their customers are in the archive.",
        "n",
    ),
    "complaint over": ngettext_lazy(
        "%(count)s complaint was left as it is: it is not open any more.",
        "%(count)s complaints were left as they are: they are not open any more.",
        "n",
    ),
    "complaint incident": ngettext_lazy(
        "%(count)s complaint was left as it is: it cannot become a part of this incident.",
        "%(count)s complaints were left as they are: they cannot become parts of this incident.",
        "n",
    ),
}


def told_why(verb):
    """With the reasons why a complaint is left as it is, as codes."""

    def change(complaint, *rest):
        try:
            return verb(complaint, *rest)
        except Archived:
            raise LeftAlone("complaint archived") from None
        except NotNow:
            raise LeftAlone("complaint over") from None
        except NotTogether:
            raise LeftAlone("complaint incident") from None

    return change


def assign(complaint, owner, by):
    if owner is not None and (not owner.is_active or refusal(owner)):
        raise ValueGone
    before = complaint.owner_id
    if before == (owner.pk if owner else None):
        return None
    complaint.assign_to(owner, by=by)
    return str(before or "")


def assign_back(complaint, owner, before, by):
    former = type(owner or by).objects.filter(pk=int(before)).first() if before else None
    if complaint.owner_id != (owner.pk if owner else None) or (former and refusal(former)):
        return False
    complaint.assign_to(former, by=by)
    return True


def reassess(complaint, by, **changed):
    given = {name: getattr(complaint, name) for name in ASSESSED}
    complaint.reassess(by=by, **(given | changed))


def set_category(complaint, category, by):
    if category is None or not category.is_offered:
        raise ValueGone
    before = complaint.category_id
    if before == category.pk:
        return None
    reassess(complaint, by, category=category)
    return str(before or "")


def unset_category(complaint, category, before, by):
    if category is None or complaint.category_id != category.pk:
        return False
    reassess(complaint, by, category=ComplaintCategory.objects.filter(pk=int(before or 0)).first())
    return True


def set_severity(complaint, severity, by):
    before = complaint.severity
    if before == severity:
        return None
    reassess(complaint, by, severity=severity)
    return str(before)


def unset_severity(complaint, severity, before, by):
    if complaint.severity != severity:
        return False
    reassess(complaint, by, severity=int(before))
    return True


def join(complaint, incident, by):
    if incident is None or not Complaint.objects.visible_to(by).filter(pk=incident.pk).exists():
        raise ValueGone
    before = complaint.incident_id
    if before == incident.pk:
        return None
    if before is not None:  # of another one, which is not taken away from it by the way
        raise LeftAlone("complaint incident")
    join_incident(complaint, incident, by=by)
    return ""


def leave(complaint, incident, before, by):
    if incident is None or complaint.incident_id != incident.pk:
        return False
    leave_incident(complaint, by=by)
    return True


class HandlerField(MemberField):
    """A colleague who may handle complaints."""

    def offering(self, *, kept=None):
        super().offering(kept=kept)
        self.queryset = self.queryset.filter(role__in=HANDLING)
        return self


class IncidentField(CleanCharField):
    """The number of a complaint, as pages and letters write it."""

    def clean(self, value):
        typed = super().clean(value)
        number = typed_number(typed).upper().removeprefix("C-").rpartition("-")[2]
        if not typed:
            return None
        found = None
        if number.isascii() and number.isdigit() and len(number) < 10:
            found = Complaint.objects.filter(number=int(number)).first()
        if found is None:
            raise ValidationError(_("No complaint has this number."))
        return found


def category_field():
    field = BranchField(required=False, label=CATEGORY)
    field.offer(ComplaintCategory)
    return field


def category_of(text):
    return find(ComplaintCategory, int(text)) if text else None


def incident_of(text):
    return Complaint.objects.select_related("account").filter(number=int(text)).first()


def incident_name(text):
    found = incident_of(text)
    return f"{found.reference} · {found.name}" if found else ""


_may = Permission.HANDLE_COMPLAINTS
VERBS = (
    BulkVerb(
        "handler", _("Assign"), "user-check", COMPLAINTS, told_why(assign), told_why(assign_back),
        field=lambda: HandlerField(
            required=False, label=_("Who handles it"), empty_label=_("Nobody yet")
        ).offering(),
        kept=lambda found: str(found.number) if found else "", meant=member, told=member_name, may_hide=True,
        permission=_may, takes_nothing=True,
    ),
    BulkVerb(
        "category", _("Change category"), "folder", COMPLAINTS, told_why(set_category), told_why(unset_category),
        field=category_field, kept=lambda found: str(found.number), meant=category_of,
        told=lambda text: called(category_of(text)) if category_of(text) else "", permission=_may,
    ),
    BulkVerb(
        "severity", _("Change severity"), "alert-triangle", COMPLAINTS,
        told_why(set_severity), told_why(unset_severity),
        field=lambda: forms.ChoiceField(choices=Severity, required=False, label=_("Severity")),
        meant=int, told=lambda text: Severity(int(text)).label, permission=_may,
    ),
    BulkVerb(
        "incident", _("Make parts of an incident"), "arrow-merge", COMPLAINTS, told_why(join), told_why(leave),
        field=lambda: IncidentField(required=False, max_length=40, label=_("Number of the incident")),
        kept=lambda found: str(found.number), meant=incident_of, told=incident_name, permission=_may,
        along=lambda incident: [incident.pk] if incident else [],
    ),
)  # fmt: skip
