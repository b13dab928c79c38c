"""Two ways of seeing a customer: every factor at its good end, every one at its bad."""

GOOD = {"competition": 1, "relationship": 5, "resources": 1, "growth": 5, "partnership": 5, "health": 5}
POOR = {factor: 6 - mark for factor, mark in GOOD.items()}
