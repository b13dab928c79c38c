"""The page on which a customer gives a testimonial, says where it may be used, and takes that back."""

from allauth.core import ratelimit
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.models.record import Archived
from lib.formats import isolated
from lib.http import UNPROCESSABLE
from portal.opening import customer_page
from sales.forms_word_of_mouth import ConsentFields
from sales.models import Testimonial
from sales.testimonials import LinkOver, decline, give

GONE = 410
TOO_MANY = 429


def testimonial_of(token_hash):
    """That of the link. What is archived takes no answer, but who gave it may withdraw the consent for ever."""
    seen = Testimonial.objects.select_related("account__owner__user", "contact", "created_by__user")
    in_use = Q(archived_at=None, account__archived_at=None)
    return seen.filter(in_use | Q(state=Testimonial.State.GIVEN), token_hash=token_hash).first()


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(testimonial_of)
def testimonial(request, workspace, asked):
    """GET shows the form or what was said, and records nothing; POST gives it, declines, withdraws or agrees again."""
    if request.method == "POST" and not ratelimit.consume(request, action="give_testimonial"):
        return shown(request, workspace, status=TOO_MANY, is_too_often=True, form=ConsentFields(request.POST))
    answer = request.POST.get("answer", "")
    if asked.state == Testimonial.State.GIVEN:
        if answer == "withdraw":
            asked.withdraw(by=None)
        elif answer == "agree":
            asked.agree_again(by=None)
        return shown(request, workspace, asked=asked)
    if asked.state == Testimonial.State.DECLINED:
        return shown(request, workspace, asked=asked)
    if not asked.takes_answer:
        return shown(request, workspace, status=GONE, is_over=True)
    return answered(request, workspace, asked, answer)


def answered(request, workspace, asked, answer):
    form = ConsentFields(request.POST if request.method == "POST" else None)
    try:
        if answer == "decline":
            decline(asked)
        elif request.method != "POST":
            return shown(request, workspace, form=form)
        elif form.is_valid():
            give(asked, by=None, fields=form.written)
        else:
            return shown(request, workspace, status=UNPROCESSABLE, form=form)
    except (LinkOver, Archived):
        return shown(request, workspace, status=GONE, is_over=True)
    return shown(request, workspace, asked=asked, is_new=True)


def shown(request, workspace, *, status=200, **context):
    context["company"] = isolated(workspace.name)
    return render(request, "portal/testimonial.html", context, status=status)
