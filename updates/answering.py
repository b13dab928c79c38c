"""What customers say of an update: each item approved, or a change asked for, which a colleague gets to do."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from interactions.models import FollowUp
from interactions.models.contact_schedule import opened_workspace
from interactions.services import add_follow_up
from lib.working_time import NoWorkingTime
from timeline.notifying import notify
from timeline.services import record
from updates.models import CustomerUpdate, ItemAnswer
from updates.services import items_of
from workspaces.working_hours import working_hours_of

Word = ItemAnswer.Word


def last_answers(update) -> dict[int, list[ItemAnswer]]:
    """Item -> the last word of each contact."""
    found: dict[int, dict] = {}
    answers = ItemAnswer.objects.filter(item__update=update).select_related("link__contact", "follow_up")
    for each in answers.order_by("pk"):
        found.setdefault(each.item_id, {})[each.link.contact_id] = each
    return {item: list(by_contact.values()) for item, by_contact in found.items()}


@transaction.atomic
def take_answers(link, words: dict[int, tuple[str, str]]) -> list[ItemAnswer]:
    """Keep what was said of these items (key -> word and text); the same said twice is kept once. Raises Archived.

    A change that is asked for becomes a follow-up by itself, and one that waits already takes no second one.
    """
    update = CustomerUpdate.objects.select_related("account").get(pk=link.update_id)
    update.wait_to_change()
    standing = {
        each.item_id: each
        for said in last_answers(update).values()
        for each in said
        if each.link.contact_id == link.contact_id
    }
    made = []
    for item in items_of(update):
        if item.pk not in words:
            continue
        word, text = words[item.pk]
        before = standing.get(item.pk)
        if before and (before.word, before.text) == (word, text):
            continue
        made.append(_keep(update, item, link, word, text))
    if made:
        changes = sum(each.is_change for each in made)
        record(
            "update.answered",
            update,
            by=None,
            context=update.account,
            approved=len(made) - changes,
            changes=changes,
        )
        notify("update.answered", {update.account.owner, update.sent_by}, subject=update, changes=changes)
    return made


def _keep(update, item, link, word, text) -> ItemAnswer:
    made = ItemAnswer(item=item, link=link, word=word, text=text)
    if word == Word.CHANGE:
        made.follow_up = _waiting_step(item) or _new_step(update, item, link, text)
    made.save()
    return made


def _waiting_step(item) -> FollowUp | None:
    steps = FollowUp.objects.open().filter(pk__in=item.answers.exclude(follow_up=None).values("follow_up"))
    return steps.order_by("pk").first()


def _new_step(update, item, link, text) -> FollowUp | None:
    """For who looks after the customer, or else who sent it; nobody is there: the notice is all there is."""
    owner = next((each for each in (update.account.owner, update.sent_by) if each and each.is_active), None)
    if owner is None:
        return None
    with override(opened_workspace().language):
        reason = _("Change asked for in the update: %(text)s") % {"text": text or item.text}
    fields = {"reason": reason[:300], "owner": owner, "due_on": next_working_day(), "contact": link.contact}
    return add_follow_up(account=update.account, by=None, fields=fields)


def next_working_day() -> date:
    today = timezone.localdate()
    try:
        return working_hours_of(opened_workspace()).next_working_day(today)
    except NoWorkingTime:
        return today + timedelta(days=1)
