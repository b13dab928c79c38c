"""Merging two customers into one, and taking it back.

Every row of every table that points at the absorbed one is moved to the survivor: the tables are found in the models
(accounts.merging.moving), and one whose rows cannot simply be moved has a rule (accounts.merging.rules).
"""
