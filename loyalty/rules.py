"""Rules for earning points: added, changed as another version, put in order; and which of them hold when for whom."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account
from loyalty.models.rule import SAID, EarnRule, RuleVersion
from sales.pricing import belongs, trees
from sales.stages import ListFull, hold, number_anew
from timeline.services import record

MOST = 50


def newest_of(rule: EarnRule) -> RuleVersion | None:
    return rule.versions.select_related("product", "industry", "region").first()


@transaction.atomic
def add_rule(*, by, fields: dict, said: dict, form_token=None) -> EarnRule:
    """At the end of the list. Raises ListFull."""
    entries = hold(EarnRule)
    if len(entries) >= MOST:
        raise ListFull(_("This list is long enough. Archive an entry before you add another one."))
    made = EarnRule(**fields, place=0, form_token=form_token)
    made.save()
    RuleVersion.objects.create(rule=made, by=by, **said)
    number_anew([*entries, made])
    record("earnrule.added", made, by=by)
    return made


@transaction.atomic
def change_rule(rule: EarnRule, *, by, read_version, changed: list[str], said: dict) -> EarnRule:
    """What it says otherwise is another version; what was earned by a former one stays. Raises Stale."""
    standing = newest_of(rule)
    other = [name for name in SAID if getattr(standing, name) != said[name]]
    if not changed and not other:
        return rule
    hold(EarnRule)
    rule.save_version(read_version=read_version)
    if other:
        last = rule.versions.aggregate(last=Max("round"))["last"]
        RuleVersion.objects.create(rule=rule, round=last + 1, by=by, **said)
    record("earnrule.changed", rule, by=by, fields=sorted({*changed, *other}))
    return rule


class Rulebook:
    """All that the rules have ever said, read once."""

    def __init__(self):
        self.rules = {each.pk: each for each in EarnRule.objects.in_order()}
        versions = RuleVersion.objects.filter(rule__in=self.rules)
        self.versions = list(versions.select_related("product", "industry", "region").order_by("round"))
        for each in self.versions:
            each.rule = self.rules[each.rule_id]

    def on(self, day: date, triggers: Iterable[str]) -> list[RuleVersion]:
        """What the rules say of a day, one version each, in their order; whatever window they have.

        Of the versions that began by the end of the day the newest; of a rule that is younger than the day its first
        one, which says by its window how far back it reaches. A rule that is archived holds until the day before.
        """
        held: dict[int, RuleVersion] = {}
        for version in self.versions:
            if version.rule_id not in held or timezone.localdate(version.at) <= day:
                held[version.rule_id] = version
        found = [held[pk] for pk in self.rules if pk in held]
        return [each for each in found if each.trigger in triggers and not is_over(each.rule, day)]


def is_over(rule: EarnRule, day: date) -> bool:
    return rule.archived_at is not None and timezone.localdate(rule.archived_at) <= day


def versions_on(day: date, triggers: Iterable[str]) -> list[RuleVersion]:
    return Rulebook().on(day, triggers)


def is_for(version: RuleVersion, account: Account, parents: dict | None = None) -> bool:
    """Whether the customer is one of those for whom the rule is."""
    conditions = version.conditions
    return not conditions or belongs(account, conditions, trees() if parents is None else parents)


def for_account(versions: Iterable[RuleVersion], account: Account) -> list[RuleVersion]:
    versions = list(versions)
    parents = trees() if any(each.conditions for each in versions) else {}
    return [each for each in versions if is_for(each, account, parents)]
