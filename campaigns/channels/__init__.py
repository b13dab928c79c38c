"""Campaigns by text message and by WhatsApp: what differs from letters. The engine is the same."""
