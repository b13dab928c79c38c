"""The demo's surveys."""
