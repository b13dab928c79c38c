"""Purchases from a file of people: its columns, its rows, and the jobs that bring them in and take them out again."""
