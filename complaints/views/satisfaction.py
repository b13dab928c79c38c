"""How satisfied customers are after their complaints: the figures, and the low ratings."""

from django.shortcuts import render
from django.utils import timezone

from complaints.models import SatisfactionAsk
from complaints.satisfaction import LATELY, figures_for, score_of
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_ROWS = 30
FEW = 30  # under so many ratings say little


@workspace_page(Permission.VIEW_CUSTOMERS)
def satisfaction(request):
    since = timezone.now() - LATELY
    seen = SatisfactionAsk.objects.visible_to(request.membership)
    answered = seen.filter(invitation__answered_at__gte=since)
    related = ("complaint__account", "complaint__owner__user", "invitation", "follow_up")
    rows = list(answered.select_related(*related).order_by("-invitation__answered_at", "-pk")[:MOST_ROWS])
    for each in rows:
        each.score, each.words = score_of(each.invitation)
    figures = figures_for(request.membership, since=since)
    context = {"figures": figures, "rows": rows, "is_few": figures.rated < FEW}
    return render(request, "complaints/satisfaction.html", context)
