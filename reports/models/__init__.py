"""Tables of reports, one noun a file."""
