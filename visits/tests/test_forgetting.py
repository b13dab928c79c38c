"""Visits are forgotten: with a no, with time, with the customer; a merge takes them along."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.consents import write_consent
from accounts.deletion import delete_for_good
from accounts.merging.services import merge
from accounts.merging.undoing import undo_merge
from accounts.models import Contact
from accounts.services import place_contact
from lib.tenancy.state import workspace
from timeline.models import Event
from visits import forgetting
from visits.keys import keep_for
from visits.models import Visit, VisitDay
from visits.tasks import forget_old_visits
from visits.tests.conftest import person, say, send, visit

pytestmark = pytest.mark.django_db


def told():
    return Event.objects.filter(verb="visitday.seen").count()


def test_a_no_forgets_all_of_it_at_once(noura, afaq, salem, secret):
    place_contact(noura, afaq, by=salem)
    send(visit(), secret)
    assert (Visit.objects.count(), told()) == (1, 2)
    say(noura, salem, "withdrawn")
    assert (Visit.objects.count(), VisitDay.objects.count(), told()) == (0, 0, 0)
    send(visit("e-2"), secret)
    assert not Visit.objects.exists()


def test_another_no_forgets_nothing(noura, salem, secret):
    send(visit(), secret)
    write_consent(
        noura, by=salem, channel="email", purpose="marketing", state="withdrawn", wording="No", source="call"
    )
    assert Visit.objects.exists()


def test_a_deleted_customer_leaves_nothing(noura, afaq, salem, huda, secret):
    place_contact(noura, afaq, by=salem)
    send(visit(), secret)
    delete_for_good(noura, by=huda)
    assert (Visit.objects.count(), VisitDay.objects.count(), told()) == (0, 0, 0)


def test_what_is_older_than_is_kept_goes_by_itself(noura, huda, secret):
    send([visit("old"), visit("new")], secret)
    long_ago = timezone.now() - timedelta(days=200)
    Visit.objects.filter(event_id="old").update(at=long_ago, on=timezone.localdate(long_ago))
    VisitDay.objects.create(contact=noura, on=timezone.localdate(long_ago), pages=1)
    forget_old_visits()
    assert Visit.objects.count() == 2
    keep_for(6, by=huda)
    forget_old_visits()
    assert [each.event_id for each in Visit.objects.all()] == ["new"]
    assert [each.on for each in VisitDay.objects.all()] == [timezone.localdate()]
    assert forgetting.forget_next() == 0


def test_the_tick_leaves_other_workspaces_alone(noura, secret, bahr):
    send(visit(), secret)
    with workspace(bahr.pk):
        assert forgetting.forget_next() == 0
    assert Visit.objects.exists()


def test_a_merge_takes_visits_along_and_its_undo_brings_them_back(noura, salem, huda, secret):
    sara = person(salem, "Sara", "sara@afaq.example")
    say(sara, salem)
    send([visit("n"), visit("s", customer={"email": "sara@afaq.example"})], secret)
    done = merge(noura, sara, by=huda)
    noura.refresh_from_db()
    assert set(noura.visits.values_list("event_id", flat=True)) == {"n", "s"}
    assert noura.visit_days.get().pages == 2
    undo_merge(done, by=huda)
    assert Contact.objects.get(pk=sara.pk).visits.get().event_id == "s"
    assert noura.visit_days.get().pages == 1


def test_who_said_no_last_is_not_followed_after_a_merge(noura, salem, huda, secret):
    sara = person(salem, "Sara", "sara@afaq.example")
    say(sara, salem)
    say(sara, salem, "withdrawn")
    send(visit(), secret)
    merge(noura, sara, by=huda)
    assert not Visit.objects.exists()
