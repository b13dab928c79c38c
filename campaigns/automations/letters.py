"""The letters of a step: each day they are one Campaign, to which those are added who are due on it.

So all that holds of campaigns holds of them: consent and suppression are asked anew as each letter leaves, nobody gets
one twice, its links are followed, bounces are heard, and «why did they (not) get it» is one page.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.db.models import Max
from django.utils import timezone

from accounts.models.contact import Channel
from campaigns.addressing import Reason
from campaigns.following import links_of
from campaigns.lanes import lane_of_workspace
from campaigns.models import AutomationIssue, Campaign, ContentVersion, Recipient, ResponseRules, SendChunk
from campaigns.models.campaign import STEP_STAYS
from campaigns.models.content import texts_of
from campaigns.models.template import Template
from campaigns.snapshot import candidates_of, why_left_out, with_address
from campaigns.states import State
from campaigns.writing import OF_BLOCK, OF_TEMPLATE
from messaging.sending import sender_of_workspace


def said_by(template: Template) -> dict:
    """What a template says now, to be kept with a version."""
    blocks = template.in_order()
    return {
        "template": template.pk,
        "channel": template.channel,
        "texts": dict(texts_of(template, OF_TEMPLATE)),
        "blocks": [dict(texts_of(block, OF_BLOCK)) for block in blocks],
    }


def issue_of(automation, version, index: int) -> Campaign:
    """The letters of this step of today, locked; the first who is due makes them."""
    today = timezone.localdate()
    rows = AutomationIssue.objects.filter(version=version, step=index, issue_on=today)
    found = rows.first()
    campaign = _make(automation, version, index, today) if found is None else found.campaign
    return Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)


def _make(automation, version, index, today) -> Campaign:
    letter = version.letters[str(version.steps[index]["key"])]
    now = timezone.now()
    day_is_over = timezone.make_aware(datetime.combine(today + timedelta(days=1), time()))
    made = Campaign.objects.create(
        name=issue_name(automation, index, today),
        kind=Campaign.Kind.STEP,
        purpose=version.purpose,
        template_id=letter["template"],
        channel=letter.get("channel", Channel.EMAIL),
        state=State.RUNNING,
        send_at=now,
        started_at=now,
        expire_at=day_is_over + STEP_STAYS,
        created_by=automation.created_by,
    )
    lane_of_workspace(made.channel)
    is_followed = ResponseRules.objects.standing().is_on
    content = ContentVersion(
        campaign=made,
        version=1,
        texts=letter["texts"],
        blocks=letter["blocks"],
        is_followed=is_followed,
        domain=sender_of_workspace().address.rpartition("@")[2] or "localhost",
    )
    content.links = links_of(content, content.in_order()) if is_followed else []
    content.save()
    AutomationIssue.objects.create(version=version, step=index, issue_on=today, campaign=made)
    return made


def issue_name(automation, index: int, day) -> str:
    ending = f" · {index + 1} · {day:%Y-%m-%d}"
    longest = Campaign._meta.get_field("name").max_length or 0
    return automation.name[: longest - len(ending)] + ending


def takes_on(campaign: Campaign) -> bool:
    """Whether somebody stopped it: then nobody is added."""
    return campaign.state in {State.RUNNING, State.PAUSED}


def add_recipients(campaign: Campaign, contacts: Collection[int]) -> set[int]:
    """Write down these as recipients of a campaign that is locked; keys of those who are written to. The others are
    left out at once, with the reason.
    """
    rows = candidates_of(campaign).filter(pk__in=contacts)
    rows = with_address(campaign, rows.annotate(reason=why_left_out(campaign))).order_by("pk")
    before = Recipient.objects.filter(campaign=campaign)
    taken = set(before.exclude(address_key=None).values_list("address_key", flat=True))
    last = before.aggregate(last=Max("seq"))["last"] or 0
    now, added, written_to = timezone.now(), [], set()
    for pk, address, key, reason in rows.values_list("pk", "reached", "reached_key", "reason"):
        row = Recipient(campaign=campaign, contact_id=pk, address=address)
        # «Duplicate» is what is said of whoever has no other reason.
        if reason == Reason.DUPLICATE and key not in taken:
            taken.add(key)
            written_to.add(pk)
            row.seq, row.address_key = last + len(written_to), key
        else:
            row.state, row.reason, row.settled_at = Recipient.State.SKIPPED, reason, now
        added.append(row)
    Recipient.objects.bulk_create(added)
    if written_to:
        SendChunk.objects.create(
            campaign=campaign,
            lo=last + 1,
            hi=last + len(written_to),
            due_at=now,
            done_seq=last,
            intent_seq=last,
        )
    campaign.recipient_count += len(added)
    campaign.left_out_count += len(added) - len(written_to)
    campaign.save(update_fields=["recipient_count", "left_out_count"])
    return written_to
