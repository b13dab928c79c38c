"""Drafting an update: what was done, decided, promised and owed since the last one, as far as the customer may know.

What is internal never enters: interactions by their own word, and what was agreed among ourselves, in a note.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from interactions.formfields import contacts_at
from interactions.models import FollowUp, Interaction, RequestLink
from interactions.ready_answers import LANGUAGES
from lib import formats
from timeline.services import record
from updates.models import CustomerUpdate, UpdateItem, UpdateLink
from updates.models.item import LONGEST
from workspaces.models import Workspace

FIRST_LOOKS_BACK = timedelta(days=14)
MOST_ITEMS = 40
Kind = UpdateItem.Kind
TALKS = ("meeting", "visit")


@transaction.atomic
def draft_update(account, *, by=None) -> CustomerUpdate:
    """The open draft of a customer, brought up to now; a new one where there is none. Refused while archived."""
    account.wait_to_change()
    found = CustomerUpdate.objects.drafts().filter(account=account).first()
    if found is None:
        found = _begin(account, by=by)
    add_what_happened(found)
    return found


def _begin(account, *, by) -> CustomerUpdate:
    now = timezone.now()
    last = CustomerUpdate.objects.sent().filter(account=account).order_by("-until_at").first()
    people = reachable(account)
    to = people[0] if people else None
    opened = Workspace.objects.get(pk=account.workspace_id)
    spoken = [each.language for each in (to, account) if each] + [opened.language]
    language = next((each for each in spoken if each in LANGUAGES), "ar")
    since = last.until_at if last else now - FIRST_LOOKS_BACK
    manager = account.owner.user.name if account.owner else (by.user.name if by else "")
    name = to.name if to else account.name
    with override(language), formats.use(opened.formats(language)):
        made = CustomerUpdate.objects.create(
            account=account,
            since_at=since,
            until_at=now,
            language=language,
            subject=_("Where we stand: %(day)s") % {"day": formats.day(now)},
            greeting="\n".join((_("Dear %(name)s,") % {"name": name}, _("this is where we stand."))),
            closing="\n".join(part for part in (_("With kind regards"), manager, opened.name) if part),
            chosen=[to.pk] if to else [],
            created_by=by,
        )
    record("update.drafted", made, by=by, context=account)
    return made


def reachable(account) -> list:
    """Contacts of the customer who have an e-mail address, the main one first."""
    return [each for each in contacts_at(account) if each.email_1]


@transaction.atomic
def add_what_happened(found: CustomerUpdate) -> int:
    """Add to a draft what is not in it yet, left out or not; how many items were added.

    Promises that were kept or called off since are promised no more. Who read the draft before reads it again.
    """
    found.hold_draft()
    found.until_at = timezone.now()
    promises = found.items.filter(kind__in=(Kind.PROMISED, Kind.OWED)).exclude(follow_up=None)
    dropped, _rows = promises.exclude(follow_up__state="open").delete()
    known = {key for pair in found.items.values_list("interaction", "follow_up") for key in enumerate(pair)}
    place = found.items.aggregate(last=Max("place"))["last"] or 0
    room = MOST_ITEMS - found.items.count()
    opened = Workspace.objects.get(pk=found.workspace_id)
    added: list[UpdateItem] = []
    with override(found.language), formats.use(opened.formats(found.language)):
        for item in _items(found):
            pair = enumerate((item.interaction_id, item.follow_up_id))
            if len(added) < room and not known.intersection(key for key in pair if key[1]):
                place += 1
                item.update, item.place = found, place
                added.append(item)
    UpdateItem.objects.bulk_create(added)
    if added or dropped:
        found.save_version()
    else:
        found.save(update_fields=["until_at"])
    return len(added)


def _items(found) -> Iterator[UpdateItem]:
    """In the order in which a customer reads them."""
    talked = [(_kind_of(each), each) for each in exchanges(found)]
    yield from (_of_interaction(Kind.DONE, each) for kind, each in talked if kind == Kind.DONE)
    for step in kept_steps(found):
        text = (
            step.reason if step.owed_by == "us" else _("Received from you: %(name)s") % {"name": step.reason}
        )
        yield UpdateItem(
            kind=Kind.DONE, text=text[:LONGEST], follow_up=step, is_left_out=not is_known_to_them(step)
        )
    yield from (_of_interaction(Kind.DECIDED, each) for kind, each in talked if kind == Kind.DECIDED)
    for step in open_steps(found):
        kind = Kind.PROMISED if step.owed_by == "us" else Kind.OWED
        words = {"name": step.reason, "day": formats.day(step.due_on)}
        text = (_("%(name)s, by %(day)s") % words)[:LONGEST]
        yield UpdateItem(kind=kind, text=text, follow_up=step, is_left_out=not is_known_to_them(step))


def is_known_to_them(step) -> bool:
    """They owe it, or it was agreed in what they may see; our own plans stay here until a person ticks them."""
    agreed = step.agreed_in
    return step.owed_by == "customer" or (agreed is not None and agreed.is_visible_to_customer)


def _kind_of(interaction) -> str:
    """What was talked about face to face is what was decided."""
    return Kind.DECIDED if interaction.channel in TALKS else Kind.DONE


def _of_interaction(kind, interaction) -> UpdateItem:
    written = interaction.text.strip() if kind == Kind.DECIDED else ""
    parts = dict.fromkeys(filter(None, (interaction.subject, " ".join(written.split()))))
    text = ": ".join(parts) or interaction.name
    return UpdateItem(kind=kind, text=text[:LONGEST], interaction=interaction)


def exchanges(found):
    """What the customer was reached by and may see; neither their own e-mails nor letters that Sila words itself."""
    letters = (RequestLink, UpdateLink)
    worded = [model.objects.exclude(mail=None).values("mail") for model in letters]
    seen = Interaction.objects.kept().contacts().filter(account=found.account_id, is_visible_to_customer=True)
    seen = seen.filter(at__gt=found.since_at, at__lte=found.until_at)
    seen = seen.exclude(direction="in", channel__in=("email", "portal"))
    for mails in worded:
        seen = seen.exclude(mail_entries__outgoing__in=mails)
    return list(seen.order_by("at", "pk")[:MOST_ITEMS])


def _promises(found):
    """Promises of people, but those that were agreed among ourselves: in a note, or in what was taken off."""
    steps = FollowUp.objects.filter(account=found.account_id).exclude(source=FollowUp.Source.SCHEDULE)
    among_ourselves = Q(agreed_in__channel="note", agreed_in__is_visible_to_customer=False)
    steps = steps.exclude(among_ourselves).exclude(agreed_in__removed_at__isnull=False)
    return steps.select_related("agreed_in")


def kept_steps(found):
    done = _promises(found).filter(state="done", closed_at__gt=found.since_at, closed_at__lte=found.until_at)
    return list(done.order_by("closed_at", "pk")[:MOST_ITEMS])


def open_steps(found):
    return list(_promises(found).open().in_working_order()[:MOST_ITEMS])
