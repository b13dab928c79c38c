"""How complaints are told: on the pages of customers, and to those who handle them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.choosing import WORDS
from complaints.models import Complaint, ComplaintCategory, ComplaintMessage, ComplaintNote, RootCause
from lib.formats import isolated
from timeline.kinds import Kind
from timeline.notifying import NotificationKind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"complaints": _("Complaints")}

KINDS = {
    "complaints.complaint": Kind(
        rows=lambda member: Complaint.objects.visible_to(member).select_related("account"),
        page="complaints:complaint",
    ),
    "complaints.complaintmessage": Kind(
        rows=lambda member: ComplaintMessage.objects.visible_to(member).select_related("complaint__account")
    ),
    "complaints.complaintnote": Kind(
        rows=lambda member: ComplaintNote.objects.visible_to(member).select_related("complaint__account")
    ),
    "complaints.complaintcategory": Kind(
        rows=lambda member: ComplaintCategory.objects.all(), page="complaints:category", hidden=("place",)
    ),
    "complaints.rootcause": Kind(
        rows=lambda member: RootCause.objects.all(), page="complaints:cause", hidden=("place",)
    ),
}


def words_of(detail) -> dict:
    """What the customer or a colleague gave as the reason, the new owner, and the decision in words."""
    decisions = dict(Complaint.Decision.choices)
    nothing = {"owner": pgettext_lazy("handler", "nobody"), "reason": pgettext_lazy("reason", "none given")}
    texts = {name: detail.get(name) for name in nothing}
    words = {
        name: isolated(text) if text and isinstance(text, str) else str(nothing[name])
        for name, text in texts.items()
    }
    return words | {"decision": str(decisions.get(detail.get("decision"), ""))}


def words_of_giving(detail) -> dict:
    """And why it was this colleague, where no person chose."""
    words, why = words_of(detail), WORDS.get(detail.get("reason"))
    told = _("; who handles it: %(owner)s (%(why)s)") % {**words, "why": why} if why else ""
    return words | {"why": f" ({why})" if why else "", "given": told}


def verb(icon, here, elsewhere, label, words=words_of, **more) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="complaints", words=words, **more)


VERBS = {
    "complaint.filed": verb(
        "message-report",
        _("wrote this complaint down%(given)s"),
        _("wrote a complaint down: %(subject)s%(given)s"),
        _("Complaint written down"),
        words=words_of_giving,
    ),
    "complaint.changed": verb(
        "pencil",
        _("edited this complaint"),
        _("edited the complaint %(subject)s"),
        _("Complaint edited"),
        history=SUBJECT,
    ),
    "complaint.assign": verb(
        "user",
        _("gave it to: %(owner)s%(why)s"),
        _("gave the complaint %(subject)s to: %(owner)s%(why)s"),
        _("Complaint assigned"),
        words=words_of_giving,
    ),
    "complaint.acknowledge": verb(
        "check",
        _("acknowledged the receipt of this complaint"),
        _("acknowledged the receipt of the complaint %(subject)s"),
        _("Complaint acknowledged"),
    ),
    "complaint.assess": verb(
        "adjustments-horizontal",
        _("assessed this complaint"),
        _("assessed the complaint %(subject)s"),
        _("Complaint assessed"),
        history=SUBJECT,
    ),
    "complaint.reassess": verb(
        "adjustments-horizontal",
        _("assessed this complaint anew"),
        _("assessed the complaint %(subject)s anew"),
        _("Complaint assessed anew"),
        history=SUBJECT,
    ),
    "complaint.investigate": verb(
        "search",
        _("began to look into this complaint"),
        _("began to look into the complaint %(subject)s"),
        _("Complaint being looked into"),
    ),
    "complaint.wait": verb(
        "hourglass",
        _("asked the customer something; the clocks stand still"),
        _("asked the customer something about the complaint %(subject)s"),
        _("Waiting for the customer"),
    ),
    "complaint.go_on": verb(
        "activity",
        _("went on with this complaint"),
        _("went on with the complaint %(subject)s"),
        _("Work on a complaint went on"),
    ),
    "complaint.answer": verb(
        "send",
        _("answered the customer"),
        _("answered the complaint %(subject)s"),
        _("Complaint answered"),
    ),
    "complaint.hear": verb(
        "message-circle",
        _("heard from the customer"),
        _("heard from the customer about the complaint %(subject)s"),
        _("Customer wrote about a complaint"),
    ),
    "complaint.note": verb("lock", _("wrote a note for colleagues"), "", _("Note on a complaint")),
    "complaint.decide": verb(
        "writing",
        _("decided this complaint: %(decision)s"),
        _("decided the complaint %(subject)s: %(decision)s"),
        _("Complaint decided"),
        history=SUBJECT,
    ),
    "complaint.communicate": verb(
        "send",
        _("told the customer the decision: %(decision)s"),
        _("told the customer the decision on the complaint %(subject)s: %(decision)s"),
        _("Decision told"),
    ),
    "complaint.close": verb(
        "circle-check",
        _("closed this complaint"),
        _("closed the complaint %(subject)s"),
        _("Complaint closed"),
        history=SUBJECT,
    ),
    "complaint.reopen": verb(
        "arrow-back-up",
        _("reopened this complaint. Reason: %(reason)s"),
        _("reopened the complaint %(subject)s. Reason: %(reason)s"),
        _("Complaint reopened"),
    ),
    "complaint.appeal": verb(
        "arrow-up",
        _("took the customer's appeal to the next level. Reason: %(reason)s"),
        _("took an appeal to the next level: %(subject)s. Reason: %(reason)s"),
        _("Appeal against a decision"),
    ),
    "complaint.withdraw": verb(
        "circle-x",
        _("noted that the customer withdrew it. Reason: %(reason)s"),
        _("noted that the customer withdrew the complaint %(subject)s. Reason: %(reason)s"),
        _("Complaint withdrawn"),
    ),
    "complaint.reject": verb(
        "ban",
        _("put this aside as no complaint. Reason: %(reason)s"),
        _("put %(subject)s aside as no complaint. Reason: %(reason)s"),
        _("Put aside as no complaint"),
    ),
    "complaint.restore": verb(
        "arrow-back-up",
        _("took this up as a complaint again"),
        _("took %(subject)s up as a complaint again"),
        _("Taken up as a complaint again"),
    ),
    "complaints.exported": Verb(
        "download",
        _("exported %(rows)s complaints (%(format)s)"),
        label=_("Complaints exported"),
        group="files",
    ),
}


def with_customer(complaint) -> str:
    return f"{complaint.name} ({complaint.account.name})"


NOTICES = {
    "complaint.filed": NotificationKind(
        label=_("A complaint of a customer of mine came in"),
        icon="message-report",
        one=_("A complaint came in: %(subject)s."),
        called=with_customer,
    ),
    "complaint.critical": NotificationKind(
        label=_("A critical complaint of a customer of mine came in"),
        icon="alert-triangle",
        one=_("A critical complaint came in: %(subject)s."),
        called=with_customer,
    ),
    "complaint.assigned": NotificationKind(
        label=_("I was given a complaint"),
        icon="user",
        one=_("You handle this complaint now: %(subject)s."),
        called=with_customer,
    ),
    "complaint.heard": NotificationKind(
        label=_("A customer wrote about a complaint of mine"),
        icon="message-circle",
        one=_("The customer wrote about this complaint: %(subject)s."),
        called=with_customer,
    ),
    "complaint.noted": NotificationKind(
        label=_("A colleague wrote a note on a complaint of mine"),
        icon="lock",
        one=_("%(actor)s wrote a note on this complaint: %(subject)s."),
        called=with_customer,
    ),
}
