"""A form that is opened and saved as it was is no change: no version, no event, and an import can still undo it."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Industry, Region
from lib.tenancy.state import workspace
from timeline.models import Event

pytestmark = pytest.mark.django_db


def saved_as_it_stands(client, address):
    form = client.get(address).context["form"]
    with workspace(form.membership.workspace_id):
        shown = {bound.html_name: bound.value() for bound in form}
    # A browser ends the lines of a text area in its own way.
    sent = {name: str(value).replace("\n", "\r\n") for name, value in shown.items() if value is not None}
    return client.post(address, sent)


def written_about(record):
    record.refresh_from_db()
    return record.version, [event.verb for event in Event.objects.about(record).order_by("id")]


def test_an_account_with_every_field_filled(sign_in, salem, afaq):
    with workspace(salem.workspace_id):
        account = services.add_account(
            by=salem,
            fields={
                "name_ar": "مؤسسة الدرة",
                "name_en": "Al Durra",
                "other_names": "الدرة للتجارة",
                "owner": salem,
                "parent": afaq,
                "tier": "B",
                "phone": "٠٥٠ ١٢٣ ٤٥٦٧",
                "phone_e164": "+966501234567",
                "email": "info@xn--mgbab2bd.example",
                "website": "https://aldurra.example",
                "industry": Industry.objects.named("التجزئة"),
                "region": Region.objects.named("مكة"),
                "annual_revenue_minor": 1_250_000_50,
                "currency": "SAR",
                "city": "جدة",
                "country": "SA",
                "language": "ar",
                "description": "سطر\nوسطر آخر",
            },
            tags=["مهم", "قديم"],
        )
    address = reverse("accounts:edit", kwargs={"slug": "noor", "number": account.number})
    assert saved_as_it_stands(sign_in(salem), address).status_code == 303
    with workspace(salem.workspace_id):
        assert written_about(account) == (1, ["account.created"])


def test_a_contact_with_every_field_filled(sign_in, salem):
    with workspace(salem.workspace_id):
        contact = services.add_contact(
            by=salem,
            fields={
                "name_ar": "نورة العتيبي",
                "phone_1": "0501234567",
                "phone_1_e164": "+966501234567",
                "email_1": "noura@example.com",
                "birth_on": "1990-02-28",
                "gender": "female",
                "country": "SA",
                "preferred_channel": "whatsapp",
                "description": "سطر\nوسطر آخر",
            },
            interests=["القهوة", "السفر"],
        )
    address = reverse("accounts:contact_edit", kwargs={"slug": "noor", "number": contact.number})
    assert saved_as_it_stands(sign_in(salem), address).status_code == 303
    with workspace(salem.workspace_id):
        assert written_about(contact) == (1, ["contact.created"])


def test_a_parent_given_by_its_name_is_a_change(sign_in, salem, afaq):
    with workspace(salem.workspace_id):
        account = services.add_account(by=salem, fields={"name_ar": "مؤسسة الدرة"})
    address = reverse("accounts:edit", kwargs={"slug": "noor", "number": account.number})
    sent = {"name_ar": "مؤسسة الدرة", "parent": afaq.name_ar, "version": "1"}
    assert sign_in(salem).post(address, sent).status_code == 303
    with workspace(salem.workspace_id):
        account.refresh_from_db()
        assert account.parent_id == afaq.pk
