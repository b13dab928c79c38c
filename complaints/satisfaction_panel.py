"""What the page of a complaint shows of how satisfied its customer was."""

from django.utils.translation import gettext_lazy as _

from complaints.models import SatisfactionAsk
from complaints.panels import Panel
from complaints.satisfaction import score_of


def read_satisfaction(complaint, membership) -> dict | None:
    related = ("invitation__survey", "invitation__contact", "follow_up")
    asked = SatisfactionAsk.objects.filter(complaint=complaint).select_related(*related).first()
    if asked is None or (asked.ask_at is None and asked.invitation is None and not asked.why_not):
        return None
    answer = asked.invitation.answers.first() if asked.invitation else None
    score, words = score_of(asked.invitation) if answer else (None, "")
    return {"asked": asked, "answer": answer, "score": score, "words": words}


PANEL = Panel(title=_("Satisfaction"), template="complaints/satisfaction_panel.html", read=read_satisfaction)
