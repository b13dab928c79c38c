"""Times offered by a link: chosen once, moved and called off until their notice, never given away twice."""

import uuid
from datetime import UTC, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Account
from lib.tenancy.state import workspace
from lib.tokens import hash_of
from meetings.booking import Taken, book, offer_times, offered
from meetings.models import BookingLink, Meeting
from meetings.services import change_meeting, log_meeting
from meetings.tests.conftest import morrow
from messaging.models import OutgoingMail
from timeline.models import Event, Notification
from workspaces.models import WorkingCalendar, Workspace

pytestmark = pytest.mark.django_db
TOKEN = "the-times-of-salem"


@pytest.fixture(autouse=True)
def _every_day_is_worked(in_noor):
    cache.clear()
    with transaction.atomic():
        WorkingCalendar.objects.create(week=[[[480, 1020]]] * 7, country="")


@pytest.fixture
def offer(salem, afaq, noura):
    def make(token=TOKEN, **fields):
        given = {
            "subject": "Offer for the new year",
            "contact": noura,
            "host": salem,
            "kind": "online",
            "place": "https://meet.example/1",
            "minutes": 60,
            "first_on": timezone.localdate() + timedelta(days=1),
            "last_on": timezone.localdate() + timedelta(days=5),
            "notice_hours": 0,
            "change_hours": 0,
            "buffer_minutes": 0,
            "language": "en",
        }
        account = fields.pop("account", afaq)
        return offer_times(account=account, by=salem, token_hash=hash_of(token), fields={**given, **fields})

    return make


def page_url(token=TOKEN):
    return f"/p/noor/book/{token}/"


def staff_url(name, **kwargs):
    return reverse(f"meetings:{name}", kwargs={"slug": "noor", **kwargs})


def customer():
    return Client(headers={"accept-language": "en"})


def written(salem, **fields):
    today = timezone.localdate()
    return {
        "form_token": str(uuid.uuid4()),
        "subject": "Offer",
        "contact": "",
        "minutes": "30",
        "kind": "online",
        "first_on": (today + timedelta(days=1)).isoformat(),
        "last_on": (today + timedelta(days=9)).isoformat(),
        "host": salem.number,
        "notice_hours": "24",
        "change_hours": "24",
        "buffer_minutes": "15",
        **fields,
    }


def test_a_link_is_made_once_shown_once_and_taken_back(sign_in, salem, reem, karim, afaq, noura):
    client, sent = sign_in(salem), written(salem, contact=noura.number)
    address = f"{staff_url('booking_new')}?account={afaq.number}"
    assert client.get(address).status_code == 200
    page = client.post(address, sent)
    assert page.status_code == 200
    shown = page.context["shared"]["url"]
    link = BookingLink.objects.get()
    assert (link.contact, link.language, link.token_hash) == (noura, "ar", hash_of(shown.split("/")[-2]))
    assert client.post(address, sent).status_code == 303
    assert BookingLink.objects.count() == 1
    detail = staff_url("booking", number=link.number)
    assert shown not in client.get(detail).content.decode()
    opened = f"/p/noor/book/{shown.split('/')[-2]}/"
    assert customer().get(opened).status_code == 200
    revocation = staff_url("booking_revocation", number=link.number)
    assert sign_in(reem).post(revocation).status_code == 403
    assert sign_in(karim).post(revocation).status_code == 404
    assert client.get(revocation).status_code == 405
    client.post(revocation)
    assert customer().get(opened).status_code == 404
    client.post(f"{revocation}?undo=1")
    assert customer().get(opened).status_code == 200


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"subject": ""}, "subject"),
        ({"minutes": "7"}, "minutes"),
        ({"first_on": "never"}, "first_on"),
        ({"last_on": "2020-01-01"}, "last_on"),
        ({"last_on": "2999-01-01"}, "last_on"),
        ({"host": "999"}, "host"),
        ({"notice_hours": "-1"}, "notice_hours"),
        ({"contact": "999"}, "contact"),
    ],
)
def test_what_cannot_be_offered_is_refused(sign_in, salem, afaq, fields, wrong):
    answer = sign_in(salem).post(
        f"{staff_url('booking_new')}?account={afaq.number}", written(salem, **fields)
    )
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not BookingLink.objects.exists()


def test_opening_the_page_changes_nothing(offer):
    offer()
    before = Event.objects.count()
    for _turn in range(3):
        page = customer().get(page_url())
        assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex, nofollow")
    assert (Meeting.objects.count(), Event.objects.count()) == (0, before)
    assert customer().put(page_url()).status_code == 405


def test_a_customer_books_once_and_gets_it_by_mail_and_as_a_file(salem, noura, offer):
    link, slot = offer(), morrow(10)
    for _press in range(2):
        answer = customer().post(page_url(), {"slot": slot.isoformat()})
        assert answer.status_code == 303
    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.minutes, meeting.organizer) == (slot, 60, salem)
    assert (meeting.contacts, meeting.is_booked) == ([noura], True)
    assert BookingLink.objects.get().meeting == meeting
    assert Notification.objects.get(kind="meeting.booked").recipient == salem
    assert OutgoingMail.objects.get().to_address == "noura@afaq.example"
    page = customer().get(page_url()).content.decode()
    assert "is booked" in page
    assert "10:00" in page
    file = customer().get(f"{page_url()}calendar/")
    event = Calendar.from_ical(file.content).events[0]
    assert (event["uid"], event["dtstart"].dt) == (meeting.ical_uid, slot.astimezone(UTC))
    assert link.account.name not in str(event)


def test_a_time_that_was_taken_meanwhile_is_told_with_those_still_free(salem, plan, offer):
    offer()
    plan(morrow(10))
    answer = customer().post(page_url(), {"slot": morrow(10).isoformat()})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "taken a moment ago" in page
    assert morrow(11).astimezone(UTC).isoformat() in page
    assert morrow(10).astimezone(UTC).isoformat() not in page
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    "slot",
    ["", "x", "2027-01-01", "2027-01-01T10:00", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00"],
)
def test_what_was_not_offered_is_not_booked(offer, slot):
    offer()
    assert customer().post(page_url(), {"slot": slot}).status_code == 422
    odd = morrow(10) + timedelta(minutes=7)
    assert customer().post(page_url(), {"slot": odd.isoformat()}).status_code == 422
    assert not Meeting.objects.exists()


def test_it_is_moved_and_called_off_and_booked_again_under_one_link(offer, salem):
    offer()
    customer().post(page_url(), {"slot": morrow(10).isoformat()})
    assert "aria-current" in customer().get(f"{page_url()}?change=1").content.decode()
    customer().post(page_url(), {"slot": morrow(12).isoformat()})
    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.sequence) == (morrow(12), 1)
    for _press in range(2):
        answer = customer().post(page_url(), {"verb": "cancel"})
        assert answer.status_code == 303
    assert Meeting.objects.get().state == "cancelled"
    assert "was called off" in customer().get(answer.url).content.decode()
    customer().post(page_url(), {"slot": morrow(12).isoformat()})
    assert Meeting.objects.planned().count() == 1
    kinds = Notification.objects.filter(recipient=salem, kind__startswith="meeting").values_list(
        "kind", flat=True
    )
    assert set(kinds) == {"meeting.booked", "meeting.rebooked", "meeting.unbooked"}


def test_after_the_notice_nothing_is_changed_here(offer):
    offer(change_hours=24 * 14)
    customer().post(page_url(), {"slot": morrow(10).isoformat()})
    for sent in ({"verb": "cancel"}, {"slot": morrow(12).isoformat()}):
        answer = customer().post(page_url(), sent)
        assert answer.status_code == 422
        assert "too late" in answer.content.decode()
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.starts_at) == ("planned", morrow(10))


def test_old_revoked_and_unknown_links_are_closed_alike_and_so_are_those_of_an_archived_customer(
    offer, salem, afaq
):
    past = timezone.localdate() - timedelta(days=1)
    offer("old", first_on=past, last_on=past)
    offer("revoked").revoke(by=salem)
    offer("archived")
    for token in ("old", "revoked", "unknown"):
        answer = customer().get(page_url(token))
        assert (answer.status_code, answer.templates[0].name) == (404, "portal/closed.html")
    afaq.archive(by=salem)
    assert customer().get(page_url("archived")).status_code == 404
    assert customer().post(page_url("archived"), {"slot": morrow(10).isoformat()}).status_code == 404
    assert customer().get("/p/bahr/book/archived/").status_code == 404
    assert not Meeting.objects.exists()


def test_a_meeting_that_was_booked_stays_reachable_after_the_last_day_until_it_is_over(offer):
    link = offer()
    book(link, morrow(10))
    past = timezone.localdate() - timedelta(days=3)
    BookingLink.objects.update(first_on=past, last_on=past)
    assert customer().get(page_url()).status_code == 200
    now = timezone.now()
    Meeting.objects.update(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    assert customer().get(page_url()).status_code == 404


def test_times_are_shown_in_the_zone_of_the_customer_or_the_one_they_choose(offer, afaq):
    Account.objects.filter(pk=afaq.pk).update(country="GB")
    offer(contact=None)
    page = customer().get(page_url()).content.decode()
    assert '<option value="Europe/London" selected>' in page
    assert customer().get(f"{page_url()}?zone=Africa/Cairo").content.decode().count("selected") == 1
    assert customer().get(f"{page_url()}?zone=Nowhere").status_code == 200


def test_days_off_in_the_country_of_the_customer_are_not_offered(offer, afaq):
    Account.objects.filter(pk=afaq.pk).update(country="GB")
    WorkingCalendar.objects.update(country="SA")
    link = offer(contact=None, last_on=timezone.localdate() + timedelta(days=14))
    assert {each.weekday() for each in offered(link)} <= {0, 1, 2, 3, 4}
    Account.objects.filter(pk=afaq.pk).update(country="SA")
    link = BookingLink.objects.get()
    assert len({each.weekday() for each in offered(link)}) == 7


def test_the_page_speaks_the_language_of_the_link_and_takes_what_is_said_in_arabic(offer):
    offer(language="ar")
    page = Client().get(page_url()).content.decode()
    assert 'lang="ar"' in page
    assert 'dir="rtl"' in page


def test_too_many_tries_are_refused(offer, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "book_meeting": "2/m/ip"}
    offer()
    found = [customer().post(page_url(), {"slot": "x"}).status_code for _turn in range(3)]
    assert found == [422, 422, 429]


def test_the_database_itself_refuses_two_booked_meetings_at_one_time(plan):
    plan(morrow(10), is_booked=True)
    plan(morrow(11), is_booked=True)
    plan(morrow(10))  # by hand, knowingly
    with pytest.raises(IntegrityError), transaction.atomic():
        plan(morrow(10), minutes=30, is_booked=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_one_time_at_once_one_gets_it(noor, salem, afaq, noura, offer, at_once):
    links = [offer("first"), offer("second")]

    def booking(link):
        def work():
            found = BookingLink.objects.select_related("account", "contact", "host__user").get(pk=link.pk)
            yield
            book(found, morrow(10))

        return work

    raised = at_once(*map(booking, links))
    with workspace(noor.pk), transaction.atomic():
        assert Meeting.objects.planned().count() == 1
    assert raised == [repr(Taken())]


@pytest.mark.django_db(transaction=True)
def test_a_colleague_who_plans_at_the_same_moment_is_seen(noor, salem, afaq, noura, offer, plan, at_once):
    from accounts.services import add_account

    with workspace(noor.pk), transaction.atomic():
        other = add_account(by=salem, fields={"name_en": "Other"})
    link = offer()

    def planning():
        plan(morrow(10), account=other)
        yield

    def booking():
        found = BookingLink.objects.select_related("account", "contact", "host__user").get(pk=link.pk)
        yield
        book(found, morrow(10))

    raised = at_once(planning, booking)
    with workspace(noor.pk), transaction.atomic():
        assert Meeting.objects.planned().count() == 1
    assert raised == [repr(Taken())]


def test_what_is_offered_is_only_ever_ones_own_workspaces(karim, offer, noor):
    offer()
    with workspace(karim.workspace_id), transaction.atomic():
        assert not BookingLink.objects.exists()
    Workspace.objects.filter(pk=noor.pk).update(closed_at=timezone.now())
    assert customer().get(page_url()).status_code == 404


@pytest.mark.parametrize("slot", ["9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00"])
def test_a_moment_beyond_all_calendars_is_no_free_time(offer, slot):
    offer()
    assert customer().post(page_url(), {"slot": slot}).status_code == 422


def test_days_beyond_all_calendars_are_not_offered(sign_in, salem, afaq, in_noor):
    sent = written(salem, first_on="9999-10-05", last_on="9999-12-31")
    answer = sign_in(salem).post(f"{staff_url('booking_new')}?account={afaq.number}", sent)
    assert answer.status_code == 422
    assert "last_on" in answer.context["form"].errors


def test_a_log_taken_back_stands_beside_what_was_booked_meanwhile(offer, salem, in_noor):
    link = offer()
    meeting = book(link, offered(link)[0])
    log_meeting(meeting, by=salem, outcome="no_show")
    book(offer(token="of-another"), meeting.starts_at)
    meeting.reopen(by=salem)
    assert Meeting.objects.planned().count() == 2


def test_who_took_a_meeting_over_gives_their_own_times(offer, salem, huda, plan, in_noor):
    link = offer()
    meeting = Meeting.objects.with_people().get(pk=book(link, offered(link)[0]).pk)
    busy = plan(morrow(12, days=2), organizer=huda)
    meeting.organizer = huda
    version, contacts = meeting.version, meeting.contacts
    change_meeting(meeting, by=salem, read_version=version, changed=["organizer"], contacts=contacts)
    link = BookingLink.objects.get(pk=link.pk)
    assert busy.starts_at not in offered(link)
    with pytest.raises(Taken):
        book(link, busy.starts_at)


def test_nobody_books_with_a_colleague_who_has_left(offer, huda, in_noor):
    link = offer(host=huda)
    slot = offered(link)[0]
    huda.ended_at = timezone.now()
    huda.save()
    assert customer().get(page_url()).status_code == 404
    with pytest.raises(Taken):
        book(BookingLink.objects.get(pk=link.pk), slot)


def test_what_is_left_of_our_day_is_offered_where_the_next_one_has_begun(offer, in_noor):
    link, noon = offer(), morrow(14)
    here = offered(link, noon)
    assert here[0] == noon
    with timezone.override("Pacific/Kiritimati"):
        assert offered(link, noon) == here
