"""How trees, findings and actions are told: to those who lead complaints, and to whoever acts."""

from django.utils.translation import gettext_lazy as _

from complaints.models import CorrectiveAction, Finding
from lib.formats import isolated
from timeline.kinds import Kind
from timeline.models import Way
from timeline.notifying import NotificationKind
from timeline.verbs import SUBJECT, Verb

KINDS = {
    "complaints.finding": Kind(
        rows=lambda member: Finding.objects.visible_to(member).select_related(
            "account", "category", "root_cause"
        ),
        page="complaints:finding",
    ),
    "complaints.correctiveaction": Kind(
        rows=lambda member: CorrectiveAction.objects.all(), page="complaints:action", hidden=("told_for",)
    ),
}


def reason_of(detail) -> dict:
    reason = detail.get("reason")
    return {"reason": isolated(reason) if isinstance(reason, str) else ""}


def of_learning(icon, here, label, **more) -> Verb:
    return Verb(icon, here, here, label=label, group="complaints", **more)


def of_tree(icon, here, label, **more) -> Verb:
    """A verb of the settings: its record has a page there, and no customer."""
    return Verb(icon, here, label=label, group="settings", **more)


VERBS = {
    "complaintcategory.added": of_tree(
        "plus", _("added the category of complaints %(subject)s"), _("Category of complaints added")
    ),
    "complaintcategory.changed": of_tree(
        "pencil",
        _("edited the category of complaints %(subject)s"),
        _("Category of complaints edited"),
        history=SUBJECT,
    ),
    "complaintcategory.shifted": of_tree(
        "arrows-sort",
        _("moved the category of complaints %(subject)s in the order"),
        _("Order of categories of complaints changed"),
    ),
    "complaintcategory.archived": of_tree(
        "archive", _("archived the category of complaints %(subject)s"), _("Category of complaints archived")
    ),
    "complaintcategory.restored": of_tree(
        "archive-off",
        _("restored the category of complaints %(subject)s"),
        _("Category of complaints restored"),
    ),
    "rootcause.added": of_tree("plus", _("added the root cause %(subject)s"), _("Root cause added")),
    "rootcause.changed": of_tree(
        "pencil", _("edited the root cause %(subject)s"), _("Root cause edited"), history=SUBJECT
    ),
    "rootcause.shifted": of_tree(
        "arrows-sort", _("moved the root cause %(subject)s in the order"), _("Order of root causes changed")
    ),
    "rootcause.archived": of_tree(
        "archive", _("archived the root cause %(subject)s"), _("Root cause archived")
    ),
    "rootcause.restored": of_tree(
        "archive-off", _("restored the root cause %(subject)s"), _("Root cause restored")
    ),
    "finding.taken": of_learning("check", _("took up what was found: %(subject)s"), _("Finding taken up")),
    "finding.dismissed": of_learning(
        "ban",
        _("dismissed what was found: %(subject)s. Reason: %(reason)s"),
        _("Finding dismissed"),
        words=reason_of,
    ),
    "finding.proposed": of_learning(
        "arrow-back-up", _("proposed again what was found: %(subject)s"), _("Finding proposed again")
    ),
    "correctiveaction.added": of_learning(
        "plus", _("began the corrective action %(subject)s"), _("Corrective action begun")
    ),
    "correctiveaction.changed": of_learning(
        "pencil",
        _("edited the corrective action %(subject)s"),
        _("Corrective action edited"),
        history=SUBJECT,
    ),
    "correctiveaction.done": of_learning(
        "check", _("did the corrective action %(subject)s"), _("Corrective action done")
    ),
    "correctiveaction.reopened": of_learning(
        "arrow-back-up", _("reopened the corrective action %(subject)s"), _("Corrective action reopened")
    ),
    "correctiveaction.checked": of_learning(
        "circle-check",
        _("checked the effect of the corrective action %(subject)s"),
        _("Effect of a corrective action checked"),
        history=SUBJECT,
    ),
    "correctiveaction.unchecked": of_learning(
        "arrow-back-up",
        _("took the check of the corrective action %(subject)s back"),
        _("Check of a corrective action taken back"),
    ),
    "correctiveaction.cancelled": of_learning(
        "circle-x", _("called off the corrective action %(subject)s"), _("Corrective action called off")
    ),
}

NOTICES = {
    "correctiveaction.given": NotificationKind(
        label=_("I was given a corrective action"),
        icon="list-check",
        one=_("You look after this corrective action now: %(subject)s."),
    ),
    "correctiveaction.overdue": NotificationKind(
        label=_("A corrective action of mine is overdue"),
        icon="alert-triangle",
        one=_("This corrective action is overdue: %(subject)s."),
        way=Way.MAIL,
    ),
    "correctiveaction.to_check": NotificationKind(
        label=_("The effect of a corrective action of mine is to be checked"),
        icon="chart-bar",
        one=_("Check today whether this corrective action worked: %(subject)s."),
    ),
}
