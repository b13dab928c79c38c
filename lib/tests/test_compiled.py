"""Questions that Django writes once and that are asked with other values each time."""

import pytest

from accounts import services
from accounts.models import Account
from lib.tenancy.compiled import Compiled, number_mark
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db
ABOVE, CITY = number_mark(1), "city that nobody lives in"


def test_it_reads_with_the_values_of_each_time(in_noor, salem):
    made = [
        services.add_account(by=salem, fields={"name_en": f"One {at}", "owner": salem}) for at in range(3)
    ]
    question = Compiled.reading(
        Account.objects.filter(pk__gt=ABOVE).order_by("pk").values_list("pk", "name_en")
    )
    assert question.rows({ABOVE: made[0].pk}) == [(each.pk, each.name_en) for each in made[1:]]
    assert question.rows({ABOVE: made[1].pk}) == [(made[2].pk, "One 2")]


def test_it_changes_and_tells_how_many(in_noor, salem):
    made = services.add_account(by=salem, fields={"name_en": "One", "owner": salem})
    change = Compiled.changing(Account.objects.filter(pk=ABOVE), city=CITY)
    assert change.change({ABOVE: made.pk, CITY: "Riyadh"}) == 1
    assert change.change({ABOVE: made.pk + 1, CITY: "Jeddah"}) == 0
    made.refresh_from_db()
    assert made.city == "Riyadh"


def test_it_stays_in_the_workspace_it_was_written_for(in_noor, bahr, salem):
    made = services.add_account(by=salem, fields={"name_en": "One", "owner": salem})
    question = Compiled.reading(Account.objects.filter(pk=ABOVE).values_list("pk"))
    with workspace(bahr.pk):
        assert question.rows({ABOVE: made.pk}) == []
    assert question.rows({ABOVE: made.pk}) == [(made.pk,)]
