"""What happened to a record, as its page tells it: every changed field with its former and its new value."""

import re
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import strip_tags

from accounts import services
from accounts.models import Account, Contact, Industry, Region
from lib.tenancy.state import workspace
from timeline import services as timeline
from timeline.models import Event
from timeline.story import told
from workspaces.models import Workspace

# History and events are matched by their transaction, so each edit must have its own.
pytestmark = pytest.mark.django_db(transaction=True)


@transaction.atomic
def edit(account, by, *, tags=None, industry=None, region=None, **fields):
    account.refresh_from_db()
    for name, model, value in (("industry", Industry, industry), ("region", Region, region)):
        if value is not None:
            fields[name] = model.objects.named(value)
    for name, value in fields.items():
        setattr(account, name, value)
    services.change_account(
        account, by=by, read_version=account.version, changed=[*fields, "form_token"], tags=tags
    )


@transaction.atomic
def story(record, member):
    """Newest first, each with its changes as {label: (before, after)}."""
    with translation.override("en"):
        events = Event.objects.about(record).select_related("actor__user").order_by("-id")
        return [
            (line.sentence, {each.label: (text(each.before), text(each.after)) for each in line.changes})
            for line in told(list(events), member=member, about=record)
        ]


def text(value):
    return value if value is None else value.text


def shown(client, address):
    return re.sub(r"\s+", " ", strip_tags(client.get(address).content.decode()))


def test_each_changed_field_is_told_with_both_values_as_people_read_them(in_noor, salem, mona, afaq):
    edit(afaq, salem, tier="B", owner=mona, annual_revenue_minor=1_250_000, currency="SAR")
    edit(
        afaq,
        mona,
        tier="A",
        owner=None,
        annual_revenue_minor=250_000_000,
        industry="Trade",
        region="Makkah",
        country="SA",
        language="ar",
        email="info@afaq.example",
        phone="0112223333",
    )
    (sentence, changes), (_first, before), _created = story(afaq, salem)
    assert sentence == "edited this account"
    assert changes == {
        "Account manager": ("منى", ""),
        "Tier": ("B", "A"),
        "Industry": ("", "Trade"),
        "Region": ("", "Makkah"),
        "Country": ("", "Saudi Arabia"),
        "Annual revenue": ("SAR\u00a012,500.00", "SAR\u00a02,500,000.00"),
        "Language": ("", "Arabic"),
        "Phone": ("", "0112223333"),
        "E-mail": ("", "info@afaq.example"),
    }
    assert before["Tier"] == ("", "B")
    assert before["Account manager"] == ("سالم", "منى")


def test_what_only_the_form_names_is_not_told(in_noor, salem, afaq):
    edit(afaq, salem, city="جدة")
    assert story(afaq, salem)[0][1] == {"City": ("", "جدة")}


def test_each_of_two_edits_in_a_row_has_its_own_values(in_noor, salem, afaq):
    for city in ("جدة", "مكة", "أبها"):
        edit(afaq, salem, city=city)
    cities = [changes["City"] for _sentence, changes in story(afaq, salem)[:-1]]
    assert cities == [("مكة", "أبها"), ("جدة", "مكة"), ("", "جدة")]


def test_a_later_change_that_no_event_tells_does_not_change_the_past(in_noor, salem, afaq):
    edit(afaq, salem, city="جدة")
    with transaction.atomic():
        Account.objects.filter(pk=afaq.pk).update(city="مكة")
    assert story(afaq, salem)[0][1] == {"City": ("", "جدة")}


def test_tags_that_came_and_went(in_noor, salem, afaq):
    edit(afaq, salem, tags=["مهم", "قديم"])
    edit(afaq, salem, tags=["قديم", "VIP"])
    assert story(afaq, salem)[0][1] == {"Tags added": (None, "VIP"), "Tags removed": ("مهم", None)}


def test_a_changed_position_is_told_on_both_pages(in_noor, salem, afaq):
    contact = services.add_contact(by=salem, fields={"name_en": "Hani"}, account=afaq, title="Buyer")
    services.place_contact(contact, afaq, by=salem, title="Head of buying", decision_role="decides")
    told_here = {"Job title": ("Buyer", "Head of buying"), "Role in decisions": ("", "Decision maker")}
    assert story(contact, salem)[0] == ("changed the position at an account", told_here)
    assert story(afaq, salem)[0][1] == told_here


def test_a_position_that_stays_as_it_is_is_not_told(in_noor, salem, afaq):
    contact = services.add_contact(by=salem, fields={"name_en": "Hani"}, account=afaq, title="Buyer")
    before = len(story(contact, salem))
    services.place_contact(contact, afaq, by=salem, title="Buyer", is_primary=True)
    assert len(story(contact, salem)) == before


def test_the_contact_of_a_person_customer_tells_what_followed(in_noor, salem):
    person = services.add_account(by=salem, fields={"name_en": "Hani", "kind": "person"})
    edit(person, salem, email="hani@mail.example")
    with transaction.atomic():
        contact = Contact.objects.get()
    assert story(contact, salem)[0] == ("edited this contact", {"E-mail": ("", "hani@mail.example")})


def test_names_a_member_may_not_see_are_not_told(in_noor, salem, mona, huda, afaq):
    hidden = services.add_account(by=huda, fields={"name_en": "Secret Holding", "owner": huda})
    Workspace.objects.update(visibility=Workspace.Visibility.TEAM)
    edit(afaq, huda, parent=hidden)
    salem.workspace.refresh_from_db()
    huda.workspace.refresh_from_db()
    assert story(afaq, huda)[0][1] == {"Parent": ("", "Secret Holding")}
    assert story(afaq, salem)[0][1] == {"Parent": ("", "Hidden or deleted")}


def test_the_story_of_what_is_no_longer_known_is_still_told(in_noor, salem, afaq):
    with transaction.atomic():
        write_what_is_no_longer_known(salem, afaq)
    changes = [changes for _sentence, changes in story(afaq, salem)]
    assert {"Size": ("huge", "1 to 9 people")} in changes
    assert len(changes) == 7


def write_what_is_no_longer_known(salem, afaq):
    timeline.record("account.changed", afaq, by=salem, fields=["no_such_field", "city"])
    timeline.record("account.changed", afaq, by=salem, changes={"gone": [1, 2], "size": ["huge", "1-9"]})
    timeline.record("account.changed", afaq, by=salem, changes={"owner": ["x", None], "city": "no pair"})
    timeline.record("account.status_changed", afaq, by=salem)
    timeline.record("no.such_verb", afaq, by=None, changes=[], added=["x"], removed={"tags": 3})
    Event.objects.create(verb="account.changed", subject_kind="gone.model", subject_id=1,
                         context_kind="accounts.account", context_id=afaq.pk)  # fmt: skip


def test_deleted_names_stay_readable(in_noor, salem, afaq):
    edit(afaq, salem, industry="Trade")
    edit(afaq, salem, industry="Food")
    with transaction.atomic():
        Industry.objects.get(name="Trade").delete()
    assert story(afaq, salem)[0][1] == {"Industry": ("Hidden or deleted", "Food")}


def test_days_are_told_in_the_calendar_of_the_workspace(in_noor, salem, sign_in):
    Workspace.objects.update(calendar=Workspace.Calendar.HIJRI)
    contact = services.add_contact(by=salem, fields={"name_en": "Hani"})
    contact.birth_on = date(1990, 5, 1)
    services.change_contact(contact, by=salem, read_version=1, changed=["birth_on"])
    assert "Birth date: from — to 6 Shawwal 1410" in shown(
        sign_in(salem), f"/w/noor/contacts/{contact.number}/"
    )


def test_long_texts_are_shortened_and_unfold(in_noor, salem, afaq, sign_in):
    edit(afaq, salem, description="كلمة " * 60)
    page = sign_in(salem).get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert re.search(r'<details class="long-value"><summary><bdi>(كلمة )+كلمة…', page)


def test_what_people_typed_is_text_in_the_story(in_noor, salem, afaq, sign_in):
    edit(afaq, salem, city="<script>alert(1)</script>", tags=["<b>x</b>"])
    page = sign_in(salem).get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_older_parts_and_kinds(in_noor, salem, afaq, sign_in):
    for place in range(35):
        edit(afaq, salem, city=f"City {place}")
    afaq.set_status("active", by=salem)
    client, page = sign_in(salem), f"/w/noor/accounts/{afaq.number}/"
    first = client.get(page).content.decode()
    assert "City 34" in first
    assert "City 4<" not in first
    older = re.search(r'hx-get="([^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    part = client.get(older, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "City 4<" in part
    assert "added this account" in part
    assert "after=" not in part
    whole = client.get(older).content.decode()
    assert "<html" in whole
    assert "City 4<" in whole
    statuses = shown(client, f"{page}story/?kind=statuses")
    assert "Status: from Prospect to Active" in statuses
    assert "edited this account" not in statuses
    assert "Nothing of this kind" in shown(client, f"{page}story/?kind=consents")
    assert client.get(f"{page}story/?kind=nonsense&after=%20").status_code == 200


def test_a_story_takes_as_many_queries_for_many_edits_as_for_few(in_noor, salem, mona, afaq, sign_in):
    client, page = sign_in(salem), f"/w/noor/accounts/{afaq.number}/"

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    contact = services.add_contact(by=salem, fields={"name_en": "Hani"}, account=afaq)
    edit(afaq, salem, owner=mona, industry="Trade", tier="A")
    services.place_contact(contact, afaq, by=salem, title="Buyer")
    asked()
    few = asked()
    for place in range(8):
        edit(afaq, salem, owner=[salem, mona][place % 2], industry=f"Trade {place}")
        services.place_contact(contact, afaq, by=salem, title=f"Buyer {place}")
        services.add_contact(by=salem, fields={"name_en": f"Hani {place}"}, account=afaq)
    assert asked() == few


def test_a_stranger_and_a_colleague_of_another_team_get_no_story(sign_in, salem, huda, karim, afaq):
    address = f"/w/noor/accounts/{afaq.number}/story/"
    assert sign_in(karim).get(address).status_code == 404
    with workspace(huda.workspace_id), transaction.atomic():
        Workspace.objects.update(visibility=Workspace.Visibility.TEAM)
        Account.objects.filter(pk=afaq.pk).update(owner=huda)
    assert sign_in(salem).get(address).status_code == 404
    assert sign_in(salem).post(address).status_code == 405
