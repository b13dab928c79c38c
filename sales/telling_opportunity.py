"""How opportunities are told: on the pages of customers, and to those who look after them."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formats import isolated
from sales.models import LostReason, Opportunity, OpportunityStage
from timeline.kinds import Kind
from timeline.notifying import NotificationKind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"opportunities": _("Opportunities")}

KINDS = {
    "sales.opportunity": Kind(
        rows=lambda member: Opportunity.objects.visible_to(member).select_related("account"),
        page="sales:opportunity",
        hidden=("has_own_probability",),
    ),
    "sales.opportunitystage": Kind(
        rows=lambda member: OpportunityStage.objects.all(), page="sales:stage", hidden=("place",)
    ),
    "sales.lostreason": Kind(
        rows=lambda member: LostReason.objects.all(), page="sales:lost_reason", hidden=("place",)
    ),
}


def in_words(names) -> str:
    """[Arabic, English] of a stage or a reason, in the language of who reads."""
    known = [each for each in names if isinstance(each, str)] if isinstance(names, list) else []
    ordered = known if get_language() == "ar" else known[::-1]
    return isolated(next(filter(None, ordered), ""))


def words_of(detail) -> dict:
    words = {name: in_words(detail.get(name)) for name in ("old", "new", "stage", "reason")}
    amount, currency = detail.get("amount"), detail.get("currency")
    is_known = isinstance(amount, int) and isinstance(currency, str) and len(currency) == 3
    return words | {"amount": isolated(formats.money(amount, currency)) if is_known else ""}


def verb(icon, here, elsewhere, label, **more) -> Verb:
    return Verb(icon, here, elsewhere, label=label, group="opportunities", words=words_of, **more)


def of_list(icon, here, label, **more) -> Verb:
    """A verb of the settings: its record has a page there, and no customer."""
    return Verb(icon, here, label=label, **more)


VERBS = {
    "opportunity.created": verb(
        "coin",
        _("wrote this opportunity down"),
        _("wrote an opportunity down: %(subject)s"),
        _("Opportunity written down"),
    ),
    "opportunity.changed": verb(
        "pencil",
        _("edited this opportunity"),
        _("edited the opportunity %(subject)s"),
        _("Opportunity edited"),
        history=SUBJECT,
    ),
    "opportunity.moved": verb(
        "arrow-forward-up",
        _("moved it from %(old)s to %(new)s"),
        _("moved the opportunity %(subject)s from %(old)s to %(new)s"),
        _("Opportunity moved to another stage"),
    ),
    "opportunity.won": verb(
        "circle-check",
        _("won this opportunity: %(amount)s"),
        _("won the opportunity %(subject)s: %(amount)s"),
        _("Opportunity won"),
    ),
    "opportunity.lost": verb(
        "circle-x",
        _("closed this opportunity as lost. Reason: %(reason)s"),
        _("closed the opportunity %(subject)s as lost. Reason: %(reason)s"),
        _("Opportunity lost"),
    ),
    "opportunity.reopened": verb(
        "arrow-back-up",
        _("reopened this opportunity: %(stage)s"),
        _("reopened the opportunity %(subject)s: %(stage)s"),
        _("Opportunity reopened"),
    ),
    "opportunity.archived": verb(
        "archive",
        _("archived this opportunity"),
        _("archived the opportunity %(subject)s"),
        _("Opportunity archived"),
    ),
    "opportunity.restored": verb(
        "archive-off",
        _("restored this opportunity"),
        _("restored the opportunity %(subject)s"),
        _("Opportunity restored"),
    ),
    "opportunities.exported": Verb(
        "download",
        _("exported %(rows)s opportunities (%(format)s)"),
        label=_("Opportunities exported"),
        group="files",
    ),
    "opportunitystage.added": of_list(
        "plus", _("added the stage %(subject)s"), _("Stage of opportunities added")
    ),
    "opportunitystage.changed": of_list(
        "pencil", _("edited the stage %(subject)s"), _("Stage of opportunities edited"), history=SUBJECT
    ),
    "opportunitystage.shifted": of_list(
        "arrows-sort", _("moved the stage %(subject)s in the order"), _("Order of stages changed")
    ),
    "opportunitystage.archived": of_list(
        "archive", _("archived the stage %(subject)s"), _("Stage of opportunities archived")
    ),
    "opportunitystage.restored": of_list(
        "archive-off", _("restored the stage %(subject)s"), _("Stage of opportunities restored")
    ),
    "lostreason.added": of_list(
        "plus", _("added the reason for a loss %(subject)s"), _("Reason for a loss added")
    ),
    "lostreason.changed": of_list(
        "pencil",
        _("edited the reason for a loss %(subject)s"),
        _("Reason for a loss edited"),
        history=SUBJECT,
    ),
    "lostreason.shifted": of_list(
        "arrows-sort",
        _("moved the reason for a loss %(subject)s in the order"),
        _("Order of reasons for a loss changed"),
    ),
    "lostreason.archived": of_list(
        "archive", _("archived the reason for a loss %(subject)s"), _("Reason for a loss archived")
    ),
    "lostreason.restored": of_list(
        "archive-off", _("restored the reason for a loss %(subject)s"), _("Reason for a loss restored")
    ),
}


def with_customer(opportunity) -> str:
    return f"{opportunity.name} ({opportunity.account.name})"


NOTICES = {
    "opportunity.handed": NotificationKind(
        label=_("A colleague gave me an opportunity"),
        icon="coin",
        one=_("%(actor)s gave you this opportunity: %(subject)s."),
        called=with_customer,
    ),
    "opportunity.moved": NotificationKind(
        label=_("A colleague moved an opportunity of mine"),
        icon="arrow-forward-up",
        one=_("%(actor)s moved this opportunity of yours to %(stage)s: %(subject)s."),
        called=with_customer,
        words=words_of,
    ),
    "opportunity.won": NotificationKind(
        label=_("A colleague won an opportunity of mine"),
        icon="circle-check",
        one=_("%(actor)s won this opportunity of yours: %(subject)s."),
        called=with_customer,
    ),
    "opportunity.lost": NotificationKind(
        label=_("A colleague closed an opportunity of mine as lost"),
        icon="circle-x",
        one=_("%(actor)s closed this opportunity of yours as lost: %(subject)s."),
        called=with_customer,
    ),
    "opportunity.reopened": NotificationKind(
        label=_("A colleague reopened an opportunity of mine"),
        icon="arrow-back-up",
        one=_("%(actor)s reopened this opportunity of yours: %(subject)s."),
        called=with_customer,
    ),
    "opportunity.overdue": NotificationKind(
        label=_("The expected close of an opportunity of mine has gone by"),
        icon="clock",
        one=_("The expected close has gone by, and it is still open: %(subject)s."),
        called=with_customer,
    ),
}
