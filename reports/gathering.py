"""What a report by e-mail says to one recipient: with the own rights, in whatever language is active."""

from dataclasses import replace

from django.http import QueryDict

from reports import periods
from reports.asking import NARROWING, Asked
from reports.boards import boards
from reports.kpis import kpis
from reports.models import BuiltReport, ReportSending, ReportSubscription
from reports.papers import Paper, asked_of_board, paper_of_board, paper_of_built, paper_of_kpi, seen
from reports.periods import Period
from reports.showing import compared
from workspaces.roles import Permission

Outcome = ReportSending.Outcome


def why_not(subscription: ReportSubscription, member) -> str:
    """Why this recipient is sent nothing, as things stand now; empty when he is."""
    if not (member.is_active and member.user.is_active):
        return Outcome.LEFT
    if not member.can(Permission.VIEW_CUSTOMERS):
        return Outcome.NOT_ALLOWED
    if subscription.kpi:
        kpi = kpis.get(subscription.kpi)
        if kpi is None:
            return Outcome.GONE
        return "" if member.can(kpi.permission) else Outcome.NOT_ALLOWED
    if subscription.board:
        return "" if boards.get(subscription.board) else Outcome.GONE
    if subscription.built.is_archived:
        return Outcome.GONE
    own = BuiltReport.objects.visible_to(member).filter(pk=subscription.built_id)
    return "" if own.exists() else Outcome.NOT_ALLOWED


def query_for(subscription: ReportSubscription, period: Period) -> QueryDict:
    """As the address of a report asks for it."""
    said = {
        "period": periods.OWN,
        "first": period.first_on.isoformat(),
        "last": period.last_on.isoformat(),
    }
    if period.grain == periods.MONTH:
        said = {"period": "last_month"}
    if subscription.built_id:
        said |= {"by": subscription.built.grain, **subscription.built.narrowing}
    query = QueryDict(mutable=True)
    query.update(said | {name: value for name, value in subscription.narrowing.items() if name in NARROWING})
    return query


def asked_for(subscription: ReportSubscription, member, period: Period) -> Asked:
    """Asked as on the day after the period."""
    query = query_for(subscription, period)
    if subscription.board:
        return asked_of_board(member, query, boards.get(subscription.board), today=period.until_on)
    return Asked(member, query, today=period.until_on)


def whole_paper(subscription: ReportSubscription, member, period: Period) -> Paper:
    """Numbers, runs and tables, for files."""
    asked = asked_for(subscription, member, period)
    if subscription.board:
        return paper_of_board(boards.get(subscription.board), asked)
    if subscription.kpi:
        return paper_of_kpi(kpis.get(subscription.kpi), asked)
    return paper_of_built(subscription.built, asked)


def short_paper(subscription: ReportSubscription, member, period: Period) -> Paper:
    """The values alone, for letters and for the page of one."""
    asked = asked_for(subscription, member, period)
    if subscription.board:
        keys = list(boards.get(subscription.board).kpis)
    else:
        keys = [subscription.kpi] if subscription.kpi else subscription.built.kpis
    numbers = [(kpi, compared(kpi, asked)) for kpi in seen(keys, asked)]
    return Paper(title=subscription.title, asked=asked, numbers=numbers, runs=[], tables=[])


def address_of(subscription: ReportSubscription, period: Period) -> str:
    """The part of an address that shows these days on the page of the report itself."""
    query = query_for(subscription, replace(period, grain=""))
    if subscription.board:
        query["board"] = subscription.board
    return "?" + query.urlencode()
