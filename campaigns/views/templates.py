"""Templates of campaigns: the list, one with its blocks, writing, copying, archiving."""

from functools import partial

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.contact import Channel
from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from campaigns.forms import TemplateForm
from campaigns.forms_messages import ApprovedForm, TextMessageForm
from campaigns.models import Template, TemplateBlock
from campaigns.models.template import LONGEST_NAME, NameInUse
from campaigns.problems import problems_of, written_in
from campaigns.views.messages import message_page
from campaigns.words import CAMPAIGN
from campaigns.writing import add_template, change_template, copy_template
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_TEMPLATES = 200
# By channel: what a template of it is written with.
FORMS = {Channel.EMAIL: TemplateForm, Channel.SMS: TextMessageForm, Channel.WHATSAPP: ApprovedForm}


def find_template(number, **which) -> Template:
    found = Template.objects.with_blocks().select_related("created_by__user").filter(**which)
    return get_object_or_404(found, number=number)


def find_letter(number) -> Template:
    """One that is put together of blocks."""
    return find_template(number, channel=Channel.EMAIL)


def state_of(found: Template) -> dict:
    """In which languages it is written, and what keeps it from being sent."""
    blocks = found.in_order()
    return {
        "found": found,
        "languages": written_in(found, blocks),
        "problems": problems_of(found, blocks),
    }


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def template_list(request):
    rows = list(Template.objects.with_blocks().order_by("name_fold", "pk")[: MOST_TEMPLATES + 1])
    shown = [state_of(each) for each in rows[:MOST_TEMPLATES]]
    context = {
        "rows": [each for each in shown if not each["found"].is_archived],
        "archived": [each for each in shown if each["found"].is_archived],
        "has_more": len(rows) > MOST_TEMPLATES,
    }
    return render(request, "campaigns/templates.html", context)


@workspace_page(Permission.MANAGE_CAMPAIGNS)
def template(request, number):
    found = find_template(number)
    if not found.is_letter:
        return message_page(request, state_of(found))
    context = {**state_of(found), "blocks": found.in_order(), "kinds": TemplateBlock.Kind.choices}
    return render(request, "campaigns/template.html", context)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def template_new(request):
    channel = request.GET.get("channel", Channel.EMAIL)
    channel = channel if channel in FORMS else Channel.EMAIL
    form = FORMS[channel](posted(request))
    if request.method == "POST" and form.is_valid():
        add = partial(add_template, by=request.membership, channel=channel)
        try:
            made = add_once(add, Template, form_token=form.cleaned_data["form_token"], **form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except IntegrityError:  # not the same form: another one has the name
            refuse_name(form)
        else:
            return to_page(request, "campaigns:template", number=made.number)
    return form_page(request, "campaigns/template_form.html", form, found=None, **for_form(channel))


def for_form(channel) -> dict:
    return {"channel": channel, "placeholders": CAMPAIGN.placeholders}


def refuse_name(form) -> None:
    form.add_error("name", _("Another template in use has this name. Choose another one."))


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("GET", "POST"))
def template_edit(request, number):
    found = find_template(number)
    form = FORMS[found.channel](posted(request), template=find_template(number))
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "campaigns:template", number=number)
    return form_page(request, "campaigns/template_form.html", form, found=found, **for_form(found.channel))


def save(request, form) -> bool:
    changed, version = form.apply(), form.cleaned_data["version"] or 0
    try:
        with transaction.atomic():
            change_template(form.template, by=request.membership, read_version=version, changed=changed)
    except NameInUse:
        refuse_name(form)
        return False
    except Stale:
        refuse_stale(form, Template.objects.get(pk=form.template.pk).version)
        return False
    messages.success(request, _("The template was saved."))
    return True


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def template_copy(request, number):
    """The same once more, under a name that is free."""
    found = find_template(number)
    for count in range(1, MOST_TEMPLATES):
        ending = " " + (_("(copy)") if count == 1 else _("(copy %(count)s)") % {"count": count})
        name = found.name[: LONGEST_NAME - len(ending)] + ending
        try:
            made = copy_template(found, name=name, by=request.membership)
        except IntegrityError:
            continue
        messages.success(request, _("This is a copy: change it as you like."))
        return to_page(request, "campaigns:template", number=made.number)
    messages.error(request, _("Another template in use has this name. Choose another one."))
    return to_page(request, "campaigns:template", number=number)


@workspace_page(Permission.MANAGE_CAMPAIGNS, methods=("POST",))
def template_archive(request, number):
    """POST archives it; with `undo` it is back."""
    found = find_template(number)
    words = {"name": isolated(found.name)}
    try:
        if is_undo(request):
            found.restore(by=request.membership)
            say_done(request, _("Back among the templates: %(name)s") % words)
        else:
            found.archive(by=request.membership)
            url = workspace_url(request, "campaigns:template_archive", number=number)
            say_done(request, _("Archived: %(name)s") % words, undo_url=url)
    except NameInUse:
        messages.error(request, _("Another template in use has this name. Choose another one."))
    return to_page(request, "campaigns:templates")
