"""Custom fields at work: what the fields of a workspace are, and their values on forms, pages, lists and in files."""
