"""Pages of series and occasions: who may, what is typed wrongly, what is pressed twice."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.models import Campaign, Occasion, Series
from campaigns.occasions import add_usual_ones
from campaigns.repeating import add_series, start
from campaigns.tests.crowd import contact

pytestmark = pytest.mark.django_db

HOME = "/w/noor/campaigns/series/"
OCCASIONS = "/w/noor/campaigns/occasions/"


@pytest.fixture
def feast(in_noor):
    return Occasion.objects.create(
        name_en="Eid al-Fitr", name_ar="عيد الفطر", month=10, of_month=1, is_hijri=True
    )


def written(made, **fields):
    usual = {
        "form_token": str(uuid.uuid4()), "name": "Each week", "template": made.number, "purpose": "marketing",
        "whom": "everybody", "rhythm": "calendar", "every": "1", "unit": "week", "begins_on": "2026-03-10",
        "at": "10:00", "open_hours": "12",
    }  # fmt: skip
    return {**usual, **fields}


@pytest.fixture
def series(made, mona):
    return add_series(
        by=mona, name="Each week", purpose="marketing", template=made, rhythm="calendar", unit="week", every=1,
        begins_on=date(2026, 3, 10),
    )  # fmt: skip


class TestWriting:
    def test_it_is_written_once_and_stands_still(self, sign_in, mona, made):
        client, sent = sign_in(mona), written(made)
        for _time in range(2):
            answer = client.post(f"{HOME}new/", sent)
        series = Series.objects.get()
        assert answer["Location"].endswith(f"{HOME}{series.number}/")
        assert (series.unit, series.every, series.is_running) == ("week", 1, False)
        page = client.get(f"{HOME}{series.number}/").content.decode()
        assert "Each week" in page

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"every": ""}, "every"),
            ({"begins_on": "soon"}, "begins_on"),
            ({"rhythm": "occasion"}, "occasion"),
            ({"rhythm": "occasion", "occasion": "99"}, "occasion"),
            ({"rhythm": "silence", "silent_days": "3"}, "silent_days"),
            ({"rhythm": "silence"}, "silent_days"),
            ({"rhythm": "birthday", "days_before": "400"}, "days_before"),
            ({"rhythm": "never"}, "rhythm"),
            ({"at": "25:00"}, "at"),
            ({"open_hours": "0"}, "open_hours"),
            ({"template": "99"}, "template"),
            ({"purpose": "spying"}, "purpose"),
            ({"name": "…"}, "name"),
            ({"whom": "customers"}, "whom"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(self, sign_in, mona, made, fields, field):
        answer = sign_in(mona).post(f"{HOME}new/", written(made, **fields))
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {field}
        assert answer.context["form"]["name"].value() == written(made, **fields)["name"]
        assert not Series.objects.exists()

    def test_what_another_rhythm_asks_for_is_forgotten(self, sign_in, mona, made, feast):
        fields = {"rhythm": "birthday", "is_hijri": "on", "every": "nonsense", "silent_days": "1"}
        sign_in(mona).post(f"{HOME}new/", written(made, occasion=feast.number, **fields))
        series = Series.objects.get()
        assert (series.rhythm, series.is_hijri, series.unit, series.every) == ("birthday", True, "", None)
        assert (series.occasion, series.silent_days, series.begins_on) == (None, None, None)

    def test_a_change_of_a_colleague_is_not_written_over(self, sign_in, mona, series, made):
        client = sign_in(mona)
        first = written(made, version=series.version, name="First")
        second = written(made, version=series.version, name="Second")
        assert client.post(f"{HOME}{series.number}/edit/", first).status_code == 303
        refused = client.post(f"{HOME}{series.number}/edit/", second)
        assert refused.status_code == 422
        assert Series.objects.get().name == "First"
        assert refused.context["form"]["name"].value() == "Second"


class TestVerbs:
    def test_started_twice_it_runs_and_undo_stops_it(self, sign_in, mona, series):
        client = sign_in(mona)
        for _time in range(2):
            client.post(f"{HOME}{series.number}/start/")
        assert Series.objects.get().is_running
        client.post(f"{HOME}{series.number}/start/", {"undo": "1"})
        assert not Series.objects.get().is_running

    def test_why_it_does_not_start_is_said(self, sign_in, mona, series, made):
        for block in made.in_order():
            block.remove(by=mona)
        answer = sign_in(mona).post(f"{HOME}{series.number}/start/", follow=True)
        assert not Series.objects.get().is_running
        assert "Its template cannot be sent as it is" in answer.content.decode()

    def test_archived_it_is_stopped_and_comes_back_standing_still(self, sign_in, mona, series):
        start(series, by=mona)
        client = sign_in(mona)
        client.post(f"{HOME}{series.number}/archive/")
        kept = Series.objects.get()
        assert (kept.is_archived, kept.is_running) == (True, False)
        assert client.get(f"{HOME}{series.number}/edit/").status_code == 303
        client.post(f"{HOME}{series.number}/archive/", {"undo": "1"})
        assert not Series.objects.get().is_archived

    def test_an_issue_is_approved_late_or_declined_but_not_rewritten(self, sign_in, mona, series):
        contact("Sara", "sara@a.example")
        now = timezone.now()
        issues = [
            Campaign.objects.create(
                series=series, issue_on=day, name=f"Issue of {day}", purpose="marketing", template=series.template,
                send_at=now - timedelta(hours=1), expire_at=now + timedelta(hours=2),
            )
            for day in (date(2026, 3, 10), date(2026, 3, 17))
        ]  # fmt: skip
        client = sign_in(mona)
        home = "/w/noor/campaigns/"
        listed = client.get(HOME).content.decode()
        assert all(issue.name in listed for issue in issues)
        assert client.get(f"{home}{issues[0].number}/edit/").status_code == 303
        client.post(f"{home}{issues[0].number}/schedule/", {"version": issues[0].version})
        for _time in range(2):
            client.post(f"{home}{issues[1].number}/declining/")
        states = list(Campaign.objects.order_by("issue_on").values_list("state", flat=True))
        assert states == ["scheduled", "cancelled"]

    def test_a_campaign_of_no_series_is_not_declined(self, sign_in, mona, made):
        draft = Campaign.objects.create(name="Own", purpose="marketing", template=made)
        sign_in(mona).post(f"/w/noor/campaigns/{draft.number}/declining/")
        assert Campaign.objects.get().state == "draft"


class TestOccasions:
    def test_the_usual_ones_of_the_country_come_once(self, sign_in, mona, in_noor):
        client = sign_in(mona)
        for _time in range(2):
            client.post(f"{OCCASIONS}usual/")
        names = set(Occasion.objects.values_list("name_en", flat=True))
        assert {"Eid al-Fitr", "Saudi National Day"} <= names
        assert len(names) == Occasion.objects.count()
        assert "Kuwait National Day" not in names
        assert not add_usual_ones("SA", by=mona)

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"name_ar": "", "name_en": ""}, "name_ar"),
            ({"month": "g13"}, "month"),
            ({"month": "h10", "of_month": "31"}, "of_month"),
            ({"month": "g2", "of_month": "30"}, "of_month"),
            ({"month": "g4", "of_month": "31"}, "of_month"),
            ({"moved_to": "2026-10-23"}, "moved_to"),
        ],
    )
    def test_what_is_wrong_is_told(self, sign_in, mona, in_noor, fields, field):
        sent = {"name_en": "National day", "name_ar": "", "month": "g9", "of_month": "23", **fields}
        answer = sign_in(mona).post(f"{OCCASIONS}new/", sent)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {field}
        assert not Occasion.objects.exists()

    def test_a_moved_feast_moves_the_series_that_are_sent_on_it(
        self, sign_in, mona, made, feast, time_machine
    ):
        time_machine.move_to("2026-03-01T09:00Z", tick=False)
        series = add_series(
            by=mona, name="Eid", purpose="marketing", template=made, rhythm="occasion", occasion=feast
        )
        start(series, by=mona)
        usual = Series.objects.get().next_on
        moved = usual + timedelta(days=1)
        sent = {
            "name_en": "Eid al-Fitr", "name_ar": "عيد الفطر", "month": "h10", "of_month": "1",
            "moved_to": moved.isoformat(), "version": feast.version,
        }  # fmt: skip
        assert sign_in(mona).post(f"{OCCASIONS}{feast.number}/", sent).status_code == 303
        assert Series.objects.get().next_on == moved

    def test_one_that_a_running_series_needs_is_not_archived(self, sign_in, mona, made, feast):
        series = add_series(
            by=mona, name="Eid", purpose="marketing", template=made, rhythm="occasion", occasion=feast
        )
        start(series, by=mona)
        client = sign_in(mona)
        client.post(f"{OCCASIONS}{feast.number}/archive/")
        assert not Occasion.objects.get().is_archived
        client.post(f"{HOME}{series.number}/start/", {"undo": "1"})
        client.post(f"{OCCASIONS}{feast.number}/archive/")
        assert Occasion.objects.get().is_archived


@pytest.mark.parametrize("address", [HOME, f"{HOME}new/", OCCASIONS, f"{OCCASIONS}new/"])
def test_who_does_not_write_campaigns_has_no_such_pages(sign_in, salem, address):
    assert sign_in(salem).get(address).status_code == 403


def test_what_is_another_companys_is_not_there(sign_in, karim, series, feast, bahr):
    client = sign_in(karim)
    for address in (
        f"series/{series.number}/",
        f"series/{series.number}/edit/",
        f"occasions/{feast.number}/",
    ):
        assert client.get(f"/w/bahr/campaigns/{address}").status_code == 404
    for verb in (f"series/{series.number}/start/", f"occasions/{feast.number}/archive/"):
        assert client.post(f"/w/bahr/campaigns/{verb}").status_code == 404
    assert client.get(f"{HOME}{series.number}/").status_code == 404
