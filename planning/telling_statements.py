"""How expectations in writing are told, on the pages of customers and to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from lib.formats import isolated
from planning.models import ScopeStatement
from timeline.kinds import Kind
from timeline.models import Way
from timeline.notifying import NotificationKind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"expectations": _("Expectations")}

KINDS = {
    "planning.scopestatement": Kind(
        rows=lambda member: ScopeStatement.objects.visible_to(member).select_related("account"),
        page="planning:statement",
    ),
}


def name_words(detail) -> dict:
    return {"name": isolated(detail.get("name", ""))}


def verb(icon, here, elsewhere, label, **kwargs) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="expectations", **kwargs)


VERBS = {
    "expectations.drafted": verb(
        "writing",
        _("drafted these expectations"),
        _("drafted expectations in writing"),
        _("Expectations drafted"),
    ),
    "expectations.changed": verb(
        "pencil", _("edited this draft"), "", _("Draft of expectations edited"), history=SUBJECT
    ),
    "expectations.asked": verb(
        "send",
        _("asked the customer to acknowledge this"),
        _("asked the customer to acknowledge the expectations: %(subject)s"),
        _("Customer asked to acknowledge expectations"),
    ),
    "expectations.reminded": verb(
        "mail",
        _("reminded the customer to acknowledge this"),
        _("reminded the customer of the expectations: %(subject)s"),
        _("Customer reminded of expectations"),
    ),
    "expectations.link_renewed": verb(
        "link", _("made a new link for the customer"), "", _("New link to expectations")
    ),
    "expectations.taken_back": verb(
        "unlink",
        _("took this back; it is a draft again"),
        _("took expectations back that the customer was to acknowledge"),
        _("Expectations taken back"),
    ),
    "expectations.acknowledged": verb(
        "check",
        _("took in that the customer acknowledges this, in the name of %(name)s"),
        _("took in that the customer acknowledges the expectations, in the name of %(name)s"),
        _("Expectations acknowledged by the customer"),
        words=name_words,
    ),
    "expectations.commented": verb(
        "message-circle",
        _("took in a comment of the customer, in the name of %(name)s"),
        _("took in a comment of the customer on the expectations, in the name of %(name)s"),
        _("Expectations commented on by the customer"),
        words=name_words,
    ),
}


def with_customer(statement) -> str:
    return statement.account.name


def word_of(detail) -> dict:
    is_yes = detail.get("word") == "yes"
    return {"word": str(_("They were acknowledged.") if is_yes else _("There is a comment."))}


NOTICES = {
    "expectations.answered": NotificationKind(
        label=_("A customer of mine acknowledged expectations, or commented on them"),
        icon="message-circle",
        one=_("The expectations written down for %(subject)s were answered. %(word)s"),
        way=Way.MAIL,
        called=with_customer,
        words=word_of,
    ),
}
