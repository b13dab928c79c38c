"""Testimonials: the list, asking for one, writing one down, its page, its uses, and consent withdrawn."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.accounts import find_account
from accounts.views.lists import list_page, walk
from accounts.views.records import refuse_archived
from interactions.views.interactions import choose_customer, number_in
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.lists.page import ALL, VIEW
from lib.tokens import new_token
from lib.undo import say_done
from sales.forms_word_of_mouth import LINK, AskForm, TestimonialForm, UseForm
from sales.models import Testimonial
from sales.testimonials import ask, change_testimonial, write_down
from sales.views.referrals import refuse_put_away
from sales.word_of_mouth_fields import TESTIMONIAL_STATES, testimonial_listing
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.mail import site_link
from workspaces.roles import Permission

MOST_EVENTS = 20


def find_testimonial(request, number):
    """The testimonial of this number if this member may see its customer; else 404."""
    seen = Testimonial.objects.visible_to(request.membership)
    return get_object_or_404(seen.select_related("account", "contact"), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def testimonial_list(request):
    return list_page(request, testimonial_listing, "sales/testimonial_list.html", has_bulk=False)


@workspace_page(Permission.VIEW_CUSTOMERS)
def of_account(request, number):
    """All testimonials of a customer, in the list of all of them."""
    found = find_account(request, number)
    query = urlencode({"account": found.number, VIEW: ALL})
    return HttpResponseRedirect(f"{workspace_url(request, 'sales:testimonials')}?{query}")


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def testimonial_ask(request):
    """By a letter with a ready text, or by a link that is shown once."""
    number = number_in(request, "account")
    if number is None:
        return choose_customer(request, "sales:testimonial_ask", _("Ask for a testimonial"))
    account = find_account(request, number)
    account.check_in_use()
    of = number_in(request, "contact")
    form = AskForm(posted(request), membership=request.membership, account=account, number=of)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        token = new_token() if cleaned["way"] == LINK else None
        try:
            made = add_once(
                partial(ask, by=request.membership, language=form.language, token=token, **letter(cleaned)),
                Testimonial,
                form_token=cleaned["form_token"],
                account=account,
                contact=cleaned["contact"],
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            if token:
                link = site_link("testimonial", workspace=request.workspace.slug, token=token)
                return render(request, "sales/testimonial_link.html", {"testimonial": made, "link": link})
            url = workspace_url(request, "sales:testimonial_archiving", number=made.number)
            say_done(request, _("The letter is on its way."), undo_url=url, again=1)
            return to_page(request, "sales:testimonial", number=made.number)
    cancel_url = workspace_url(request, "desk:account", number=number)
    context = {"account": account, "cancel_url": cancel_url, "is_asked": True}
    return form_page(request, "sales/testimonial_form.html", form, **context)


def letter(cleaned) -> dict:
    return {name: cleaned[name] for name in ("subject", "text")}


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def testimonial_new(request):
    """One that was given to a colleague."""
    number = number_in(request, "account")
    if number is None:
        return choose_customer(request, "sales:testimonial_new", _("Write a testimonial down"))
    account = find_account(request, number)
    account.check_in_use()
    form = TestimonialForm(posted(request), account=account)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(write_down, by=request.membership),
                Testimonial,
                form_token=form.cleaned_data["form_token"],
                account=account,
                fields=form.written,
            )
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            url = workspace_url(request, "sales:testimonial_archiving", number=made.number)
            say_done(request, _("The testimonial was written down."), undo_url=url, again=1)
            return to_page(request, "sales:testimonial", number=made.number)
    cancel_url = workspace_url(request, "desk:account", number=number)
    return form_page(request, "sales/testimonial_form.html", form, account=account, cancel_url=cancel_url)


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def testimonial_edit(request, number):
    """The form over what a colleague wrote down; the customer's own words stay as they came."""
    found = find_testimonial(request, number)
    found.account.check_in_use()
    if found.is_archived:
        return refuse_put_away(request, "sales:testimonial", number)
    if found.state != Testimonial.State.GIVEN or found.is_by_link:
        messages.error(
            request, _("The customer writes this testimonial by the link: nobody else changes it.")
        )
        return to_page(request, "sales:testimonial", number=number)
    form = TestimonialForm(posted(request), account=found.account, instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "sales:testimonial", number=number)
    cancel_url = workspace_url(request, "sales:testimonial", number=number)
    context = {"account": found.account, "testimonial": found, "cancel_url": cancel_url}
    return form_page(request, "sales/testimonial_form.html", form, **context)


def save(request, form) -> bool:
    changed = form.apply()
    version = form.cleaned_data["version"] or 0
    try:
        change_testimonial(form.instance, by=request.membership, read_version=version, changed=changed)
    except Stale:
        refuse_stale(form, Testimonial.objects.get(pk=form.instance.pk).version)
        return False
    if changed:
        say_done(request, _("The testimonial was saved."))
        tell_what_must_go(request, form.instance.standing)
    return True


def tell_what_must_go(request, standing):
    places = [isolated(each.place) for each in standing if each.must_go]
    if places:
        text = ngettext(
            "%(count)s place has to be cleared: %(places)s.",
            "%(count)s places have to be cleared: %(places)s.",
            len(places),
        )
        told = {"count": formats.number(len(places)), "places": formats.listed(places)}
        messages.warning(request, text % told)


@workspace_page(Permission.VIEW_CUSTOMERS)
def testimonial(request, number):
    return page_of(request, find_testimonial(request, number))


def page_of(request, found, form=None):
    """The page, with the form over its uses that was refused on it."""
    events = (
        Event.objects.about(found).filter(is_part=False).select_related("actor__user").order_by("-at", "-id")
    )
    can_edit = request.membership.can(Permission.EDIT_CUSTOMERS) and not found.account.is_archived
    form = form or UseForm()
    form.fields["scope"].choices = [each for each in form.fields["scope"].choices if each[0] in found.scopes]
    context = {
        "testimonial": found,
        "badge_state": TESTIMONIAL_STATES[found.state],
        "uses": found.standing,
        "former_uses": found.uses.exclude(ended_on=None),
        "lines": told(events[:MOST_EVENTS], member=request.membership, about=found),
        "walk": walk(request, testimonial_listing, found),
        "may_change": can_edit and not found.is_archived,
        "may_restore": can_edit and found.is_archived,
    }
    return form_page(request, "sales/testimonial.html", form, **context)
