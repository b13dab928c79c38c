"""The demo's requests to customers: one waits, one was reminded of, one is answered with a file, one taken back."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from interactions.asking import ask, make_link, send_mail_of, take_answer, take_back
from interactions.demo.given import price_list
from interactions.models import CustomerRequest, FollowUp
from lib.tokens import new_token
from workspaces.demo import Stage

WORDS = {
    "noor": {
        "asked": "أمر الشراء موقعًا ومختومًا",
        "text": "نحتاجه لنحجز الكمية باسمكم قبل نهاية الأسبوع.",
        "answer": "السلام عليكم، مرفق أمر الشراء بعد التوقيع. نرجو تأكيد موعد التوريد.",
        "file": "أمر الشراء.xlsx",
        "confirm": "تأكيد كميات شهر ديسمبر",
    },
    "bahr": {
        "asked": "The signed purchase order",
        "text": "We need it to set the goods aside for you this week.",
        "answer": "Please find the signed order enclosed. When can you deliver?",
        "file": "Purchase order.xlsx",
        "confirm": "Confirm the quantities of December",
    },
}
WANTED = {"wants_text": True, "wants_files": True, "wants_word": False}
CONFIRMED = {"wants_text": True, "wants_files": False, "wants_word": True}


def seed_requests(stage: Stage) -> None:
    words = WORDS[stage.workspace.slug]
    owed = FollowUp.objects.open().filter(owed_by="customer", account__archived_at=None)
    steps = list(
        owed.exclude(contact=None).select_related("account", "contact", "owner").order_by("number")[:4]
    )
    for place, step in enumerate(steps):
        wanted = CONFIRMED if place == 1 else WANTED
        asked = {"asked": words["confirm"] if place == 1 else words["asked"], "text": words["text"], **wanted}
        is_mailed = place < 2 and bool(step.contact.email_1)
        made = ask(follow_up=step, contact=step.contact, is_mailed=is_mailed, fields=asked, by=step.owner)
        make_link(made, token=new_token(), by=step.owner, is_first=True)
        if place == 1 and is_mailed:
            send_mail_of(made, by=step.owner, is_reminder=True)
            now = timezone.now()
            CustomerRequest.objects.filter(pk=made.pk).update(reminders_sent=1, counts_from=now)
        elif place == 2:
            file = io.BytesIO(price_list(stage.workspace.slug))
            take_answer(
                made, text=words["answer"], uploads=[SimpleUploadedFile(words["file"], file.getvalue())]
            )
        elif place == 3:
            take_back(made, by=step.owner)
