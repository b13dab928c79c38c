"""What is said about us by week: by the clocks of the workspace, what few mean, from each figure to its rows."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from social.models import SocialMention
from social.reputation import weeks_until
from social.services import answer, link_to
from social.tests.conftest import url
from workspaces.models import Workspace
from workspaces.working_hours import working_hours_of

pytestmark = pytest.mark.django_db
RIYADH = ZoneInfo("Asia/Riyadh")
SUNDAY = date(2026, 11, 15)  # a week of Riyadh: to Saturday the 21st


@pytest.fixture
def at(said):
    """at(day, hour, meant): a mention as it was written then."""

    def write(day, hour, meant, minute=0, **fields):
        made = said(f"{day} {hour} {meant} {len(fields)}", sentiment=meant, **fields)
        moment = datetime(2026, 11, day, hour, minute, tzinfo=RIYADH)
        SocialMention.objects.filter(pk=made.pk).update(at=moment)
        return made

    return write


def weeks(member, day=SUNDAY):
    return weeks_until(day, member=member, hours=working_hours_of(Workspace.objects.get(slug="noor")))


def test_a_week_is_of_the_workspace_and_counts_what_was_written_in_it(at, huda, in_noor):
    at(15, 0, "positive", minute=1)
    at(21, 23, "negative", minute=59)
    at(17, 12, "positive", network="google", rating=5)
    at(17, 12, "question")
    at(14, 23, "negative", minute=59)
    at(22, 0, "negative")
    before, week = weeks(huda)[-2:]
    assert (week.first, week.last, week.total) == (SUNDAY, date(2026, 11, 21), 4)
    assert week.meant == {"positive": 2, "negative": 1, "question": 1}
    assert week.net_percent == 25
    assert (before.total, before.net_percent) == (1, -100)
    assert [(line["key"], line["total"]) for line in week.lines] == [("x", 3), ("google", 1)]
    assert week.stars == 5
    assert week.is_few


def test_what_is_answered_and_how_soon(at, huda, in_noor):
    late, soon, third = (at(16, 8, "negative"), at(16, 9, "question"), at(16, 10, "negative"))
    at(16, 11, "neutral").dismiss(by=huda)
    at(16, 12, "question")
    for made, minutes in ((late, 600), (soon, 20), (third, 60)):
        made.refresh_from_db()
        answer(made, by=huda, text="Sorry")
        SocialMention.objects.filter(pk=made.pk).update(closed_at=made.at + timedelta(minutes=minutes))
    week = weeks(huda)[-1]
    assert (week.asked, week.answered_percent) == (4, 75)
    assert week.median == timedelta(minutes=60)
    # What a file said was answered tells no time of ours.
    SocialMention.objects.filter(pk=soon.pk).update(closed_by=None)
    assert weeks(huda)[-1].median == timedelta(minutes=330)


def test_the_page_leads_from_each_figure_to_its_rows(sign_in, at, reem, karim, in_noor):
    at(16, 8, "negative")
    at(17, 8, "positive", network="google", author_name="Sara")
    at(23, 8, "negative", author_name="Later")
    client = sign_in(reem)
    page = client.get(f"{url('reputation')}?from=2026-11-18").content.decode()
    assert "few mentions" in page
    rows = f"{url('list')}?view=all&at=2026-11-15&until=2026-11-21&sort=-at&network=google&sentiment=positive"
    assert rows.replace("&", "&amp;") in page
    shown = client.get(rows).content.decode()
    assert "Sara" in shown
    assert "Aziz" not in shown
    assert "Later" not in shown
    assert client.post(url("reputation")).status_code == 405
    assert sign_in(karim).get(url("reputation")).status_code == 404


@pytest.mark.parametrize("asked", ["", "x", "2026-13-45", "9999-12-31", "0001-01-01", "2026-11-15;"])
def test_any_address_answers(sign_in, huda, in_noor, asked):
    assert sign_in(huda).get(f"{url('reputation')}?from={asked}").status_code == 200


def test_a_team_counts_what_it_sees(at, noor, salem, faisal, afaq, in_noor):
    made = at(16, 8, "negative")
    link_to(made, account=afaq, by=salem)
    Workspace.objects.filter(pk=noor.pk).update(visibility="team")
    faisal.refresh_from_db()
    salem.refresh_from_db()
    assert weeks(salem)[-1].total == 1
    assert weeks(faisal)[-1].total == 0


def test_it_costs_the_same_for_many(sign_in, at, huda, in_noor):
    client, counts = sign_in(huda), []
    for more in (1, 10):
        for hour in range(more):
            at(16, hour, "positive", handle=f"h{hour}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{url('reputation')}?from=2026-11-18")
        counts.append(len(queries))
    assert counts[0] == counts[1]
