"""Leads of a file stand in the stage it names, and know the campaign they came by."""

import pytest

from accounts.imports.foresight import foresee
from accounts.models import Account, ImportRow, LeadStage
from accounts.models.leads import begin_lists
from accounts.services import add_account
from accounts.tests.test_import_run import imported, undone
from accounts.tests.test_import_updates import prepared, updated
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db
FILE = """Company,Status,Lead stage,Campaign
Nakheel,prospect,Qualified,Spring fair
Rimal,prospect,مؤهّل,
Manar,prospect,No such stage,
Afaq,active,Qualified,Spring fair
Wadi,prospect,,
"""


@pytest.fixture
def stages(in_noor):
    begin_lists()
    return {stage.label_en: stage for stage in LeadStage.objects.all()}


def named(name):
    return Account.objects.select_related("lead_stage").get(name_en=name)


def notes(origin):
    rows = ImportRow.objects.filter(origin=origin).order_by("row_number")
    return [[problem[:2] for problem in row.problems] for row in rows]


def test_new_leads_begin_in_their_stage_and_the_rest_is_told(huda, stages):
    with workspace(huda.workspace_id):
        origin = imported(huda, FILE)
        assert notes(origin) == [[], [], [["lead_stage", "stage"]], [["lead_stage", "no_lead"]], []]
        assert {name: named(name).lead_stage for name in ("Nakheel", "Rimal", "Manar", "Afaq", "Wadi")} == {
            "Nakheel": stages["Qualified"],
            "Rimal": stages["Qualified"],
            "Manar": None,
            "Afaq": None,
            "Wadi": None,
        }
        lead = named("Nakheel")
        assert (lead.campaign, named("Rimal").campaign) == ("Spring fair", "")
        stay = lead.lead_stays.get()
        assert (stay.stage, stay.from_at, stay.until_at, stay.by) == (
            stages["Qualified"],
            lead.lead_stage_at,
            None,
            huda,
        )


def test_an_import_of_leads_is_undone_and_a_lead_that_went_on_stays(huda, stages):
    with workspace(huda.workspace_id):
        origin = imported(huda, FILE)
        named("Rimal").move_to_stage(stages["New"], by=huda)
        undone(origin, huda)
        assert set(Account.objects.values_list("name_en", flat=True)) == {"Rimal"}


def test_a_known_lead_moves_on_seen_before_and_taken_back(huda, stages):
    with workspace(huda.workspace_id):
        lead = add_account(by=huda, fields={"name_en": "Nakheel", "owner": huda}, stage=stages["New"])
        text = f"Number in Sila,Company,Lead stage,Campaign\n{lead.number},Nakheel,Qualified,Autumn\n"
        origin = updated(huda, text)
        moved = named("Nakheel")
        assert (moved.lead_stage, moved.campaign) == (stages["Qualified"], "Autumn")
        assert moved.lead_stays.count() == 2
        assert foresee(prepared(huda, text), seconds=5).updated == 0
        undone(origin, huda)
        back = named("Nakheel")
        assert (back.lead_stage, back.campaign) == (stages["New"], "")
