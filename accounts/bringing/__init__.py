"""What every import of a file is made of: its columns, its form, its steps and its job; docs/import.md."""
