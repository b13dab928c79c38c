"""One change of many customers: what can be done, the work in batches, taking it back."""
