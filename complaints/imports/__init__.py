"""Complaints from a file: columns, rows, whose they are, the form and the job."""
