"""The two trees of complaints, categories and root causes, as people choose from them."""

from complaints.models import ComplaintCategory, RootCause

Branch = ComplaintCategory | RootCause
BETWEEN = " › "


def in_tree_order(entries: list[Branch]) -> list[Branch]:
    """Each under what it is a part of; every one gets its `depth` from 0, and its `path` in words.

    Parts of what is not among `entries` come as if they were no part of anything.
    """
    there = {each.pk for each in entries}
    parts: dict[int | None, list[Branch]] = {}
    for each in entries:
        parts.setdefault(each.parent_id if each.parent_id in there else None, []).append(each)
    ordered: list[Branch] = []

    def put(key, depth, before):
        for each in parts.get(key, []):
            each.depth, each.path = depth, [*before, each.label]
            ordered.append(each)
            put(each.pk, depth + 1, each.path)

    put(None, 0, [])
    return ordered


def offered(model: type[Branch], *, kept: int | None = None) -> list[Branch]:
    """Those in use, and `kept` (an id) although it may have been archived; in the order of the tree."""
    in_use = model.objects.in_use()
    rows = in_use | model.objects.filter(pk=kept) if kept else in_use
    return in_tree_order(list(rows.in_order()))


def called(entry: Branch) -> str:
    return BETWEEN.join(entry.path)
