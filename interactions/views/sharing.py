"""Sharing a file by a link, seeing when it was opened, taking the link back."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.records import refuse_archived
from interactions.models import SharedLink
from interactions.ready_answers import Answering
from interactions.sharing import ShareForm, links_of, share
from lib import formats
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.tokens import hash_of, new_token
from lib.undo import is_undo, say_done
from timeline.models import Attachment
from workspaces.decorators import workspace_page
from workspaces.mail import site_link
from workspaces.roles import Permission

MOST_OPENINGS = 50


def find_shared(request, number):
    """The file and the customer it belongs to, for who may change its record; else 404."""
    found = get_object_or_404(Attachment.objects.kept().exclude(record_kind=""), number=number)
    belongs_to = found.seen_record(request.membership)
    if belongs_to is None or not hasattr(belongs_to, "account"):
        raise Http404
    return found, belongs_to


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def file_links(request, number):
    """The links of a file, and a new one: it is shown once, since only its hash is kept."""
    found, belongs_to = find_shared(request, number)
    account = belongs_to.account
    account.check_in_use()
    form, shared = ShareForm(posted(request), account=account), None
    if request.method == "POST" and form.is_valid():
        token, contact = new_token(), form.cleaned_data["contact"]
        to = Answering(
            request.membership, account=account, contact=contact, contacts=(contact,) if contact else ()
        )

        def add(*, form_token, **written):
            return share(
                attachment=found,
                account=account,
                language=to.language,
                token=token,
                by=request.membership,
                form_token=form_token,
                **written,
            )

        typed = {name: form.cleaned_data[name] for name in ("form_token", "contact", "days")}
        try:
            made = add_once(add, SharedLink, **typed)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            shared = shown(to, made, token) if made.token_hash == hash_of(token) else None
            form = ShareForm(account=account)
    context = {
        "file": found,
        "account": account,
        "shared": shared,
        "is_made_before": request.method == "POST" and shared is None and not form.errors,
        "links": links_of([found]),
        "back_url": workspace_url(request, "interactions:detail", number=belongs_to.number),
    }
    return form_page(request, "sharing/file_links.html", form, **context)


def shown(to, made, token) -> dict:
    """The link itself, this once, and where it can be sent."""
    url = site_link("shared_file", workspace=to.member.workspace.slug, token=token)
    with translation.override(made.language):
        text = _("%(name)s: %(url)s") % {"name": made.attachment.name, "url": url}
    who = [str(made.contact.number)] if made.contact else []
    return {
        "url": url,
        "link": made,
        "whatsapp": to.way("whatsapp", who, text),
        "email": to.way("email", who, text),
    }


@workspace_page(Permission.VIEW_CUSTOMERS)
def shared_link(request, number):
    seen = SharedLink.objects.visible_to(request.membership)
    found = get_object_or_404(
        seen.select_related("attachment", "account", "contact", "created_by__user"), number=number
    )
    context = {
        "link": found,
        "openings": list(found.openings.all()[:MOST_OPENINGS]),
        "times": found.openings.count(),
        "facts": facts(request, found),
        "may_change": request.membership.can(Permission.EDIT_CUSTOMERS),
    }
    return render(request, "sharing/shared_link.html", context)


def facts(request, found) -> list[dict]:
    contact, url = found.contact, workspace_url
    known = [
        {
            "label": _("Account"),
            "value": found.account.name,
            "url": url(request, "desk:account", number=found.account.number),
        },
        {
            "label": _("For whom"),
            "value": contact.name,
            "url": url(request, "desk:contact", number=contact.number),
        }
        if contact
        else {},
        {"label": _("Shared by"), "value": found.created_by.user.name if found.created_by else ""},
        {"label": _("Shared at"), "value": formats.moment(found.created_at)},
        {"label": _("Works until"), "value": formats.moment(found.expires_at)},
    ]
    return [fact for fact in known if fact.get("value")]


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("POST",))
def shared_link_revocation(request, number):
    """POST takes the link back; with `undo` it works again until it expires."""
    found = get_object_or_404(SharedLink.objects.visible_to(request.membership), number=number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        say_done(request, _("The link to %(name)s works again.") % words)
    else:
        found.revoke(by=request.membership)
        url = workspace_url(request, "interactions:shared_link_revocation", number=number)
        say_done(request, _("The link to %(name)s was taken back.") % words, undo_url=url)
    return to_page(request, "interactions:shared_link", number=number)
