"""The address that an open page asks again and again: few queries, and 304 while nothing is new."""

import hashlib
from functools import partial

from django import forms
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from accounts.views.accounts import find_account
from accounts.views.contacts import find_contact
from desk.live import day_mark, editors_of, news_of
from desk.views.today import work_of
from lib import formats
from lib.formfields import LARGEST_INTEGER
from lib.http import workspace_url
from timeline.models import Editing
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.today import today as day_rows

LARGEST_KEY = 2**63 - 1
LATEST = 2**33  # seconds: a day that every clock knows
RECORDS = {"account": ("desk:account", find_account), "contact": ("desk:contact", find_contact)}


class AskedForm(forms.Form):
    """What the page is about, and what stands on it already."""

    on = forms.ChoiceField(choices=[(key, key) for key in (*RECORDS, "today")], required=False)
    number = forms.IntegerField(min_value=1, max_value=LARGEST_INTEGER, required=False)
    seen = forms.IntegerField(min_value=0, max_value=LARGEST_KEY, required=False)
    since = forms.IntegerField(min_value=0, max_value=LATEST, required=False)
    day = forms.CharField(max_length=16, required=False)


def watched_work(membership) -> list[dict]:
    return work_of(membership, [kind for kind in day_rows if kind.is_watched])


@workspace_page(Permission.VIEW_WORKSPACE)
def live(request):
    """What is new since; 304 while that is what the page was told last."""
    asked = asked_of(request)
    context = {}
    if asked["on"] in RECORDS:
        context = of_record(request, asked)
    elif asked["on"] == "today":
        context = {
            "is_another_day": day_mark(watched_work(request.membership)) != asked["day"],
            "page_url": workspace_url(request, "desk:today"),
        }
    answer = render(request, "desk/live.html", context)
    answer["ETag"] = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == answer["ETag"]:
        return HttpResponseNotModified(headers={"ETag": answer["ETag"]})
    return answer


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST", "DELETE"), is_personal=True)
def editing(request):
    """The page of a form says that it is open, and that it is left; a visitor would be told as the member."""
    asked = asked_of(request)
    if asked["on"] not in RECORDS:
        raise BadRequest
    found = find(request, asked)
    verb = Editing.objects.keep if request.method == "POST" else Editing.objects.leave
    verb(found, by=request.membership)
    return HttpResponse(status=204)


def asked_of(request) -> dict:
    form = AskedForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data


def find(request, asked):
    if not request.membership.can(Permission.VIEW_CUSTOMERS):
        raise PermissionDenied
    _page, find_record = RECORDS[asked["on"]]
    return find_record(request, asked["number"] or 0)


def of_record(request, asked) -> dict:
    found, url = find(request, asked), partial(workspace_url, request)
    since = {"seen": asked["seen"] or 0, "since": asked["since"] or 0}
    # The page of a form asks for nothing but its other editors.
    is_story = asked["since"] is not None
    editors = editors_of(found, request.membership)
    return {
        "news": news_of(asked["on"], found, request.membership, **since) if is_story else None,
        "editors": len(editors),
        "names": formats.listed(editors),
        "page_url": url(RECORDS[asked["on"]][0], number=found.number),
    }
