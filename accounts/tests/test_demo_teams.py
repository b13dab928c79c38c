"""The demo's teams and rules, over a few customers."""

import pytest

from accounts import services
from accounts.demo.teams import seed_teams
from accounts.models import AssignmentRule, Industry, Region, TeamMember
from accounts.team import give_usual_roles
from conftest import make_member
from timeline.models import Event
from workspaces.demo import Stage
from workspaces.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(in_noor, huda, mona, salem, faisal):
    members = {"owner": huda, "huda": huda, "mona": mona, "salem": salem, "faisal": faisal}
    for name in ("lama", "yasser", "turki", "nouf"):
        members[name] = make_member(in_noor, Role.ACCOUNT_MANAGER, f"{name}@noor.example", name)
    return members


def test_teams_and_rules_are_seeded_as_of_the_past(in_noor, salem, everybody):
    give_usual_roles()
    for name in ("الوسطى", "الغربية"):
        Region.objects.create(name=name)
    Industry.objects.create(name="التجزئة")
    for place in range(5):
        services.add_account(by=salem, fields={"name_ar": f"عميل {place}", "owner": salem})
    stage = Stage(in_noor, everybody)
    seed_teams(stage)
    assert TeamMember.objects.values("account").distinct().count() == 5
    assert not TeamMember.objects.filter(member=salem).exists()
    assert AssignmentRule.objects.in_force().count() == 4
    told = Event.objects.filter(verb="team.added")
    assert told.count() == TeamMember.objects.count()
    assert not told.filter(at__date__gte=stage.today).exists()


def test_a_small_workspace_has_none(in_noor, huda):
    seed_teams(Stage(in_noor, {"owner": huda}))
    assert not AssignmentRule.objects.exists()
