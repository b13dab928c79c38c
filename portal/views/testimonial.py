"""The page on which a customer gives a testimonial and says where it may be used."""

from allauth.core import ratelimit
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lib.formats import isolated
from lib.http import UNPROCESSABLE
from portal.opening import customer_page
from sales.forms_word_of_mouth import ConsentFields
from sales.models import Testimonial
from sales.testimonials import LinkOver, give

GONE = 410


def testimonial_of(token_hash):
    seen = Testimonial.objects.select_related("account__owner__user", "contact", "created_by__user")
    return seen.filter(token_hash=token_hash, archived_at=None, account__archived_at=None).first()


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page(testimonial_of)
def testimonial(request, workspace, asked):
    """GET shows the form and records nothing; POST gives it, once: afterwards there are the thanks."""
    context = {"company": isolated(workspace.name)}
    if asked.state == Testimonial.State.GIVEN:
        return render(request, "portal/testimonial.html", {**context, "is_given": True})
    if not asked.takes_answer:
        return render(request, "portal/testimonial.html", {**context, "is_over": True}, status=GONE)
    form = ConsentFields(request.POST if request.method == "POST" else None)
    context["form"] = form
    if request.method != "POST":
        return render(request, "portal/testimonial.html", context)
    if not ratelimit.consume(request, action="give_testimonial"):
        return render(request, "portal/testimonial.html", {**context, "is_too_often": True}, status=429)
    if not form.is_valid():
        return render(request, "portal/testimonial.html", context, status=UNPROCESSABLE)
    try:
        give(asked, by=None, fields=form.given)
    except LinkOver:
        return render(request, "portal/testimonial.html", {**context, "is_over": True}, status=GONE)
    return render(request, "portal/testimonial.html", {**context, "is_given": True})
