"""How the tables of campaigns are filled for the nets, where they have rules of their own."""

from datetime import UTC, datetime

FILLINGS = {
    "campaigns.Campaign": {
        "purpose": "marketing",
        "audience": {},
        "state": "done",
        "send_at": datetime(2026, 1, 5, 9, tzinfo=UTC),
        "recipient_count": 1,
        "counted": {"sent": 1},
    },
    "campaigns.Series": {
        "rhythm": "birthday",
        "unit": "",
        "every": None,
        "begins_on": None,
        "occasion": None,
        "silent_days": None,
        "days_before": 0,
        "open_hours": 12,
        "purpose": "marketing",
        "audience": {},
        "next_on": None,
        "due_at": None,
    },
    "campaigns.Automation": {
        "purpose": "service",
        "design": {
            "trigger": {"kind": "contact_added", "with_files": False},
            "again_days": None,
            "goal": {"kind": "bought"},
            "steps": [{"key": 1, "kind": "wait", "amount": 3, "unit": "days"}],
        },
        "state": "draft",
        "edition": 1,
        "look_at": None,
    },
    "campaigns.AutomationVersion": {
        "edition": 1,
        "purpose": "service",
        "letters": {},
        "design": {
            "trigger": {"kind": "contact_added", "with_files": False},
            "again_days": None,
            "goal": {"kind": "none"},
            "steps": [{"key": 1, "kind": "wait", "amount": 3, "unit": "days"}],
        },
    },
    "campaigns.Enrolment": {
        "state": "done",
        "why": "",
        "due_at": None,
        "left_at": datetime(2026, 1, 9, 9, tzinfo=UTC),
        "step": 1,
    },
    "campaigns.AutomationStep": {
        "step": 0,
        "kind": "wait",
        "outcome": "waits",
        "reason": "",
        "campaign": None,
    },
    "campaigns.AutomationIssue": {"step": 0},
    "campaigns.Occasion": {"month": 1, "of_month": 1},
    "campaigns.ContentVersion": {"blocks": []},
    "campaigns.Recipient": {"seq": 1, "state": "sent", "reason": ""},
    "campaigns.SendChunk": {"state": "done", "done_seq": 0, "intent_seq": 0, "sent_count": 1},
}
