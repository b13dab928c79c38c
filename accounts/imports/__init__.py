"""Import of customers from files that people bring: read, checked, matched, written, undone.

docs/import.md says what a file may hold and what becomes of every row.
"""
