"""What the inbox of mentions knows of its records: sorts and filters. It shows them as cards and has no columns."""

import django_filters as filters
from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.filters import OwnerFilter
from interactions.filters import AccountFilter, SinceFilter, UntilFilter
from lib.lists.fields import Field, Listing
from lib.lists.page import Sort
from lib.registry import Registry
from social.filters import AnswerDueFilter, SocialMentionFilter
from social.models import Network, Sentiment, SocialMention
from social.querysets import NEVER
from workspaces.roles import Permission

mention_fields = Registry("fields of mentions")


def answer_due():
    return Coalesce("due_at", Value(NEVER), output_field=DateTimeField())


FIELDS = [
    Field(
        "state",
        _("State"),
        filter=lambda: filters.ChoiceFilter(choices=SocialMention.State, label=_("State")),
    ),
    Field(
        "due",
        _("Answer until"),
        sorts=(Sort("due", _("To be answered first"), "answer_due", expression=answer_due),),
        filter=lambda: AnswerDueFilter(label=_("Answer until")),
    ),
    Field(
        "network",
        _("Network"),
        filter=lambda: filters.ChoiceFilter(choices=Network, label=_("Network")),
    ),
    Field(
        "sentiment",
        _("How it is meant"),
        filter=lambda: filters.ChoiceFilter(choices=Sentiment, label=_("How it is meant")),
    ),
    Field(
        "owner",
        _("Who answers"),
        filter=lambda: OwnerFilter("owner", kind="owner", label=_("Who answers"), null_label=_("Nobody")),
    ),
    Field("account", _("Account"), filter=lambda: AccountFilter(label=_("Number of the account"))),
    Field(
        "at",
        _("When"),
        sorts=(
            Sort("-at", _("Newest first"), "at", is_descending=True),
            Sort("at", _("Oldest first"), "at"),
        ),
        filter=lambda: SinceFilter("at", label=_("From")),
    ),
    Field("until", _("Until"), filter=lambda: UntilFilter("at", label=_("Until"))),
]

mention_listing = Listing(
    key="mentions",
    label=_("Social media"),
    fields=mention_fields,
    base_filter=SocialMentionFilter,
    url_name="social:list",
    record_url_name="social:mention",
    permission=Permission.VIEW_CUSTOMERS,
    default_sort="due",
    queryset=lambda membership: SocialMention.objects.visible_to(membership).select_related(
        "account", "contact", "owner__user", "closed_by__user"
    ),
)

for place, each in enumerate(FIELDS):
    mention_fields.register(each.key, each, order=10 * place)
