"""The demo's complaints."""
