"""What a complaint was heard in: an interaction or a mention on social media, whose words it begins with."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from complaints.fields import state_badge
from complaints.models import Complaint
from interactions.linking import Linked
from interactions.models import Interaction
from interactions.views.interactions import number_in
from social.models import SocialMention
from workspaces.roles import Permission

Channel = Complaint.Channel
CHANNELS = {
    "call": Channel.PHONE,
    "meeting": Channel.VISIT,
    "visit": Channel.VISIT,
    "email": Channel.EMAIL,
    "social": Channel.SOCIAL,
    "portal": Channel.PORTAL,
}
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Origin:
    """`fields` are kept with the complaint, `initial` stands in its form; `query` names it in an address."""

    account: object = None
    fields: dict = field(default_factory=dict)
    initial: dict = field(default_factory=dict)
    query: dict = field(default_factory=dict)

    def fits(self, account) -> bool:
        return self.account is None or self.account.pk == account.pk


def asked_origin(request) -> Origin:
    """The one that the address names; 404 where this member does not see it."""
    number = number_in(request, "interaction")
    if number is not None:
        seen = Interaction.objects.visible_to(request.membership).kept().with_contacts()
        return of_interaction(get_object_or_404(seen.select_related("account"), number=number))
    number = number_in(request, "mention")
    if number is not None:
        seen = SocialMention.objects.visible_to(request.membership)
        return of_mention(get_object_or_404(seen.select_related("account", "contact"), number=number))
    return Origin()


def of_interaction(found) -> Origin:
    initial = {
        "subject": found.subject or first_line(found.text),
        "text": found.text or found.subject,
        "channel": CHANNELS.get(found.channel, Channel.OTHER),
        "contact": next(iter(found.contacts), None),
    }
    return Origin(found.account, {"interaction": found}, initial, {"interaction": found.number})


def of_mention(found) -> Origin:
    initial = {
        "subject": first_line(found.text),
        "text": found.text,
        "channel": Channel.SOCIAL,
        "contact": found.contact,
    }
    return Origin(found.account, {"mention": found}, initial, {"mention": found.number})


def first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:LONGEST_SUBJECT]


def read_linked_complaints(record, membership) -> dict | None:
    """The complaints that were filed from it, and the way to file one."""
    kind = "interaction" if isinstance(record, Interaction) else "mention"
    complaints = list(Complaint.objects.visible_to(membership).filter(**{kind: record}).order_by("pk"))
    for each in complaints:
        each.badge = state_badge(each)
    account = record.account
    is_in_use = (account is None or not account.is_archived) and not getattr(record, "is_removed", False)
    may_file = is_in_use and membership.can(Permission.HANDLE_COMPLAINTS)
    if not complaints and not may_file:
        return None
    return {"complaints": complaints, "may_file": may_file, "query": urlencode({kind: record.number})}


LINKED = Linked(_("Complaints"), "complaints/linked_panel.html", read_linked_complaints)
