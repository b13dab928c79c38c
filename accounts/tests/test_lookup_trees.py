"""Industries and regions are trees: an entry is part of another one, never of itself."""

import pytest
from django.urls import reverse

from accounts import lookups
from accounts.lookups import InCircle, merge_lookup, place_lookup
from accounts.models import Region
from accounts.services import add_account
from lib.tenancy.state import workspace
from timeline.jobs import run_slice
from timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(in_noor, salem):
    """Kingdom > West > Jeddah > Old town, and East beside."""
    made = {name: Region.objects.named(name) for name in ("Kingdom", "West", "Jeddah", "Old town", "East")}
    for part, whole in (("West", "Kingdom"), ("Jeddah", "West"), ("Old town", "Jeddah")):
        place_lookup(made[part], made[whole], by=salem)
    return {name: Region.objects.get(pk=each.pk) for name, each in made.items()}


def tree():
    return {each.name: str(each.parent or "") for each in Region.objects.select_related("parent")}


def url(entry, verb="place"):
    kwargs = {"slug": "noor", "name_fold": Region.objects.get(pk=entry.pk).name_fold}
    return reverse(f"accounts:regions_{verb}", kwargs=kwargs)


@pytest.mark.parametrize("below", ["Kingdom", "West", "Jeddah", "Old town"])
def test_nothing_becomes_part_of_itself_however_deep(places, salem, below):
    before = tree()
    with pytest.raises(InCircle):
        place_lookup(places["Kingdom"], places[below], by=salem)
    assert tree() == before


def test_the_settings_page_places_an_entry_and_takes_it_back(sign_in, huda, places):
    client = sign_in(huda)
    assert "Jeddah" in client.get(url(places["West"], "one")).text
    answer = client.post(url(places["Jeddah"]), {"parent": "east"}, follow=True)
    assert tree()["Jeddah"] == "East"
    undo = list(answer.context["messages"])[0].extra_tags.removeprefix("undo:")
    assert Event.objects.filter(verb="region.placed", detail__parent="East").count() == 1
    for _press in range(2):
        client.post(undo)
    assert tree()["Jeddah"] == "West"
    client.post(url(places["Jeddah"]), {"parent": ""})
    assert tree()["Jeddah"] == ""
    assert "in <bdi>Kingdom</bdi>" in client.get("/w/noor/settings/regions/").text


@pytest.mark.parametrize("typed", ["Old town", "West", "nowhere", "ــ", "x" * 81])
def test_a_circle_and_nonsense_are_refused_and_kept_on_the_form(sign_in, huda, places, typed):
    before = tree()
    answer = sign_in(huda).post(url(places["West"]), {"parent": typed})
    assert answer.status_code == 422
    assert answer.context["placing"].errors
    assert tree() == before


def test_only_who_leads_and_only_entries_of_the_workspace(sign_in, huda, salem, karim, bahr, places):
    assert sign_in(salem).post(url(places["West"]), {"parent": "East"}).status_code == 403
    assert sign_in(karim).post(url(places["West"]), {"parent": "East"}).status_code == 404
    with workspace(bahr.pk):
        Region.objects.named("Dubai")
    assert sign_in(huda).post(url(places["West"]), {"parent": "Dubai"}).status_code == 422
    assert tree()["West"] == "Kingdom"


def merged(entry, into, by):
    job = merge_lookup(entry, into, by=by)
    run_slice(job.pk)
    job.refresh_from_db()
    assert job.state == "done"


def test_parts_of_a_merged_entry_go_to_the_other_one(places, salem):
    merged(places["West"], places["East"], salem)
    assert tree() == {"Kingdom": "", "East": "", "Jeddah": "East", "Old town": "Jeddah"}


def test_merged_into_one_of_its_own_parts_leaves_no_circle(places, salem):
    Region.objects.filter(pk=places["East"].pk).update(parent=places["West"])
    merged(places["West"], places["Old town"], salem)
    assert tree() == {"Kingdom": "", "Jeddah": "Kingdom", "Old town": "Jeddah", "East": "Old town"}


def test_what_has_parts_is_not_deleted(sign_in, huda, places):
    answer = sign_in(huda).post(url(places["West"], "delete"), follow=True)
    assert "still has parts" in answer.content.decode()
    assert "West" in tree()
    assert lookups.accounts_of(places["West"]).count() == 0


def test_a_list_narrowed_by_an_entry_shows_what_lies_under_it_too(sign_in, huda, salem, places):
    for name in ("West", "Jeddah", "Old town", "East"):
        add_account(by=salem, fields={"name_en": f"In {name}", "region": places[name], "owner": salem})
    client = sign_in(huda)
    shown = client.get("/w/noor/accounts/?region=west").content.decode()
    seen = [name for name in ("West", "Jeddah", "Old town", "East") if f"In {name}" in shown]
    assert seen == ["West", "Jeddah", "Old town"]
    assert "In West" not in client.get("/w/noor/accounts/?region=jeddah").content.decode()


def test_a_circle_in_the_tree_ends_where_it_comes_back(places):
    Region.objects.filter(pk=places["West"].pk).update(parent=places["Old town"])
    found = Region.objects.at_or_below(places["West"].pk)
    assert sorted(found) == sorted({places[name].pk for name in ("West", "Jeddah", "Old town")})
