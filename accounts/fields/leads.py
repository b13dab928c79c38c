"""The list of leads: prospects with their stage, how long they stand in it, and what is to be done next."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import django_filters as filters
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.custom.definitions import Of
from accounts.custom.listing import custom_list_fields
from accounts.fields import inputs
from accounts.fields.accounts import account_fields, tags_of, typed_phone
from accounts.fields.alike import ADDED, NAMES
from accounts.fields.values import column, display
from accounts.filters import AccountListFilter, KnownFilter
from accounts.known import COLLEAGUES, INDUSTRIES, REGIONS, STAGES, TAGS
from accounts.models import Account
from accounts.models.account import NEVER, NO_DAY
from lib import formats
from lib.dates import span_in_words
from lib.lists.fields import ASIDE, LABELLED, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, choice
from lib.registry import Registry
from workspaces.roles import Permission

lead_fields = Registry("fields of leads")
DAYS = ("3", "7", "14", "30", "90")
SLOW = timedelta(days=14)


class LeadListFilter(AccountListFilter):
    known_sql = (COLLEAGUES, INDUSTRIES, REGIONS, TAGS, STAGES)


class UntouchedFilter(filters.ChoiceFilter):
    """Nobody was in contact for so many days, since it came."""

    def __init__(self, *args, **kwargs):
        choices = [
            ("3", _("For three days")),
            ("7", _("For a week")),
            ("14", _("For two weeks")),
            ("30", _("For a month")),
            ("90", _("For three months")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        if value not in DAYS:
            return queryset
        day = timezone.localdate() - timedelta(days=int(value) - 1)
        begin = timezone.make_aware(datetime.combine(day, time()))
        return queryset.filter(last_contact_at__lt=begin, created_at__lt=begin)


class AgeFilter(filters.ChoiceFilter):
    """In the stage of now for longer than so many days."""

    def __init__(self, *args, **kwargs):
        choices = [
            ("7", _("More than a week")),
            ("14", _("More than two weeks")),
            ("30", _("More than a month")),
            ("90", _("More than three months")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        if value not in DAYS:
            return queryset
        return queryset.filter(lead_stage_at__lt=timezone.now() - timedelta(days=int(value)))


def stage_cell(account, rows):
    if account.lead_stage is None:
        return badge(str(_("Not sorted yet")), "waiting")
    return badge(account.lead_stage.label, "info")


def stage_written(account, people):
    return account.lead_stage.label if account.lead_stage else ""


def in_stage_since(account):
    return account.created_at if account.lead_stage_at == NEVER else account.lead_stage_at


def age_cell(account, rows):
    since = in_stage_since(account)
    lasted = formats.digits(span_in_words(since, timezone.now()))
    return format_html('<span title="{}">{}</span>', formats.moment(since), lasted)


def next_step_cell(account, rows):
    if account.next_step_on == NO_DAY:
        return format_html('<span class="muted">{}</span>', _("None"))
    due = formats.day(account.next_step_on)
    return badge(due, "late") if account.next_step_on < timezone.localdate() else due


def contact_cell(account, rows):
    at = account.last_contact_at
    return (
        "" if at == NEVER else format_html('<span title="{}">{}</span>', formats.moment(at), formats.ago(at))
    )


STAGE = Field(
    "lead_stage",
    _("Stage"),
    cell=stage_cell,
    on_a_phone=ASIDE,
    filter=lambda: KnownFilter(kind="stage", label=_("Stage"), null_label=_("Not sorted yet")),
    written=stage_written,
    reads=("lead_stage",),
    is_usual=True,
)
AGE = Field(
    "stage_age",
    _("In this stage for"),
    cell=age_cell,
    css="text-nowrap",
    on_a_phone=LABELLED,
    sorts=(
        Sort("stage_age", _("Longest in its stage first"), "lead_stage_at"),
        Sort("-stage_age", _("Newest in its stage first"), "lead_stage_at", is_descending=True),
    ),
    filter=lambda: AgeFilter(label=_("In this stage for")),
    is_usual=True,
)
SOURCE = Field(
    "source",
    _("Source"),
    cell=lambda account, rows: choice(account, "source"),
    filter=lambda: filters.ChoiceFilter(choices=Account.Source, label=_("Source")),
    written=display("source"),
    is_usual=True,
)
CAMPAIGN = Field(
    "campaign",
    _("Campaign"),
    cell=lambda account, rows: account.campaign,
    written=column("campaign"),
)
NEXT_STEP = Field(
    "next_step",
    _("Next step"),
    cell=next_step_cell,
    on_a_phone=LABELLED,
    sorts=(Sort("next_step", _("Next step first"), "next_step_on"),),
    is_usual=True,
)
UNTOUCHED = Field(
    "untouched",
    _("Last contact"),
    cell=contact_cell,
    css="text-nowrap",
    sorts=(Sort("last_contact", _("Longest without contact first"), "last_contact_at"),),
    filter=lambda: UntouchedFilter(label=_("Nobody was in contact")),
    is_usual=True,
)
PHONE = Field(
    "phone",
    _("Phone"),
    cell=typed_phone,
    css="text-nowrap",
    written=column("phone"),
    input=inputs.phone("phone"),
)
TAG = Field(
    "tag",
    _("Tags"),
    filter=lambda: KnownFilter("taggings__tag", kind="tag", label=_("Tag")),
    parts=tags_of,
)

lead_listing = Listing(
    key="leads",
    label=_("Leads"),
    fields=lead_fields,
    base_filter=LeadListFilter,
    url_name="accounts:leads",
    record_url_name="desk:account",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-created",
    queryset=lambda membership: Account.objects.visible_to(membership).prospects(),
    made=custom_list_fields(Of.ACCOUNT),
)

FIELDS = [
    *NAMES, STAGE, AGE, NEXT_STEP, UNTOUCHED, SOURCE, CAMPAIGN, account_fields.get("owner"), PHONE,
    *(replace(account_fields.get(key), is_usual=False) for key in ("email", "city", "industry", "region")),
    TAG, ADDED, replace(account_fields.get("number"), is_usual=False),
]  # fmt: skip
for place, each in enumerate(FIELDS):
    lead_fields.register(each.key, each, order=10 * place)
