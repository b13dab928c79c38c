"""Leads: where a prospect stands, how it is moved, won, lost and taken back; the lists a workspace makes for it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import services
from accounts.leads import entries
from accounts.leads.converting import NotALead, convert, lose, reopen, take_conversion_back
from accounts.leads.funnel import funnel_of, reasons_of
from accounts.models import Account, AccountStatus, Contact, LeadStage, LeadStay, LossReason
from accounts.models.account import ReasonNeeded
from lib.tenancy.state import workspace
from lib.undo import TooLate
from timeline.models import Event

IN_NOOR = pytest.mark.usefixtures("in_noor")
STAGE = "/w/noor/accounts/1/stage/"
CONVERSION = "/w/noor/accounts/1/conversion/"
LOSS = "/w/noor/accounts/1/loss/"


def fresh(account):
    return Account.objects.get(pk=account.pk)


def stage(place):
    return list(LeadStage.objects.in_use())[place]


def reason():
    return LossReason.objects.in_use().first()


@IN_NOOR
class TestStages:
    def test_a_new_prospect_begins_in_the_first_stage_of_the_usual_ones(self, afaq):
        assert [each.label_en for each in LeadStage.objects.in_use()][:2] == ["New", "Contacted"]
        assert fresh(afaq).lead_stage == stage(0)
        assert LeadStay.objects.get(account=afaq).until_at is None

    def test_an_active_customer_has_no_stage(self, salem):
        made = services.add_account(by=salem, fields={"name_en": "Old friend"}, status="active")
        assert fresh(made).lead_stage is None
        assert not LeadStay.objects.filter(account=made).exists()

    def test_moving_ends_one_stay_and_begins_another_and_is_told_once(self, afaq, salem):
        assert fresh(afaq).move_to_stage(stage(2), by=salem)
        assert not fresh(afaq).move_to_stage(stage(2), by=salem)
        old, new = LeadStay.objects.filter(account=afaq).order_by("id")
        assert old.until_at == new.from_at
        assert new.stage == stage(2)
        assert new.by == salem
        told = Event.objects.get(verb="account.stage_moved")
        assert (told.detail["old_en"], told.detail["new_ar"]) == ("New", "مؤهَّل")

    def test_by_its_page_with_undo_and_too_late(self, afaq, salem, sign_in):
        client = sign_in(salem)
        second, third = stage(1), stage(2)
        client.post(STAGE, {"stage": second.number})
        client.post(STAGE, {"stage": third.number})
        client.post(f"{STAGE}?undo={stage(0).number}&to={second.number}")
        assert fresh(afaq).lead_stage == third
        client.post(f"{STAGE}?undo={second.number}&to={third.number}")
        assert fresh(afaq).lead_stage == second

    def test_an_archived_or_invented_stage_is_refused(self, afaq, salem, sign_in, mona):
        gone = stage(3)
        entries.archive_entry(gone, by=mona)
        for number, status in ((gone.number, 404), (99, 404), ("x", 400), ("", 400)):
            assert sign_in(salem).post(STAGE, {"stage": number}).status_code == status
        assert fresh(afaq).lead_stage == stage(0)

    def test_a_viewer_moves_nothing_and_a_stranger_finds_nothing(self, afaq, reem, karim, sign_in):
        assert sign_in(reem).post(STAGE, {"stage": stage(1).number}).status_code == 403
        assert sign_in(karim).post(STAGE, {"stage": stage(1).number}).status_code == 404
        assert fresh(afaq).lead_stage == stage(0)


@IN_NOOR
class TestLosing:
    def test_a_prospect_is_lost_for_a_reason_only(self, afaq, salem):
        with pytest.raises(ReasonNeeded):
            fresh(afaq).set_status("lost", by=salem)
        lose(fresh(afaq), by=salem, reason=reason(), note="Too dear")
        row = AccountStatus.objects.get(account=afaq, until_at=None)
        assert (row.status, row.loss_reason, row.reason) == ("lost", reason(), "Too dear")
        assert fresh(afaq).lead_stage is None

    def test_a_customer_is_lost_without(self, salem):
        made = services.add_account(by=salem, fields={"name_en": "Old friend"}, status="active")
        made.set_status("lost", by=salem)
        assert fresh(made).status == "lost"

    def test_the_menu_of_statuses_asks_why(self, afaq, salem, sign_in):
        response = sign_in(salem).post("/w/noor/accounts/1/status/", {"status": "lost"})
        assert response.url == LOSS
        assert fresh(afaq).status == "prospect"

    def test_the_page_wants_a_reason_and_keeps_the_note(self, afaq, salem, sign_in):
        response = sign_in(salem).post(LOSS, {"note": "They said no"})
        assert response.status_code == 422
        assert b"They said no" in response.content
        assert fresh(afaq).status == "prospect"

    def test_lost_and_opened_again_in_the_stage_it_had(self, afaq, salem, sign_in):
        fresh(afaq).move_to_stage(stage(3), by=salem)
        client = sign_in(salem)
        client.post(LOSS, {"reason": reason().number})
        assert fresh(afaq).status == "lost"
        client.post(f"{LOSS}?undo=1")
        assert fresh(afaq).status == "prospect"
        assert fresh(afaq).lead_stage == stage(3)

    def test_in_bulk_with_one_reason_and_back(self, many, salem, sign_in):
        client, numbers = sign_in(salem), [each.number for each in many[:3]]
        form = {"list": "leads", "number": numbers, "verb": "loss", "value_loss": reason().number}
        client.post("/w/noor/accounts/bulk/", form)
        assert Account.objects.filter(status="lost").count() == 3
        client.post("/w/noor/accounts/bulk/1/undo/")
        assert Account.objects.filter(status="lost").count() == 0

    def test_the_status_of_many_at_once_passes_leads_over(self, many, salem, sign_in):
        form = {"list": "accounts", "number": [each.number for each in many[:3]], "verb": "status"}
        sign_in(salem).post("/w/noor/accounts/bulk/", {**form, "value_status": "lost"})
        assert Account.objects.filter(status="lost").count() == 0

    def test_a_cell_says_that_it_needs_a_reason(self, afaq, salem, sign_in):
        form = {"value": "lost", "version": fresh(afaq).version}
        response = sign_in(salem).post("/w/noor/accounts/1/cell/?field=status", form)
        assert response.status_code == 422
        assert fresh(afaq).status == "prospect"


@IN_NOOR
class TestConverting:
    @pytest.fixture
    def people(self, afaq, salem):
        names = ("Main", "Other")
        return [services.add_contact(by=salem, fields={"name_en": name}, account=afaq) for name in names]

    def test_nothing_is_lost_and_who_and_when_are_kept(self, afaq, people, salem, mona):
        fresh(afaq).move_to_stage(stage(1), by=salem)
        convert(fresh(afaq), by=salem, owner=mona, tier="B", main=people[1])
        account = fresh(afaq)
        assert (account.pk, account.status, account.owner, account.tier) == (afaq.pk, "active", mona, "B")
        kept = account.conversions.get()
        assert (kept.by, kept.stage, kept.owner_before, kept.main_before) == (
            salem,
            stage(1),
            salem,
            people[0],
        )
        assert account.lead_stays.filter(until_at=None).count() == 0
        assert account.lead_stays.count() == 2
        assert account.positions.get(is_primary=True).contact == people[1]

    def test_made_a_prospect_again_in_another_way_it_converts_anew(self, afaq, salem, mona):
        convert(fresh(afaq), by=salem, owner=salem, tier="")
        fresh(afaq).set_status("prospect", by=salem)
        second = convert(fresh(afaq), by=mona, owner=mona, tier="A")
        assert list(fresh(afaq).conversions.filter(undone_at=None)) == [second]
        assert fresh(afaq).status == "active"

    def test_taken_back_it_stands_as_before(self, afaq, people, salem, mona):
        convert(fresh(afaq), by=salem, owner=mona, tier="B", main=people[1])
        take_conversion_back(fresh(afaq), by=mona)
        account = fresh(afaq)
        assert (account.status, account.owner, account.tier, account.lead_stage) == (
            "prospect",
            salem,
            "",
            stage(0),
        )
        assert account.positions.get(is_primary=True).contact == people[0]
        with pytest.raises(TooLate):
            take_conversion_back(fresh(afaq), by=mona)

    def test_not_taken_back_once_it_went_on(self, afaq, salem):
        convert(fresh(afaq), by=salem, owner=salem, tier="")
        fresh(afaq).set_status("dormant", by=salem)
        with pytest.raises(TooLate):
            take_conversion_back(fresh(afaq), by=salem)

    def test_pressed_twice_it_is_one_customer(self, afaq, people, salem, sign_in):
        client, form = sign_in(salem), {"owner": salem.number, "tier": "A", "main": people[0].number}
        client.post(CONVERSION, form)
        client.post(CONVERSION, form)
        assert fresh(afaq).status == "active"
        assert fresh(afaq).conversions.count() == 1

    def test_a_contact_or_colleague_of_others_is_no_choice(self, afaq, salem, karim, sign_in, theirs):
        stranger = services.add_contact(by=salem, fields={"name_en": "Nobody's"})
        form = {"owner": 99, "main": stranger.number}
        assert sign_in(salem).post(CONVERSION, form).status_code == 422
        assert fresh(afaq).status == "prospect"

    def test_roles_and_strangers(self, afaq, reem, karim, sign_in):
        assert sign_in(reem).get(CONVERSION).status_code == 403
        for address in (CONVERSION, LOSS, "/w/noor/accounts/1/stages/"):
            assert sign_in(karim).get(address).status_code == 404


@IN_NOOR
class TestLists:
    def test_managers_make_the_lists_and_account_managers_do_not(self, mona, salem, sign_in):
        assert sign_in(salem).get("/w/noor/settings/leads/").status_code == 403
        client = sign_in(mona)
        assert client.get("/w/noor/settings/leads/").status_code == 200
        assert LeadStage.objects.count() == 0  # looking makes nothing
        client.post("/w/noor/settings/leads/stages/", {"label_ar": "زيارة", "label_en": "Visit"})
        assert LeadStage.objects.in_use().last().label_en == "Visit"
        assert LeadStage.objects.count() == len(LeadStage.usual) + 1

    def test_sent_twice_it_is_one(self, mona, sign_in):
        form = {"label_en": "Visit", "form_token": "8e5b8c3c-6e3b-4c59-9a1e-2f7d4b1c0a11"}
        for _time in range(2):
            sign_in(mona).post("/w/noor/settings/leads/stages/", form)
        assert LeadStage.objects.filter(label_en="Visit").count() == 1

    def test_one_name_stands_once_in_any_spelling(self, afaq, mona):
        with pytest.raises(ValidationError):
            entries.add_entry(LeadStage, by=mona, label_ar="جدِيد", label_en="")

    def test_a_stage_that_leads_stand_in_stays(self, afaq, mona, salem):
        with pytest.raises(ValidationError):
            entries.archive_entry(stage(0), by=mona)
        fresh(afaq).move_to_stage(stage(1), by=salem)
        entries.archive_entry(stage(0), by=mona)
        assert stage(0).label_en == "Contacted"

    def test_the_last_reason_stays(self, afaq, mona):
        first, *others = LossReason.objects.in_use()
        for each in others:
            entries.archive_entry(each, by=mona)
        with pytest.raises(ValidationError):
            entries.archive_entry(first, by=mona)

    def test_put_in_another_order_and_renamed(self, afaq, mona, sign_in):
        client, second = sign_in(mona), stage(1)
        client.post(f"/w/noor/settings/leads/stages/{second.number}/place/", {"step": "up"})
        assert stage(0) == second
        client.post(f"/w/noor/settings/leads/stages/{second.number}/", {"label_en": "Called"})
        assert stage(0).label == "Called"
        refused = client.post(f"/w/noor/settings/leads/stages/{second.number}/", {"label_en": "Qualified"})
        assert refused.status_code == 422
        assert stage(0).label == "Called"


@IN_NOOR
class TestPages:
    def test_the_list_is_of_prospects_and_narrowed_by_stage_age_and_rest(self, afaq, salem, sign_in):
        services.add_account(by=salem, fields={"name_en": "Old friend"}, status="active")
        other = services.add_account(by=salem, fields={"name_en": "Second lead", "owner": salem})
        other.move_to_stage(stage(1), by=salem)
        long_ago = timezone.now() - timedelta(days=40)
        Account.objects.filter(pk=other.pk).update(lead_stage_at=long_ago, created_at=long_ago)
        client = sign_in(salem)

        def shown(query):
            page = client.get(f"/w/noor/leads/?{query}").context["page"]
            return {row.name_en for row in page.rows}

        assert shown("") == {"Afaq Gulf", "Second lead"}
        for query in (f"lead_stage={stage(1).number}", "stage_age=30", "untouched=14"):
            assert shown(query) == {"Second lead"}
        assert shown("lead_stage=null") == set()

    def test_the_board_counts_each_stage_and_names_one_for_a_phone(self, afaq, salem, sign_in):
        page = sign_in(salem).get(f"/w/noor/leads/board/?stage={stage(1).number}")
        assert [each["count"] for each in page.context["columns"]] == [1, 0, 0, 0, 0]
        assert page.context["shown"]["stage"] == stage(1)

    def test_leads_of_others_are_neither_on_the_board_nor_in_the_funnel(self, afaq, noor, faisal, sign_in):
        type(noor).objects.filter(pk=noor.pk).update(visibility="team")
        client = sign_in(faisal)
        assert sum(each["count"] for each in client.get("/w/noor/leads/board/").context["columns"]) == 0
        assert client.get("/w/noor/leads/funnel/").context["funnel"]["came"] == 0

    def test_leads_of_nobody_stand_on_today_of_managers_alone(self, in_noor, mona, salem, sign_in):
        services.add_account(by=mona, fields={"name_en": "Waiting for somebody"})
        text = "Leads that nobody looks after yet"
        assert text in sign_in(mona).get("/w/noor/").content.decode()
        assert text not in sign_in(salem).get("/w/noor/").content.decode()


@IN_NOOR
class TestFunnel:
    def test_reached_won_lost_and_the_middle_stay(self, in_noor, salem):
        leads = [services.add_account(by=salem, fields={"name_en": f"Lead {n}"}) for n in range(4)]
        for account in leads[:3]:
            account.move_to_stage(stage(1), by=salem)
        convert(leads[0], by=salem, owner=salem, tier="")
        lose(leads[1], by=salem, reason=reason())
        first = LeadStay.objects.filter(stage=stage(0), until_at__isnull=False)
        for stay, days in zip(first.order_by("id"), (2, 5, 30), strict=True):
            LeadStay.objects.filter(pk=stay.pk).update(from_at=stay.until_at - timedelta(days=days))
        found = funnel_of(Account.objects.all(), days=90)
        assert (found["came"], found["won"], found["lost"], found["open"], found["rate"]) == (4, 1, 1, 2, 25)
        new, contacted = found["lines"][:2]
        assert (new.reached, new.here, new.won, new.rate, new.median) == (4, 1, 1, 25, "5 أيام")
        assert (contacted.reached, contacted.here, contacted.lost) == (3, 1, 1)
        assert [
            (each["label"], each["count"], each["share"])
            for each in reasons_of(Account.objects.all(), days=90)
        ] == [("السعر", 1, 100)]

    def test_one_that_came_before_the_period_is_left_out(self, afaq):
        AccountStatus.objects.filter(account=afaq).update(from_at=timezone.now() - timedelta(days=200))
        assert funnel_of(Account.objects.all(), days=90)["came"] == 0
        assert funnel_of(Account.objects.all(), days=365)["came"] == 1


@IN_NOOR
def test_reopen_is_for_the_lost_alone(afaq, salem):
    with pytest.raises(NotALead):
        reopen(fresh(afaq), by=salem)


def test_a_person_who_becomes_a_lead_has_the_contact_at_once(in_noor, salem):
    made = services.add_account(by=salem, fields={"kind": "person", "name_en": "Sara"})
    assert Contact.objects.get(positions__account=made).name_en == "Sara"
    with workspace(salem.workspace_id):
        assert made.lead_stage == stage(0)


@pytest.mark.django_db(transaction=True)
def test_the_first_leads_of_two_people_at_once_make_the_usual_stages_once(at_once, noor, salem):
    def add(name):
        def work():
            yield
            services.add_account(by=salem, fields={"name_en": name})

        return work

    assert at_once(add("One"), add("Two")) == []
    with workspace(noor.pk), transaction.atomic():
        assert LeadStage.objects.count() == len(LeadStage.usual)


@pytest.mark.django_db
@IN_NOOR
def test_a_colleagues_change_is_not_lost_when_a_lead_is_converted(afaq, salem, huda, sign_in):
    client = sign_in(salem)
    read = client.get(CONVERSION).context["form"]["version"].value()
    found = fresh(afaq)
    found.tier = "A"
    services.change_account(found, by=huda, read_version=found.version, changed=["tier"])
    sent = {"owner": salem.number, "tier": "", "version": read}
    answer = client.post(CONVERSION, sent)
    assert answer.status_code == 422
    assert (fresh(afaq).status, fresh(afaq).tier) == ("prospect", "A")
    sent["version"] = answer.context["form"]["version"].value()
    assert client.post(CONVERSION, sent).status_code == 303
    assert (fresh(afaq).status, fresh(afaq).tier) == ("active", "")
