"""Campaigns, templates and segments are found by their names, by those who may open them."""

import pytest

from accounts.segments.verbs import add_segment
from campaigns.tests.conftest import template_of
from campaigns.tests.crowd import campaign_of

pytestmark = pytest.mark.django_db
SEARCH = "/w/noor/search/?q="


@pytest.fixture
def named(in_noor, mona):
    template = template_of(mona)
    return template, campaign_of(template, by=mona, name="عرض رمضان")


@pytest.mark.parametrize(
    ("asked", "leads_to"), [("رمضان", "/campaigns/{campaign}/"), ("seas", "/campaigns/templates/{template}/")]
)
def test_campaigns_and_templates_are_found_by_who_has_them(sign_in, mona, salem, named, asked, leads_to):
    template, campaign = named
    address = "/w/noor" + leads_to.format(campaign=campaign.number, template=template.number)
    assert f'href="{address}"' in sign_in(mona).get(SEARCH + asked).text
    assert address not in sign_in(salem).get(SEARCH + asked).text


def test_a_stranger_finds_nothing(sign_in, karim, named):
    answer = sign_in(karim).get("/w/bahr/search/?q=رمضان").text
    assert "/campaigns/1/" not in answer


def test_segments_are_found_by_everybody_until_they_are_put_away(sign_in, mona, salem, in_noor):
    segment = add_segment(by=mona, name="نساء جدة", rules={})
    address = f'href="/w/noor/segments/{segment.number}/"'
    assert address in sign_in(salem).get(SEARCH + "نساء").text
    segment.archive(by=mona)
    assert address not in sign_in(salem).get(SEARCH + "نساء").text
