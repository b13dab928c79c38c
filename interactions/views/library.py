"""Settings of the workspace: its library of useful articles."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from interactions.library import ArticleForm, add_article, articles, change_article
from interactions.models import Article, Interaction
from lib.formats import isolated
from lib.http import posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

MOST_SENDINGS = 30


def find_article(number) -> Article:
    """Of this workspace: whoever may change the settings sees all of them."""
    return get_object_or_404(Article.objects.order_by("pk"), number=number)


@workspace_page(Permission.MANAGE_SETTINGS)
def library(request):
    rows = list(articles())
    in_use = [each for each in rows if not each.is_archived]
    archived = [each for each in rows if each.is_archived]
    return settings_page(request, "library/articles.html", articles=in_use, archived=archived)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def article_new(request):
    form = ArticleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        token, interests = form.cleaned_data["form_token"], form.cleaned_data["interests"]
        add = partial(add_article, by=request.membership, interests=interests)
        try:
            made = add_once(add, Article, form_token=token, **form.written)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            text = _("The article %(name)s was added.")
            messages.success(request, text % {"name": isolated(made.name)})
            return to_page(request, "interactions:library")
    return settings_page(request, "library/article.html", form)


@workspace_page(Permission.MANAGE_SETTINGS, methods=("GET", "POST"))
def article(request, number):
    """The form over an article, and to whom it was sent."""
    found = find_article(number)
    form = ArticleForm(posted(request), instance=find_article(number))
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "interactions:library")
    seen = Interaction.objects.visible_to(request.membership).kept().with_contacts()
    sent = seen.filter(pk__in=found.sendings.values("interaction")).select_related("account")
    rows = sent.order_by("-at", "-pk")[:MOST_SENDINGS]
    return settings_page(request, "library/article.html", form, article=found, sent=rows)


def save(request, form) -> bool:
    changed, version = form.apply(), form.cleaned_data["version"] or 0
    try:
        saved = change_article(
            form.instance,
            by=request.membership,
            read_version=version,
            changed=changed,
            interests=form.cleaned_data["interests"],
        )
    except Stale:
        refuse_stale(form, Article.objects.get(pk=form.instance.pk).version)
        return False
    messages.success(request, _("The article %(name)s was saved.") % {"name": isolated(saved.name)})
    return True


@workspace_page(Permission.MANAGE_SETTINGS, methods=("POST",))
def article_archive(request, number):
    """POST archives the article; with `undo` it restores it."""
    found = find_article(number)
    words = {"name": isolated(found.name)}
    if is_undo(request):
        found.restore(by=request.membership)
        messages.success(request, _("The article %(name)s is offered again.") % words)
    else:
        found.archive(by=request.membership)
        undo_url = workspace_url(request, "interactions:article_archive", number=number)
        text = _("The article %(name)s was archived: it is no longer offered.")
        say_done(request, text % words, undo_url=undo_url)
    return to_page(request, "interactions:library")
