import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.branches import DEEPEST, ParentBelow, is_at_or_below
from accounts.models import Account, AccountTag, Industry
from lib.tenancy.state import workspace
from timeline.models import Event

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(name, kwargs={"slug": "noor", **kwargs})


def form(**fields):
    return {
        "kind": "company",
        "status": "prospect",
        "form_token": str(uuid.uuid4()),
        "version": "1",
        **fields,
    }


def test_the_list_shows_the_accounts_of_this_workspace_only(sign_in, salem, afaq, theirs):
    page = sign_in(salem).get(url("accounts:list")).content.decode()
    assert "Afaq Gulf" in page
    assert "Stranger" not in page


def test_the_list_narrows_by_filter_and_shows_what_is_in_force(sign_in, salem, afaq):
    client = sign_in(salem)
    assert "Afaq" not in client.get(url("accounts:list") + "?status=active").content.decode()
    page = client.get(url("accounts:list") + f"?status=prospect&owner={salem.number}").content.decode()
    assert "Afaq" in page
    assert page.count('class="chip"') == 2


@pytest.mark.parametrize("name", ["..", ".", "ـ"])
def test_an_industry_whose_address_would_lead_elsewhere_is_not_made_by_the_way(sign_in, salem, name):
    answer = sign_in(salem).post(url("accounts:new"), form(name_ar="شركة النخيل", industry=name))
    assert answer.status_code == 422
    assert "industry" in answer.context["form"].errors
    with workspace(salem.workspace_id):
        assert not Industry.objects.exists()
        assert not Account.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "?owner=abc",
        "?status=x",
        "?sort=password",
        "?after=%00",
        "?after=W10",
        "?q=%00",
        "?owner__user__password=a",
    ],
)
def test_nonsense_in_the_address_is_no_error(sign_in, salem, afaq, query):
    assert sign_in(salem).get(url("accounts:list") + query).status_code in {200, 400}


def test_htmx_gets_the_list_alone(sign_in, salem, afaq):
    page = sign_in(salem).get(url("accounts:list"), headers={"hx-request": "true"}).content.decode()
    assert "Afaq" in page
    assert "<html" not in page


def test_pages_follow_one_another_by_name_and_back(sign_in, in_noor, salem):
    for number in range(60):
        Account.objects.create(name_en=f"Company {number:02}")
    client = sign_in(salem)
    seen, address = [], url("accounts:list")
    for _step in range(3):
        response = client.get(address)
        page = response.context["page"]
        seen += [account.name_en for account in page.rows]
        address = url("accounts:list") + page.next_url if page.next_url else None
    assert address is None
    assert seen == [f"Company {number:02}" for number in range(60)]
    before = client.get(url("accounts:list") + page.previous_url).context["page"]
    assert [account.name_en for account in before.rows] == seen[25:50]


def test_a_new_account_is_kept_with_its_event_and_status(sign_in, salem):
    client = sign_in(salem)
    typed = form(
        name_ar="مؤسسة الدرة",
        phone="٠٥٠١٢٣٤٥٦٧",
        industry="تجارة",
        tags="مهم، جديد",
        website="aldurra.example",
    )
    response = client.post(url("accounts:new"), typed)
    assert response.status_code == 303
    with workspace(salem.workspace_id):
        account = Account.objects.get()
        assert (account.phone_e164, account.website, str(account.industry)) == (
            "+966501234567",
            "https://aldurra.example",
            "تجارة",
        )
        assert AccountTag.objects.filter(account=account).count() == 2
        assert account.statuses.get().status == "prospect"
        assert Event.objects.about(account).get().verb == "account.created"
    assert "مؤسسة الدرة" in client.get(response["location"]).content.decode()


def test_a_form_sent_twice_makes_one_account(sign_in, salem):
    client, typed = sign_in(salem), form(name_en="Once")
    first, second = (client.post(url("accounts:new"), typed) for _time in range(2))
    assert first["location"] == second["location"]
    with workspace(salem.workspace_id):
        assert Account.objects.count() == 1


def test_a_person_comes_with_the_contact_that_is_this_person(sign_in, salem):
    sign_in(salem).post(url("accounts:new"), form(kind="person", name_ar="نورة العتيبي", phone="0501234567"))
    with workspace(salem.workspace_id):
        position = Account.objects.get().positions.get()
        assert position.is_primary
        assert (position.contact.name_ar, position.contact.phone_1_e164) == ("نورة العتيبي", "+966501234567")


def test_an_account_without_a_name_is_sent_back_with_what_was_typed(sign_in, salem):
    response = sign_in(salem).post(url("accounts:new"), form(city="Jeddah", email="not-an-address"))
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Jeddah"' in page
    assert "not-an-address" in page
    with workspace(salem.workspace_id):
        assert not Account.objects.exists()


def test_an_edit_raises_the_version_and_is_told_on_the_page(sign_in, salem, afaq):
    client = sign_in(salem)
    response = client.post(
        url("accounts:edit", number=afaq.number),
        form(name_en="Afaq Gulf", city="Riyadh", version=afaq.version),
    )
    assert response.status_code == 303
    with workspace(salem.workspace_id):
        afaq.refresh_from_db()
        assert (afaq.city, afaq.version) == ("Riyadh", 2)


def test_no_account_stands_below_its_own_branches_however_deep(
    sign_in, salem, afaq, in_noor, django_assert_num_queries
):
    branch = afaq
    for number in range(DEEPEST):
        branch = services.add_account(by=salem, fields={"name_en": f"Branch {number}", "parent": branch})
    with pytest.raises(ParentBelow):
        services.add_account(by=salem, fields={"name_en": "One too deep", "parent": branch})
    with django_assert_num_queries(1):
        assert is_at_or_below(branch, afaq)
    assert not is_at_or_below(afaq, branch)
    typed = form(name_en="Afaq Gulf", parent=branch.number, version=afaq.version)
    response = sign_in(salem).post(url("accounts:edit", number=afaq.number), typed)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"parent"}


def test_archiving_can_be_undone(sign_in, salem, afaq):
    client = sign_in(salem)
    client.post(url("accounts:archive", number=afaq.number))
    assert "Afaq" not in client.get(url("accounts:list")).context["page"].rows
    assert [row.pk for row in client.get(url("accounts:list") + "?archived=1").context["page"].rows] == [
        afaq.pk
    ]
    client.post(url("accounts:archive", number=afaq.number) + "?undo=1")
    assert [row.pk for row in client.get(url("accounts:list")).context["page"].rows] == [afaq.pk]


def test_a_status_change_ends_the_old_row_and_begins_a_new_one(sign_in, salem, afaq):
    client = sign_in(salem)
    client.post(url("accounts:status", number=afaq.number), {"status": "active"})
    with workspace(salem.workspace_id):
        old, new = afaq.statuses.order_by("id")
        assert (old.status, new.status, new.until_at) == ("prospect", "active", None)
        assert old.until_at is not None
    line = client.get(url("desk:account", number=afaq.number)).context["story"].entries[0].line
    told = [(change.before.text, change.after.text) for change in line.changes]
    assert told == [("Prospect", "Active")]


def test_deleting_for_good_asks_an_admin_for_the_name(sign_in, huda, afaq):
    client, address = sign_in(huda), url("accounts:deletion", number=afaq.number)
    assert client.post(address, {"name": "Something else"}).status_code == 422
    assert client.post(address, {"name": "afaq gulf"}).status_code == 303
    with workspace(huda.workspace_id):
        assert not Account.objects.exists()


@pytest.mark.parametrize("name", ["desk:account", "accounts:edit", "accounts:deletion"])
def test_a_strangers_account_is_not_there(sign_in, huda, afaq, theirs, name):
    with workspace(theirs.workspace_id):
        for number in range(5):
            other = services.add_account(by=None, fields={"name_en": f"Theirs {number}"})
    assert sign_in(huda).get(url(name, number=other.number)).status_code == 404


@pytest.mark.parametrize("name", ["accounts:new", "accounts:edit"])
def test_a_viewer_may_look_and_not_edit(sign_in, reem, afaq, name):
    kwargs = {} if name == "accounts:new" else {"number": afaq.number}
    client = sign_in(reem)
    assert client.get(url("desk:account", number=afaq.number)).status_code == 200
    assert client.post(url(name, **kwargs), form(name_en="Changed")).status_code == 403


def test_under_team_visibility_each_sees_own_customers_and_the_teams(
    sign_in, noor, salem, mona, faisal, afaq
):
    noor.visibility = "team"
    noor.save()
    assert sign_in(mona).get(url("desk:account", number=afaq.number)).status_code == 200
    assert sign_in(faisal).get(url("desk:account", number=afaq.number)).status_code == 404
    assert not sign_in(faisal).get(url("accounts:list")).context["page"].rows


def test_another_workspaces_colleague_cannot_be_made_owner(sign_in, salem, karim):
    response = sign_in(salem).post(url("accounts:new"), form(name_en="Mine", owner=karim.pk + 1000))
    assert response.status_code == 422


@pytest.mark.parametrize("pages", ["accounts:list", "accounts:contact_list"])
def test_a_list_page_takes_few_queries(sign_in, salem, in_noor, django_assert_max_num_queries, pages):
    for number in range(30):
        services.add_account(by=salem, fields={"name_en": f"C {number}", "owner": salem})
    client = sign_in(salem)
    client.get(url(pages))
    with django_assert_max_num_queries(14):
        client.get(url(pages))


def test_a_record_page_takes_few_queries(sign_in, salem, afaq, django_assert_max_num_queries):
    client = sign_in(salem)
    with django_assert_max_num_queries(26):
        client.get(url("desk:account", number=afaq.number))


def test_an_edit_leaves_one_row_of_history(sign_in, salem, afaq):
    typed = form(name_en="Afaq Gulf", city="Riyadh", version=afaq.version)
    sign_in(salem).post(url("accounts:edit", number=afaq.number), typed)
    history = apps.get_model("accounts.AccountHistory")
    with workspace(salem.workspace_id):
        assert [(row.city, row.version) for row in history.objects.filter(pgh_obj=afaq)] == [("", 1)]


def test_the_page_tells_each_status_with_its_days_and_who_said_so(sign_in, salem, afaq):
    with workspace(salem.workspace_id):
        afaq.set_status("active", by=salem)
        old = afaq.statuses.exclude(until_at=None).get()
        begun = old.until_at - timedelta(days=70)
        afaq.statuses.filter(pk=old.pk).update(from_at=begun)
    page = sign_in(salem).get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    panel = page.partition('id="statuses-title"')[2].partition("</section>")[0]
    assert "2 months" in panel
    assert "less than a day" in panel
    assert panel.count("سالم") == 2


def test_accounts_are_narrowed_by_how_long_they_are_in_their_status(sign_in, salem, afaq):
    client = sign_in(salem)

    def listed(query):
        return "Afaq Gulf" in client.get(f"/w/noor/accounts/?{query}").content.decode()

    assert not listed("status_since=90")
    with workspace(salem.workspace_id):
        afaq.statuses.update(from_at=timezone.now() - timedelta(days=100))
    assert listed("status_since=90")
    assert not listed("status_since=180")
    assert listed("status_since=nonsense")
