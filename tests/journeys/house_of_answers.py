"""What customers were asked and told, and what they said, for the tests that walk through every page."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import services
from accounts.models import Account
from interactions.asking import ask, make_link, take_answer
from interactions.models import FollowUp
from interactions.services import add_follow_up
from lib.tokens import hash_of
from social.imports.work import bring_file, start_import
from social.posting import add_post
from social.services import add_mention, answer, link_to
from surveys.inviting import invite
from surveys.planning import add_plan
from surveys.services import give_answer
from surveys.writing import add_question, add_survey, copy_survey
from tests.journeys.house import LONG_NAME, UNBROKEN
from updates.answering import take_answers
from updates.drafting import draft_update
from updates.models import UpdateItem, UpdateLink
from updates.rhythms import set_rhythm
from updates.sending import send_update

# The follow-up that the customer owes, and the links by which they are asked.
OWED = 3
ASKED, ANSWERED = "asked-of-the-walk-" + "0" * 25, "answered-of-the-walk-" + "0" * 22
UPDATED = "update-of-the-walk-of-every-page-" + "0" * 10
SURVEY_ASKED, SURVEY_ANSWERED = (f"survey-of-the-walk-of-every-page-{each}" for each in ("asked", "answered"))


def be_talked_about(salem, huda):
    """A long mention of a customer that is late, and one that was answered."""
    account, at = Account.objects.get(number=1), timezone.now() - timedelta(days=20)
    written = {
        "network": "google",
        "author_name": LONG_NAME,
        "text": f"{LONG_NAME} {UNBROKEN}\nسطر ثانٍ",
        "link": f"https://reviews.example/{'a' * 200}",
        "sentiment": "negative",
        "rating": 1,
    }
    link_to(add_mention(by=huda, at=at, owner=huda, fields=written), account=account, by=huda)
    asked = {"network": "x", "handle": "some_one", "text": "Do you deliver?", "sentiment": "question"}
    answer(add_mention(by=huda, at=at, fields=asked), by=salem, text="نعم", link="https://x.example/1")
    post = {"networks": ["x", "instagram", "google"], "text": f"{LONG_NAME} {UNBROKEN}", "writer": huda}
    for days in (-1, 0):
        made = add_post(by=huda, fields={**post, "planned_at": timezone.now() + timedelta(days=days)})
    made.approve(by=huda)


def ask_customers(salem, huda):
    """What the customer owes, asked by a link with everything; another one that is answered, with a file."""
    step = FollowUp.objects.get(number=OWED)
    contact = step.account.positions.select_related("contact").first().contact
    wanted = {"wants_text": True, "wants_files": True, "wants_word": True}
    fields = {"asked": f"{LONG_NAME} {UNBROKEN}", "text": f"نحتاجه قبل الشحن.\n{UNBROKEN}", **wanted}
    asked = ask(follow_up=step, contact=contact, is_mailed=True, fields=fields, by=salem)
    make_link(asked, token=ASKED, by=salem, is_first=True)
    due = {"due_on": step.due_on, "owner": salem, "owed_by": "customer", "reason": "شهادة الزكاة"}
    other = add_follow_up(account=step.account, by=salem, fields=due)
    fields = {"asked": "شهادة الزكاة سارية المفعول", "text": "", **wanted}
    answered = ask(follow_up=other, contact=contact, is_mailed=False, fields=fields, by=salem)
    make_link(answered, token=ANSWERED, by=salem, is_first=True)
    file = SimpleUploadedFile(f"{LONG_NAME} {UNBROKEN}.pdf", b"%PDF-1.7\n%%EOF\n")
    take_answer(answered, text=f"مرفق.\n{UNBROKEN}", is_yes=True, uploads=[file])


def ask_for_opinions(salem, huda):
    """A survey with every kind of question, answered low by one contact and not yet by another; and a draft."""
    account = Account.objects.get(number=1)
    first = account.positions.select_related("contact").order_by("pk").first().contact
    second = services.add_contact(by=salem, fields={"name_ar": LONG_NAME}, account=account)
    texts = {"title_ar": f"رأيكم: {LONG_NAME}", "title_en": "Your opinion", "intro_ar": UNBROKEN}
    survey = add_survey(by=huda, fields=texts)
    labels = [(LONG_NAME, "A"), ("ب", "B")]
    for kind, scale in (("rating", 11), ("choices", None), ("text", None)):
        fields = {
            "kind": kind,
            "scale": scale,
            "text_ar": f"{LONG_NAME}، {kind}",
            "is_required": kind == "rating",
        }
        add_question(survey, by=huda, fields=fields, choices=labels if kind == "choices" else [])
    draft = copy_survey(survey, by=huda)
    draft.asked()[0].move(by=huda, up=False)
    survey.open(by=huda)
    to = {"survey": survey, "account": account, "by": salem, "way": "link"}
    answered = invite(contact=first, token=SURVEY_ANSWERED, **to)
    rating, choices, text = survey.asked()
    give_answer(
        answered, [(rating, 0), (choices, list(choices.choices.all())), (text, f"{UNBROKEN}\n{LONG_NAME}")]
    )
    invite(contact=second, token=SURVEY_ASKED, **to)
    plan = {"survey": survey, "delay_days": 7, "starts_on": timezone.localdate() + timedelta(days=40)}
    made = add_plan(by=huda, name=f"{LONG_NAME} {UNBROKEN}"[:120], trigger="purchase", **plan)
    made.asks.create(key=1, account=account, invitation=answered)
    made.asks.create(key=2, account=account, why_not="undone")


def update_customers(salem, huda):
    """One that was sent and answered with long words, a draft with much in it, an empty one."""
    account = Account.objects.get(number=1)
    sent = draft_update(account, by=salem)
    UpdateItem.objects.create(update=sent, kind="done", place=90, text=f"{LONG_NAME} {UNBROKEN}")
    send_update(sent, by=salem)
    mailed = sent.links.first()
    made = {"contact": mailed.contact, "mail": mailed.mail, "token_hash": hash_of(UPDATED)}
    link = UpdateLink.objects.create(update=sent, **made)
    first = sent.items.first()
    take_answers(link, {first.pk: ("change", f"{LONG_NAME}\n{UNBROKEN}")})
    draft = draft_update(account, by=salem)
    UpdateItem.objects.create(update=draft, kind="decided", place=91, text=f"{LONG_NAME} {UNBROKEN}")
    set_rhythm(account, by=salem, is_on=True)
    draft_update(Account.objects.get(number=3), by=salem)


def bring_mentions(salem, huda):
    """Two files of mentions, one brought and one read; the second row of each is no mention."""
    rows = f"network,author,text\nx,{UNBROKEN},{LONG_NAME}\nnowhere,{UNBROKEN},{LONG_NAME}\n".encode()
    bring_file(io.BytesIO(rows), name=f"{LONG_NAME}.csv", size=len(rows), by=salem)
    read = bring_file(io.BytesIO(rows), name=f"{LONG_NAME}.csv", size=len(rows), by=salem)
    start_import(read, mapping=read.mapping, network="", by=salem)
