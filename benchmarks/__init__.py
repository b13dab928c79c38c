"""How fast the pages are, as ratios to a floor that never changes. docs/performance.md tells how to read them."""
