"""Objectives agreed with the customer: by a link each contact gets, objective by objective, told and kept."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from interactions.services import log_interaction
from lib.tokens import hash_of
from planning.models import AccountPlan, Objective, ObjectiveWord, PlanLink
from planning.reading import filled
from timeline.notifying import notify
from timeline.services import record

Word = ObjectiveWord.Word
OPEN_FOR = timedelta(days=60)


class LinkOver(Exception):
    """The link was taken back, or its time is over, while the page was open."""


@transaction.atomic
def make_link(*, plan, contact, language, token, by, form_token=None) -> PlanLink:
    """The page of objectives, open to whoever has this token. Refused while archived, and of a closed plan."""
    plan.hold_living()
    made = PlanLink.objects.create(
        plan=plan,
        contact=contact,
        language=language,
        token_hash=hash_of(token),
        expires_at=timezone.now() + OPEN_FOR,
        created_by=by,
        form_token=form_token,
    )
    record("planlink.created", made, by=by, context=plan.account)
    return made


def find_by_token(token_hash: str) -> PlanLink | None:
    """The link by which a contact comes whom we still know."""
    found = PlanLink.objects.open().filter(token_hash=token_hash, contact__isnull=False)
    return found.select_related("plan__account", "plan__owner__user", "contact").first()


def offered_to(plan) -> list[Objective]:
    """What a customer sees of the objectives: theirs and the shared ones, never ours."""
    rows = Objective.objects.standing().filter(plan=plan).exclude(whose=Objective.Whose.OURS)
    return filled(rows.select_related("owner__user"))


@transaction.atomic
def take_words(link, said: dict[int, tuple[str, str]]) -> list[ObjectiveWord]:
    """Keep what the contact says of these objectives (number -> word and text), as they stand now.

    The same said twice of the same terms is kept once. Another view is logged as an interaction too, once for each
    objective. Raises Archived, PlanClosed, and LinkOver.
    """
    plan = AccountPlan.objects.select_related("account", "owner__user").get(pk=link.plan_id)
    plan.hold_living()
    if not PlanLink.objects.open().filter(pk=link.pk).exists():
        raise LinkOver
    made = []
    for objective in offered_to(plan):
        if objective.number not in said:
            continue
        word, text = said[objective.number]
        mine = [each for each in objective.said if each.contact_id == link.contact_id]
        if mine and (mine[-1].word, mine[-1].text, mine[-1].terms) == (word, text, objective.terms):
            continue
        made.append(
            ObjectiveWord.objects.create(
                objective=objective,
                link=link,
                contact=link.contact,
                word=word,
                text=text,
                terms=objective.terms,
            )
        )
        objective.plan = plan
        objective.tell("agreed" if word == Word.AGREED else "differs", by=None, name=link.contact.name)
        if word == Word.DIFFERS:
            _log(plan, objective, link, text)
    if made:
        notify("plan.answered", {plan.owner, plan.account.owner}, subject=plan)
    return made


def _log(plan, objective, link, text) -> None:
    log_interaction(
        account=plan.account,
        by=None,
        fields={
            "channel": "portal",
            "direction": "in",
            "subject": objective.text[:200],
            "text": text,
            "is_visible_to_customer": True,
        },
        contacts=[link.contact],
        told_as="portal",
        notice="",
    )
