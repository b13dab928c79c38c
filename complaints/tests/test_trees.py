"""The trees of categories and causes: usual ones, added to, renamed, moved, archived."""

import pytest
from django.urls import reverse

from complaints import branches, trees
from complaints.forms import BranchField
from complaints.models import ComplaintCategory, RootCause
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db
TREES = [(ComplaintCategory, "category"), (RootCause, "cause")]


def labels(model):
    return [branches.called(each) for each in branches.standing(model)]


def entry(model, label):
    return next(each for each in branches.standing(model) if each.label_en == label)


@pytest.fixture
def grown(in_noor, mona):
    """Delivery > Late delivery > At night, and Price."""
    delivery = trees.add(
        ComplaintCategory, by=mona, fields={"label_en": "Road", "label_ar": "", "parent": None}
    )
    ComplaintCategory.objects.exclude(pk=delivery.pk).exclude(parent=None).delete()
    ComplaintCategory.objects.exclude(pk=delivery.pk).delete()
    late = trees.add(
        ComplaintCategory, by=mona, fields={"label_en": "Late", "label_ar": "", "parent": delivery}
    )
    trees.add(ComplaintCategory, by=mona, fields={"label_en": "Night", "label_ar": "", "parent": late})
    trees.add(ComplaintCategory, by=mona, fields={"label_en": "Price", "label_ar": "", "parent": None})
    return delivery


class TestUsual:
    @pytest.mark.parametrize("model", [ComplaintCategory, RootCause])
    def test_a_new_workspace_chooses_from_usual_entries_and_writes_nothing(self, in_noor, model):
        found = branches.offered(model)
        assert len(found) > 10
        assert all(each.label_ar and each.label_en for each in found)
        assert not model.objects.exists()

    def test_who_chooses_one_keeps_them_all_once(self, in_noor):
        field = BranchField().offer(ComplaintCategory)
        usual = entry(ComplaintCategory, "Late delivery")
        assert field.clean(str(usual.number)).label_en == "Late delivery"
        again = BranchField().offer(ComplaintCategory)
        kept = entry(ComplaintCategory, "Late delivery")
        assert again.clean(str(kept.number)) == kept
        assert (kept.parent.label_en, kept.number) == ("Delivery", usual.number)
        assert ComplaintCategory.objects.count() == len(branches.usual(ComplaintCategory))

    def test_another_workspace_keeps_its_own(self, in_noor, karim):
        trees.keep_usual(RootCause)
        with workspace(karim.workspace_id):
            assert not RootCause.objects.exists()
            assert branches.offered(RootCause)


class TestVerbs:
    def test_the_tree_is_told_in_its_order(self, grown):
        assert labels(ComplaintCategory) == ["Road", "Road › Late", "Road › Late › Night", "Price"]

    def test_it_grows_three_levels_deep_and_no_deeper(self, grown, mona):
        night = entry(ComplaintCategory, "Night")
        with pytest.raises(trees.TreeFull):
            trees.add(ComplaintCategory, by=mona, fields={"label_en": "x", "label_ar": "", "parent": night})

    def test_nothing_becomes_a_part_of_itself(self, grown, mona):
        for label in ("Road", "Late", "Night"):
            fields = {"label_en": "Road", "label_ar": "", "parent": entry(ComplaintCategory, label)}
            with pytest.raises(trees.Circle):
                trees.change(grown, by=mona, read_version=grown.version, fields=fields)

    def test_a_branch_moves_with_what_is_under_it(self, grown, mona):
        late, price = entry(ComplaintCategory, "Late"), entry(ComplaintCategory, "Price")
        fields = {"label_en": "Late", "label_ar": "", "parent": None}
        trees.change(late, by=mona, read_version=late.version, fields=fields)
        assert labels(ComplaintCategory) == ["Road", "Price", "Late", "Late › Night"]
        under = {"label_en": "Sale", "label_ar": "", "parent": price}
        sale = trees.add(ComplaintCategory, by=mona, fields=under)
        moved = entry(ComplaintCategory, "Late")
        with pytest.raises(trees.TreeFull):  # two levels do not fit under the second
            trees.change(moved, by=mona, read_version=moved.version, fields=fields | {"parent": sale})

    def test_neighbours_change_places(self, grown, mona):
        assert trees.shift(entry(ComplaintCategory, "Price"), by=mona, is_up=True)
        assert not trees.shift(entry(ComplaintCategory, "Price"), by=mona, is_up=True)
        assert labels(ComplaintCategory)[0] == "Price"

    def test_what_is_archived_is_offered_no_more_nor_what_is_under_it(self, grown, mona):
        entry(ComplaintCategory, "Late").archive(by=mona)
        assert [each.label_en for each in branches.offered(ComplaintCategory)] == ["Road", "Price"]
        night = entry(ComplaintCategory, "Night")
        assert night in branches.offered(ComplaintCategory, kept=night.pk)
        entry(ComplaintCategory, "Late").restore(by=mona)
        assert len(branches.offered(ComplaintCategory)) == 4


@pytest.mark.parametrize(("model", "name"), TREES)
class TestPages:
    def url(self, name, **kwargs):
        return reverse(f"complaints:{name}", kwargs={"slug": "noor", **kwargs})

    def test_a_manager_adds_to_the_usual_ones(self, sign_in, mona, model, name):
        client = sign_in(mona)
        page = client.get(self.url(f"{name}_tree"))
        assert page.status_code == 200
        with workspace(mona.workspace_id):
            assert not model.objects.exists()
            parent = branches.standing(model)[0]
        written = {"label_ar": "جديد", "label_en": "New one", "parent": parent.number}
        token = "0b9fbfd2-4a64-4a6c-9e3f-3d7a7d3c1a11"
        for _click in range(2):
            answer = client.post(self.url(f"{name}_tree"), {**written, "form_token": token})
            assert answer.status_code == 303
        with workspace(mona.workspace_id):
            made = model.objects.get(label_en="New one")
            assert made.parent.label_ar == parent.label_ar

    def test_one_is_renamed_although_nobody_had_kept_the_usual_ones(self, sign_in, mona, model, name):
        with workspace(mona.workspace_id):
            first = branches.standing(model)[0]
        url = self.url(name, number=first.number)
        client = sign_in(mona)
        assert client.get(url).status_code == 200
        answer = client.post(url, {"label_ar": "غير", "label_en": "Else", "parent": "", "version": 1})
        assert answer.status_code == 303
        with workspace(mona.workspace_id):
            assert branches.standing(model)[0].label_en == "Else"

    def test_who_saves_over_a_colleague_is_told(self, sign_in, mona, model, name):
        with workspace(mona.workspace_id):
            trees.keep_usual(model)
            first = branches.standing(model)[0]
        answer = sign_in(mona).post(
            self.url(name, number=first.number), {"label_en": "Else", "parent": "", "version": 7}
        )
        assert answer.status_code == 422
        with workspace(mona.workspace_id):
            assert branches.standing(model)[0].label_en == first.label_en

    def test_no_name_and_a_part_of_itself_are_refused(self, sign_in, mona, model, name):
        with workspace(mona.workspace_id):
            trees.keep_usual(model)
            first = branches.standing(model)[0]
        client, url = sign_in(mona), self.url(name, number=first.number)
        for written in ({"label_en": ""}, {"label_en": "x", "parent": first.number}, {"label_en": "x" * 99}):
            assert client.post(url, {"parent": "", "version": 1, **written}).status_code == 422

    def test_it_is_archived_and_taken_back(self, sign_in, mona, model, name):
        with workspace(mona.workspace_id):
            number = branches.standing(model)[0].number
        client, url = sign_in(mona), self.url(f"{name}_archiving", number=number)
        assert client.post(url).status_code == 303
        with workspace(mona.workspace_id):
            assert model.objects.get(number=number).is_archived
        assert client.post(f"{url}?undo=1").status_code == 303
        assert client.post(self.url(f"{name}_order", number=number), {"up": "0"}).status_code == 303
        with workspace(mona.workspace_id):
            assert not model.objects.get(number=number).is_archived
            assert branches.standing(model)[0].number != number

    def test_only_who_leads_complaints_comes_in(self, sign_in, faisal, karim, model, name):
        assert sign_in(faisal).get(self.url(f"{name}_tree")).status_code == 403
        assert sign_in(karim).get(self.url(f"{name}_tree")).status_code == 404

    def test_an_unknown_one_is_not_there(self, sign_in, mona, model, name):
        assert sign_in(mona).get(self.url(name, number=999_999)).status_code == 404
