"""The demo's customers: invented companies and people of the Gulf, the same every time.

The word lists and the drafts made from them are pure and seeded; only seed.py writes to the database.
"""
