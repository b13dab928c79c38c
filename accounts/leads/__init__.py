"""Leads to customers: stages and reasons, moving, losing and winning, the funnel, what it cost."""
