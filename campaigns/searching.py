"""Campaigns, templates and segments in the search of the workspace, by every word of their names."""

from functools import reduce
from operator import and_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Segment
from campaigns.models import Campaign, Template
from lib.text import search_words
from workspaces.roles import Permission
from workspaces.searching import SearchSource


def named(model, query):
    words = search_words(query)
    if not words:
        return model.objects.none()
    return model.objects.filter(
        reduce(and_, (Q(name_fold__contains=word) for word in words)), archived_at=None
    )


def find_segments(query, membership, customers, most):
    return named(Segment, query).order_by("name_fold", "pk")[:most]


def find_campaigns(query, membership, customers, most):
    """The last ones first; nothing for who has no campaigns."""
    if not membership.can(Permission.MANAGE_CAMPAIGNS):
        return []
    return named(Campaign, query).order_by("-pk")[:most]


def find_templates(query, membership, customers, most):
    if not membership.can(Permission.MANAGE_CAMPAIGNS):
        return []
    return named(Template, query).order_by("name_fold", "pk")[:most]


SOURCES = {
    "segments": SearchSource(
        _("Segments"), "filter", "accounts:segment", "accounts:segments", find_segments, lambda found: found.note
    ),
    "campaigns": SearchSource(
        _("Campaigns"), "send", "campaigns:detail", "campaigns:list", find_campaigns,
        lambda found: found.get_state_display(),
    ),
    "templates": SearchSource(
        _("Templates"), "mail", "campaigns:template", "campaigns:templates", find_templates,
        lambda found: found.subject_ar or found.subject_en,
    ),
}  # fmt: skip
