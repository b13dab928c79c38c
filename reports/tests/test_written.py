"""Targets, notes and reports of one's own: written, held against, put away; of whom and for whom."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.http import QueryDict
from django.utils import timezone

from lib.tenancy.state import workspace
from reports.asking import Asked
from reports.kpis import kpis
from reports.models import BuiltReport, ReportNote, Target
from reports.periods import MONTH, QUARTER, Period, calendar
from reports.targets import target_for, targets_of

pytestmark = pytest.mark.django_db
PAGE = "/w/noor/reports/"
TOKEN = "5d1f8a1e-8f0e-4a30-9a3f-0d1f1f0a7f11"


@pytest.fixture(autouse=True)
def opened(noor):
    with workspace(noor.pk), time_machine.travel("2026-05-14T09:00+00:00", tick=False):
        yield noor


def target(**fields):
    return {"kpi": "revenue", "member": "", "from_on": "2026-05-09", "value": "12,000.50"} | fields


class TestTargets:
    def test_is_kept_in_the_unit_of_the_number_from_its_month_on(self, sign_in, mona):
        answer = sign_in(mona).post(f"{PAGE}targets/new/", target())
        assert answer.status_code == 303
        kept = Target.objects.get()
        assert (kept.value, kept.from_on, kept.member) == (Decimal(1_200_050), date(2026, 5, 1), None)
        assert "12,000.50" in sign_in(mona).get(f"{PAGE}targets/").content.decode()

    def test_hours_are_kept_as_seconds(self, sign_in, mona):
        sign_in(mona).post(f"{PAGE}targets/new/", target(kpi="first-response", value="1.5"))
        assert Target.objects.get().value == 5_400

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kpi": "nothing"},
            {"value": "x"},
            {"value": "-5"},
            {"value": "9" * 16},
            {"kpi": "orders", "value": "1.5"},
            {"kpi": "retention", "value": "2000"},
            {"from_on": ""},
            {"member": "999"},
        ],
    )
    def test_nonsense_is_told_and_nothing_kept(self, wrong, sign_in, mona):
        assert sign_in(mona).post(f"{PAGE}targets/new/", target(**wrong)).status_code == 422
        assert not Target.objects.exists()

    def test_second_target_of_the_same_month_is_refused(self, sign_in, mona, salem):
        client = sign_in(mona)
        client.post(f"{PAGE}targets/new/", target())
        assert client.post(f"{PAGE}targets/new/", target(value="5")).status_code == 422
        # That of one account manager is another one.
        assert client.post(f"{PAGE}targets/new/", target(member=salem.number)).status_code == 303
        assert Target.objects.count() == 2

    def test_a_double_click_makes_one(self, sign_in, mona):
        client = sign_in(mona)
        for _time in range(2):
            assert client.post(f"{PAGE}targets/new/", target(form_token=TOKEN)).status_code == 303
        assert Target.objects.count() == 1

    def test_is_changed_and_a_stale_form_is_told(self, sign_in, mona):
        client = sign_in(mona)
        client.post(f"{PAGE}targets/new/", target())
        kept = Target.objects.get()
        path = f"{PAGE}targets/{kept.number}/edit/"
        assert client.post(path, target(value="7", version=kept.version)).status_code == 303
        assert client.post(path, target(value="8", version=kept.version)).status_code == 422
        assert Target.objects.get().value == 700

    def test_is_put_away_and_brought_back_unless_its_place_is_taken(self, sign_in, mona):
        client = sign_in(mona)
        client.post(f"{PAGE}targets/new/", target())
        path = f"{PAGE}targets/{Target.objects.get().number}/archive/"
        client.post(path)
        assert not Target.objects.in_use().exists()
        client.post(path, {"undo": "1"})
        assert Target.objects.in_use().count() == 1
        client.post(path)
        client.post(f"{PAGE}targets/new/", target(value="1"))
        assert client.post(path, {"undo": "1"}).status_code == 303
        assert Target.objects.in_use().get().value == 100

    def test_is_for_who_leads(self, sign_in, salem, karim, mona):
        sign_in(mona).post(f"{PAGE}targets/new/", target())
        number = Target.objects.get().number
        for path in ("targets/", "targets/new/", f"targets/{number}/edit/"):
            assert sign_in(salem).get(PAGE + path).status_code == 403
            assert sign_in(karim).get(PAGE + path).status_code == 404
        assert sign_in(salem).post(f"{PAGE}targets/{number}/archive/").status_code == 403

    def test_grows_with_the_months_where_months_add_up(self):
        kept = [Target(kpi="revenue", from_on=date(2026, 1, 1), value=Decimal(100))]
        revenue, retention = kpis.get("revenue"), kpis.get("retention")
        quarter = calendar(QUARTER, date(2026, 5, 14))
        assert target_for(revenue, quarter, kept) == 300
        assert target_for(revenue, calendar(MONTH, date(2026, 5, 1)), kept) == 100
        assert target_for(retention, quarter, kept) == 100
        assert target_for(revenue, Period(date(2025, 12, 1), date(2026, 1, 1), MONTH), kept) is None

    def test_is_meant_for_all_or_for_one_account_manager(self, huda, salem):
        for member, value in ((None, 900), (salem, 100)):
            Target.objects.create(kpi="orders", member=member, from_on=date(2026, 1, 1), value=value)

        def found(**asked):
            query = QueryDict(mutable=True)
            query.update(asked)
            return [each.value for each in targets_of(["orders"], Asked(huda, query)).get("orders", [])]

        assert found() == [900]
        assert found(manager=str(salem.number)) == [100]
        assert found(manager=str(salem.number), tier="A") == []
        assert found(tier="A") == []

    def test_stands_on_the_page_of_its_number(self, sign_in, huda):
        Target.objects.create(kpi="orders", from_on=date(2026, 1, 1), value=40)
        said = sign_in(huda).get(f"{PAGE}orders/?period=this_month").content.decode()
        assert "not yet reached" in said
        assert "missed" in sign_in(huda).get(f"{PAGE}orders/?period=last_month").content.decode()
        Target.objects.create(kpi="complaints", from_on=date(2026, 1, 1), value=4)
        assert "kept so far" in sign_in(huda).get(f"{PAGE}complaints/?period=this_month").content.decode()


class TestNotes:
    def test_stand_beside_their_number_or_all_of_them(self, sign_in, mona, reem):
        client = sign_in(mona)
        for kpi, text in (("revenue", "Fair in Riyadh"), ("", "New prices")):
            written = {"on": "2026-04-20", "kpi": kpi, "text": text}
            assert client.post(f"{PAGE}notes/new/", written).status_code == 303
        revenue = sign_in(reem).get(f"{PAGE}revenue/").content.decode()
        orders = sign_in(reem).get(f"{PAGE}orders/").content.decode()
        assert "Fair in Riyadh" in revenue
        assert "Fair in Riyadh" not in orders
        assert "New prices" in orders

    def test_are_put_away(self, sign_in, mona):
        kept = ReportNote.objects.create(on=timezone.localdate(), text="Fair", created_by=mona)
        sign_in(mona).post(f"{PAGE}notes/{kept.number}/archive/")
        assert "Fair" not in sign_in(mona).get(f"{PAGE}revenue/").content.decode()

    def test_are_written_by_who_leads(self, sign_in, salem, karim):
        assert sign_in(salem).get(f"{PAGE}notes/new/").status_code == 403
        assert sign_in(karim).get(f"{PAGE}notes/").status_code == 404


def report(**fields):
    return {
        "name": "Quarterly",
        "kpis": ["revenue", "customers", "campaign-return"],
        "split": "tier",
        "shape": "both",
        "period": "this_quarter",
        "grain": "month",
    } | fields


class TestBuilt:
    @pytest.fixture
    def kept(self, sign_in, salem):
        assert sign_in(salem).post(f"{PAGE}built/new/", report()).status_code == 303
        return BuiltReport.objects.get()

    def test_is_opened_by_its_maker_alone_until_it_is_shared(self, kept, sign_in, salem, mona, karim):
        path = f"{PAGE}built/{kept.number}/"
        assert sign_in(salem).get(path).status_code == 200
        assert sign_in(mona).get(path).status_code == 404
        shared = report(is_shared="on", version=kept.version)
        assert sign_in(salem).post(f"{path}edit/", shared).status_code == 303
        assert sign_in(mona).get(path).status_code == 200
        assert sign_in(mona).get(f"{path}edit/").status_code == 403
        assert sign_in(mona).post(f"{path}archive/").status_code == 403
        assert sign_in(karim).get(path).status_code == 404

    def test_leaves_out_what_its_reader_may_not_see(self, kept, opened, sign_in, salem):
        opened.visibility = opened.Visibility.TEAM
        opened.save(update_fields=["visibility"])
        said = sign_in(salem).get(f"{PAGE}built/{kept.number}/").content.decode()
        assert "1 number is left out" in said

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kpis": []},
            {"kpis": ["revenue", "password"]},
            {"kpis": [kpi.key for kpi in kpis][:9]},
            {"split": "owner__user__password"},
            {"period": "own"},
            {"grain": "day"},
            {"name": ""},
            {"region": "nowhere"},
            {"shape": "pie"},
        ],
    )
    def test_nothing_beyond_what_is_offered_is_kept(self, wrong, sign_in, salem):
        assert sign_in(salem).post(f"{PAGE}built/new/", report(**wrong)).status_code == 422
        assert not BuiltReport.objects.exists()

    def test_is_put_away_by_its_maker(self, kept, sign_in, salem):
        path = f"{PAGE}built/{kept.number}/archive/"
        sign_in(salem).post(path)
        assert BuiltReport.objects.get().is_archived
        sign_in(salem).post(path, {"undo": "1"})
        assert not BuiltReport.objects.get().is_archived
