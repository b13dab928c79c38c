"""What the demo's account managers did over two years: seeded, so that it is the same every time."""
