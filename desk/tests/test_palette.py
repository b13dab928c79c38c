"""The command palette offers what this member may do, in the words people know it by."""

import pytest
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "palette-list"}


def names(response):
    return {str(hit["name"]) for group in response.context["groups"] for hit in group["hits"]}


@pytest.fixture
def ask(sign_in):
    def asked(person, query="", **headers):
        address = reverse("desk:palette", kwargs={"slug": "noor"})
        return sign_in(person).get(address, {"q": query}, headers={"accept-language": "en", **headers})

    return asked


def test_it_offers_pages_and_what_can_be_created(ask, huda):
    assert {"Today", "Accounts", "Jobs", "Colleagues", "New account", "Invite a colleague"} <= names(
        ask(huda)
    )


def test_it_offers_nothing_the_role_forbids(ask, reem):
    offered = names(ask(reem))
    assert "Accounts" in offered
    assert not {"New account", "New contact", "Import customers", "Invite a colleague", "General"} & offered


def test_a_page_is_found_by_its_name_in_either_language_and_any_spelling(ask, huda):
    assert "Accounts" in names(ask(huda, "الحِسابات"))
    assert names(ask(huda, "ACCOUNT new")) == {"New account"}


def test_it_finds_customers_as_the_search_does(ask, salem, in_noor):
    from accounts import services

    services.add_account(by=salem, fields={"name_ar": "شركة النخيل"})
    assert "شركة النخيل" in names(ask(salem, "نخيل"))


def test_it_finds_opportunities_by_their_own_words_and_only_those_one_may_see(ask, salem, faisal, in_noor):
    from accounts import services
    from sales.opportunities import add_opportunity

    fields = {"amount_minor": 100, "currency": "SAR", "expected_on": timezone.localdate()}
    for owner, name in ((salem, "توريد الورق"), (faisal, "توريد الأحبار")):
        account = services.add_account(by=owner, fields={"name_en": f"Of {owner.pk}", "owner": owner})
        add_opportunity(account=account, by=owner, fields={"name": name, **fields})
    in_noor.visibility = in_noor.Visibility.TEAM
    in_noor.save()
    assert names(ask(salem, "تَوريد")) == {"توريد الورق"}
    assert "توريد الأحبار" in names(ask(faisal, "الاحبار"))


def test_the_part_is_options_and_the_page_works_without_scripts(ask, huda):
    part = ask(huda, "account", **HTMX).content.decode()
    assert 'role="option"' in part
    assert "<html" not in part
    page = ask(huda, "account").content.decode()
    assert "<h1>" in page
    assert 'href="/w/noor/accounts/new/"' in page


def test_only_get_and_only_members(ask, sign_in, salem, karim):
    address = reverse("desk:palette", kwargs={"slug": "noor"})
    assert sign_in(salem).post(address).status_code == 405
    assert sign_in(karim).get(address).status_code == 404
