"""The fields of contacts."""

from dataclasses import replace

import django_filters as filters
from django.db.models import Prefetch
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.custom.definitions import Of
from accounts.custom.listing import custom_list_fields
from accounts.fields import inputs
from accounts.fields.alike import ADDED, DESCRIPTION, NAMES, NUMBER
from accounts.fields.values import column, display, labels
from accounts.filters import ContactListFilter, KnownFilter
from accounts.models import Contact, ContactInterest, Position
from accounts.models.contact import Channel
from accounts.segments.asking_of_contacts import CONTACT, ONLY_ASKED
from lib import formats
from lib.lists.fields import LABELLED, Field, Listing
from lib.lists.rows import bdi, choice
from lib.places import country_name, language_name
from lib.registry import Registry
from lib.templatetags.house import email, ltr, phone
from workspaces.roles import Permission

contact_fields = Registry("fields of contacts")


def positions_of(membership):
    seen = Position.objects.visible_to(membership)
    return [Prefetch("positions", seen.select_related("account").order_by("-is_primary", "pk"))]


def interests_of(membership):
    return [Prefetch("interests", ContactInterest.objects.select_related("tag").order_by("pk"))]


def first_position(contact):
    return next(iter(contact.positions.all()), None)


def account_link(contact, rows):
    position = first_position(contact)
    if position is None:
        return ""
    account = position.account
    # The list of contacts lies beside the one of accounts.
    url = f"{rows.before.removesuffix('contacts/')}accounts/{account.number}/"
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, account.name)


def title(contact, rows):
    position = first_position(contact)
    return bdi(position and position.title)


def numbered(name):
    """A phone as every phone understands it, or else as it was typed."""
    return lambda contact, rows: phone(getattr(contact, f"{name}_e164")) or ltr(getattr(contact, name))


FIELDS = [
    *NAMES,
    Field("account", _("Account"), cell=account_link, on_a_phone=LABELLED, parts=positions_of, is_usual=True),
    Field("title", _("Job title"), cell=title, parts=positions_of),
    Field(
        "phone_1",
        _("Mobile"),
        cell=numbered("phone_1"),
        css="text-nowrap",
        on_a_phone=LABELLED,
        written=column("phone_1"),
        input=inputs.phone("phone_1"),
        is_usual=True,
    ),
    Field("phone_2", _("Second phone"), cell=numbered("phone_2"), css="text-nowrap", written=column("phone_2")),
    Field("phone_3", _("Third phone"), cell=numbered("phone_3"), css="text-nowrap", written=column("phone_3")),
    Field(
        "email_1",
        _("E-mail"),
        cell=lambda contact, rows: email(contact.email_1),
        written=column("email_1"),
        input=inputs.email("email_1"),
        is_usual=True,
    ),
    Field(
        "email_2", _("Second e-mail"), cell=lambda contact, rows: email(contact.email_2), written=column("email_2")
    ),
    Field(
        "birth_on",
        _("Birth date"),
        cell=lambda contact, rows: formats.day(contact.birth_on) if contact.birth_on else "",
        written=lambda contact, people: contact.birth_on or "",
    ),
    Field(
        "city",
        _("City"),
        cell=lambda contact, rows: bdi(contact.city),
        filter=lambda: filters.CharFilter(lookup_expr="iexact", label=_("City"), max_length=80),
        written=column("city"),
        input=inputs.text("city", most=80),
        is_usual=True,
    ),
    Field(
        "country",
        _("Country"),
        cell=lambda contact, rows: country_name(contact.country),
        written=lambda contact, people: country_name(contact.country),
    ),
    Field(
        "language",
        _("Language"),
        cell=lambda contact, rows: language_name(contact.language),
        written=lambda contact, people: language_name(contact.language),
    ),
    Field(
        "gender",
        _("Gender"),
        cell=lambda contact, rows: choice(contact, "gender"),
        filter=lambda: filters.ChoiceFilter(choices=Contact.Gender, label=_("Gender")),
        written=display("gender"),
    ),
    Field(
        "preferred_channel",
        _("Preferred channel"),
        cell=lambda contact, rows: choice(contact, "preferred_channel"),
        filter=lambda: filters.ChoiceFilter(choices=Channel, label=_("Preferred channel")),
        written=display("preferred_channel"),
    ),
    Field(
        "interest",
        _("Interests"),
        cell=lambda contact, rows: bdi(formats.listed(each.tag for each in contact.interests.all())),
        filter=lambda: KnownFilter("interests__tag", kind="interest", label=_("Interest")),
        written=lambda contact, people: labels(contact.interests.all()),
        heading="interests",
        parts=interests_of,
    ),
    DESCRIPTION,
    ADDED,
    NUMBER,
]  # fmt: skip

contact_listing = Listing(
    key="contacts",
    label=_("Contacts"),
    fields=contact_fields,
    base_filter=ContactListFilter,
    url_name="accounts:contact_list",
    record_url_name="desk:contact",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="name",
    queryset=lambda membership: Contact.objects.visible_to(membership),
    made=custom_list_fields(Of.CONTACT),
)

for place, each in enumerate(FIELDS):
    asked = CONTACT.get(each.key)
    contact_fields.register(each.key, replace(each, rule=asked) if asked else each, order=10 * place)
for place, each in enumerate(ONLY_ASKED):
    contact_fields.register(each.key, each, order=1000 + place)
