"""What others tell of letters: providers at their hook, and mail servers by what they send back.

It may come twice, late and in any order: each thing is known by its name at who tells it. What an address is not
written to for comes first, then the event; both in one transaction.
"""

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consents import unsubscribe
from accounts.models import Contact
from accounts.models.contact import Channel
from campaigns.channels import receipts
from campaigns.models import HookPost, Recipient, Response
from campaigns.models.recipient import referred
from campaigns.providers import Told, read
from lib.tenancy.state import require_workspace_id
from messaging.models import Suppression
from messaging.models.suppression import folded_address
from messaging.sending import suppress

log = structlog.get_logger(__name__)
Kind = Response.Kind

BATCH = 200
# By channel: as what an address is kept that nothing will ever reach.
GONE = {
    Channel.EMAIL: Suppression.Reason.BOUNCED,
    Channel.SMS: Suppression.Reason.WRONG,
    Channel.WHATSAPP: Suppression.Reason.WRONG,
}
MOST_EVENTS = 5_000
# As mail servers are called among providers.
MAIL_SERVER = "dsn"


def settle_posts() -> int:
    """What providers have told, oldest first; how many of their messages were settled or set aside."""
    with transaction.atomic():
        due = HookPost.objects.due(timezone.now()).select_related("hook")
        posts = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:BATCH])
        told: list[Told] = []
        done = []
        for post in posts:
            said = _said_by(post)
            if said is not None:
                told += said
                done.append(post.pk)
            if len(told) >= MOST_EVENTS:
                break
        take(told)
        HookPost.objects.filter(pk__in=done).delete()
        return len(posts)


def _said_by(post: HookPost) -> list[Told] | None:
    """None when it cannot be read: then it is kept, and nobody tries again."""
    try:
        if post.hook.provider in receipts.CHANNELS:
            return receipts.read(post.hook.provider, post.body)
        return read(post.hook.provider, post.hook.sealed_secret, post.body)
    except Exception as error:  # whatever they send: it is this message alone
        log.warning("provider_message_unreadable", post=post.pk, error=type(error).__name__)
        post.error, post.due_at = type(error).__name__[:80], None
        post.save(update_fields=["error", "due_at"])
        return None


def take(told: list[Told]) -> int:
    """Write down what is told of letters of the open workspace, and see to the addresses; how much was of ours."""
    named = [(each, found) for each in told if (found := _referred(each))]
    rows = Recipient.objects.select_related("campaign").in_bulk({pk for _told, (pk, _campaign) in named})
    ours = [
        (each, rows[pk]) for each, (pk, campaign) in named if pk in rows and rows[pk].campaign_id == campaign
    ]
    known = set(
        Response.objects.filter(event_id__in={each.event_id for each, _row in ours}).values_list(
            "provider", "event_id"
        )
    )
    new = [(each, row) for each, row in ours if (each.provider, each.event_id) not in known]
    gone = [row for each, row in new if each.kind == Kind.BOUNCED and each.is_lasting]
    for channel, reason in GONE.items():
        _leave_alone({row.address for row in gone if row.campaign.channel == channel}, reason, channel)
    _leave_alone({row.address for each, row in new if each.kind == Kind.COMPLAINED}, "complained")
    _unsubscribe([(each, row) for each, row in new if each.kind == Kind.UNSUBSCRIBED])
    made = [_response(each, row) for each, row in new]
    Response.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
    return len(ours)


def _referred(told: Told) -> tuple[int, int] | None:
    """The recipient that is meant, by our own signature alone."""
    workspace_id = require_workspace_id()
    return next(filter(None, (referred(each, workspace_id) for each in told.references)), None)


def _response(told: Told, row: Recipient) -> Response:
    return Response(
        campaign_id=row.campaign_id,
        recipient=row.pk,
        kind=told.kind,
        is_lasting=told.is_lasting,
        answer=told.answer,
        provider=told.provider,
        event_id=told.event_id,
        at=told.at,
    )


def _leave_alone(addresses: set[str], reason: str, channel: str = Channel.EMAIL) -> None:
    folded = {folded_address(each) for each in addresses if each}
    known = set(
        Suppression.objects.filter(channel=channel, address__in=folded).values_list("address", flat=True)
    )
    for address in sorted(folded - known):
        suppress(address, channel=channel, reason=reason, by=None)


def _unsubscribe(told: list[tuple[Told, Recipient]]) -> None:
    contacts = Contact.objects.select_related("merged_into", "workspace").in_bulk(
        {row.contact_id for _told, row in told if row.contact_id}
    )
    for each, row in sorted(told, key=lambda pair: pair[1].contact_id or 0):
        contact = contacts.get(row.contact_id)
        if contact is None:
            continue
        unsubscribe(
            contact.merged_into or contact,
            channel=row.campaign.channel,
            purpose=row.campaign.purpose,
            wording=_("Unsubscribed at the provider"),
            source=each.provider,
            language=contact.workspace.language,
        )


def take_bounce(bounce, *, report_id: str) -> bool:
    """What a mail server sent back; whether it is about a letter of ours. For messaging.receiving.bounces."""
    told = Told(
        kind=Kind.BOUNCED,
        references=bounce.references,
        provider=MAIL_SERVER,
        event_id=report_id[:100],
        at=timezone.now(),
        is_lasting=bounce.is_address_gone,
        answer=bounce.answer[:300],
    )
    return bool(take([told]))
