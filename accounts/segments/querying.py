"""Who a tree of rules means: the places of contacts at accounts for which all of it holds.

Rules look at one contact at one account: who stands at two accounts is meant when the rules hold at one of them, and
never because one rule holds here and another there. Archived and merged records are in no segment.
"""

from collections.abc import Callable
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.custom.definitions import Of
from accounts.custom.reading import read_definitions
from accounts.models import Contact, Position
from accounts.segments.tree import ALL, Group, Rule, Vocabulary, Word
from lib.tenancy.state import require_workspace_id
from workspaces.models import Workspace

ACCOUNT, CONTACT = "account", "contact"


def vocabulary() -> Vocabulary:
    """All that segments of the open workspace may ask, its own fields with it."""
    from accounts.fields.accounts import account_fields
    from accounts.fields.contacts import contact_fields
    from accounts.segments.own import asked_of

    words = {}
    for kind, fields in ((CONTACT, contact_fields), (ACCOUNT, account_fields)):
        for field in fields:
            if field.rule is not None and field.permission is None:
                words[f"{kind}.{field.key}"] = Word(field.rule.label or field.label, field.rule)
    for definition in read_definitions():
        kind = ACCOUNT if definition.of == Of.ACCOUNT else CONTACT
        words[f"{kind}.{definition.key}"] = Word(definition.shown_label, asked_of(definition))
    return Vocabulary(words)


def condition(node: Rule | Group, known: Vocabulary) -> Q:
    """The tree as a condition on positions."""
    if isinstance(node, Group):
        join: Callable = and_ if node.kind == ALL else or_
        found = reduce(join, (condition(part, known) for part in node.parts))
    else:
        kind = node.field.partition(".")[0]
        found = known.operator(node).condition(dict(node.values), f"{kind}__")
    return ~found if node.is_negated else found


def standing() -> QuerySet[Position]:
    """Contacts in use at accounts in use."""
    return Position.objects.filter(
        contact__archived_at=None,
        contact__merged_into=None,
        account__archived_at=None,
        account__merged_into=None,
    )


def places(tree: Group, known: Vocabulary) -> QuerySet[Position]:
    """Days are counted by the clocks of the workspace, wherever it is asked."""
    opened = Workspace.objects.only("time_zone").get(pk=require_workspace_id())
    with timezone.override(opened.time_zone):
        return standing().filter(condition(tree, known))


def people(found: QuerySet) -> QuerySet:
    """The keys of those who stand at these places, each once."""
    return found.order_by().values_list("contact", flat=True).distinct()


def contacts(found: QuerySet) -> QuerySet[Contact]:
    return Contact.objects.filter(pk__in=found.order_by().values("contact"))
