"""Where responses are seen: on the page of the campaign by people, and among the linked things of a contact."""

import pytest

from campaigns.models import Recipient, Response
from campaigns.scheduling import add_campaign
from campaigns.tests.crowd import begin, campaign_of, crowd, drain_all

pytestmark = pytest.mark.usefixtures("in_noor")


@pytest.fixture
def sent(made, mona, sink):
    crowd(4)
    campaign = campaign_of(made, by=mona)
    begin()
    drain_all()
    first, second, *_others = Recipient.objects.filter(campaign=campaign).order_by("seq")
    Response.objects.create(campaign=campaign, recipient=first.pk, kind="opened")
    Response.objects.create(
        campaign=campaign, recipient=second.pk, kind="opened", by_machine=True, via="apple"
    )
    return campaign


def test_a_campaign_that_was_sent_shows_what_came_of_it(sent, mona, sign_in):
    page = sign_in(mona).get(f"/w/noor/campaigns/{sent.number}/").content.decode()
    assert "figures-title" in page
    assert "25.0%" in page


def test_a_draft_has_no_figures(made, mona, sign_in):
    draft = add_campaign(by=mona, name="Later", purpose="marketing", template=made)
    assert "figures-title" not in sign_in(mona).get(f"/w/noor/campaigns/{draft.number}/").content.decode()


def test_the_page_of_a_contact_says_what_they_did_and_not_what_programs_did(sent, salem, sign_in):
    first, second, *_others = (
        Recipient.objects.filter(campaign=sent).select_related("contact").order_by("seq")
    )
    client = sign_in(salem)
    pages = [
        client.get(f"/w/noor/contacts/{each.contact.number}/linked/").content.decode()
        for each in (first, second)
    ]
    assert ["فُتحت" in page or "Opened" in page for page in pages], pages == [True, False]
