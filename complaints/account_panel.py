"""What the pages of a customer and of a contact show of their complaints: a panel; a warning while some are open."""

from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from accounts.state_of_play import Line
from complaints.facts import facts_of
from complaints.fields import SEVERITIES, state_badge
from complaints.models import Complaint, EffectRules, Severity
from complaints.states import OPEN

MOST_ROWS = 5


def read_complaints(account, membership) -> dict:
    return first_of(Complaint.objects.filter(account=account), membership)


def read_those_of_contact(contact, membership) -> dict | None:
    """No panel where this contact has never complained, as far as one sees."""
    found = first_of(Complaint.objects.filter(contact=contact), membership)
    return found if found["rows"] else None


def first_of(complaints, membership) -> dict:
    """The open ones, the most severe first, then those filed last."""
    is_over = Case(When(state__in=OPEN, then=Value(0)), default=Value(1))
    rows = list(
        complaints.visible_to(membership)
        .standing()
        .order_by(is_over, "-severity", "-filed_at", "-pk")[:MOST_ROWS]
    )
    for each in rows:
        each.badge, each.severity_badge = state_badge(each), SEVERITIES[each.severity]
    return {"rows": rows}


def standing_complaints(account, membership, page) -> dict | None:
    """How many are open, since when, how severe, and whether they hold marketing; nothing without an open one."""
    facts = facts_of([account.pk]).get(account.pk)
    if facts is None or not facts.open:
        return None
    return {
        "account": account,
        "facts": facts,
        "severity": Severity(facts.worst).label,
        "badge": SEVERITIES[facts.worst],
        "is_held": EffectRules.objects.standing().holds(facts.worst),
    }


PANEL = Panel(
    title=_("Complaints"),
    template="complaints/account_panel.html",
    read=read_complaints,
    url_name="complaints:of_account",
    action=_("All complaints"),
    icon="message-report",
)
OF_CONTACT = Panel(
    title=_("Complaints"),
    template="complaints/account_panel.html",
    read=read_those_of_contact,
    url_name="complaints:of_contact",
    action=_("All complaints"),
    icon="message-report",
)
OPEN_COMPLAINTS = Line(
    _("Open complaints"), standing_complaints, "complaints/account_warning.html", is_warning=True
)
