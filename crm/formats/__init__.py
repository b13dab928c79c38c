"""Django's own number and date formats, corrected: its Arabic ones part decimals with a comma and do not group."""
