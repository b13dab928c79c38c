"""The floor: the least that any page of Sila costs. It is fixed for ever, so that ratios of all times compare.

The same middleware and sign-in as every page, the base template, one indexed query, 25 rows of 8 cells. Nothing
here may be made faster or slower; what the floor shares with the pages (middleware, base template) may.
"""

from django.db import transaction
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from accounts.models import Account
from crm import urls
from interactions.models import Interaction
from lib.http import to_page
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

ROWS = 25
CELLS = ("number", "name_ar", "name_en", "status", "tier", "city", "phone", "email")
PAGE = """{% extends "base.html" %}
{% block content %}
<table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>
{% endblock content %}
"""
template = engines["django"].from_string(PAGE)


@workspace_page(Permission.VIEW_CUSTOMERS)
def floor(request):
    rows = Account.objects.order_by("name_fold", "id").values_list(*CELLS)[:ROWS]
    return HttpResponse(template.render({"rows": rows}, request))


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def row(request):
    """The least that writing costs: one row with its number, in one transaction, and on to another page."""
    with transaction.atomic():
        account = Account.objects.order_by("id").only("id", "workspace").first()
        Interaction.objects.create(account=account, logged_by=request.membership, text="وصلت الطلبية")
    return to_page(request, "desk:today")


# What crm.urls has and two addresses more, which are never shipped.
urlpatterns = [
    *urls.urlpatterns,
    path("w/<slug:slug>/floor/", floor, name="floor"),
    path("w/<slug:slug>/floor/row/", row, name="floor_row"),
]
handler400, handler403, handler404, handler500 = (
    urls.handler400, urls.handler403, urls.handler404, urls.handler500,
)  # fmt: skip
