"""Assignment by rules: matching, choosing among a pool, and doing it to new and to existing accounts."""
