"""The fields of accounts."""

from dataclasses import replace

import django_filters as filters
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.custom.definitions import Of
from accounts.custom.listing import custom_list_fields
from accounts.fields import inputs
from accounts.fields.alike import ADDED, DESCRIPTION, NAMES, NUMBER
from accounts.fields.team import FIELDS as TEAM
from accounts.fields.values import column, display, labels, revenue
from accounts.filters import AccountListFilter, KnownFilter, OwnerFilter, StatusSinceFilter, TreeFilter
from accounts.models import Account, AccountStatus, AccountTag, Industry, Region
from accounts.segments.asking_of_accounts import ACCOUNT, ONLY_ASKED
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.places import country_name, language_name
from lib.registry import Registry
from lib.templatetags.house import email, ltr, phone
from workspaces.roles import Permission

STATES: dict[str, str] = {
    Account.Status.ACTIVE: "done",
    Account.Status.PROSPECT: "info",
    Account.Status.DORMANT: "waiting",
    Account.Status.LOST: "neutral",
}
account_fields = Registry("fields of accounts")


def status_badge(account, rows):
    return badge(choice(account, "status"), STATES[account.status])


def status_now(membership):
    return [Prefetch("statuses", AccountStatus.objects.filter(until_at=None))]


def status_since(account, rows):
    return "".join(formats.day(each.from_at) for each in account.statuses.all())


def written_since(account):
    return next((timezone.localtime(each.from_at).date() for each in account.statuses.all()), "")


def tier_badge(account, rows):
    return badge(choice(account, "tier"), plain=True) if account.tier else ""


def type_badge(account, rows):
    return badge(choice(account, "management_type"), plain=True) if account.management_type else ""


def typed_phone(account, rows):
    return phone(account.phone_e164) or ltr(account.phone)


def tags_of(membership):
    return [Prefetch("taggings", AccountTag.objects.select_related("tag").order_by("pk"))]


def parent_of(membership):
    return [Prefetch("parent", Account.objects.visible_to(membership))]


def parent_name(account, people):
    return (account.parent.name_ar or account.parent.name_en) if account.parent else ""


def money_of(account, rows):
    if account.annual_revenue_minor is None:
        return ""
    return formats.money(account.annual_revenue_minor, account.currency)


FIELDS = [
    *NAMES,
    Field(
        "other_names",
        _("Other names"),
        cell=lambda account, rows: bdi(account.other_names),
        written=column("other_names"),
    ),
    Field(
        "status",
        _("Status"),
        cell=status_badge,
        on_a_phone=ASIDE,
        filter=lambda: filters.ChoiceFilter(choices=Account.Status, label=_("Status")),
        written=display("status"),
        input=inputs.status,
        is_usual=True,
    ),
    Field(
        "status_since",
        _("In this status since"),
        cell=status_since,
        css="text-nowrap",
        filter=lambda: StatusSinceFilter(label=_("In this status for")),
        written=lambda account, people: written_since(account),
        parts=status_now,
    ),
    Field(
        "tier",
        _("Tier"),
        cell=tier_badge,
        filter=lambda: filters.ChoiceFilter(choices=Account.Tier, label=_("Tier")),
        written=display("tier"),
        input=inputs.tier,
        is_usual=True,
    ),
    Field(
        "management_type",
        _("Management type"),
        cell=type_badge,
        on_a_phone=LABELLED,
        filter=lambda: filters.ChoiceFilter(choices=Account.ManagementType, label=_("Management type")),
        sorts=(Sort("type", _("By management type"), "management_type"),),
        written=display("management_type"),
        input=inputs.management_type,
    ),
    Field(
        "owner",
        _("Account manager"),
        cell=lambda account, rows: bdi(account.owner and account.owner.user.name),
        on_a_phone=LABELLED,
        filter=lambda: OwnerFilter(kind="owner", label=_("Account manager"), null_label=_("Nobody yet")),
        written=lambda account, people: people.called(account.owner),
        reads=("owner__user",),
        input=inputs.owner,
        is_usual=True,
    ),
    *TEAM,
    Field(
        "industry",
        _("Industry"),
        cell=lambda account, rows: bdi(account.industry and account.industry.name),
        filter=lambda: TreeFilter(kind="industry", tree=Industry, label=_("Industry")),
        written=lambda account, people: account.industry.name if account.industry else "",
        reads=("industry",),
        is_usual=True,
    ),
    Field(
        "region",
        _("Region"),
        cell=lambda account, rows: bdi(account.region and account.region.name),
        filter=lambda: TreeFilter(kind="region", tree=Region, label=_("Region")),
        written=lambda account, people: account.region.name if account.region else "",
        reads=("region",),
    ),
    Field(
        "city",
        _("City"),
        cell=lambda account, rows: bdi(account.city),
        on_a_phone=LABELLED,
        written=column("city"),
        input=inputs.text("city", most=80),
        is_usual=True,
    ),
    Field(
        "country",
        _("Country"),
        cell=lambda account, rows: country_name(account.country),
        written=lambda account, people: country_name(account.country),
    ),
    Field(
        "tag",
        _("Tags"),
        cell=lambda account, rows: bdi(formats.listed(tagging.tag for tagging in account.taggings.all())),
        filter=lambda: KnownFilter("taggings__tag", kind="tag", label=_("Tag")),
        written=lambda account, people: labels(account.taggings.all()),
        heading="tags",
        parts=tags_of,
    ),
    Field(
        "kind",
        _("Kind"),
        cell=lambda account, rows: choice(account, "kind"),
        filter=lambda: filters.ChoiceFilter(choices=Account.Kind, label=_("Kind")),
        written=display("kind"),
    ),
    Field("size", _("Size"), cell=lambda account, rows: choice(account, "size"), written=display("size")),
    Field(
        "annual_revenue",
        _("Annual revenue"),
        cell=money_of,
        css="num",
        written=lambda account, people: revenue(account),
    ),
    Field("currency", _("Currency"), written=column("currency")),
    Field(
        "language",
        _("Language"),
        cell=lambda account, rows: language_name(account.language),
        written=lambda account, people: language_name(account.language),
    ),
    Field(
        "phone",
        _("Phone"),
        cell=typed_phone,
        css="text-nowrap",
        written=column("phone"),
        input=inputs.phone("phone"),
        is_usual=True,
    ),
    Field("email", _("E-mail"), cell=lambda account, rows: email(account.email), written=column("email")),
    Field(
        "website",
        _("Website"),
        cell=lambda account, rows: bdi(account.website_host, "ltr"),
        written=column("website"),
    ),
    Field(
        "parent",
        _("Parent account"),
        cell=lambda account, rows: bdi(account.parent and account.parent.name),
        written=parent_name,
        parts=parent_of,
    ),
    Field("source", _("Source"), cell=lambda account, rows: choice(account, "source"), written=display("source")),
    DESCRIPTION,
    ADDED,
    Field(
        "updated",
        _("Last changed"),
        cell=lambda account, rows: formats.day(account.updated_at),
        sorts=(Sort("-updated", _("Last changed first"), "updated_at", is_descending=True),),
    ),
    NUMBER,
]  # fmt: skip

account_listing = Listing(
    key="accounts",
    label=_("Accounts"),
    fields=account_fields,
    base_filter=AccountListFilter,
    url_name="accounts:list",
    record_url_name="desk:account",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="name",
    queryset=lambda membership: Account.objects.visible_to(membership),
    made=custom_list_fields(Of.ACCOUNT),
)

for place, each in enumerate(FIELDS):
    asked = ACCOUNT.get(each.key)
    account_fields.register(each.key, replace(each, rule=asked) if asked else each, order=10 * place)
for place, each in enumerate(ONLY_ASKED):
    account_fields.register(each.key, each, order=1000 + place)
