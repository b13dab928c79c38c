"""Who may look after which customers: higher apps fill these registries in AppConfig.ready().

Every road to another owner or another management type leads through change_account() and add_account(), which ask
here; forms and imports ask before, so that they can say it where it was typed.
"""

from django.core.exceptions import ValidationError

from lib.registry import Registry

# Of (management_type, member): why this colleague may not look after customers of this type, or nothing.
owner_rules = Registry("who may look after which customers")
# Of (): {key of a membership: what is said beside the name of a colleague who may be chosen}.
owner_notes = Registry("what is said beside a colleague")
# Of (member): what is told once a customer was given to this colleague, or nothing.
owner_warnings = Registry("what is told when a customer got an owner")


class MayNotOwn(ValidationError):
    """The colleague may not look after customers of this type; the message says why."""


def refusal(management_type, member):
    """Why this colleague may not look after customers of this type; None where nothing speaks against it."""
    if member is None or not management_type:
        return None
    return next((why for rule in owner_rules if (why := rule(management_type, member))), None)


def check_owner(account, before=None) -> None:
    """Refuse what a rule refuses; an account whose type and owner stay is left in peace."""
    is_same = before is not None and (before.owner_id, before.management_type) == (
        account.owner_id,
        account.management_type,
    )
    if not is_same and (why := refusal(account.management_type, account.owner)):
        raise MayNotOwn(why)


def notes() -> dict[int, str]:
    return {pk: text for read in owner_notes for pk, text in read().items()}


def warnings_about(member) -> list[str]:
    return [said for warn in owner_warnings if (said := warn(member))] if member is not None else []
