"""Management types: who may look after which, how much each weighs, what a colleague knows and carries."""

import pytest

from accounts.models import Account, Classification, Industry, MemberSpecialism
from lib.places import language_name
from planning.capacity import carried_by
from planning.models import TypeRule
from planning.rules_changing import change_rules
from planning.specialising import set_load
from planning.type_rules import change_type_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]
ACCOUNTS, TYPES = "/w/noor/accounts/", "/w/noor/settings/account-types/"


def ask(by, kind="strategic", **fields):
    change_type_rules({kind: {"weight": 8, "needs_plan": True, "roles": [], "people": [], **fields}}, by=by)


def test_only_the_ticked_roles_and_colleagues_may_own(sign_in, huda, salem, mona, worth):
    account = worth("Afaq")
    ask(huda, roles=["manager"])
    url = f"{ACCOUNTS}{account.number}/classification/"
    client = sign_in(salem)
    answer = client.post(url, {"management_type": "strategic", "tier": "", "reason": "Big"})
    assert answer.status_code == 422
    assert "Manager" in answer.content.decode()
    ask(huda, roles=["manager"], people=[salem])
    assert client.post(url, {"management_type": "strategic", "tier": "A", "reason": "Big"}).status_code == 303
    page = client.get(url).content.decode()
    assert "Big" in page
    assert Account.objects.get(pk=account.pk).tier == "A"


def test_a_tier_and_a_type_are_taken_back(sign_in, salem, worth):
    account = worth("Afaq", tier="B")
    client, url = sign_in(salem), f"{ACCOUNTS}{account.number}/classification/"
    answer = client.post(url, {"tier": "A", "management_type": "key", "reason": "Grew"}, follow=True)
    undo = list(answer.context["messages"])[0].extra_tags.removeprefix("undo:")
    assert client.post(f"{url}?undo=1").status_code == 303
    account.refresh_from_db()
    assert (account.tier, account.management_type) == ("A", "key")
    for _press in range(2):
        client.post(undo)
    account.refresh_from_db()
    assert (account.tier, account.management_type) == ("B", "")
    assert account.classifications.count() == 5


def test_a_tier_somebody_changed_since_is_not_taken_back(sign_in, salem, mona, reem, worth):
    account = worth("Afaq", tier="B")
    url = f"{ACCOUNTS}{account.number}/classification/"
    client = sign_in(salem)
    answer = client.post(url, {"tier": "A", "management_type": ""}, follow=True)
    undo = list(answer.context["messages"])[0].extra_tags.removeprefix("undo:")
    sign_in(mona).post(url, {"tier": "C", "management_type": ""})
    client.post(undo)
    sign_in(reem).post(undo)
    account.refresh_from_db()
    assert account.tier == "C"


def test_the_settings_page_saves_and_shows(sign_in, huda, salem):
    client = sign_in(huda)
    data = {f"weight_{kind}": 2 for kind in Account.ManagementType.values}
    data |= {"needs_plan_strategic": "on", "roles_strategic": ["manager"], "people_strategic": [salem.number]}
    assert client.post(TYPES, data).status_code == 303
    rule = TypeRule.objects.get(management_type="strategic")
    assert (rule.needs_plan, rule.roles, rule.owners.get().member) == (True, ["manager"], salem)
    assert client.post(TYPES, data | {"weight_key": "0"}).status_code == 422
    assert sign_in(salem).get(TYPES).status_code == 403


def test_the_load_is_weighed_and_over_it_one_is_warned_and_may(sign_in, huda, salem, worth):
    ask(huda)
    account = worth("Afaq", management_type="strategic")
    worth("Bahja", management_type="key")
    worth("Dar")
    assert carried_by([salem.pk])[salem.pk].points == 8 + 3 + 1
    change_rules({"capacity": 10}, by=huda)
    assert carried_by([salem.pk])[salem.pk].is_over
    answer = sign_in(salem).post(
        f"{ACCOUNTS}new/",
        {
            "kind": "company",
            "name_en": "One more",
            "status": "active",
            "country": "SA",
            "owner": salem.number,
        },
        follow=True,
    )
    assert Account.objects.filter(name_en="One more").exists()
    assert "carries more than the capacity" in answer.content.decode()
    assert "13 of 10" in sign_in(salem).get(f"{ACCOUNTS}{account.number}/edit/").content.decode()
    assert "Over capacity" in sign_in(huda).get("/w/noor/team/").content.decode()


class TestSpecialism:
    def test_one_declares_it_and_whoever_leads_sets_the_capacity(self, sign_in, huda, salem, mona, worth):
        worth("Afaq")
        Industry.objects.named("Retail")
        url = f"/w/noor/team/{salem.number}/"
        data = {"industries": "retail", "regions": "", "languages": ["en"], "points": "5"}
        assert sign_in(salem).post(url, data).status_code == 303
        assert {str(each) for each in MemberSpecialism.objects.filter(member=salem)} == {
            "Retail",
            language_name("en"),
        }
        assert carried_by([salem.pk])[salem.pk].capacity == 60
        assert sign_in(mona).post(url, data).status_code == 303
        assert carried_by([salem.pk])[salem.pk].capacity == 5
        assert "Retail" in sign_in(huda).get("/w/noor/team/").content.decode()

    def test_what_is_on_no_list_is_told(self, sign_in, salem):
        answer = sign_in(salem).post(f"/w/noor/team/{salem.number}/", {"industries": "Retial", "regions": ""})
        assert answer.status_code == 422
        assert "Retial" in answer.content.decode()

    def test_nobody_writes_for_a_colleague_beside(self, sign_in, faisal, karim, reem, salem):
        url = f"/w/noor/team/{salem.number}/"
        page = sign_in(faisal).get(url)
        assert page.status_code == 200
        assert 'name="languages"' not in page.content.decode()
        assert sign_in(faisal).post(url, {"languages": ["ar"]}).status_code == 403
        assert not MemberSpecialism.objects.exists()
        assert sign_in(reem).get(url).status_code == 403
        assert sign_in(karim).get(url).status_code == 404

    def test_said_twice_it_is_once(self, salem):
        for _time in range(2):
            set_load(salem, by=salem, industries=[], regions=[], languages=["ar"])
        assert MemberSpecialism.objects.count() == 1


def test_the_rhythm_of_a_type_goes_before_that_of_a_tier(huda, worth):
    from interactions.scheduling import Asked, change_rules

    week, month = ({"unit": unit, "every": 1, "channel": ""} for unit in ("week", "month"))
    change_rules({"A": month, "strategic": week}, by=huda)
    asked = Asked.read()
    assert asked.of(worth("Afaq", tier="A"))["unit"] == "month"
    assert asked.of(worth("Bahja", tier="A", management_type="strategic"))["unit"] == "week"


def test_a_conversion_whose_owner_may_no_longer_own_is_not_taken_back(sign_in, huda, salem, mona, worth):
    account = worth("Afaq", management_type="strategic")
    account.set_status("prospect", by=salem)
    url = f"{ACCOUNTS}{account.number}/conversion/"
    client = sign_in(salem)
    assert client.post(url, {"owner": mona.number, "tier": "A"}).status_code == 303
    ask(huda, roles=["manager"])
    assert client.post(f"{url}?undo=1").status_code == 303
    account.refresh_from_db()
    assert (account.status, account.owner) == ("active", mona)


def test_a_colleagues_tier_is_not_lost_when_the_type_is_changed(sign_in, huda, salem, worth):
    account = worth("Afaq")
    url = f"{ACCOUNTS}{account.number}/classification/"
    client = sign_in(salem)
    read = client.get(url).context["form"]["version"].value()
    sign_in(huda).post(url, {"tier": "A", "management_type": "", "version": read})
    sent = {"tier": "", "management_type": "key", "version": read}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert Account.objects.get(pk=account.pk).tier == "A"
    sent["version"] = answer.context["form"]["version"].value()
    assert client.post(url, sent).status_code == 303


def test_a_merge_gives_nobody_a_type_that_is_not_theirs_and_keeps_the_history(
    sign_in, huda, salem, mona, worth
):
    ask(huda, roles=["manager"])
    survivor, absorbed = worth("Afaq", tier="B"), worth("Afaq", owner=mona, management_type="strategic")
    url = f"{ACCOUNTS.removesuffix('accounts/')}duplicates/accounts/{survivor.number}/{absorbed.number}/"
    sent = {f"version-{each.number}": each.version for each in (survivor, absorbed)}
    client = sign_in(huda)
    answer = client.post(url, {"keep": survivor.number, **sent})
    assert answer.status_code == 422
    assert "Manager" in answer.content.decode()
    answer = client.post(url, {"keep": survivor.number, "take-owner": "absorbed", **sent})
    assert answer.status_code in (302, 303)
    survivor.refresh_from_db()
    assert (survivor.owner, survivor.management_type) == (mona, "strategic")
    assert (
        Classification.objects.filter(account=survivor, what="management_type", after="strategic").count()
        == 1
    )
