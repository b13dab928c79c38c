"""Ready answers: kept once by who leads, filled and inserted by who writes to a customer."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import translation

from accounts import services
from accounts.models import Contact
from accounts.models.record import Stale
from interactions.models import Interaction, ReadyAnswer
from interactions.models.ready_answer import NameInUse
from interactions.placeholders import PLACEHOLDERS, fill, unknown_in
from interactions.ready_answers import Answering, add_answer, change_answer, with_text
from lib.tenancy.state import workspace
from messaging.models import OutgoingMail
from timeline.models import Event

pytestmark = pytest.mark.django_db
BRACES = "{0.__class__} {{customer}} {} { <b>{العميل}</b> %s %(x)s"


def url(name, **kwargs):
    return reverse(f"interactions:{name}", kwargs={"slug": "noor", **kwargs})


def written(**fields):
    given = {
        "form_token": str(uuid.uuid4()),
        "name": "أوقات العمل",
        "text_ar": "نعمل يا {العميل}",
        "text_en": "",
    }
    return {**given, **fields}


@pytest.fixture
def hours(huda):
    with workspace(huda.workspace_id):
        return add_answer(
            by=huda,
            name="أوقات العمل",
            text_ar="حياكم الله {العميل}",
            text_en="Welcome {customer}",
            channels=[],
        )


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("عزيزي {العميل}، نشكركم", {"customer": "آفاق"}, "عزيزي آفاق، نشكركم"),
        ("Dear {Customer }, thanks", {"customer": "Afaq"}, "Dear Afaq, thanks"),
        ("{جهه الاتصال}: {CITY}", {"contact": "نورة", "city": "جدة"}, "نورة: جدة"),
        # Not known: no hole and no doubled blank.
        ("Dear {contact}, thanks", {}, "Dear, thanks"),
        ("We come to {city} soon.", {}, "We come to soon."),
        ("{contact}, good morning", {}, "good morning"),
        ("Yours,\n{me}\nSila", {}, "Yours,\n\nSila"),
        ("{contact}", {}, ""),
        # What is typed is text: no format, and a value is never filled again.
        ("{customer}", {"customer": "{me} {0.__class__} %s"}, "{me} {0.__class__} %s"),
        ("{0.__class__} {} { } {", {"customer": "x"}, "{0.__class__} {} { } {"),
        ("{{customer}}", {"customer": "x"}, "{x}"),
    ],
)
def test_a_text_is_filled(text, values, filled):
    assert fill(text, values).text == filled


def test_what_is_missing_is_told_once():
    found = fill("{contact} {contact} {city} {me}", {"me": "Salem"})
    assert [each.key for each in found.missing] == ["contact", "city"]


def test_only_words_that_mean_something_may_stand_in_braces():
    assert unknown_in("{customer} {العميل} {customr} {تاريخ} {customr} {} {") == ["customr", "تاريخ"]
    assert not any(unknown_in(word) for each in PLACEHOLDERS for word in each.in_both)


def test_values_are_in_the_language_of_the_text(salem, afaq, noura, in_noor):
    afaq.phone_e164, afaq.city = "+966114245383", "الرياض"
    answering = Answering(salem, account=afaq, contact=noura)
    assert answering.values("ar")["customer"] == "شركة آفاق الخليج"
    english = answering.values("en")
    assert (english["customer"], english["contact"], english["manager"]) == (
        "Afaq Gulf",
        "Noura",
        salem.user.name,
    )
    assert english["phone"].endswith("+966 11 424 5383")
    assert english["city"] == "الرياض"
    assert "20" in english["today"]


def test_the_language_is_the_customers_or_that_of_the_page(salem, afaq, noura, in_noor):
    with translation.override("en"):
        assert Answering(salem, account=afaq).language == "en"
        afaq.language = "ar"
        assert Answering(salem, account=afaq, contact=noura).language == "ar"
        noura.language = "en"
        assert Answering(salem, account=afaq, contact=noura).language == "en"
        afaq.language = "fr"
        assert Answering(salem, account=afaq).language == "en"


@pytest.mark.parametrize("who", ["mona", "salem", "faisal", "reem"])
def test_only_who_leads_changes_them(sign_in, request, who, hours, in_noor):
    client = sign_in(request.getfixturevalue(who))
    for name, number in (
        ("ready_answers", {}),
        ("ready_answer_new", {}),
        ("ready_answer", {"number": hours.number}),
    ):
        assert client.get(url(name, **number)).status_code == 403
    assert client.post(url("ready_answer_new"), written(name="Other")).status_code == 403
    assert client.post(url("ready_answer_archive", number=hours.number)).status_code == 403
    assert ReadyAnswer.objects.in_use().count() == 1


def test_one_is_added_once_however_often_it_is_pressed(sign_in, huda, in_noor):
    client, form = sign_in(huda), written(channels=["whatsapp", "email"])
    for _press in range(2):
        assert client.post(url("ready_answer_new"), form).status_code == 303
    only = ReadyAnswer.objects.get()
    assert (only.created_by, only.channels) == (huda, ["whatsapp", "email"])
    assert Event.objects.about(only).filter(verb="readyanswer.created").count() == 1
    assert only.name in client.get(url("ready_answers")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text_ar": "مرحبا {الزبون} {العميل}"}, "الزبون"),
        ({"text_en": "Dear {custmer}"}, "custmer"),
        ({"text_ar": ""}, "Write the text in Arabic, in English or both."),
        ({"name": "؟!"}, "letters or digits"),
        ({"text_ar": "س" * 4001}, "4000"),
        ({"channels": ["pigeon"]}, "pigeon"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(sign_in, huda, in_noor, wrong, said):
    answer = sign_in(huda).post(url("ready_answer_new"), written(**wrong), headers={"accept-language": "en"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert translation.gettext(said) in page or said in page
    assert all(value in page for value in wrong.values() if isinstance(value, str))
    assert not ReadyAnswer.objects.exists()


def test_a_name_is_one_answers_among_those_in_use(sign_in, huda, hours, in_noor):
    client = sign_in(huda)
    assert client.post(url("ready_answer_new"), written(name="اوقات  العمل")).status_code == 422
    client.post(url("ready_answer_archive", number=hours.number))
    assert client.post(url("ready_answer_new"), written(name="اوقات العمل")).status_code == 303
    again = client.post(url("ready_answer_archive", number=hours.number), {"undo": 1})
    assert again.status_code == 303
    hours.refresh_from_db()
    assert hours.is_archived
    with pytest.raises(NameInUse):
        hours.restore(by=huda)
    second = ReadyAnswer.objects.in_use().get()
    third = add_answer(by=huda, name="الموقع", text_ar="هنا", text_en="", channels=[])
    form = written(name=second.name, version=third.version, text_ar="هنا")
    assert client.post(url("ready_answer", number=third.number), form).status_code == 422


def test_an_edit_is_kept_with_what_stood_before_and_refused_when_it_is_late(sign_in, huda, hours, in_noor):
    client = sign_in(huda)
    form = written(name=hours.name, text_ar="نص آخر", text_en=hours.text_en, version=1, channels=["call"])
    assert client.post(url("ready_answer", number=hours.number), form).status_code == 303
    late = client.post(url("ready_answer", number=hours.number), {**form, "text_ar": "متأخر"})
    assert late.status_code == 422
    assert "متأخر" in late.content.decode()
    hours.refresh_from_db()
    assert (hours.text_ar, hours.version, hours.channels) == ("نص آخر", 2, ["call"])
    event = Event.objects.about(hours).get(verb="readyanswer.changed")
    assert event.detail["fields"] == ["channels", "text_ar"]
    assert "نص آخر" in client.get("/w/noor/settings/audit/").content.decode()
    with pytest.raises(Stale):
        change_answer(hours, by=huda, read_version=1, changed=["name"])
    change_answer(hours, by=huda, read_version=1, changed=[])


def test_archived_is_no_longer_offered_and_comes_back(sign_in, huda, salem, hours, in_noor):
    client, writer = sign_in(huda), sign_in(salem)
    for _press in range(2):
        client.post(url("ready_answer_archive", number=hours.number))
    assert hours.name not in writer.get(url("answer_list")).content.decode()
    client.post(f"{url('ready_answer_archive', number=hours.number)}?undo=1")
    assert hours.name in writer.get(url("answer_list")).content.decode()
    told = Event.objects.about(hours).filter(verb__startswith="readyanswer.").order_by("id")
    assert [event.verb for event in told] == [
        f"readyanswer.{verb}" for verb in ("created", "archived", "restored")
    ]


def test_the_list_is_filled_for_the_customer(sign_in, salem, afaq, noura, hours, in_noor):
    client = sign_in(salem)
    asked = f"{url('answer_list')}?account={afaq.number}"
    page = client.get(f"{asked}&language=ar", headers={"hx-request": "true"}).content.decode()
    assert "حياكم الله شركة آفاق الخليج" in page
    assert "<html" not in page
    assert "Welcome Afaq Gulf" in client.get(f"{asked}&language=en").content.decode()
    of_contact = client.get(f"{url('answer_list')}?contact={noura.number}&language=en").content.decode()
    assert "Welcome Afaq Gulf" in of_contact
    assert hours.name in client.get(f"{asked}&q=welcom").content.decode()
    assert hours.name not in client.get(f"{asked}&q=xyzw").content.decode()
    for odd in ("contacts=x", f"contacts={'9' * 99}", "channel=pigeon&language=fr"):
        assert client.get(f"{asked}&{odd}").status_code == 200


def test_those_for_the_channel_come_first(salem, huda, hours, in_noor):
    add_answer(by=huda, name="ا", text_ar="بريد", text_en="", channels=["email"])
    offers = Answering(salem).offers(channel="whatsapp")
    assert [(offer.answer.name, offer.fits) for offer in offers] == [(hours.name, True), ("ا", False)]


def test_a_stranger_finds_nothing(sign_in, karim, salem, theirs, hours, in_noor):
    client = sign_in(karim)
    for name, number in (
        ("ready_answers", {}),
        ("ready_answer", {"number": hours.number}),
        ("answer_list", {}),
    ):
        assert client.get(url(name, **number)).status_code == 404
    assert client.post(url("ready_answer_archive", number=hours.number)).status_code == 404
    page = client.get(reverse("interactions:answer_list", kwargs={"slug": "bahr"})).content.decode()
    assert hours.name not in page
    assert sign_in(salem).get(f"{url('answer_list')}?account={theirs.number + 90}").status_code == 404


def test_a_viewer_writes_to_nobody(sign_in, reem, in_noor):
    assert sign_in(reem).get(url("answer_list")).status_code == 403


def typed_form(**fields):
    given = {"form_token": str(uuid.uuid4()), "channel": "whatsapp", "direction": "in", "seen_by": "customer"}
    return {**given, "subject": "موضوع", "on": "not a day", "next_step": "عرض السعر", **fields}


@pytest.mark.parametrize(
    ("pressed", "inserted"), [("ar", "حياكم الله شركة آفاق"), ("en", "Welcome Afaq Gulf")]
)
def test_without_scripts_it_is_inserted_after_what_was_typed(
    sign_in, salem, afaq, noura, hours, in_noor, pressed, inserted
):
    form = typed_form(text=BRACES, contacts=[noura.number], insert=pressed, answer=hours.number)
    answer = sign_in(salem).post(f"{url('new')}?account={afaq.number}", form)
    assert answer.status_code == 200
    shown = answer.context["form"]
    assert shown["text"].value().startswith(f"{BRACES}\n{inserted}")
    assert not shown.errors
    names = ("channel", "direction", "seen_by", "subject", "on", "next_step", "form_token")
    assert {name: shown[name].value() for name in names} == {name: form[name] for name in names}
    assert shown["contacts"].value() == [str(noura.number)]
    page = answer.content.decode()
    assert "&lt;b&gt;{العميل}&lt;/b&gt;" in page
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("answer", ["", "999", "x", "9" * 30, "\x00"])
def test_without_scripts_nothing_chosen_keeps_what_was_typed(sign_in, salem, afaq, hours, in_noor, answer):
    form = typed_form(text="كلام", insert="ar", answer=answer)
    page = sign_in(salem).post(f"{url('new')}?account={afaq.number}", form)
    assert (page.status_code, page.context["form"]["text"].value()) == (200, "كلام")


def test_it_is_inserted_where_an_interaction_is_edited(sign_in, salem, afaq, call, hours, in_noor):
    form = typed_form(text="قبل", insert="en", answer=hours.number, version=call.version)
    page = sign_in(salem).post(url("edit", number=call.number), form)
    assert page.context["form"]["text"].value() == "قبل\nWelcome Afaq Gulf"
    call.refresh_from_db()
    assert call.text == "Asked about the order"


def test_the_text_is_sent_to_who_is_chosen_and_encoded(sign_in, salem, afaq, in_noor):
    fields = {
        "name_en": "Sara",
        "phone_1": "0501234567",
        "phone_1_e164": "+966501234567",
        "email_1": "s+a@x.example",
    }
    sara = services.add_contact(by=salem, fields=fields, account=afaq)
    text = "مرحبا & أهلا #1 100%\nسطر؟"
    client = sign_in(salem)

    def way(channel):
        form = typed_form(text=text, channel=channel, contacts=[sara.number], insert="")
        return client.post(f"{url('new')}?account={afaq.number}", form).context["form"].way

    whatsapp = urlsplit(way("whatsapp"))
    assert (whatsapp.netloc, whatsapp.path) == ("wa.me", "/966501234567")
    assert parse_qs(whatsapp.query) == {"text": [text]}
    mail = urlsplit(way("email"))
    assert (mail.scheme, mail.path) == ("mailto", "s%2Ba@x.example")
    assert parse_qs(mail.query) == {"body": [text.replace("\n", "\r\n")]}
    assert way("call") == ""
    assert with_text("", text) == ""


def test_a_ready_answer_fills_an_email_with_who_it_goes_to(sign_in, salem, huda, afaq, noura):
    with workspace(salem.workspace_id):
        Contact.objects.filter(pk=noura.pk).update(email_1="noura@afaq.example")
        text = "أهلا {جهة الاتصال} من {العميل}"
        answer = add_answer(by=huda, name="Bank", text_ar=text, text_en="", channels=[])
    client = sign_in(salem)
    who = {"account": afaq.number, "to": "noura@afaq.example", "channel": "email"}
    assert "أهلا Noura من شركة آفاق الخليج" in client.get(url("answer_list"), who).text
    typed = {"to": "noura@afaq.example", "text": "Dear Noura", "insert": "ar", "answer": answer.number}
    page = client.post(f"{url('mail_new')}?account={afaq.number}", typed)
    assert page.status_code == 200
    assert "Dear Noura\nأهلا Noura من شركة آفاق الخليج" in page.text
    with workspace(salem.workspace_id):
        assert not OutgoingMail.objects.exists(), "inserting sends nothing"
