"""The demo's mentions and posts."""
