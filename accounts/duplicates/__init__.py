"""Finding customers who are likely the same one: what is compared, how, and where pairs are kept."""
