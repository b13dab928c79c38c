"""Complaints in every state, for the tests that walk through every page."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from complaints.answering import answer, communicate, hear, note
from complaints.filing import file_complaint
from complaints.models import ComplaintCategory, ComplaintIntake, ComplaintLink, RootCause
from complaints.taking import receive
from lib.tokens import hash_of
from tests.journeys.house import LONG_NAME, UNBROKEN

# By which customers follow some of them.
TOKENS = ("a-long-talk", "a-closed-one", "one-that-was-told", "one-that-waits")


def complain(salem, huda):
    """A long one in the middle of a talk, a new one, a closed one, one that was put aside, and some on their way."""
    account = Account.objects.get(number=1)
    category = ComplaintCategory.objects.create(label_ar="تأخر التوصيل", label_en="Late delivery")
    cause = RootCause.objects.create(label_ar="جدولة الشاحنات", label_en="Truck schedule")
    names = (
        f"{LONG_NAME} {UNBROKEN}",
        "وصلت البضاعة تالفة",
        "تأخر الطلب",
        "إعلان",
        "قرار",
        "قرار أُبلغ",
        "سؤال",
    )
    # The second came two days ago: nobody is written to about it any more.
    talk, _new, over, nothing, decided, told, waits = [
        file_complaint(
            account=account,
            by=salem,
            at=timezone.now() - timedelta(days=2 if name == names[1] else 0),
            fields={
                "subject": name[:200],
                "text": f"{name} {UNBROKEN}",
                "owner": salem,
                "category": category,
            },
        )
        for name in names
    ]
    answer(talk, by=salem, text=UNBROKEN)
    hear(talk, text=LONG_NAME)
    note(talk, by=huda, text=f"{LONG_NAME} {UNBROKEN}")
    over.assess(by=salem, category=category, impact=3, urgency=3, severity=4)
    over.decide(by=salem, decision="refused", text=UNBROKEN)
    communicate(over, by=salem, text="نعتذر عما حدث.")
    over.close(by=salem, resolution=LONG_NAME, root_cause=cause)
    nothing.reject(by=salem, reason="إعلان")
    for each in (decided, told):
        each.assess(by=salem, category=category, impact=1, urgency=1, severity=1)
        each.decide(by=salem, decision="partly", text=LONG_NAME)
    communicate(told, by=salem, text=f"{LONG_NAME} {UNBROKEN}")
    answer(waits, by=salem, text="كم صندوقًا وصل؟", waits=True)
    open_to_the_public(salem, talk, over, told, waits)


def open_to_the_public(salem, *followed):
    """The form is open, one message was put aside, and these are followed by links."""
    ComplaintIntake.objects.create(is_open=True, intro_ar=LONG_NAME)
    sent = {"name": LONG_NAME[:60], "email": UNBROKEN[:60], "text": f"{LONG_NAME} {UNBROKEN}"}
    receive(sent, opened=salem.workspace, language="ar", form_token=None, doubt="links")
    for complaint, token in zip(followed, TOKENS, strict=True):
        ComplaintLink.objects.create(complaint=complaint, token_hash=hash_of(token))
