"""What a merge of two customers does with what was given to each."""

from accounts.merging.rules import one_each

RULES = {"loyalty.unsettledaccount": one_each(goes=True)}
