"""How compensations are told, and changes of the rules by which complaints are handled."""

from django.utils.translation import gettext_lazy as _

from complaints.models import Compensation
from lib import formats
from lib.formats import isolated
from lib.money import CURRENCIES
from timeline.kinds import Kind
from timeline.notifying import NotificationKind
from timeline.verbs import Verb

KINDS = {
    "complaints.compensation": Kind(
        rows=lambda member: Compensation.objects.visible_to(member).select_related("complaint__account"),
        page="",
    ),
}


def words_of(detail) -> dict:
    """What a compensation is, in words of the reader, and why it was refused; the other complaint."""
    amount, currency = detail.get("amount_minor"), detail.get("currency")
    text, reason = detail.get("text"), detail.get("reason")
    what = isolated(text) if isinstance(text, str) else ""
    if isinstance(amount, int) and currency in CURRENCIES:
        what = f"{isolated(formats.money(amount, currency))} · {what}"
    other = detail.get("other")
    return {
        "what": what,
        "reason": isolated(reason) if isinstance(reason, str) else "",
        "other": isolated(other) if isinstance(other, str) else "",
    }


def verb(icon, here, elsewhere, label) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="complaints", words=words_of)


VERBS = {
    "complaint.compensation_propose": verb(
        "coin", _("proposed a compensation: %(what)s"), "", _("Compensation proposed")
    ),
    "complaint.compensation_approve": verb(
        "check", _("approved a compensation: %(what)s"), "", _("Compensation approved")
    ),
    "complaint.compensation_refuse": verb(
        "ban",
        _("refused a compensation: %(what)s. Reason: %(reason)s"),
        "",
        _("Compensation refused"),
    ),
    "complaint.compensation_give": verb(
        "coin",
        _("gave the customer a compensation: %(what)s"),
        _("gave a compensation for the complaint %(subject)s: %(what)s"),
        _("Compensation given"),
    ),
    "complaint.compensation_revoke": verb(
        "arrow-back-up",
        _("took a compensation back: %(what)s. Reason: %(reason)s"),
        "",
        _("Compensation taken back"),
    ),
    "complaint.merge": verb(
        "arrow-merge",
        _("put this together with another complaint: %(other)s"),
        _("put the complaint %(subject)s together with another one: %(other)s"),
        _("Complaint merged"),
    ),
    "complaint.absorb": verb(
        "arrow-merge",
        _("put another complaint together with this one: %(other)s"),
        "",
        _("Complaint absorbed"),
    ),
    "complaint.split": verb(
        "unlink",
        _("split this off again from: %(other)s"),
        _("split the complaint %(subject)s off again from: %(other)s"),
        _("Complaint split off"),
    ),
    "complaint.join": verb(
        "hierarchy-2", _("counted this to an incident: %(other)s"), "", _("Complaint joined an incident")
    ),
    "complaint.leave": verb(
        "unlink", _("took this out of an incident: %(other)s"), "", _("Complaint left an incident")
    ),
    "approvallimits.changed": Verb(
        "settings",
        _("changed who approves how much of a compensation"),
        label=_("Limits of approval changed"),
        group="settings",
    ),
    "severitymatrix.changed": Verb(
        "settings",
        _("changed how severe complaints are"),
        label=_("Severity of complaints changed"),
        group="settings",
    ),
    "membership.complaint_skills_changed": Verb(
        "user",
        _("changed which complaints a colleague knows"),
        label=_("Skills in complaints changed"),
        group="settings",
    ),
}


def with_customer(complaint) -> str:
    return f"{complaint.name} ({complaint.account.name})"


NOTICES = {
    "compensation.proposed": NotificationKind(
        label=_("A compensation waits for my approval"),
        icon="coin",
        one=_("%(actor)s proposes a compensation for this complaint: %(subject)s."),
        called=with_customer,
    ),
    "compensation.decided": NotificationKind(
        label=_("A compensation that I proposed was decided"),
        icon="coin",
        one=_("%(actor)s decided the compensation for this complaint: %(subject)s."),
        called=with_customer,
    ),
}
