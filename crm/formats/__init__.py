"""Django's own number and date formats, corrected: its Arabic ones use a decimal comma and do not group."""
