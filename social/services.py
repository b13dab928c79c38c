"""Mentions: writing one down, taking one in, changing it, answering it, and saying whose it is."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.services import add_contact
from interactions.models import Interaction
from interactions.services import log_interaction
from messaging.writing import direction_of
from social.models import SocialHandle, SocialMention, SocialRules
from social.models.handle import bare
from timeline.notifying import notify

State = SocialMention.State
LONGEST_SUBJECT = 200


@transaction.atomic
def add_mention(*, by, fields, at, owner=None, form_token=None) -> SocialMention:
    """Write down what a colleague saw. IntegrityError when the form was sent before."""
    made = SocialMention(**fields, at=at, owner=owner, created_by=by, form_token=form_token)
    return _arrive(made, by=by)


def take_in(*, fields, source, external_id, by=None, rules=None, closed=None) -> SocialMention | None:
    """Keep what a file or a program brought; None for what is here already.

    `closed` has the state, the moment and the answer of what was decided before it came: nobody is asked to answer.
    """
    decided = closed or {}
    made = SocialMention(**fields, **decided, source=source, external_id=external_id, created_by=by)
    same = SocialMention.objects.filter(network=made.network, external_id=external_id)
    if same.exists():
        return None
    try:
        with transaction.atomic():
            return _arrive(made, by=by, rules=rules)
    except IntegrityError:
        if same.exists():  # it came twice at the same moment
            return None
        raise


def _arrive(mention, *, by, rules=None) -> SocialMention:
    rules = rules or SocialRules.objects.standing()
    known = SocialHandle.objects.known_as(mention.network, mention.handle)
    if known is not None:
        mention.account, mention.contact = known.account, known.contact
    if mention.owner is None:
        mention.owner = _owner_of(mention, rules)
    mention.due_at = rules.due_at(mention.sentiment, mention.at)
    mention.save()
    mention.tell("socialmention.received", by=by, network=mention.network)
    if mention.is_waiting:
        notify("socialmention.received", [mention.owner], subject=mention, by=by)
    return mention


def _owner_of(mention, rules):
    """The account manager of the customer, or whoever looks after social media."""
    owner = mention.account.owner if mention.account else None
    return owner if owner is not None and owner.is_active else rules.owner


@transaction.atomic
def change_mention(mention, *, by, read_version, changed) -> SocialMention:
    """Save an edited mention; `changed` names the fields, none of them means nothing. Raises Stale."""
    if not changed:
        return mention
    if mention.account is not None:
        mention.account.wait_to_change()
    if {"sentiment", "at"} & set(changed):
        mention.due_at = SocialRules.objects.standing().due_at(mention.sentiment, mention.at)
    mention.save_version(read_version=read_version)
    mention.tell("socialmention.changed", by=by, fields=sorted(changed))
    if "owner" in changed:
        mention.tell_owner(by=by)
    return mention


@transaction.atomic
def answer(mention, *, by, text, link="") -> SocialMention:
    """Keep what was answered; with a customer it is an exchange with them. DecidedBefore for who comes second."""
    mention.wait_to_change()
    mention.answer_text, mention.answer_link = text, link
    mention.close(State.ANSWERED, "socialmention.answered", by=by)
    if mention.account is not None:
        _log(mention, by=by)
    return mention


def _log(mention, *, by):
    words = {"network": mention.get_network_display(), "name": mention.name}
    mention.interaction = log_interaction(
        account=mention.account,
        by=by,
        fields={
            "channel": Interaction.Channel.SOCIAL,
            "direction": Interaction.Direction.OUT,
            "subject": (_("Answer on %(network)s: %(name)s") % words)[:LONGEST_SUBJECT],
            "text": "\n\n".join(filter(None, [mention.answer_text, mention.answer_link])),
            "outcome": "",
            "is_visible_to_customer": True,
        },
        contacts=[mention.contact] if mention.contact else [],
        at=mention.closed_at,
    )
    mention.save(update_fields=["interaction"])


@transaction.atomic
def link_to(mention, *, account, contact=None, by) -> SocialMention:
    """Say whose it is. Who has this name on the network is known from now on; Archived while the customer is."""
    account.wait_to_change()
    mention.wait_to_change()
    if (mention.account_id, mention.contact_id) == (account.pk, contact and contact.pk):
        return mention
    mention.account, mention.contact = account, contact
    if mention.owner is None:
        mention.owner = account.owner if account.owner is not None and account.owner.is_active else None
    mention.save_version()
    if bare(mention.handle):
        SocialHandle.objects.update_or_create(
            network=mention.network,
            handle=bare(mention.handle),
            defaults={"account": account, "contact": contact},
        )
    mention.tell("socialmention.linked", by=by)
    return mention


@transaction.atomic
def link_to_new_contact(mention, *, account, name, by) -> SocialMention:
    """Make a contact of who wrote it, at this customer; pressed twice it is one contact."""
    account.wait_to_change()
    mention.wait_to_change()
    column = "name_ar" if direction_of(name) == "rtl" else "name_en"
    if mention.account_id == account.pk and mention.contact and getattr(mention.contact, column) == name:
        return mention
    contact = add_contact(by=by, fields={column: name}, account=account)
    return link_to(mention, account=account, contact=contact, by=by)


@transaction.atomic
def unlink(mention, *, by) -> SocialMention:
    """It is nobody's again, and its name on the network is forgotten."""
    mention.wait_to_change()
    if mention.account is None:
        return mention
    mention.tell("socialmention.unlinked", by=by)
    known = SocialHandle.objects.filter(network=mention.network, handle=bare(mention.handle))
    known.filter(account=mention.account).delete()
    mention.account = mention.contact = None
    mention.save_version()
    return mention
