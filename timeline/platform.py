"""Verbs of the product as actions of Django admin: by the app's own role, told in the workspace, round no rule."""

from collections import defaultdict
from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import ngettext

from lib.formats import isolated
from lib.tenancy.state import workspace
from timeline.services import on_behalf


def staff_name(request) -> str:
    return request.user.get_full_name() or request.user.get_username()


def run_verb(queryset: models.QuerySet, verb: Callable, *, staff: str) -> tuple[int, list[str]]:
    """Run a verb on the chosen rows, those of each workspace in a transaction of its own.

    The rows are read again inside: the page's own reading was the platform's, which cannot write. What a rule
    refuses is left as it is, and the others are done. Returns how many were done, and the refusals.
    """
    chosen: dict[int, list[int]] = defaultdict(list)
    for pk, workspace_id in queryset.order_by("pk").values_list("pk", "workspace_id"):
        chosen[workspace_id].append(pk)
    done, refused = 0, []
    for workspace_id, pks in chosen.items():
        with workspace(workspace_id), on_behalf(staff), transaction.atomic():
            for row in queryset.model.objects.filter(pk__in=pks).order_by("pk"):
                try:
                    with transaction.atomic():
                        verb(row)
                    done += 1
                except ValidationError as refusal:
                    refused.append(f"{isolated(row)}: {' '.join(refusal.messages)}")
    return done, refused


def verb_action(name: str, description, verb: Callable):
    """An action of Django admin that runs `verb(row)` on each chosen row."""

    @admin.action(description=description)
    def action(page, request, queryset):
        done, refused = run_verb(queryset, verb, staff=staff_name(request))
        sentence = ngettext("Done for %(count)s record.", "Done for %(count)s records.", done)
        if done or not refused:
            messages.success(request, sentence % {"count": done})
        for text in refused:
            messages.error(request, text)

    action.__name__ = name
    return action
