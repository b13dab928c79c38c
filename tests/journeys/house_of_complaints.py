"""Complaints in every state, for the tests that walk through every page."""

from accounts.models import Account
from complaints.answering import answer, communicate, hear, note
from complaints.filing import file_complaint
from complaints.models import ComplaintCategory, RootCause
from tests.journeys.house import LONG_NAME, UNBROKEN


def complain(salem, huda):
    """A long one in the middle of a talk, a new one, one that is closed, and one that was put aside."""
    account = Account.objects.get(number=1)
    category = ComplaintCategory.objects.create(label_ar="تأخر التوصيل", label_en="Late delivery")
    cause = RootCause.objects.create(label_ar="جدولة الشاحنات", label_en="Truck schedule")
    names = (f"{LONG_NAME} {UNBROKEN}", "وصلت البضاعة تالفة", "تأخر الطلب", "إعلان")
    talk, _new, over, nothing = [
        file_complaint(
            account=account,
            by=salem,
            fields={"subject": name[:200], "text": f"{name} {UNBROKEN}", "owner": salem, "category": category},
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
