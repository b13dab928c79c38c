"""Figures kept beside the facts: which are out of date, and how they are worked out anew. docs/adr/0013."""
