"""Colleagues named with @ in what is written about a customer: who can be named, and who is."""

from collections import Counter
from collections.abc import Iterable

from accounts.team import team_keys
from interactions.marking import names_in
from interactions.models import Mention
from lib.text import fold
from timeline.notifying import notify
from workspaces.models import Membership, Workspace
from workspaces.roles import Permission

MOST_OFFERED = 8


def who_may_see(account) -> list[Membership]:
    """The colleagues who see this account, as Account.objects.visible_to() decides it for each of them."""
    members = Membership.objects.select_related("user").order_by("pk")
    opened, bosses = Workspace.objects.get(pk=account.workspace_id), {}
    for each in members:
        each.workspace = opened
        bosses[each.pk] = each.reports_to_id
    above: set[int] = set()
    for step in {account.owner_id, *team_keys(account)}:
        while step is not None and step not in above:
            above.add(step)
            step = bosses.get(step)
    return [
        each
        for each in members
        if each.user.is_active
        and each.can(Permission.VIEW_CUSTOMERS)
        and (each.sees_everything or each.pk in above)
    ]


def handles(members: Iterable[Membership]) -> dict[str, Membership]:
    """How each is written after the @: the name, with the number where several share it."""
    members = list(members)
    shared = Counter(each.user.name for each in members)
    return {
        each.user.name if shared[each.user.name] == 1 else f"{each.user.name} ({each.number})": each
        for each in members
    }


def offered(account, query: str, *, by: Membership) -> list[tuple[str, Membership]]:
    """Colleagues to choose from while somebody types: any word of the name begins with it."""
    wanted = fold(query)
    found = []
    for handle, each in handles(who_may_see(account)).items():
        name = fold(each.user.name)
        if each.pk != by.pk and (name.startswith(wanted) or f" {wanted}" in name):
            found.append((handle, each))
    # Half of all family names begin with the article: whose first name it is comes first.
    found.sort(key=lambda pair: (not fold(pair[0]).startswith(wanted), fold(pair[0])))
    return found[:MOST_OFFERED]


def named_in(text: str, account) -> dict[Membership, str]:
    """Who is named in a text, and how; of those who may not see the account nobody is."""
    if "@" not in text:
        return {}
    known = handles(who_may_see(account))
    return {known[written]: written for written in names_in(text, known)}


def keep_mentions(interaction, *, by) -> list[Membership]:
    """Let exactly those be mentioned who are named in it now; who was not before is told, and is the answer."""
    held = {each.member_id: each for each in interaction.mentions.all()}
    named = named_in(interaction.text, interaction.account)
    wanted = {member.pk for member in named}
    Mention.objects.filter(pk__in=[each.pk for key, each in held.items() if key not in wanted]).delete()
    fresh = [(member, written) for member, written in named.items() if member.pk not in held]
    Mention.objects.bulk_create(
        Mention(interaction=interaction, member=member, written=written) for member, written in fresh
    )
    told = [member for member, _written in fresh]
    notify("interaction.mentioned", told, subject=interaction, by=by)
    return told


def put_mentions(interactions) -> None:
    """Give those of these interactions that may name somebody their mentions: one query, or none."""
    named = {each.pk: each for each in interactions if "@" in each.text}
    for each in named.values():
        each.mentioned = {}
    rows = Mention.objects.filter(interaction__in=named).select_related("member__user") if named else ()
    for row in rows:
        named[row.interaction_id].mentioned[row.written] = row.member.user.name
