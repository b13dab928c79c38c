"""What a merge of two customers does with what was found about each."""

from accounts.merging.rules import one_each

RULES = {
    # The same pattern of both: that of the survivor stands, and the next search counts the complaints of both.
    "complaints.finding": one_each("kind", "category", "root_cause", "since"),
}
