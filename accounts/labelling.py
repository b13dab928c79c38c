"""Tags and interests: the words that hang on a record."""

from accounts.models import AccountTag, ContactInterest, Tag
from lib.text import fold


def set_tags(account, names):
    return _set_labels(AccountTag, {"account": account}, names, Tag.Kind.TAG, "tags")


def set_interests(contact, names):
    return _set_labels(ContactInterest, {"contact": contact}, names, Tag.Kind.INTEREST, "interests")


def _set_labels(model, subject, names, kind, told_as):
    """Hang exactly these words on a record; which ones came and went, as the event tells them."""
    # In one order, so that two forms that bring the same new words do not wait for each other.
    tags = {name: Tag.objects.named(name, kind=kind) for name in sorted(names, key=fold)}
    wanted = {tags[name].pk: tags[name] for name in names if tags[name]}
    held = {each.tag_id: each for each in model.objects.filter(**subject).select_related("tag")}
    gone = [each for tag, each in held.items() if tag not in wanted]
    come = [model(tag=tag, **subject) for pk, tag in wanted.items() if pk not in held]
    model.objects.filter(pk__in=[each.pk for each in gone]).delete()
    model.objects.bulk_create(come)
    sides = {"added": come, "removed": gone}
    return {side: {told_as: [each.tag.name for each in some]} for side, some in sides.items() if some}
