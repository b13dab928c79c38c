"""Likely duplicates that wait for a review, a refused one, and a merge that can still be undone."""

from accounts.duplicates.pairs import look_at, refuse_pair
from accounts.merging.services import merge
from accounts.models import Account, AccountPair, Contact
from accounts.services import add_contact
from workspaces.demo import Stage

# Everybody of the demo looks at these.
WELL_KNOWN = 10
CONTACTS = 5
REFUSED = {
    "ar": "فرعان لمجموعة واحدة، لكل منهما عقد.",
    "en": "Two branches of one group, each with its contract.",
}


def seed_duplicates(stage: Stage) -> None:
    by = stage.members["owner"]
    write_down_again(stage)
    for model in (Account, Contact):
        look_at(model, list(model.objects.kept().values_list("pk", flat=True)))
    open_pairs = AccountPair.objects.open().filter(
        first__number__gt=WELL_KNOWN, second__number__gt=WELL_KNOWN
    )
    pairs = list(open_pairs.select_related("first", "second").order_by("-score", "pk"))
    if len(pairs) > 2:
        merge(pairs[0].first, pairs[0].second, by=by)
        refuse_pair(pairs[-1].first, pairs[-1].second, by=by, why=REFUSED[stage.workspace.language])


def write_down_again(stage: Stage) -> None:
    """Some contacts, as somebody in a hurry wrote them down once more."""
    named = Contact.objects.kept().exclude(phone_1="").exclude(positions=None).filter(number__gt=WELL_KNOWN)
    known = list(named.order_by("number").prefetch_related("positions__account")[:200])
    for one in stage.random("duplicates").sample(known, min(CONTACTS, len(known))):
        fields = {
            "name_ar": one.name_ar.replace("أ", "ا").replace("ة", "ه"),
            "name_en": one.name_en.upper() if not one.name_ar else "",
            "phone_1": one.phone_1,
            "phone_1_e164": one.phone_1_e164,
        }
        account = one.positions.all()[0].account
        add_contact(
            by=stage.members["owner"], fields=fields, account=None if account.is_archived else account
        )
