"""What is agreed in writing with a customer, on its page."""

from planning.models import ScopeStatement


def read_statements(account, membership) -> dict | None:
    found = list(ScopeStatement.objects.filter(account=account, state__in=("acknowledged", "asked")))
    return {
        "current": next((each for each in found if each.is_acknowledged), None),
        "waiting": next((each for each in found if each.is_asked), None),
    }
