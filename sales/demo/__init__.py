"""The demo of sales: a catalogue, two years of purchases, opportunities; seeded, the same every time."""
