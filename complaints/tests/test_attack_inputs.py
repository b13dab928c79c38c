"""What no colleague, customer or mail program would send by accident: nothing falls, and nothing wrong is kept."""

import uuid

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from complaints.models import ApprovalLimit, Compensation, Complaint, IncidentNotice
from messaging.models import InboundMail
from messaging.receiving import receive
from messaging.sending import sender_of_workspace
from workspaces.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_noor")]

ENDLESS = "9" * 5000
WRONG = ["-5", "0", "1e3", "9" * 40, "NaN", "Infinity", "1.001", "٠", "1 2", "0x10", "\x00", "½", ENDLESS]
STRANGE = [
    "",
    "-1",
    "0",
    "1e3",
    ENDLESS,
    "abc",
    "%00",
    "%ff",
    "'",
    "٣",
    "2026-02-31",
    "99999-01-01",
    "0000-00-00",
    "[]",
]
LISTS = ["complaints", "board", "load", "learning", "satisfaction", "actions", "put_aside"]
NAMES = [
    "q", "filed", "until", "severity", "state", "category", "cause", "owner", "account", "decision", "channel", "sort",
    "after", "before", "page", "column", "days", "which", "stage", "columns", "view",
]  # fmt: skip


def url(name, *arguments):
    return reverse(f"complaints:{name}", args=["noor", *arguments])


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize(
    ("kind", "name"), [("money", "amount_minor"), ("voucher", "amount_minor"), ("points", "points")]
)
def test_what_is_no_amount_compensates_for_nothing(sign_in, complain, salem, kind, name, value):
    posted = {"kind": kind, "currency": "SAR", "text": "Sorry", name: value}
    page = sign_in(salem).post(url("compensation_new", complain().number), posted)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [name]
    assert not Compensation.objects.exists()


@pytest.mark.parametrize(
    "change", [{"kind": "gold"}, {"currency": "XXX"}, {"currency": "sar'"}, {"text": " \u200d"}]
)
def test_nor_what_is_no_kind_no_currency_and_no_reason(sign_in, complain, salem, change):
    posted = {"kind": "money", "currency": "SAR", "text": "Sorry", "amount_minor": "5", **change}
    assert sign_in(salem).post(url("compensation_new", complain().number), posted).status_code == 422
    assert not Compensation.objects.exists()


@pytest.mark.parametrize("value", ["-5", "1e3", "9" * 40, "NaN", ENDLESS])
def test_no_limit_is_what_is_no_amount(sign_in, huda, value):
    client = sign_in(huda)
    form = client.get(url("limits")).context["form"]
    posted = dict.fromkeys(form.fields, value)
    assert client.post(url("limits"), posted).status_code == 422
    assert not ApprovalLimit.objects.exists()


@pytest.mark.parametrize("page", LISTS)
def test_lists_answer_whatever_stands_in_their_address(sign_in, huda, complain, page):
    complain()
    client = sign_in(huda)
    for value in STRANGE:
        every = "&".join(f"{name}={value}&{name}=7" for name in NAMES)
        answer = client.get(f"{url(page)}?{every}")
        assert answer.status_code in (200, 302, 400, 404), f"{value[:20]}: {answer.status_code}"
        # The last of two of a name counts; so each value counts once.
        every = "&".join(f"{name}={value}" for name in NAMES)
        answer = client.get(f"{url(page)}?{every}")
        assert answer.status_code in (200, 302, 400, 404), f"{value[:20]}: {answer.status_code}"


@pytest.mark.parametrize("make", ["compensation_new", "notice_new"])
def test_the_form_of_another_complaint_adds_to_this_one(sign_in, complain, salem, make):
    one, other, token, client = complain(), complain(), str(uuid.uuid4()), sign_in(salem)
    fields = {
        "kind": "other",
        "text": "A visit",
        "subject_en": "Late",
        "text_en": "Very late",
        "form_token": token,
    }
    for each in (one, other, other):
        assert client.post(url(make, each.number), fields).status_code == 303
    model, of = {
        "compensation_new": (Compensation, "complaint_id"),
        "notice_new": (IncidentNotice, "incident_id"),
    }[make]
    assert sorted(model.objects.values_list(of, flat=True)) == [one.pk, other.pk]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Cups\r\n Bcc: evil@example.com", "Broken"),
        ("=?utf-8?b?//4=?=", "Broken"),
        ("=?no-such-set?q?=FF?=", "Broken"),
        ("x" * 5000, "y" * 300_000),
        ("", ""),
        ("C-2026-" + ENDLESS, "Broken"),
        ("\u202eC-0000-000000", "\x00\ud83d\x07".encode("utf-8", "surrogatepass").decode("latin-1")),
    ],
)
def test_a_strange_mail_to_the_mailbox_is_a_complaint_that_reads_well(
    salem, afaq, acknowledges, subject, text
):
    with override_settings(INBOUND_DOMAIN="in.sila.test"):
        local, host = sender_of_workspace().mailbox_address.split("@")
        to = f"{local}+complaints@{host}"
        head = f"From: care@afaq.example\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{uuid.uuid4()}@a>\r\n\r\n"
        receive((head + text).encode("utf-8", "surrogatepass"), to=[to])
    made = Complaint.objects.get()
    assert InboundMail.objects.get().state == InboundMail.State.FILED
    assert 0 < len(made.subject) <= 200
    for written in (made.subject, made.text):
        assert not {"\x00", "\x07", "\u202e"} & set(written)
    assert "\n" not in made.subject


@pytest.mark.parametrize("does", ["", "close", "decide", "merge", "__class__", "write\x00", ENDLESS])
def test_a_customer_does_only_what_the_page_offers(complain, does):
    from complaints.models import ComplaintLink
    from lib.tokens import hash_of, new_token

    cache.clear()
    made, token = complain(), new_token()
    ComplaintLink.objects.create(complaint=made, token_hash=hash_of(token))
    posted = {"does": does, "form_token": "no token", "text": "Hm"}
    assert Client().post(f"/p/noor/complaints/{token}/", posted).status_code in (303, 422)
    made.refresh_from_db()
    assert (made.state, made.messages.count()) == ("new", 0)


def test_a_colleague_of_no_rank_takes_no_part_in_a_notice(sign_in, complain, salem, mona, huda, faisal, reem):
    """Written by who handles complaints; approved and sent only by who leads them, and by nobody twice."""
    made = complain()
    notice = IncidentNotice.objects.create(incident=made, written_by=mona, subject_en="Late", text_en="Late")
    for who, wanted in ((salem, 403), (faisal, 403), (reem, 403)):
        for page in ("notice_approval", "notice_sending"):
            assert sign_in(who).post(url(page, notice.number)).status_code == wanted
    sign_in(mona).post(url("notice_approval", notice.number))
    sign_in(mona).post(url("notice_sending", notice.number))
    notice.refresh_from_db()
    assert (notice.state, notice.approved_by) == ("draft", None)
    assert Role(mona.role) == Role.MANAGER
