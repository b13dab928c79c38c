"""What segments may ask of accounts, by the key of the field; some of it is a column of no list."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, AccountStatus, AccountTag, Industry, Region, Tag
from accounts.segments import rules
from accounts.segments.rules import NEVER_EMPTY, chosen, day, has
from lib.lists.fields import Field
from lib.lists.rules import PLACE, PROFILE, PROGRESS, Asked, Operator
from lib.places import country_choices, language_choices
from workspaces.models import Membership


def named(model, **only):
    """What a workspace made itself, by key."""

    def choices():
        rows = model.objects.filter(**only).order_by("name_fold").values_list("pk", "name")
        return [(str(pk), name) for pk, name in rows]

    return choices


def colleagues():
    rows = Membership.objects.order_by("user__name", "pk").values_list("number", "user__name")
    return [(str(number), name) for number, name in rows]


def without_nothing(choices):
    return lambda: [pair for pair in choices() if pair[0]]


def under(model, column):
    """An entry of a tree with everything that lies under it."""

    def find(keys, at):
        below = {pk for key in keys for pk in model.objects.at_or_below(int(key))}
        return Q(**{f"{at}{column}__in": sorted(below)})

    return find


def owned_by(keys, at):
    return Q(**{f"{at}owner__in": Membership.objects.filter(number__in=map(int, keys)).values("pk")})


def in_status_for(values, at):
    since = rules.start_of(rules.back(rules.today(), values["days"]))
    return has(AccountStatus.objects.filter(until_at=None, from_at__lt=since), at=at)


def tagged(keys, at):
    return has(AccountTag.objects.filter(tag__in=map(int, keys)), at=at)


TAGS = rules.asked(
    PROFILE,
    Operator(
        "one_of", _("is one of"), "%(choices)s", lambda v, at: tagged(v["choices"], at),
        (rules.choice_param(named(Tag, kind=Tag.Kind.TAG)),),
    ),
    rules.empty(lambda v, at: ~has(AccountTag.objects.all(), at=at), _("none")),
)  # fmt: skip

ACCOUNT: dict[str, Asked] = {
    "status": chosen(PROGRESS, Account.Status.choices, "status", nothing=NEVER_EMPTY, label=_("Status")),
    "status_since": rules.asked(
        PROGRESS,
        Operator("longer", _("for longer than"), _("for longer than %(days)s"), in_status_for, (rules.days(),)),
    ),
    "tier": chosen(PROGRESS, Account.Tier.choices, "tier"),
    "management_type": chosen(PROGRESS, Account.ManagementType.choices, "management_type"),
    "owner": chosen(PROGRESS, colleagues, "owner", nothing=None, find=owned_by),
    "industry": chosen(
        PROFILE, named(Industry), "industry", nothing=None, find=under(Industry, "industry")
    ),
    "region": chosen(PLACE, named(Region), "region", nothing=None, find=under(Region, "region")),
    "city": rules.text(PLACE, "city", label=_("City of the account")),
    "country": chosen(
        PLACE, without_nothing(country_choices), "country", label=_("Country of the account")
    ),
    "tag": TAGS,
    "kind": chosen(PROFILE, Account.Kind.choices, "kind", nothing=NEVER_EMPTY, label=_("Kind of account")),
    "size": chosen(PROFILE, Account.Size.choices, "size"),
    "source": chosen(PROFILE, Account.Source.choices, "source"),
    "created": day(
        PROGRESS, "created_at", is_moment=True, nothing=NEVER_EMPTY, label=_("Account added on")
    ),
    "language": chosen(
        PROFILE, without_nothing(language_choices), "language", label=_("Language of the account")
    ),
}  # fmt: skip
ONLY_ASKED: list[Field] = []
