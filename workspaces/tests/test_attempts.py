"""Wrong passwords and lock-outs are told where the person belongs, each once, and nowhere else."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces.attempts import FAILED, LOCKED, LOOKS_BACK
from workspaces.models import Membership
from workspaces.tasks import tell_failed_sign_ins

pytestmark = pytest.mark.django_db
BY_SILA = None


def told_in(opened):
    with workspace(opened.pk):
        events = Event.objects.filter(verb__in=(FAILED, LOCKED)).order_by("id")
        return [(event.verb, event.subject_id, event.actor_id) for event in events]


@pytest.fixture
def tries(sign_in_by_page):
    def make(email, count):
        for _place in range(count):
            sign_in_by_page(Client(), email, password="wrong")

    return make


def test_each_try_is_told_once_in_every_workspace_of_the_person(tries, noor, bahr, mona, karim):
    with workspace(bahr.pk):
        there = Membership.objects.create(user=mona.user, role="viewer")
    tries("Mona@noor.example", 2)
    tries("nobody@nowhere.example", 2)
    for _again in range(3):
        tell_failed_sign_ins()
    assert told_in(noor) == [(FAILED, mona.pk, BY_SILA)] * 2
    assert told_in(bahr) == [(FAILED, there.pk, BY_SILA)] * 2


def test_a_lock_is_one_line_however_many_tries_follow(tries, settings, noor, mona):
    tries(mona.user.email, settings.AXES_FAILURE_LIMIT + 6)
    tell_failed_sign_ins()
    tries(mona.user.email, 3)
    tell_failed_sign_ins()
    told = [verb for verb, _subject, _actor in told_in(noor)]
    assert told.count(LOCKED) == 1
    assert FAILED in told


def test_who_has_left_is_told_nowhere(tries, noor, mona):
    with workspace(noor.pk):
        Membership.objects.filter(pk=mona.pk).update(ended_at=timezone.now())
    tries(mona.user.email, 1)
    tell_failed_sign_ins()
    assert told_in(noor) == []


def test_what_is_long_ago_is_not_told_again_nor_late(tries, noor, mona):
    tries(mona.user.email, 1)
    with time_machine.travel(timezone.now() + LOOKS_BACK + timedelta(minutes=1)):
        tell_failed_sign_ins()
    assert told_in(noor) == []


def test_the_audit_log_tells_sign_ins_and_refusals(tries, sign_in_by_page, sign_in, noor, mona, huda):
    tries(mona.user.email, 1)
    tell_failed_sign_ins()
    browser = Client(headers={"accept-language": "en", "user-agent": "Mozilla Chrome/1 Windows"})
    sign_in_by_page(browser, mona.user.email)
    assert browser.get("/w/noor/").status_code == 200
    page = sign_in(huda).get("/w/noor/settings/audit/?verb=sign_ins")
    told = [
        (line.actor, line.happened.replace("\u2068", "").replace("\u2069", ""))
        for line in page.context["lines"]
    ]
    assert ("منى", "signed in: Chrome on Windows, 127.0.0.1") in told
    assert any(actor == "" and "refused a sign-in of منى" in happened for actor, happened in told)
