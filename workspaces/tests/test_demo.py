"""The demo as CONTRACT promises it: who is there, how much, the same every time, and nothing made twice."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Account
from conftest import make_user
from lib.registry import Registry
from lib.tenancy.state import workspace
from workspaces import demo
from workspaces.models import Membership, User, Workspace

pytestmark = pytest.mark.django_db
PARTS = (
    "people",
    "hours",
    "customers",
    "leads",
    "consents",
    "interactions",
    "follow_ups",
    "schedules",
    "purchases",
    "price lists",
    "ready answers",
    "given to customers",
    "meetings",
    "mails",
    "requests to customers",
    "mentions on social media",
    "posts",
    "updates to customers",
    "surveys",
    "tiers",
    "teams",
    "stakeholders and needs",
    "expectations",
    "onboarding",
    "opportunities",
    "referrals and testimonials",
    "complaints",
    "clocks of complaints",
    "complaint pattern",
    "programme",
    "plans",
    "loyalty programme",
    "points by hand",
    "rewards",
    "loyalty tiers",
    "friends by a code",
    "letters to members",
    "templates of campaigns",
    "campaigns",
    "messages of campaigns",
    "campaigns that come again",
    "responses to campaigns",
    "visits of the website",
    "segments",
    "surveys sent by themselves",
    "automations",
    "duplicates",
    "account health",
    "foresight",
    "proposed actions",
    "suggested products",
    "rates of costs",
    "reports by e-mail",
)
CONTRACT = {
    "huda@noor.example": "admin",
    "mona@noor.example": "manager",
    "salem@noor.example": "account_manager",
    "faisal@noor.example": "agent",
    "reem@noor.example": "viewer",
    "karim@bahr.example": "owner",
}


def seed():
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue().split("\n")[:-1]


def opened(slug):
    return workspace(Workspace.objects.get(slug=slug).pk)


@pytest.fixture
def only_people(monkeypatch):
    monkeypatch.setattr(demo, "demo", Registry("demo"))


def test_people_of_the_contract_have_their_roles_and_a_line_that_ends_at_the_owner(only_people):
    seed()
    for email, role in CONTRACT.items():
        with opened(email.partition("@")[2].partition(".")[0]):
            step = membership = Membership.objects.get(user__email=email)
            assert membership.role == role
            while step.reports_to:
                step = step.reports_to
            assert step.role == "owner"
    with opened("noor"):
        salem = Membership.objects.get(user__email="salem@noor.example")
        assert salem.reports_to.user.email == "mona@noor.example"


def test_everybody_of_the_demo_can_sign_in(only_people):
    seed()
    people = User.objects.exclude(email=demo.ROOT.email)
    assert people.count() == sum(len(company.colleagues) for company in demo.COMPANIES)
    for person in people:
        client = Client()
        answer = client.post("/auth/login/", {"login": person.email, "password": "sila-demo-2026"})
        assert answer.status_code == 302, person.email
        assert client.session["_auth_user_id"] == str(person.pk)


def test_platform_staff_has_the_printed_second_factor(only_people):
    seed()
    root = User.objects.get(email="root@sila.example")
    assert root.is_staff
    authenticator = TOTP(Authenticator.objects.get(user=root, type="totp"))
    counter = next(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", counter))
    assert authenticator.validate_code(code)


def test_a_run_that_was_killed_is_finished_by_the_next_one(monkeypatch):
    def fail(stage):
        Account.objects.create(name_en="Half done")
        raise RuntimeError("killed")

    broken = Registry("demo")
    broken.register("customers", fail)
    with monkeypatch.context() as patched:
        patched.setattr(demo, "demo", broken)
        with pytest.raises(RuntimeError):
            seed()
    later = [f"bahr: {part}" for part in PARTS]
    assert seed() == [*(f"noor: {part}" for part in PARTS[1:]), *later]
    with opened("noor"):
        assert Account.objects.count() == 320 + 5  # and the friends who came by a code


def test_the_demo_is_refused_where_real_people_work(settings, only_people):
    settings.DEMO = False
    make_user("somebody@company.example", "Somebody")
    with pytest.raises(CommandError, match="People work here already"):
        seed()
    assert not User.objects.filter(email__endswith="@noor.example").exists()


def test_a_workspace_that_only_has_the_name_of_the_demo_is_left_alone(noor, only_people):
    with pytest.raises(CommandError, match="not the demo's"):
        seed()
