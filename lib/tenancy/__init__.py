"""How workspaces are kept apart: docs/adr/0001-five-locks.md tells why it is built so."""
