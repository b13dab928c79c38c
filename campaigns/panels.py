"""What the page of a contact shows of campaigns."""

from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from campaigns.figures import strongest_of
from campaigns.models import Recipient
from campaigns.recipient_fields import BADGES

MOST_ROWS = 4


def read_last(contact, membership) -> dict | None:
    """The last ones; no panel for who was in none."""
    rows = list(
        Recipient.objects.filter(contact=contact).select_related("campaign").order_by("-pk")[:MOST_ROWS]
    )
    responses = strongest_of(rows)
    for row in rows:
        row.badge, row.response = BADGES[row.state], responses.get(row.pk)
    return {"rows": rows} if rows else None


OF_CONTACT = Panel(
    title=_("Campaigns"),
    template="campaigns/panel.html",
    read=read_last,
    url_name="campaigns:of_contact",
    action=_("All campaigns of this contact"),
    icon="send",
)
