"""How satisfied one customer is, over time, with every answer."""

from django.shortcuts import render

from accounts.views.accounts import find_account
from surveys.account_panel import by_quarter, last_of, ratings_of
from surveys.models import SurveyAnswer
from surveys.results import MOST_ANSWERS
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


@workspace_page(Permission.VIEW_CUSTOMERS)
def satisfaction(request, number):
    account = find_account(request, number)
    rows = ratings_of(account)
    answers = SurveyAnswer.objects.filter(invitation__account=account)
    answers = answers.select_related("invitation__survey", "invitation__contact")
    context = {
        "account": account,
        "last": last_of(rows),
        "quarters": by_quarter(rows),
        "answers": list(answers.order_by("-at", "-pk")[:MOST_ANSWERS]),
    }
    return render(request, "surveys/of_account.html", context)
