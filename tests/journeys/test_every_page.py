"""Every page, in both languages: open to everybody's senses, at home on a phone, in the light and in the dark."""

from functools import partial

import pytest
from django.urls import resolve
from playwright.sync_api import expect

from tests.guards.atlas import outside_addresses, readable_addresses
from tests.journeys import (
    places,
    places_of_actions,
    places_of_answers,
    places_of_automations,
    places_of_campaigns,
    places_of_cohorts,
    places_of_complaint_imports,
    places_of_complaints,
    places_of_consents,
    places_of_costs,
    places_of_duplicates,
    places_of_effects,
    places_of_foresight,
    places_of_handling,
    places_of_health,
    places_of_leads,
    places_of_learning,
    places_of_liability,
    places_of_loyalty_rules,
    places_of_meetings,
    places_of_messages,
    places_of_opinions,
    places_of_opportunities,
    places_of_people,
    places_of_plans,
    places_of_points,
    places_of_purchases,
    places_of_referrals,
    places_of_reports,
    places_of_returns,
    places_of_rewards,
    places_of_segments,
    places_of_series,
    places_of_suggestions,
    places_of_teams,
    places_of_tiers,
    places_of_trees,
    places_of_visits,
    places_of_word_of_mouth,
)
from tests.journeys.axe import violations
from tests.journeys.house import furnish
from tests.journeys.no_page import NO_PAGE
from tests.journeys.visitor import ARABIC, ENGLISH, PHONE
from tests.samples import some

PARTS = [
    places,
    places_of_actions,
    places_of_answers,
    places_of_campaigns,
    places_of_automations,
    places_of_series,
    places_of_complaint_imports,
    places_of_cohorts,
    places_of_complaints,
    places_of_consents,
    places_of_costs,
    places_of_handling,
    places_of_health,
    places_of_effects,
    places_of_duplicates,
    places_of_foresight,
    places_of_leads,
    places_of_learning,
    places_of_liability,
    places_of_loyalty_rules,
    places_of_meetings,
    places_of_messages,
    places_of_opinions,
    places_of_opportunities,
    places_of_people,
    places_of_plans,
    places_of_points,
    places_of_purchases,
    places_of_referrals,
    places_of_returns,
    places_of_reports,
    places_of_rewards,
    places_of_segments,
    places_of_suggestions,
    places_of_teams,
    places_of_tiers,
    places_of_trees,
    places_of_visits,
    places_of_word_of_mouth,
]
WALKS = [(walk, getattr(part, "FURNISH", [])) for part in PARTS for walk in part.WALKS]


@pytest.fixture
def furnished(noor, bahr, salem, huda, karim, work_off_jobs):
    return partial(furnish, noor, bahr, salem=salem, huda=huda, karim=karim, work=work_off_jobs)


@pytest.fixture(params=WALKS, ids=lambda param: param[0].__name__)
def walk(request, furnished):
    """The places of a walk, in a house that is furnished for it."""
    steps, further = request.param
    furnished(further=further)
    return list(steps())


@pytest.fixture
def people(browse, salem, huda, reem, karim):
    """Visitors by name, each with one browser for the whole walk."""
    cast = {"huda": huda, "salem": salem, "reem": reem, "karim": karim, "": None}
    opened = {}

    def visitor(name, **options):
        if name not in opened:
            opened[name] = browse(cast[name], **options)
        return opened[name]

    return visitor


def test_every_page_is_open_to_everybody_and_at_home_on_a_phone(people, walk, language):
    """Arabic in the light and English in the dark, as colours know no language; then each on a phone's screen.

    A plain run looks at each place in one of the two; what is done at a place is done in both, for those after it.
    """
    found = []
    for place in walk:
        is_looked_at = language in some((ARABIC, ENGLISH), 1, by=f"{place.path} {place.who}")
        if not is_looked_at and place.act is None:
            continue
        visitor = people(place.who, language=language, dark=language == ENGLISH)
        place.go(visitor)
        if not is_looked_at:
            continue
        found += [f"{place}: {each}" for each in violations(visitor.page)]
        if visitor.sideways() > 0:
            found.append(f"{place}: {visitor.sideways()} pixels too wide: {visitor.widest()}")
        with visitor.on_a_phone():
            if visitor.sideways() > 0:
                found.append(f"{place}, on a phone: {visitor.sideways()} pixels too wide: {visitor.widest()}")
            if visitor.page.locator("#content table:not(.table-keep) thead").filter(visible=True).count():
                found.append(f"{place}, on a phone: a table that is no list")
    assert not found, "\n".join(found)


@pytest.mark.django_db
def test_every_page_is_on_the_walk():
    walked = {
        resolve(place.path.partition("?")[0]).view_name
        for walk, _further in WALKS
        for place in walk()
        if place.status != 404
    }
    known = {address.name for address in (*readable_addresses(), *outside_addresses())} - {
        "set_language"
    }  # takes POST alone
    assert sorted(known - walked - set(NO_PAGE)) == []
    assert sorted(set(NO_PAGE) - known) == []


@pytest.mark.parametrize("path", ["/w/noor/accounts/?status=active", "/w/noor/accounts/1/"])
def test_menus_are_open_to_everybody_and_stay_on_the_screen(people, furnished, path, seat):
    furnished(further=[])
    visitor = people("huda", **seat)
    visitor.open(path)
    menus = visitor.page.locator("details.menu").filter(visible=True)
    found, screen = [], visitor.page.viewport_size["width"]
    assert menus.count() >= 2
    for menu in menus.all():
        menu.locator("summary").first.click()
        box = menu.locator(".menu-panel").bounding_box()
        if box["x"] < 0 or box["x"] + box["width"] > screen:
            found.append(f"off the screen: {menu.inner_text()[:40]}")
        found += violations(visitor.page, within="document.querySelector('details.menu[open]')")
        visitor.page.keyboard.press("Escape")
    assert not found, "\n".join(found)


def test_the_drawer_opens_and_closes_on_a_phone(browse, salem, language):
    visitor = browse(salem, language=language, width=PHONE)
    visitor.open("/w/noor/")
    drawer = visitor.page.locator("#side")
    expect(drawer).to_be_hidden()
    visitor.press("Menu")
    expect(drawer).to_be_in_viewport()
    # It comes from the side where lines begin.
    box = drawer.bounding_box()
    assert (box["x"] + box["width"] == PHONE) if language == "ar" else (box["x"] == 0)
    visitor.press("Close the menu")
    expect(drawer).to_be_hidden()
    visitor.press("Menu")
    drawer.get_by_role("link", name=visitor.says("Accounts"), exact=True).click()
    expect(visitor.title).to_have_text(visitor.says("Accounts"))
    expect(drawer).to_be_hidden()
