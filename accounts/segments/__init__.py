"""Segments: customers chosen by rules over the fields of lists, or one by one."""
