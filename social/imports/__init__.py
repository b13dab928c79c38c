"""Mentions from a file of people: its columns, and the job that brings its rows in."""
