"""The pages of duplicates and merges: the list, side by side, the merge, its undo, and numbers that lead on."""

import pytest

from accounts import services
from accounts.duplicates.pairs import look_at, pair_of
from accounts.merging.services import merge
from accounts.models import Account, Contact, Merge, Position

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(in_noor, salem):
    one = services.add_account(by=salem, fields={"name_ar": "شركة آفاق الخليج", "owner": salem, "phone": "1"})
    other = services.add_account(by=salem, fields={"name_ar": "افاق الخليج", "owner": salem, "phone": "2"})
    look_at(Account, [one.pk, other.pk])
    return one, other


def url(one, other, end=""):
    return f"/w/noor/duplicates/accounts/{one.number}/{other.number}/{end}"


def posted(one, other, **more):
    versions = {f"version-{each.number}": each.version for each in (one, other)}
    return {"keep": one.number, **versions, **more}


def test_the_list_shows_open_pairs_with_their_reasons(pair, sign_in, salem, reem):
    shown = sign_in(salem).get("/w/noor/duplicates/").content.decode()
    assert "same name" in shown
    assert url(*pair) in shown
    assert url(*pair) not in sign_in(reem).get("/w/noor/duplicates/").content.decode()
    assert "No likely duplicates" in sign_in(salem).get("/w/noor/duplicates/?kind=contacts").content.decode()
    assert sign_in(salem).get("/w/noor/duplicates/?kind=people").status_code == 404
    assert url(*pair) not in sign_in(salem).get("/w/noor/duplicates/?reason=email_same").content.decode()


def test_a_pair_with_a_side_one_may_not_see_is_not_there(pair, sign_in, noor, salem, mona):
    other = pair[1]
    other.owner = mona
    services.change_account(other, by=mona, read_version=other.version, changed=["owner"])
    noor.visibility = "team"
    noor.save()
    assert url(*pair) not in sign_in(salem).get("/w/noor/duplicates/").content.decode()
    assert sign_in(salem).get(url(*pair)).status_code == 404
    assert url(*pair) in sign_in(mona).get("/w/noor/duplicates/").content.decode()


def test_side_by_side_then_merged_then_undone_by_the_toast(pair, sign_in, salem):
    one, other = pair
    client = sign_in(salem)
    shown = client.get(url(one, other)).content.decode()
    assert "take-name_ar" in shown
    assert "Merge" in shown
    answer = client.post(url(one, other), posted(one, other, **{"take-phone": "absorbed"}), follow=True)
    assert "/merges/" in answer.content.decode()
    one.refresh_from_db()
    merged = Merge.objects.get()
    assert one.phone == "2"
    page = client.get(f"/w/noor/merges/{merged.number}/").content.decode()
    assert "Undo the merge" in page
    client.post(f"/w/noor/merges/{merged.number}/undo/?undo=1")
    one.refresh_from_db()
    assert one.phone == "1"
    assert Account.objects.standing().count() == 2


def test_the_other_one_is_kept_when_it_says_so(pair, sign_in, salem):
    one, other = pair
    sign_in(salem).post(url(one, other), posted(one, other) | {"keep": other.number})
    one.refresh_from_db()
    assert one.merged_into == other


def test_a_form_that_was_overtaken_or_sent_twice(pair, sign_in, salem):
    one, other = pair
    client = sign_in(salem)
    stale = posted(one, other) | {f"version-{other.number}": 7, "take-name_ar": "absorbed"}
    answer = client.post(url(one, other), stale)
    assert answer.status_code == 422
    assert "meanwhile" in answer.content.decode()
    assert not Merge.objects.exists()
    once = posted(one, other, form_token="0e3c2a3e-6f6e-4c5c-9f9e-0a0a0a0a0a0a")
    for _time in range(2):
        client.post(url(one, other), once)
    assert Merge.objects.count() == 1


def test_the_number_of_an_absorbed_one_leads_to_the_survivor_everywhere(pair, sign_in, salem):
    one, other = pair
    merge(one, other, by=salem)
    client = sign_in(salem)
    answer = client.get(f"/w/noor/accounts/{other.number}/?in=x")
    assert answer.status_code == 302
    assert answer["Location"] == f"/w/noor/accounts/{one.number}/?in=x"
    answer = client.get(f"/w/noor/accounts/{other.number}/edit/")
    assert answer["Location"] == f"/w/noor/accounts/{one.number}/edit/"
    answer = client.post(f"/w/noor/accounts/{other.number}/archive/")
    assert answer.status_code == 303
    assert answer["Location"] == f"/w/noor/accounts/{one.number}/"
    one.refresh_from_db()
    assert not one.is_archived


def test_the_story_of_the_survivor_tells_both(pair, sign_in, salem):
    one, other = pair
    other.set_status("active", by=salem)
    merge(one, other, by=salem)
    shown = sign_in(salem).get(f"/w/noor/accounts/{one.number}/").content.decode()
    assert "changed the status" in shown
    assert shown.count("added this account") == 2
    assert "into this one" in shown


def test_a_refused_pair_leaves_the_list_and_comes_back_by_undo(pair, sign_in, salem, reem):
    client = sign_in(salem)
    client.post(url(*pair, "refusal/"), {"why": "فرعان"})
    assert pair_of(*pair).state == "refused"
    assert pair_of(*pair).why == "فرعان"
    assert url(*pair) in client.get("/w/noor/duplicates/?state=refused").content.decode()
    assert "فرعان" in client.get(url(*pair)).content.decode()
    client.post(url(*pair, "refusal/?undo=1"))
    assert pair_of(*pair).state == "open"
    assert sign_in(reem).post(url(*pair, "refusal/")).status_code == 403


def test_two_ticked_rows_are_compared(pair, sign_in, salem):
    one, other = pair
    client = sign_in(salem)
    rows = {"list": "accounts", "number": [other.number, one.number]}
    assert client.post("/w/noor/duplicates/chosen/", rows)["Location"] == url(one, other)
    rows["number"] = [one.number]
    assert client.post("/w/noor/duplicates/chosen/", rows)["Location"] == "/w/noor/accounts/"


def test_the_other_one_is_found_by_search_from_a_record(pair, sign_in, salem):
    one, other = pair
    client = sign_in(salem)
    address = f"/w/noor/duplicates/accounts/{one.number}/with/"
    assert url(one, other) in client.get(address).content.decode()
    assert url(one, other) in client.get(address, {"q": "الخليج"}).content.decode()
    assert url(one, other) not in client.get(address, {"q": "مسقط"}).content.decode()


def test_strangers_and_viewers(pair, sign_in, salem, karim, reem):
    one, other = pair
    merged = merge(one, other, by=salem)
    for client, status in ((sign_in(karim), 404), (sign_in(reem), 403)):
        assert client.get(url(one, other)).status_code == status
        assert client.post(f"/w/noor/merges/{merged.number}/undo/").status_code == status
    assert sign_in(karim).get(f"/w/noor/merges/{merged.number}/").status_code == 404
    assert sign_in(reem).get(f"/w/noor/merges/{merged.number}/").status_code == 200
    assert "Undo the merge" not in sign_in(reem).get(f"/w/noor/merges/{merged.number}/").content.decode()


def test_merging_a_merged_one_is_told_and_nothing_happens(pair, sign_in, salem):
    one, other = pair
    merge(one, other, by=salem)
    answer = sign_in(salem).get(url(one, other))
    assert answer["Location"] == f"/w/noor/accounts/{one.number}/"


def test_contacts_are_compared_on_pages_of_their_own(in_noor, sign_in, salem):
    fields = {"name_ar": "سارة القحطاني", "phone_1": "0501234567", "phone_1_e164": "+966501234567"}
    one, other = (services.add_contact(by=salem, fields=fields) for _time in range(2))
    look_at(Contact, [one.pk, other.pk])
    client = sign_in(salem)
    address = f"/w/noor/duplicates/contacts/{one.number}/{other.number}/"
    assert address in client.get("/w/noor/duplicates/?kind=contacts").content.decode()
    assert client.get(address).status_code == 200
    client.post(address, posted(one, other))
    answer = client.get(f"/w/noor/contacts/{other.number}/")
    assert answer["Location"] == f"/w/noor/contacts/{one.number}/"
    assert client.get(f"/w/noor/contacts/{one.number}/").status_code == 200


def test_what_stayed_at_a_customer_that_is_not_seen_is_not_named(in_noor, noor, sign_in, salem, faisal):
    """Two contacts made one, of whom one works for another team's customer too."""
    mine = services.add_account(by=faisal, fields={"name_en": "Faisal Foods", "owner": faisal})
    secret = services.add_account(by=salem, fields={"name_en": "Secret Trading", "owner": salem})
    one, other = (
        services.add_contact(by=faisal, fields={"name_en": "Lina"}, account=mine) for _time in range(2)
    )
    services.place_contact(other, secret, by=salem)
    merged = merge(one, other, by=faisal)
    other.positions.update(title="Adviser")
    Position.objects.filter(account=secret).update(title="Adviser")
    noor.visibility = noor.Visibility.TEAM
    noor.save()
    client = sign_in(faisal)
    client.post(f"/w/noor/merges/{merged.number}/undo/")
    page = client.get(f"/w/noor/merges/{merged.number}/")
    assert page.status_code == 200
    assert "Secret" not in page.content.decode()
