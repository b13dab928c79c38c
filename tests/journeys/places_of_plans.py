"""Pages of plans, of competitors, and the one on which customers agree to objectives."""

from tests.journeys.house_of_plans import GOALS, keep_plans
from tests.journeys.places import Place, save_nothing

FURNISH = [keep_plans]


def at_plans():
    yield Place("/w/noor/accounts/1/plan/")
    yield Place("/w/noor/accounts/1/plan/", who="reem")
    yield Place("/w/noor/accounts/20/plan/")
    yield Place("/w/noor/accounts/20/plan/new/")
    yield Place("/w/noor/plans/")
    yield Place("/w/noor/plans/?which=due")
    yield Place("/w/noor/plans/?which=missing")
    yield Place("/w/noor/plans/1/")
    yield Place("/w/noor/plans/2/")
    for section in ("period", "summary", "revenue", "upsell", "resources", "obstacles", "success", "reviews"):
        yield Place(f"/w/noor/plans/1/{section}/edit/")
    for part in ("objectives", "initiatives", "risks", "rivals", "milestones"):
        yield Place(f"/w/noor/plans/1/{part}/new/", act=save_nothing)
    for part in ("objectives", "initiatives", "risks", "rivals"):
        yield Place(f"/w/noor/{part}/1/edit/")
    yield Place("/w/noor/objectives/1/")
    yield Place("/w/noor/objectives/1/", act=save_nothing)
    yield Place("/w/noor/plans/1/review/")
    yield Place("/w/noor/plan-versions/1/")
    yield Place("/w/noor/plan-versions/1/comparison/")
    yield Place("/w/noor/plans/1/links/")
    yield Place("/w/noor/competitors/")
    yield Place("/w/noor/competitors/1/")
    yield Place("/w/noor/competitors/new/", act=save_nothing)
    yield Place("/w/noor/competitors/1/edit/")
    yield Place(f"/p/noor/goals/{GOALS}/", who="")
    yield Place("/p/noor/goals/nothing/", who="", status=404)


WALKS = [at_plans]
