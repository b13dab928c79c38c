"""The pages of automations: putting one together, publishing, pausing, ending, and the road of each."""

import uuid

import pytest

from campaigns.automations import publishing
from campaigns.automations.design import MOST_STEPS
from campaigns.automations.ready import begin_with, ready
from campaigns.models import Automation, Enrolment, Template, TemplateBlock
from campaigns.tests.crowd import contact
from campaigns.tests.roads import days, drafted, enter, inside_of, letter, running, walk
from complaints.models import ComplaintIntake

pytestmark = pytest.mark.django_db

HOME = "/w/noor/campaigns/automations/"


def written(*steps, do="save", **fields):
    """As the page sends it; each step is (key, kind, values)."""
    usual = {
        "form_token": str(uuid.uuid4()), "name": "Welcome", "purpose": "service", "trigger": "contact_added",
        "again": "once", "goal": "none", "do": do,
    }  # fmt: skip
    sent = {**usual, **fields, "step": [f"{key}:{kind}" for key, kind, _values in steps]}
    for key, _kind, values in steps:
        sent |= {f"s{key}-{name}": value for name, value in values.items()}
    return sent


class TestPuttingOneTogether:
    def test_it_is_saved_once_as_a_draft_and_published(self, sign_in, mona, made):
        client = sign_in(mona)
        sent = written(
            (1, "message", {"template": made.number}),
            (2, "wait", {"amount": "3", "unit": "days"}),
            (4, "condition", {"ask": "opened", "no": "end"}),
            (3, "until", {"at": "09:00"}),
            (5, "follow_up", {"owner": "manager", "reason": "Call", "days": "1"}),
        )
        for _time in range(2):
            answer = client.post(f"{HOME}new/", sent)
        found = Automation.objects.get()
        assert answer["Location"].endswith(f"{HOME}{found.number}/")
        assert [step["kind"] for step in found.design["steps"]] == [
            "message", "wait", "condition", "until", "follow_up",
        ]  # fmt: skip
        assert found.design["steps"][1] == {"key": 2, "kind": "wait", "amount": 3, "unit": "days"}
        page = client.get(f"{HOME}{found.number}/").content.decode()
        assert "Season" in page
        assert found.state == "draft"
        client.post(f"{HOME}{found.number}/publish/")
        found.refresh_from_db()
        assert (found.state, found.edition) == ("running", 1)
        assert client.get(HOME).content.decode().count("Welcome") >= 1
        assert client.get(f"{HOME}{found.number}/edit/").status_code == 200

    def test_buttons_add_move_and_take_out_and_keep_what_was_typed(self, sign_in, mona, made):
        client = sign_in(mona)
        steps = [(1, "wait", {"amount": "oops", "unit": "days"}), (2, "until", {"at": "09:00"})]
        page = client.post(f"{HOME}new/", written(*steps, do="add:tag", name="Typed"))
        assert page.status_code == 200
        shown = page.content.decode()
        assert all(each in shown for each in ("1:wait", "2:until", "3:tag", "oops", "Typed"))
        shown = client.post(f"{HOME}new/", written(*steps, do="down:1")).content.decode()
        assert shown.index("2:until") < shown.index("1:wait")
        shown = client.post(f"{HOME}new/", written(*steps, do="remove:2")).content.decode()
        assert "2:until" not in shown
        assert not Automation.objects.exists()

    @pytest.mark.parametrize(
        ("steps", "fields"),
        [
            ([(1, "wait", {"amount": "0", "unit": "days"})], {}),
            ([(1, "wait", {"amount": "500", "unit": "days"})], {}),
            ([(1, "message", {"template": "999"})], {}),
            ([(1, "condition", {"ask": "segment", "no": "end"})], {}),
            ([(1, "condition", {"ask": "bought", "no": "2"})], {}),
            ([(2, "until", {"at": "9"}), (1, "condition", {"ask": "bought", "no": "2"})], {}),
            ([(1, "follow_up", {"owner": "777", "reason": "", "days": "1"})], {}),
            ([], {"trigger": "cart_left", "hours": ""}),
            ([], {"trigger": "segment_entered"}),
            ([], {"trigger": "no_such"}),
            ([], {"again": "again", "again_days": "x"}),
            ([], {"goal": "segment"}),
            ([], {"name": "—"}),
            ([], {"purpose": "no_such"}),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_is_saved(self, sign_in, mona, made, steps, fields):
        answer = sign_in(mona).post(f"{HOME}new/", written(*steps, **fields))
        assert answer.status_code == 422
        assert not Automation.objects.exists()

    def test_nonsense_and_too_much_do_no_harm(self, sign_in, in_noor, mona):
        many = [(key, "tag", {}) for key in range(1, MOST_STEPS + 20)]
        shown = sign_in(mona).post(f"{HOME}new/", written(*many, do="add:tag")).content.decode()
        assert shown.count('name="step"') == MOST_STEPS
        answer = sign_in(mona).post(
            f"{HOME}new/", {"step": ["x", "1:nothing", "0:wait", "²:wait"], "do": "up:z"}
        )
        assert answer.status_code == 200

    def test_who_edits_an_older_state_is_told(self, sign_in, mona, made):
        found = drafted(mona, letter(made))
        sent = written((1, "message", {"template": made.number}), version="1", name="Other")
        assert sign_in(mona).post(f"{HOME}{found.number}/edit/", sent).status_code == 303
        assert sign_in(mona).post(f"{HOME}{found.number}/edit/", {**sent, "name": "Third"}).status_code == 422
        found.refresh_from_db()
        assert found.name == "Other"


class TestOnItsPage:
    def test_it_is_paused_goes_on_ends_and_is_archived(self, sign_in, mona, made):
        client, found = sign_in(mona), running(mona, days(1), letter(made))
        enter(found, contact("Sara", "sara@c.example"))
        walk()
        for press, fields, state in (
            ("pause", {}, "paused"), ("pause", {"undo": "1"}, "running"), ("archive", {}, "running"),
            ("end", {}, "ended"), ("end", {}, "ended"), ("archive", {}, "ended"),
        ):  # fmt: skip
            assert client.post(f"{HOME}{found.number}/{press}/", fields).status_code == 303
            found.refresh_from_db()
            assert found.state == state, press
        assert found.is_archived
        assert [(each.state, each.why) for each in Enrolment.objects.all()] == [("left", "ended")]

    def test_without_steps_it_says_why_it_is_not_published(self, sign_in, in_noor, mona):
        found = drafted(mona)
        client = sign_in(mona)
        client.post(f"{HOME}{found.number}/publish/")
        page = client.get(f"{HOME}{found.number}/")
        found.refresh_from_db()
        assert found.state == "draft"
        assert "Add a step: nothing" in page.content.decode()

    def test_who_is_inside_has_a_road_and_can_be_taken_out(self, sign_in, mona, made):
        client, found = sign_in(mona), running(mona, letter(made), days(3), letter(made))
        sara = contact("Sara Noor", "sara@c.example")
        enter(found, sara)
        walk()
        assert "Sara Noor" in client.get(f"{HOME}{found.number}/people/?state=inside").content.decode()
        assert "Sara Noor" not in client.get(f"{HOME}{found.number}/people/?state=goal").content.decode()
        road = client.get(f"{HOME}{found.number}/people/{sara.number}/").content.decode()
        assert f"/recipients/{sara.number}/" in road
        client.post(f"{HOME}{found.number}/people/{sara.number}/")
        assert inside_of(found).why == "taken_out"
        assert client.get(f"{HOME}{found.number}/people/999/").status_code == 404

    def test_letters_of_steps_are_not_among_the_campaigns(self, sign_in, mona, made):
        found = running(mona, letter(made), name="Welcome aboard")
        enter(found, contact("Sara", "sara@c.example"))
        walk()
        assert "Welcome aboard" not in sign_in(mona).get("/w/noor/campaigns/").content.decode()


class TestWhoMay:
    PAGES = ("", "new/", "1/", "1/edit/", "1/people/")
    PRESSES = ("1/publish/", "1/pause/", "1/end/", "1/archive/")

    def test_only_who_leads_campaigns(self, sign_in, mona, salem, reem, made):
        running(mona, letter(made))
        for page in self.PAGES:
            assert sign_in(mona).get(f"{HOME}{page}").status_code == 200, page
            assert sign_in(salem).get(f"{HOME}{page}").status_code == 403, page
        for press in self.PRESSES:
            assert sign_in(reem).post(f"{HOME}{press}").status_code == 403, press
            assert sign_in(mona).get(f"{HOME}{press}").status_code == 405, press

    def test_a_stranger_finds_nothing(self, sign_in, mona, karim, made):
        running(mona, letter(made))
        for page in self.PAGES:
            assert sign_in(karim).get(f"{HOME}{page}").status_code == 404
            assert sign_in(karim).get(f"/w/bahr/campaigns/automations/{page}").status_code in (200, 404)
        for press in self.PRESSES:
            assert sign_in(karim).post(f"/w/bahr/campaigns/automations/{press}").status_code == 404


class TestReadyOnes:
    def test_each_is_a_draft_with_whole_letters_in_both_languages(self, sign_in, in_noor, mona):
        client = sign_in(mona)
        for each in ready:
            sent = {"kind": each.key, "form_token": str(uuid.uuid4())}
            for _time in range(2):
                assert client.post(f"{HOME}ready/", sent).status_code == 303
        made = list(Automation.objects.order_by("pk"))
        assert [each.state for each in made] == ["draft"] * len(list(ready))
        wrong = {each.design["trigger"]["kind"]: publishing.problems(each) for each in made}
        assert wrong.pop("segment_entered") == [(None, "no_segment")]
        assert set(map(tuple, wrong.values())) == {()}
        assert {(bool(each.subject_ar), bool(each.subject_en)) for each in Template.objects.all()} == {
            (True, True)
        }
        for each in made:
            assert client.get(f"{HOME}{each.number}/").status_code == 200
            assert client.get(f"{HOME}{each.number}/edit/").status_code == 200

    def test_the_check_after_an_order_leads_to_the_form_for_complaints_where_it_is_open(self, in_noor, mona):
        ComplaintIntake.objects.create(is_open=True, owner=mona)
        begin_with(ready.get("order"), by=mona)
        button = TemplateBlock.objects.get(kind="button")
        assert button.link.endswith("/p/noor/complaints/new/")

    def test_what_is_none_of_them_makes_nothing(self, sign_in, in_noor, mona):
        sign_in(mona).post(f"{HOME}ready/", {"kind": "no_such"})
        sign_in(mona).post(f"{HOME}ready/", {})
        assert not Automation.objects.exists()
