"""The pages on which templates are written, looked at and tested."""

import re

import pytest

from accounts import services
from campaigns.models import Template, TemplateBlock
from campaigns.models.template import MOST_BLOCKS
from campaigns.writing import add_block
from messaging.models import OutgoingMail
from timeline.models import Event

pytestmark = pytest.mark.usefixtures("in_noor")
HOME = "/w/noor/campaigns/templates/"


def test_a_template_is_written_block_by_block(sign_in, mona):
    client = sign_in(mona)
    client.post(f"{HOME}new/", {"name": "أخبار", "subject_ar": "جديدنا", "subject_en": "News"})
    template = Template.objects.get()
    page = f"{HOME}{template.number}/"
    client.post(
        f"{page}blocks/new/?kind=text", {"text_ar": "مرحبًا {الاسم الأول}", "text_en": "Dear {first name}"}
    )
    client.post(
        f"{page}blocks/new/?kind=button",
        {"text_ar": "تسوّق", "text_en": "Shop", "link": "https://noor.example/shop"},
    )
    assert [(each.kind, each.link) for each in template.in_order()] == [
        ("text", ""),
        ("button", "https://noor.example/shop"),
    ]
    shown = client.get(page).content.decode()
    assert "جديدنا" in shown
    assert "problems-title" not in shown
    first, second = template.in_order()
    client.post(f"{page}blocks/{second.number}/place/", {"way": "up"})
    assert [each.kind for each in template.in_order()] == ["button", "text"]
    client.post(f"{page}blocks/{first.number}/", {"text_ar": "أهلًا", "text_en": "Welcome"})
    first.refresh_from_db()
    assert first.text_ar == "أهلًا"
    client.post(f"{page}blocks/{second.number}/removal/")
    assert [each.kind for each in template.in_order()] == ["text"]
    client.post(f"{page}blocks/{second.number}/removal/?undo=1")
    assert [each.kind for each in template.in_order()] == ["button", "text"]
    verbs = set(Event.objects.filter(verb__startswith="template.").values_list("verb", flat=True))
    assert verbs == {"template.created", "template.changed"}


def test_one_form_makes_one_template_and_one_block(sign_in, mona):
    client = sign_in(mona)
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(f"{HOME}new/").content.decode())[1]
    for _time in range(2):
        answer = client.post(f"{HOME}new/", {"form_token": token, "name": "Once"})
    assert answer.status_code == 303
    template = Template.objects.get()
    page = f"{HOME}{template.number}/blocks/new/?kind=divider"
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(page).content.decode())[1]
    for _time in range(2):
        client.post(page, {"form_token": token})
    assert template.blocks.count() == 1


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "http://",
        "noor.example",
        "https://x y.example",
        "https://[",
        'https://a.example/"',
        "",
    ],
)
def test_only_addresses_of_the_web_get_into_a_letter(sign_in, mona, made, link):
    answer = sign_in(mona).post(
        f"{HOME}{made.number}/blocks/new/?kind=button", {"text_en": "Shop here", "link": link}
    )
    assert answer.status_code == 422
    assert "Shop here" in answer.content.decode()
    assert made.blocks.count() == 2


def test_two_names_are_not_the_same_in_any_spelling(sign_in, mona, made):
    client = sign_in(mona)
    answer = client.post(f"{HOME}new/", {"name": "SEASON", "subject_en": "Kept as typed"})
    assert answer.status_code == 422
    assert "Kept as typed" in answer.content.decode()
    client.post(f"{HOME}{made.number}/archive/")
    assert client.post(f"{HOME}new/", {"name": "SEASON"}).status_code == 303
    client.post(f"{HOME}{made.number}/archive/?undo=1")
    made.refresh_from_db()
    assert made.is_archived
    assert Template.objects.count() == 2


def test_what_a_colleague_saved_meanwhile_is_not_lost(sign_in, mona, made):
    client = sign_in(mona)
    client.post(f"{HOME}{made.number}/edit/", {"name": "Mine", "version": made.version})
    answer = client.post(f"{HOME}{made.number}/edit/", {"name": "Theirs", "version": made.version})
    assert answer.status_code == 422
    made.refresh_from_db()
    assert made.name == "Mine"


def test_a_template_does_not_grow_for_ever(sign_in, mona, made):
    for _block in range(MOST_BLOCKS - 2):
        add_block(made, by=mona, fields={"kind": "divider"})
    answer = sign_in(mona).post(f"{HOME}{made.number}/blocks/new/?kind=divider", {})
    assert answer.status_code == 422
    assert made.blocks.count() == MOST_BLOCKS


def test_it_is_read_as_a_customer_reads_it(sign_in, mona, made, afaq):
    client = sign_in(mona)
    page = client.get(f"{HOME}{made.number}/preview/?account={afaq.number}&language=en").content.decode()
    assert f"letter/?language=en&amp;account={afaq.number}" in page
    letter = client.get(f"{HOME}{made.number}/letter/?account={afaq.number}&language=en")
    assert f"To {afaq.name}" in letter.content.decode()
    policy = letter["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src 'none'" in policy
    assert letter["X-Frame-Options"] == "SAMEORIGIN"


def test_nobody_is_shown_a_customer_of_others(sign_in, mona, huda, made):
    """Whoever writes campaigns sees the customers they see elsewhere, and no others."""
    client = sign_in(mona)
    account = services.add_account(by=huda, fields={"name_en": "Palm Trading", "owner": huda})
    address = f"{HOME}{made.number}/letter/?account={account.number}&language=en"
    assert account.name in client.get(address).content.decode()
    mona.workspace.visibility = "own"
    mona.workspace.save()
    letter = client.get(address).content.decode()
    assert account.name not in letter
    assert '<p style="margin:0 0 12px">To</p>' in letter


def test_a_test_goes_to_ones_own_address(sign_in, mona, made, afaq):
    sign_in(mona).post(f"{HOME}{made.number}/test/?account={afaq.number}&language=en")
    mail = OutgoingMail.objects.get()
    assert mail.to_address == mona.user.email
    assert mail.subject == f"Test: An offer for {afaq.name}"
    assert f"To {afaq.name}" in mail.html
    assert f"To {afaq.name}" in mail.text
    assert "<" not in mail.text


def test_a_copy_has_the_same_blocks_and_a_name_of_its_own(sign_in, mona, made):
    client = sign_in(mona)
    for _time in range(2):
        client.post(f"{HOME}{made.number}/copy/")
    assert Template.objects.count() == 3
    assert len({each.name for each in Template.objects.all()}) == 3
    kept = {"kind", "text_ar", "text_en", "place"}
    blocks = [list(each.blocks.order_by("place").values(*kept)) for each in Template.objects.all()]
    assert blocks[0] == blocks[1] == blocks[2]


PLACES = [
    "",
    "new/",
    "{n}/",
    "{n}/edit/",
    "{n}/preview/",
    "{n}/letter/",
    "{n}/blocks/new/",
    "{n}/blocks/{b}/",
]


@pytest.mark.parametrize("place", PLACES)
def test_who_does_not_write_campaigns_does_not_see_them(sign_in, salem, karim, made, place):
    address = HOME + place.format(n=made.number, b=made.blocks.first().number)
    assert sign_in(salem).get(address).status_code == 403
    assert sign_in(karim).get(address).status_code == 404
    theirs = address.replace("/noor/", "/bahr/")
    if "{" in place:
        assert sign_in(karim).get(theirs).status_code in {403, 404}


@pytest.mark.parametrize(
    "place", ["{n}/archive/", "{n}/copy/", "{n}/test/", "{n}/blocks/{b}/place/", "{n}/blocks/{b}/removal/"]
)
def test_what_changes_something_is_posted(sign_in, mona, made, place):
    address = HOME + place.format(n=made.number, b=made.blocks.first().number)
    assert sign_in(mona).get(address).status_code == 405


def test_nonsense_is_answered_and_nothing_is_written(sign_in, mona, made):
    client = sign_in(mona)
    page = f"{HOME}{made.number}/"
    assert client.post(f"{page}blocks/new/?kind=script", {}).status_code == 400
    assert (
        client.post(f"{page}blocks/{made.blocks.first().number}/place/", {"way": "left"}).status_code == 400
    )
    assert client.get(f"{page}preview/?account=١٢&language=fr").status_code == 200
    assert client.post(f"{HOME}new/", {"name": "—"}).status_code == 422
    assert TemplateBlock.objects.count() == 2
