"""The page by which a customer follows a complaint: who may open it, what it shows, and what they may do there.

It shows what was said to the customer and by them, the decision once it was told, and nothing of colleagues.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.answering import hear, own_token
from complaints.models import Complaint, ComplaintIntake, ComplaintLink
from complaints.models.complaint import HIGHEST_LEVEL
from complaints.states import ENDS, NotNow, State
from lib.file_fields import Brought
from timeline.models import Attachment

# What a customer may say through one page; beyond it they write an e-mail.
MOST_WORDS = 50
# The steps of the way as customers read them, and the states in which each is the current one.
WAY = (
    (_("Received"), (State.NEW, State.ACKNOWLEDGED)),
    (_("Being looked into"), (State.ASSESSED, State.INVESTIGATING, State.WAITING, State.DECIDED)),
    (_("Decided"), (State.COMMUNICATED,)),
    (pgettext_lazy("complaint", "Closed"), tuple(ENDS)),
)
# How the way of one ends about which nothing was decided.
UNDECIDED = {
    State.WITHDRAWN: pgettext_lazy("complaint", "Taken back"),
    State.MERGED: pgettext_lazy("complaint", "Handled with another"),
}
PLAIN = {
    State.NEW: _("Your complaint has arrived. Somebody reads it soon."),
    State.ACKNOWLEDGED: _("Your complaint has arrived. Somebody reads it soon."),
    State.ASSESSED: _("Your complaint was read, and is looked into."),
    State.INVESTIGATING: _("Your complaint is looked into."),
    State.WAITING: _("We wait for your answer. Please write it below."),
    State.DECIDED: _("Your complaint is looked into."),
    State.COMMUNICATED: _("We have decided. Please read what we wrote to you."),
    State.CLOSED: _("Your complaint is closed."),
    State.WITHDRAWN: _("You took your complaint back."),
    State.MERGED: _("This complaint is handled together with another one of yours."),
}
DECISIONS = {
    Complaint.Decision.ACCEPTED: _("We accept your complaint."),
    Complaint.Decision.PARTLY: _("We accept your complaint in part."),
    Complaint.Decision.REFUSED: _("We do not accept your complaint."),
}


class EnoughSaid(Exception):
    """So much was said through this page that no more is taken."""


@dataclass(frozen=True)
class Word:
    """Something that was said, as the customer reads it."""

    text: str
    at: Any
    is_from_customer: bool
    is_decision: bool
    files: list[Attachment]


def find_by_token(token_hash: str) -> Complaint | None:
    """The complaint that a link opens; nothing for a link that was taken back or is too old.

    What was no complaint, or whose customer is archived, is not shown either.
    """
    links = ComplaintLink.objects.filter(token_hash=token_hash, revoked_at=None)
    found = Complaint.objects.filter(pk__in=links.values("complaint"), account__archived_at=None)
    found = found.exclude(state=State.REJECTED).select_related("account", "contact", "workspace", "owner")
    complaint = found.first()
    if complaint is None or complaint.state not in ENDS:
        return complaint
    days = ComplaintIntake.objects.standing().shown_days
    return complaint if complaint.state_since > timezone.now() - timedelta(days=days) else None


def steps_of(complaint) -> list[dict]:
    """The way with what was passed on it; of one that was taken back or went into another one no decision."""
    way = list(WAY)
    if complaint.state in UNDECIDED and not decision_told(complaint):
        way[2:] = [(UNDECIDED[complaint.state], tuple(ENDS))]
    current = next(place for place, (_label, states) in enumerate(way) if complaint.state in states)
    return [
        {"label": label, "is_done": place < current, "is_current": place == current}
        for place, (label, _states) in enumerate(way)
    ]


def words_of(complaint) -> list[Word]:
    """What was said, the first thing first, each with its files."""
    messages = list(complaint.messages.select_related("interaction").order_by("at", "pk"))
    of_messages = _files_by(messages)
    letters = [each.interaction for each in messages if each.is_from_customer and each.interaction]
    of_letters = _files_by(letters, is_theirs=True)
    theirs = _files_by([complaint], is_theirs=True).get(complaint.pk, [])
    if complaint.interaction_id:  # the e-mail it came by
        theirs += _files_by([complaint.interaction], is_theirs=True).get(complaint.interaction_id, [])
    filed = Word(complaint.text, complaint.filed_at, is_from_customer=True, is_decision=False, files=theirs)
    return [filed] + [
        Word(
            each.text,
            each.at,
            each.is_from_customer,
            each.is_decision,
            of_messages.get(each.pk, []) + of_letters.get(each.interaction_id, []),
        )
        for each in messages
    ]


def _files_by(records, *, is_theirs=False) -> dict[int, list[Attachment]]:
    """The files of these records, by their key; `is_theirs`: only what nobody here has added."""
    files = Attachment.objects.of(*records).kept()
    if is_theirs:
        files = files.filter(added_by=None)
    found: dict[int, list[Attachment]] = {}
    for each in files.order_by("pk"):
        found.setdefault(each.record_id, []).append(each)
    return found


def file_of(complaint, number: int) -> Attachment | None:
    """A file that the page shows, by its number."""
    files = (file for word in words_of(complaint) for file in word.files)
    return next((each for each in files if each.number == number), None)


def decision_told(complaint) -> str:
    """In plain words, once the customer was told; of one that was decided anew, once they were told that."""
    decided = complaint.events.filter(step__in=("decide", "communicate")).order_by("pk")
    is_told = decided.values_list("step", flat=True).last() == "communicate"
    if not is_told or complaint.state in (State.INVESTIGATING, State.WAITING):
        return ""
    return DECISIONS.get(complaint.decision, "")


def may_do(complaint) -> list[str]:
    """What the customer may do now: write, withdraw, reopen, appeal."""
    if complaint.state in (State.MERGED, State.REJECTED):
        return []
    steps = set(complaint.steps)
    able = ["write"]
    if complaint.state in (State.CLOSED, State.WITHDRAWN) and not is_recent(complaint):
        steps -= {"reopen", "appeal"}
    not_refused = complaint.decision not in (Complaint.Decision.REFUSED, Complaint.Decision.PARTLY)
    if not_refused or complaint.level >= HIGHEST_LEVEL:
        steps.discard("appeal")
    return able + [each for each in ("appeal", "reopen", "withdraw") if each in steps]


def is_recent(complaint) -> bool:
    """Whether it ended so lately that the customer may open it again."""
    days = ComplaintIntake.objects.standing().reopen_days
    return complaint.state_since > timezone.now() - timedelta(days=days)


@transaction.atomic
def take_word(complaint, *, does: str, text: str, files: Brought, form_token=None) -> None:
    """What the customer wrote or decided on their page, once for each form.

    Raises NotNow for what is not, or no longer, theirs to do; EnoughSaid; Refused for files; and Archived.
    """
    complaint.wait_to_change()
    if form_token and is_taken(complaint, form_token):
        return
    if does not in may_do(complaint):
        raise NotNow(does, State(complaint.state))
    # Whoever takes it back has the last word, however much was said.
    is_full = complaint.messages.filter(is_from_customer=True).count() >= MOST_WORDS
    if is_full and does != "withdraw":
        raise EnoughSaid
    if does == "reopen":  # before the words: whoever opens it again waits for an answer
        complaint.reopen(by=None, reason=text[:1000])
    if text or files:
        hear(complaint, text=text, contact=complaint.contact, files=files, form_token=form_token)
    if does == "appeal":
        complaint.appeal(by=None, reason=text[:1000])
    elif does == "withdraw":
        complaint.withdraw(by=None, reason=text[:1000], form=str(form_token or ""))


def is_taken(complaint, form_token) -> bool:
    """By its words, or where a withdrawal had none by its event."""
    withdrawn = complaint.events.filter(step="withdraw", detail__form=str(form_token))
    heard = own_token(form_token, complaint, is_from_customer=True)
    return complaint.messages.filter(form_token=heard).exists() or withdrawn.exists()
