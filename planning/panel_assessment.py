"""The panel of a customer's page: how it was last assessed, and what the rules propose."""

from django.utils.translation import gettext_lazy as _

from accounts.panels import Panel
from planning.models import AccountScore, TierProposal


def read_panel(account, membership) -> dict:
    score = AccountScore.objects.filter(account=account).first()
    proposal = TierProposal.objects.open().filter(account=account).first()
    return {"score": score, "proposal": proposal, "account": account}


ASSESSMENT = Panel(
    title=_("Assessment"),
    template="planning/assessment_panel.html",
    read=read_panel,
    url_name="planning:assessments",
    action=_("All assessments"),
    icon="chart-bar",
)
