"""How plans are told: on the pages of customers, in the history of a plan, and to those who lead the workspace."""

from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.formats import isolated
from planning.models import AccountPlan, CompetitorStanding, Initiative, Objective, PlanLink, Risk
from timeline.kinds import Kind
from timeline.models import Way
from timeline.notifying import NotificationKind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"plans": _("Account plans")}


def of_parts(model, *related):
    return lambda member: model.objects.visible_to(member).select_related("plan__account", *related)


KINDS = {
    "planning.accountplan": Kind(
        rows=lambda member: AccountPlan.objects.visible_to(member).select_related("account"),
        page="planning:plan",
        written={"review_days": formats.listed},
    ),
    "planning.objective": Kind(rows=of_parts(Objective), page="planning:objective"),
    "planning.initiative": Kind(rows=of_parts(Initiative), page="planning:initiatives_edit"),
    "planning.risk": Kind(rows=of_parts(Risk), page="planning:risks_edit"),
    "planning.competitor": Kind(page="planning:competitor", hidden=("name_fold",)),
    "planning.planlink": Kind(
        rows=lambda member: PlanLink.objects.visible_to(member).select_related("contact")
    ),
    "planning.competitorstanding": Kind(
        rows=of_parts(CompetitorStanding, "competitor"), page="planning:rivals_edit"
    ),
}
LABELS = {
    "objective": (
        _("Objective added"),
        _("Objective edited"),
        _("Objective removed"),
        _("Objective restored"),
    ),
    "initiative": (
        _("Initiative added"),
        _("Initiative edited"),
        _("Initiative removed"),
        _("Initiative restored"),
    ),
    "risk": (_("Risk added"), _("Risk edited"), _("Risk removed"), _("Risk restored")),
    "rival": (
        _("Competitor added"),
        _("Competitor edited"),
        _("Competitor removed"),
        _("Competitor restored"),
    ),
}
PART_WORDS = {
    "added": ("plus", _("added this to the plan"), _("added to the plan: %(subject)s")),
    "changed": ("pencil", _("edited this in the plan"), _("edited in the plan: %(subject)s")),
    "removed": ("trash", _("took this out of the plan"), _("took out of the plan: %(subject)s")),
    "restored": ("arrow-back-up", _("put this back into the plan"), _("put back into the plan: %(subject)s")),
}


def plan_verb(icon, here, elsewhere, label, **options):
    return Verb(icon, here, elsewhere, label=label, group="plans", **options)


def part_verbs():
    for noun, labels in LABELS.items():
        for (what, (icon, here, elsewhere)), label in zip(PART_WORDS.items(), labels, strict=True):
            history = {"history": SUBJECT} if what == "changed" else {}
            yield f"{noun}.{what}", plan_verb(icon, here, elsewhere, label, **history)


def value_words(detail):
    from datetime import date

    from planning.wording import figure

    words = {"day": formats.day(date.fromisoformat(detail["on"]))}
    return words | ({"value": isolated(figure(detail["value"]))} if "value" in detail else {})


def contact_words(detail):
    return {"name": isolated(detail.get("name", ""))}


VERBS = {
    **dict(part_verbs()),
    "competitor.added": plan_verb(
        "plus", _("added this competitor"), _("added a competitor: %(subject)s"), _("Competitor listed")
    ),
    "competitor.changed": plan_verb(
        "pencil",
        _("edited this competitor"),
        _("edited a competitor: %(subject)s"),
        _("Competitor's entry edited"),
        history=SUBJECT,
    ),
    "competitor.archived": plan_verb(
        "archive",
        _("archived this competitor"),
        _("archived a competitor: %(subject)s"),
        _("Competitor archived"),
    ),
    "competitor.restored": plan_verb(
        "archive-off",
        _("offered this competitor again"),
        _("offered a competitor again: %(subject)s"),
        _("Competitor offered again"),
    ),
    "plans.exported": Verb(
        "download",
        _("exported %(rows)s plans of accounts (%(format)s)"),
        label=_("Plans of accounts exported"),
        group="files",
    ),
    "plan.started": plan_verb(
        "target", _("began this plan"), _("began a plan of the account: %(subject)s"), _("Plan begun")
    ),
    "plan.changed": plan_verb(
        "pencil",
        _("edited this plan"),
        _("edited the plan: %(subject)s"),
        _("Plan edited"),
        history=SUBJECT,
    ),
    "plan.proposed": plan_verb(
        "send",
        _("asked to put this plan in force"),
        _("asked to put the plan in force: %(subject)s"),
        _("Plan proposed"),
    ),
    "plan.activated": plan_verb(
        "circle-check",
        _("put this plan in force"),
        _("put the plan in force: %(subject)s"),
        _("Plan put in force"),
    ),
    "plan.draft_again": plan_verb(
        "arrow-back-up",
        _("made this plan a draft again"),
        _("made the plan a draft again: %(subject)s"),
        _("Plan is a draft again"),
    ),
    "plan.closed": plan_verb(
        "lock", _("closed this plan"), _("closed the plan: %(subject)s"), _("Plan closed")
    ),
    "plan.reopened": plan_verb(
        "arrow-back-up",
        _("opened this plan again"),
        _("opened the plan again: %(subject)s"),
        _("Plan reopened"),
    ),
    "plan.reviewed": plan_verb(
        "list-check",
        _("reviewed this plan"),
        _("reviewed the plan: %(subject)s"),
        _("Plan reviewed"),
    ),
    "objective.measured": plan_verb(
        "chart-bar",
        _("wrote down where this stands on %(day)s: %(value)s"),
        _("wrote down for %(day)s: %(value)s (%(subject)s)"),
        _("Objective measured"),
        words=value_words,
    ),
    "objective.unmeasured": plan_verb(
        "trash",
        _("took the value of %(day)s out"),
        _("took the value of %(day)s out: %(subject)s"),
        _("Measurement removed"),
        words=value_words,
    ),
    "objective.agreed": plan_verb(
        "circle-check",
        _("took in that the customer agrees to this: %(name)s"),
        _("took in that the customer agrees: %(subject)s (%(name)s)"),
        _("Objective agreed by the customer"),
        words=contact_words,
    ),
    "objective.differs": plan_verb(
        "message-circle",
        _("took in that the customer sees this differently: %(name)s"),
        _("took in that the customer sees this differently: %(subject)s (%(name)s)"),
        _("Objective seen differently by the customer"),
        words=contact_words,
    ),
    "planlink.created": plan_verb(
        "link",
        _("made this link to the objectives"),
        _("made a link to the objectives for %(subject)s"),
        _("Link to objectives made"),
    ),
    "planlink.revoked": plan_verb(
        "unlink",
        _("took this link to the objectives back"),
        _("took the link to the objectives back: %(subject)s"),
        _("Link to objectives taken back"),
    ),
    "planlink.restored": plan_verb(
        "link",
        _("let this link to the objectives work again"),
        _("let the link to the objectives work again: %(subject)s"),
        _("Link to objectives restored"),
    ),
}


def with_customer(plan) -> str:
    return plan.account.name


NOTICES = {
    "plan.proposed": NotificationKind(
        label=_("A plan waits to be put in force"),
        icon="target",
        one=_("%(actor)s asks to put the plan of %(subject)s in force."),
        called=with_customer,
    ),
    "plan.activated": NotificationKind(
        label=_("A plan of mine was put in force"),
        icon="circle-check",
        one=_("The plan of %(subject)s is in force."),
        called=with_customer,
    ),
    "plan.review_due": NotificationKind(
        label=_("A plan of mine is to be reviewed"),
        icon="list-check",
        one=_("The plan of %(subject)s is to be reviewed today."),
        way=Way.MAIL,
        called=with_customer,
    ),
    "plan.answered": NotificationKind(
        label=_("A customer of mine answered the objectives"),
        icon="message-circle",
        one=_("The objectives of %(subject)s were answered by the customer."),
        way=Way.MAIL,
        called=with_customer,
    ),
}
