"""What the list of recipients knows of them: columns, filters, and what a file holds."""

import django_filters as filters
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.exports import Exported, heading
from accounts.filters import ListFilter
from accounts.imports.columns import Column
from campaigns.credited import counted
from campaigns.models import Campaign, Recipient
from campaigns.models.variant import LETTERS
from campaigns.progress import WAITING
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.registry import Registry
from workspaces.roles import Permission

recipient_fields = Registry("fields of recipients")
State = Recipient.State
BADGES: dict[str, str] = {
    State.PENDING: "waiting",
    State.DEFERRED: "waiting",
    State.SENT: "done",
    State.SKIPPED: "neutral",
    State.FAILED: "late",
    State.AMBIGUOUS: "info",
}


VARIANTS = [
    ("0", _("The template of the campaign")),
    *((str(each), letter) for each, letter in LETTERS.items()),
]


class RecipientFilter(ListFilter):
    """Nothing is put away here."""

    known_sql = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.filters["archived"]


class CampaignNumberFilter(filters.CharFilter):
    """One campaign, by the number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, max_length=9, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        if not (value.isascii() and value.isdigit()):
            return queryset.none()
        return queryset.filter(campaign__number=int(value))


class StateFilter(filters.ChoiceFilter):
    def __init__(self, *args, **kwargs):
        waiting = (WAITING, pgettext_lazy("recipients", "Waiting, or tried again later"))
        super().__init__(*args, choices=[waiting, *State.choices], **kwargs)

    def filter(self, queryset, value):
        if value == WAITING:
            return queryset.waiting()
        return queryset.filter(state=value) if value else queryset


class BoughtFilter(filters.ChoiceFilter):
    """To whom a purchase is put down, or to whom none is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, choices=[("yes", _("Bought")), ("no", _("Bought nothing"))], **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        bought = Q(pk__in=counted(Campaign.objects.all()).values("recipient"))
        return queryset.filter(bought if value == "yes" else ~bought)


def in_workspace(rows) -> str:
    return str(rows.before.partition("/campaigns/")[0])


def who_cell(recipient, rows):
    """Leads to what became of them here."""
    if recipient.contact is None:
        return format_html('<span class="muted">{}</span>', _("Deleted contact"))
    url = f"{in_workspace(rows)}/campaigns/{recipient.campaign.number}/recipients/{recipient.contact.number}/"
    return format_html('<a data-row-link href="{}"><bdi>{}</bdi></a>', url, recipient.contact.name)


def campaign_cell(recipient, rows):
    url = f"{in_workspace(rows)}/campaigns/{recipient.campaign.number}/"
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, recipient.campaign.name)


def variant_name(recipient) -> str:
    """Only of who is told something else than the campaign's own template."""
    return LETTERS.get(recipient.variant, "")


def when_cell(recipient, rows):
    return formats.moment(recipient.settled_at) if recipient.settled_at else ""


def day_and_time(moment):
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0) if moment else ""


FIELDS = [
    Field("name", _("Contact"), cell=who_cell, on_a_phone=MAIN, is_fixed=True, reads=("contact", "campaign"),
          written=lambda each, people: each.contact.name if each.contact else ""),
    Field("address", _("E-mail or number"), cell=lambda each, rows: bdi(each.address, "ltr"), on_a_phone=LABELLED,
          is_usual=True, written=lambda each, people: each.address),
    Field("state", _("State"), cell=lambda each, rows: badge(choice(each, "state"), BADGES[each.state]),
          on_a_phone=ASIDE, is_usual=True, filter=lambda: StateFilter(label=_("State")),
          written=lambda each, people: each.get_state_display()),
    Field("reason", _("Reason"), cell=lambda each, rows: choice(each, "reason"), on_a_phone=LABELLED,
          is_usual=True, written=lambda each, people: each.get_reason_display(),
          filter=lambda: filters.ChoiceFilter(choices=Recipient.Reason, label=_("Reason"))),
    Field("variant", _("Variant"), cell=lambda each, rows: bdi(variant_name(each)), on_a_phone=LABELLED,
          written=lambda each, people: variant_name(each),
          filter=lambda: filters.ChoiceFilter(choices=VARIANTS, label=_("Variant"))),
    Field("settled", pgettext_lazy("recipient", "When"), cell=when_cell, css="text-nowrap",
          on_a_phone=LABELLED, is_usual=True, written=lambda each, people: day_and_time(each.settled_at)),
    Field("campaign", _("Campaign"), cell=campaign_cell, reads=("campaign",), is_usual=True,
          filter=lambda: CampaignNumberFilter(label=_("Number of the campaign")),
          written=lambda each, people: each.campaign.name),
    Field("bought", _("Bought after it"), filter=lambda: BoughtFilter(label=_("Bought after it"))),
    Field("attempts", _("Attempts"), css="num", cell=lambda each, rows: formats.number(each.attempts),
          written=lambda each, people: each.attempts),
    Field("answer", _("What was answered"), cell=lambda each, rows: bdi(each.answer[:120], "ltr"),
          written=lambda each, people: each.answer),
    Field("order", _("Order"),
          sorts=(Sort("-order", _("Newest first"), "id", is_descending=True),
                 Sort("order", _("Oldest first"), "id"))),
]  # fmt: skip

recipient_listing = Listing(
    key="recipients",
    label=_("Recipients"),
    fields=recipient_fields,
    base_filter=RecipientFilter,
    url_name="campaigns:recipients",
    record_url_name="campaigns:detail",
    permission=Permission.MANAGE_CAMPAIGNS,
    default_sort="order",
    queryset=lambda membership: Recipient.objects.visible_to(membership),
)


class Recipients(Exported):
    """With the reasons, of one campaign or of what the list shows."""

    listing = recipient_listing

    def columns(self, membership):
        own = [Column(heading(field), field.label) for field in self.written(membership)]
        return [Column("contact_number", _("Number of the contact")), *own]

    def with_parts(self, queryset, membership):
        return queryset.select_related("contact", "campaign")

    def found(self, membership, query, *, scans=False):
        return super().found(membership, query)

    def values(self, record, people, membership):
        own = {heading(field): field.written(record, people) for field in self.written(membership)}
        return {"contact_number": record.number or ""} | own


for place, each in enumerate(FIELDS):
    recipient_fields.register(each.key, each, order=10 * place)
