"""Django admin: on the platform's own connection, so these tests commit."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import ProgrammingError, connections, transaction
from django.urls import reverse

from accounts.models import Account
from conftest import make_user
from lib.admin import HistoryAdmin, StaffAdmin, WorkspaceTableAdmin
from lib.tenancy.state import workspace
from timeline.models import Event
from workspaces import mail
from workspaces.models import Invitation, Membership, NumberSeries, SystemMail, User, Workspace
from workspaces.roles import Role
from workspaces.tests.test_two_step import SECRET, code

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "platform"])

USERS, WORKSPACES, MAILS = (f"/admin/workspaces/{name}/" for name in ("user", "workspace", "systemmail"))


def tables():
    return [model for model, page in admin.site._registry.items() if isinstance(page, WorkspaceTableAdmin)]


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def account_in(member, name):
    with workspace(member.workspace_id), transaction.atomic():
        return Account.objects.create(name_en=name)


# The way in


def test_staff_with_the_second_step_is_let_in(staff):
    assert staff.get("/admin/").status_code == 200


def test_strangers_are_sent_to_the_one_page_of_sign_in(browser, db):
    assert browser.get("/admin/")["location"] == "/auth/login/?next=/admin/"
    assert browser.get("/admin/login/")["location"] == "/auth/login/?next=/admin/"
    assert (
        browser.post("/admin/login/", {"username": "root@sila.example", "password": "x"}).status_code == 302
    )


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.VIEWER])
@pytest.mark.parametrize(
    "address", ["/admin/", USERS, "/admin/accounts/account/", "/admin/jsi18n/", "/admin/nothing/"]
)
def test_members_of_workspaces_find_nothing(sign_in, huda, role, address):
    with workspace(huda.workspace_id), transaction.atomic():
        Membership.objects.update(role=role)
    TOTP.activate(huda.user, SECRET)
    client = sign_in(huda)
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_staff_without_an_app_is_led_to_set_one_up(sign_in, db):
    client = sign_in(make_user("new@sila.example", "New", is_staff=True))
    assert client.get(USERS)["location"] == f"/auth/mfa/totp/activate/?next={USERS}"


def test_staff_without_the_code_in_this_session_is_asked_for_it(sign_in, root):
    client = sign_in(root)
    asked = client.get(USERS)["location"]
    assert asked == f"/auth/mfa/reauthenticate/?next={USERS}"
    assert client.post(asked, {"code": code()})["location"] == USERS
    assert client.get(USERS).status_code == 200


def test_staff_that_is_staff_no_more_is_out_at_once(staff, root):
    User.objects.filter(pk=root.pk).update(is_staff=False)
    assert staff.get("/admin/").status_code == 404


def test_staff_that_lost_the_app_is_out_at_once(staff):
    Authenticator.objects.all().delete()
    assert staff.get("/admin/")["location"].startswith("/auth/mfa/totp/activate/")


def test_signing_out_of_the_platform_signs_out(staff):
    assert staff.get("/admin/logout/").status_code == 405
    staff.post("/admin/logout/")
    assert staff.get("/admin/")["location"].startswith("/auth/login/")


# What is seen


def test_staff_sees_rows_of_all_workspaces(staff, huda, karim):
    account_in(huda, "Palm Trading")
    account_in(karim, "Harbour Shipping")
    page = staff.get("/admin/accounts/account/").content.decode()
    assert "Palm Trading" in page
    assert "Harbour Shipping" in page


def test_a_list_is_filtered_by_workspace(staff, huda, karim):
    account_in(huda, "Palm Trading")
    account_in(karim, "Harbour Shipping")
    page = staff.get(f"/admin/accounts/account/?workspace__id__exact={huda.workspace_id}").content.decode()
    assert "Palm Trading" in page
    assert "Harbour Shipping" not in page


@pytest.mark.parametrize("typed", ["PALM trading", "trading palm", "palm"])
def test_customers_are_found_by_parts_of_their_folded_names(staff, huda, typed):
    account_in(huda, "Palm Trading")
    assert "Palm Trading" in staff.get("/admin/accounts/account/", {"q": typed}).content.decode()


# What has no page, and why.
NOT_SHOWN = {
    "mfa.Authenticator": "holds the secrets of the second step; the action on people switches it off",
    "account.EmailAddress": "allauth's; the address of a person is on the person's page",
    "account.EmailConfirmation": "allauth's, not used: an address is proven by its invitation",
    "auth.Group": "no finer permissions: who is inside is platform staff",
    "auth.Permission": "no finer permissions: who is inside is platform staff",
    "contenttypes.ContentType": "Django's names of tables",
    "axes.AccessAttemptExpiration": "a detail of the attempts",
    "pghistory.Context": "a table that is never made: history is kept beside each table",
    "pghistory.Events": "no table",
    "pghistory.MiddlewareEvents": "no table",
}


def test_every_table_has_a_page_or_a_reason():
    every = {model._meta.label for model in apps.get_models()}
    shown = {model._meta.label for model in admin.site._registry}
    assert every - shown == set(NOT_SHOWN)
    assert {model._meta.label for model in tables()} == {
        model._meta.label
        for model in apps.get_models()
        if any(field.name == "workspace" for field in model._meta.fields)
    }


def test_every_page_finds_filters_and_names_what_it_joins():
    """A column that follows a key is read with the row, or a list would ask once a row."""
    for model, page in admin.site._registry.items():
        keys = {
            field.name
            for field in model._meta.fields
            if field.is_relation and field.name in page.list_display
        }
        joined = {name.split("__")[0] for name in page.list_select_related or ()}
        assert keys <= joined, model._meta.label
        assert page.search_fields or isinstance(page, HistoryAdmin) or model is NumberSeries, (
            model._meta.label
        )


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_opens_with_rows_of_two_workspaces(staff, root, huda, mona, salem, karim, language):
    User.objects.filter(pk=root.pk).update(language=language)
    account_in(huda, "Palm Trading")
    for model in admin.site._registry:
        for address in (list_of(model), f"{list_of(model)}?q=a", f"{list_of(model)}?q=%00"):
            page = staff.get(address)
            assert page.status_code in {200, 302, 400}, address
        page = staff.get(list_of(model)).content.decode()
        assert f'lang="{language}"' in page
        assert ('dir="rtl"' in page) is (language == "ar")


def test_a_row_is_shown_with_all_its_columns_and_no_button_to_save(staff, huda):
    account = account_in(huda, "Palm Trading")
    page = staff.get(f"/admin/accounts/account/{account.pk}/change/").content.decode()
    assert "Palm Trading" in page
    assert "_save" not in page
    assert "deletelink" not in page


def test_a_list_costs_the_same_however_many_rows_it_shows(staff, huda, django_assert_max_num_queries):
    for number in range(20):
        account_in(huda, f"Customer {number}")
    staff.get("/admin/accounts/account/")
    with django_assert_max_num_queries(9, connection=connections["platform"]):
        staff.get("/admin/accounts/account/")


def test_no_secret_is_on_any_page(staff, huda, root):
    made = mail.post(
        "password_reset", to="x@y.example", language="en", name="X", url="https://secret.example/link"
    )
    page = staff.get(f"{MAILS}{made.pk}/change/").content.decode()
    assert "secret.example" not in page
    page = staff.get(f"{USERS}{root.pk}/change/").content.decode()
    assert "argon2" not in page
    assert not admin.site.is_registered(Authenticator)


# What is refused


@pytest.mark.parametrize(
    "address",
    [
        "/admin/workspaces/membership/?user__password__startswith=a",
        "/admin/workspaces/membership/?e=1&user__password__startswith=a",
        "/admin/workspaces/user/?password__startswith=argon2",
        "/admin/workspaces/user/?sessions_key__gt=a",
        "/admin/workspaces/invitation/?token_hash__startswith=a",
        "/admin/workspaces/systemmail/?text__contains=http",
        "/admin/accounts/account/?owner__user__password__regex=a",
        "/admin/accounts/account/?search__contains=a",
    ],
)
def test_columns_cannot_be_asked_through_the_address(staff, address):
    assert staff.get(address).status_code == 400


@pytest.mark.parametrize("verb", ["add/", "1/change/", "1/delete/"])
def test_tables_of_workspaces_cannot_be_written(staff, huda, verb):
    rows = {Membership: huda.pk, Account: account_in(huda, "Palm Trading").pk}
    for model in tables():
        address = list_of(model) + verb.replace("1/", f"{rows.get(model, 1)}/")
        answer = staff.post(address, {"role": "owner", "name_en": "Mine", "post": "yes"})
        assert answer.status_code in {302, 403, 405}, address
    with workspace(huda.workspace_id), transaction.atomic():
        assert Membership.objects.get().role == Role.ADMIN
        assert Account.objects.get().name_en == "Palm Trading"


def test_no_action_writes_a_table_of_a_workspace(staff, huda):
    account = account_in(huda, "Palm Trading")
    staff.post(
        "/admin/accounts/account/",
        {"action": "delete_selected", "_selected_action": account.pk, "post": "yes"},
    )
    with workspace(huda.workspace_id), transaction.atomic():
        assert Account.objects.filter(pk=account.pk).exists()


def test_the_database_itself_refuses_the_platform_to_write(huda, db):
    for statement in ("update accounts_account set name_en = 'x'", "delete from workspaces_membership"):
        with pytest.raises(ProgrammingError), connections["platform"].cursor() as cursor:
            cursor.execute(statement)


def test_only_pages_made_for_the_platform_are_on_it():
    assert all(isinstance(page, StaffAdmin) for page in admin.site._registry.values())


def test_nobody_and_nothing_is_deleted(staff, huda):
    for address in (f"{USERS}{huda.user_id}/delete/", f"{WORKSPACES}{huda.workspace_id}/delete/"):
        assert staff.post(address, {"post": "yes"}).status_code == 403


# What staff does


def test_staff_adds_a_person_who_chooses_a_password_by_mail(staff):
    staff.post(
        f"{USERS}add/", {"email": "Layla@Noor.example", "name": "ليلى", "language": "ar", "is_active": "on"}
    )
    layla = User.objects.get(email="layla@noor.example")
    assert not layla.has_usable_password()
    staff.post(USERS, {"action": "send_password_link", "_selected_action": layla.pk})
    assert SystemMail.objects.get().to == "layla@noor.example"
    assert LogEntry.objects.filter(object_id=str(layla.pk)).exists()


def test_an_address_is_taken_once(staff, huda):
    page = staff.post(f"{USERS}add/", {"email": "HUDA@noor.example", "name": "x", "language": "ar"})
    assert "already" in page.content.decode()


def test_an_old_address_signs_nobody_in(staff, huda, sign_in_by_page, client):
    EmailAddress.objects.create(user=huda.user, email=huda.user.email, primary=True, verified=True)
    fields = {"email": "huda.new@noor.example", "name": "هدى", "language": "ar", "is_active": "on"}
    staff.post(f"{USERS}{huda.user_id}/change/", fields)
    assert sign_in_by_page(client, "huda@noor.example").status_code == 422
    assert sign_in_by_page(client, "huda.new@noor.example").status_code == 302


def test_a_closed_sign_in_is_out_at_once(staff, sign_in, huda):
    client = sign_in(huda)
    staff.post(f"{USERS}{huda.user_id}/change/", {"email": huda.user.email, "name": "هدى", "language": "ar"})
    assert client.get("/w/noor/").status_code == 302


def test_staff_lets_somebody_in_again(staff, mona, sign_in_by_page, client):
    for _try in range(10):
        sign_in_by_page(client, "mona@noor.example", "wrong")
    staff.post(USERS, {"action": "let_in_again", "_selected_action": mona.user_id})
    assert not AccessAttempt.objects.exists()
    assert sign_in_by_page(client, "mona@noor.example").status_code == 302


def test_staff_switches_two_steps_off_for_who_lost_the_phone_but_not_for_staff(staff, sign_in, mona, root):
    TOTP.activate(mona.user, SECRET)
    client = sign_in(mona)
    staff.post(USERS, {"action": "switch_off_two_step", "_selected_action": [mona.user_id, root.pk]})
    assert list(Authenticator.objects.values_list("user_id", flat=True)) == [root.pk]
    assert client.get("/w/noor/").status_code == 302
    assert SystemMail.objects.get().to == "mona@noor.example"


NEW = {
    "slug": "najm",
    "name": "النجم",
    "country": "SA",
    "language": "ar",
    "time_zone": "Asia/Riyadh",
    "currency": "SAR",
    "calendar": "gregorian",
    "digits": "latin",
    "visibility": "all",
}


def test_staff_founds_a_workspace_for_who_signs_in_already(staff, huda):
    answer = staff.post(f"{WORKSPACES}add/", {**NEW, "owner_email": "Huda@noor.example"})
    assert answer.status_code == 302
    founded = Workspace.objects.get(slug="najm")
    with workspace(founded.pk), transaction.atomic():
        assert Membership.objects.get().user == huda.user
        assert Event.objects.get().verb == "workspace.founded"
    assert LogEntry.objects.get().object_id == str(founded.pk)


def test_staff_founds_a_workspace_for_somebody_new(staff, browser):
    staff.post(f"{WORKSPACES}add/", {**NEW, "owner_email": "boss@najm.example"})
    founded = Workspace.objects.get(slug="najm")
    with workspace(founded.pk), transaction.atomic():
        assert Invitation.objects.get().role == Role.OWNER
    assert SystemMail.objects.get().to == "boss@najm.example"


def test_a_workspace_is_not_founded_twice(staff, huda):
    page = staff.post(f"{WORKSPACES}add/", {**NEW, "slug": "noor", "owner_email": "boss@najm.example"})
    assert page.status_code == 200
    assert not SystemMail.objects.exists()


def test_staff_changes_and_closes_a_workspace_and_it_is_told_there(staff, sign_in, huda):
    fields = {**NEW, "name": "النور الجديد", "closed_at_0": "2026-01-01", "closed_at_1": "10:00"}
    staff.post(f"{WORKSPACES}{huda.workspace_id}/change/", fields)
    opened = Workspace.objects.get(slug="noor")
    assert opened.name == "النور الجديد"
    assert opened.closed_at is not None
    assert sign_in(huda).get("/w/noor/").status_code == 404
    with workspace(opened.pk), transaction.atomic():
        event = Event.objects.latest("id")
    assert (event.verb, event.actor) == ("workspace.changed", None)


def test_staff_sends_a_mail_again(staff):
    made = mail.post("password_reset", to="x@y.example", language="en", name="X", url="https://x/")
    SystemMail.objects.update(not_before=None, error="550")
    staff.post(MAILS, {"action": "send_again", "_selected_action": made.pk})
    assert SystemMail.objects.due().get() == made
    assert staff.get(f"{MAILS}add/").status_code == 403
