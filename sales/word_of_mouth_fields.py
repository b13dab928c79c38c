"""What the lists of referrals and of testimonials know of their records."""

import django_filters as filters
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interactions.fields import account_link
from interactions.filters import AboutAccountsFilter, AccountFilter
from lib import formats
from lib.lists.fields import ASIDE, LABELLED, MAIN, Field, Listing
from lib.lists.page import Sort
from lib.lists.rows import badge, bdi, choice
from lib.registry import Registry
from sales.models import Referral, Testimonial
from sales.models.referral import referred_for
from workspaces.roles import Permission

referral_fields = Registry("fields of referrals")
testimonial_fields = Registry("fields of testimonials")
REFERRAL_STATES = {
    "received": "waiting",
    "contacted": "info",
    "lead": "info",
    "customer": "done",
    "not": "neutral",
}
TESTIMONIAL_STATES = {"asked": "waiting", "given": "done", "declined": "neutral"}


def referred_cell(referral, rows):
    referred = referral.seen_referred
    if referred is None:
        return ""
    url = f"{rows.before.rstrip('/').rpartition('/')[0]}/accounts/{referred.number}/"
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, referred.name)


def consent_cell(testimonial, rows):
    if testimonial.withdrawn_on:
        return badge(gettext("Consent withdrawn"), "late")
    if testimonial.state != Testimonial.State.GIVEN:
        return ""
    return badge(gettext("May be used"), "done") if testimonial.scopes else badge(gettext("Internal only"))


class ConsentFilter(filters.ChoiceFilter):
    def __init__(self, *args, **kwargs):
        choices = [
            ("yes", _("May be used")),
            ("withdrawn", _("Consent withdrawn")),
            ("no", _("Internal only")),
        ]
        super().__init__(*args, choices=choices, **kwargs)

    def filter(self, queryset, value):
        conditions = {
            "yes": {"consent_on__isnull": False, "withdrawn_on": None},
            "withdrawn": {"withdrawn_on__isnull": False},
            "no": {"consent_on": None, "state": "given"},
        }
        return queryset.filter(**conditions[value]) if value in conditions else queryset


def account_field(label):
    return Field(
        "account",
        label,
        cell=account_link,
        on_a_phone=LABELLED,
        filter=lambda: AccountFilter(label=_("Number of the account")),
        reads=("account",),
        is_usual=True,
    )


REFERRALS = [
    Field(
        "name", _("Who was referred"), cell=lambda each, rows: rows.link(each), on_a_phone=MAIN, is_fixed=True
    ),
    account_field(_("Referred by")),
    Field(
        "customer",
        _("Customer"),
        cell=referred_cell,
        on_a_phone=LABELLED,
        parts=lambda membership: [referred_for(membership)],
        is_usual=True,
    ),
    Field(
        "on",
        _("Date"),
        cell=lambda each, rows: formats.day(each.on_day),
        on_a_phone=LABELLED,
        sorts=(
            Sort("-on", _("Newest first"), "on_day", is_descending=True),
            Sort("on", _("Oldest first"), "on_day"),
        ),
        is_usual=True,
    ),
    Field(
        "outcome",
        _("What came of it"),
        cell=lambda each, rows: badge(each.outcome_label, REFERRAL_STATES[each.outcome]),
        on_a_phone=ASIDE,
        filter=lambda: filters.ChoiceFilter(choices=Referral.Outcome.choices, label=_("What came of it")),
        is_usual=True,
    ),
    Field(
        "thanked",
        _("Thanked on"),
        cell=lambda each, rows: formats.day(each.thanked_on) if each.thanked_on else "",
        filter=lambda: filters.BooleanFilter("thanked_on", lookup_expr="isnull", label=_("Not thanked yet")),
        is_usual=True,
    ),
]

TESTIMONIALS = [
    Field(
        "name",
        _("Customer"),
        cell=lambda each, rows: rows.link(each),
        on_a_phone=MAIN,
        is_fixed=True,
        reads=("account",),
    ),
    Field(
        "state",
        _("State"),
        cell=lambda each, rows: badge(choice(each, "state"), TESTIMONIAL_STATES[each.state]),
        on_a_phone=ASIDE,
        filter=lambda: filters.ChoiceFilter(choices=Testimonial.State, label=_("State")),
        is_usual=True,
    ),
    Field(
        "text",
        _("What they say"),
        cell=lambda each, rows: bdi(each.text[:120]),
        on_a_phone=LABELLED,
        is_usual=True,
    ),
    Field("rating", _("Rating"), cell=lambda each, rows: "★" * (each.rating or 0), is_usual=True),
    Field(
        "consent",
        _("Consent"),
        cell=consent_cell,
        on_a_phone=LABELLED,
        filter=lambda: ConsentFilter(label=_("Consent")),
        is_usual=True,
    ),
    Field(
        "made",
        _("Date"),
        cell=lambda each, rows: formats.day(each.given_on or each.asked_on or each.created_at),
        sorts=(
            Sort("-made", _("Newest first"), "created_at", is_descending=True),
            Sort("made", _("Oldest first"), "created_at"),
        ),
        is_usual=True,
    ),
    Field("account", _("Account"), filter=lambda: AccountFilter(label=_("Number of the account"))),
]

referral_listing = Listing(
    key="referrals",
    label=_("Referrals"),
    fields=referral_fields,
    base_filter=AboutAccountsFilter,
    url_name="sales:referrals",
    record_url_name="sales:referral",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-on",
    queryset=lambda membership: Referral.objects.visible_to(membership).with_outcome(),
)
testimonial_listing = Listing(
    key="testimonials",
    label=_("Testimonials"),
    fields=testimonial_fields,
    base_filter=AboutAccountsFilter,
    url_name="sales:testimonials",
    record_url_name="sales:testimonial",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="-made",
    queryset=lambda membership: Testimonial.objects.visible_to(membership),
)

for registry, fields in ((referral_fields, REFERRALS), (testimonial_fields, TESTIMONIALS)):
    for place, each in enumerate(fields):
        registry.register(each.key, each, order=10 * place)
