"""Two pages of A4 whatever stands in the plan, in both languages; and nothing that people typed is code."""

import io

import pytest
from pypdf import PdfReader

from lib.tenancy.state import workspace
from planning.models import AccountPlan, CompetitorStanding, Initiative, Risk
from planning.models.competitor import Competitor
from planning.plans import add_milestone, add_part
from planning.printing import cut, print_plan

pytestmark = pytest.mark.django_db


def pages_of(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_small_plan_is_two_pages(sign_in, salem, plan, objective):
    made = sign_in(salem).get(f"/w/noor/plans/{plan.number}/pdf/?language=en")
    assert (made.status_code, made["Content-Type"]) == (200, "application/pdf")
    first, second = pages_of(made.content)
    assert "Afaq Gulf" in first
    assert "Objectives" in first
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_longest_plan_is_two_pages_too(salem, plan, objective, language):
    long = "نص طويل جدا عن العميل #set page(width: 1cm) $x$ *y* " * 70
    with workspace(salem.workspace_id):
        texts = dict.fromkeys(["summary", "upsell", "resources", "obstacles", "success"], long[:3900])
        AccountPlan.objects.update(**texts)
        for number in range(14):
            part = {"plan": plan, "by": salem}
            add_part(Initiative, fields={"text": long[:300], "owner": salem}, **part)
            add_part(Risk, fields={"text": long[:300], "answer": long[:900]}, **part)
            fields = {"competitor": Competitor.objects.create(name=f"{number} {long[:80]}")}
            fields |= dict.fromkeys(["strengths", "weaknesses", "answer"], long[:900])
            add_part(CompetitorStanding, fields=fields, **part)
            due = {"reason": long[:280], "due_on": plan.until_on, "owner": salem}
            add_milestone(plan, by=salem, fields=due)
        fresh = AccountPlan.objects.select_related("account", "owner__user", "workspace").get()
        pages = pages_of(print_plan(fresh, language))
    assert len(pages) == 2
    assert "#set page" in "".join(pages)


def test_what_is_too_long_ends_at_a_word():
    assert cut("one two three", 9) == "one two…"
    assert cut("one\ntwo\n\nthree", 100, 2) == "one\ntwo…"
    assert cut("  one \n two ", 100) == "one two"
    assert cut("x" * 20, 5) == "xxxx…"
