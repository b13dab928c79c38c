"""Every field that chooses among rows, in every form and filter: a row of another workspace is no choice."""

import importlib
import inspect

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import RequestFactory
from django_filters import FilterSet

from accounts.bulk.verbs import verbs_of_list
from accounts.fields import account_fields
from accounts.filters import KnownFilter
from accounts.models import Import, LeadForm
from campaigns.models import SendingRules
from campaigns.snapshot import Numbers
from complaints.models import Complaint
from interactions.models import CallLine
from interactions.scheduling import Asked
from lib.lists import listings
from lib.tenancy.state import workspace
from loyalty.liability import Cohort, Line
from planning.relations import Known
from reports.asking import Asked as ReportAsked
from reports.models import HealthWeights
from tests.guards import atlas
from tests.guards.sources import ROOT, product_python, rooms
from workspaces.roles import Role

pytestmark = pytest.mark.net


def import_everything():
    for path in product_python():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if not module.endswith(("crm.wsgi", "__init__")):
            importlib.import_module(module)


def ours(base) -> list[type]:
    """The subclasses of a class that stand in the house."""
    found, waiting = set(), [base]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.split(".")[0] in rooms() and "tests" not in each.__module__:
                found.add(each)
    return sorted(found, key=lambda each: f"{each.__module__}.{each.__qualname__}")


import_everything()


# Arguments that are one row of the world.
ROWS = {
    "found": "accounts.Industry",
    "account": "accounts.Account",
    "contact": "accounts.Contact",
    "record": "accounts.Account",
    "update": "updates.CustomerUpdate",
    "customer_request": "interactions.CustomerRequest",
    "schedule": "interactions.ContactSchedule",
    "step": "interactions.FollowUp",
    "meeting": "meetings.Meeting",
    "campaign": "campaigns.Campaign",
    "statement": "planning.ScopeStatement",
    "purchase": "sales.Purchase",
    "opportunity": "sales.Opportunity",
    "complaint": "complaints.Complaint",
    "voucher": "loyalty.Voucher",
    "standing": "loyalty.LoyaltyProgram",
    "rules": "complaints.EffectRules",
    "sender": "messaging.Sender",
}


# What forms ask for when they are made. A new name fails until it is told here.
def arguments(world):
    owner = world.noor.members[Role.OWNER]
    request = RequestFactory().get("/")
    request.user, request.membership, request.workspace = owner.user, owner, world.noor.workspace
    origin = Import(headings=["Name"], mapping=["name"], created_by=owner)
    origin.price_list = None  # as that of products has
    with workspace(world.noor.workspace.pk):
        complaints = Complaint.objects.all()
        offered = ReportAsked(owner, QueryDict()).known
    return {
        **{name: world.noor.row(label) for name, label in ROWS.items()},
        "membership": owner,
        "key": 1,
        "member": world.noor.members[Role.AGENT],
        "by": owner,
        "giver": owner,
        "user": owner.user,
        "workspace": world.noor.workspace,
        "request": request,
        "expected": "anything",
        "origin": origin,
        "samples": [],
        "questions": [],
        "line": CallLine(account=world.noor.row("accounts.Account"), place=1),
        "field": account_fields.get("owner"),
        "verbs": verbs_of_list("accounts"),
        "asked": Asked({}),
        "update_items": [world.noor.row("updates.UpdateItem")],
        "rhythm": None,
        "lead_form": LeadForm(),
        "programme_steps": {},
        "gateway": None,
        "channel": "sms",
        "country": "SA",
        "written_to": 3,
        "numbers": Numbers(3, {}),
        "sending_rules": SendingRules(),
        "entry": {},
        "usual_currency": "SAR",
        "kind": "goal",
        "block_kind": "offer",
        "objectives": [world.noor.row("planning.Objective")],
        "known": Known(world.noor.row("accounts.Position"), world.noor.row("planning.Stakeholder")),
        "currency": "SAR",
        "complaints": complaints,
        "consent": "I agree",
        "languages": {"ar", "en"},
        "offered": offered,
        "query": QueryDict(),
        "weights": HealthWeights(),
        "rates": None,
        "cohort": Cohort(2025, 100, None, [Line(2025, 0, 90, is_estimated=True)]),
    }


def asked_for(form_class) -> set[str]:
    """Names of the arguments without default in any __init__ of ours."""
    names = set()
    for each in form_class.__mro__:
        if each.__module__.split(".")[0] in rooms() and "__init__" in vars(each):
            parameters = list(inspect.signature(each.__init__).parameters.values())[1:]
            names |= {
                p.name
                for p in parameters
                if p.default is p.empty and p.kind in {p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD}
            }
    return names


def made(form_class, world):
    known = arguments(world)
    unknown = asked_for(form_class) - set(known)
    assert not unknown, f"Tell in arguments() of {__file__} what {form_class.__name__} means by {unknown}"
    return form_class(**{name: known[name] for name in asked_for(form_class)})


def is_whole(form_class):
    """No base of others, and none of allauth's, which are made by its views and know no workspace."""
    meta = getattr(form_class, "_meta", None)
    is_allauth = any(each.__module__.startswith("allauth") for each in form_class.__mro__)
    return not is_allauth and (meta is None or meta.model is not None)


def test_forms_of_sign_in_choose_among_no_rows():
    left_out = [form_class for form_class in ours(forms.BaseForm) if not is_whole(form_class)]
    chosen = {each.__name__ for each in left_out if any(map(rows_chosen, each.base_fields.values()))}
    assert chosen == set()


def choice_of(field):
    """The rows a field chooses among, or None."""
    queryset = getattr(field, "queryset", None)
    return getattr(field, "visible", None) if queryset is None else queryset


def rows_chosen(field):
    return getattr(choice_of(field), "model", None)


def values_of(field, row) -> list:
    """Every way to name this row in this field."""
    names = {getattr(field, "to_field_name", None) or "pk", "pk", "number", "name_fold"}
    found = [getattr(row, name) for name in sorted(names) if getattr(row, name, None) is not None]
    return [[value] for value in found] if isinstance(field, forms.ModelMultipleChoiceField) else found


def accepts(field, value) -> bool:
    try:
        chosen = field.clean(value)
    except ValidationError:
        return False
    return chosen is not None


def is_of_a_workspace(model):
    return hasattr(model, "across_workspaces")


def whole_forms():
    return [form_class for form_class in ours(forms.BaseForm) if is_whole(form_class)]


@pytest.mark.parametrize("form_class", whole_forms(), ids=lambda each: each.__qualname__)
def test_no_form_offers_or_takes_a_foreign_row(form_class, world):
    with workspace(world.noor.workspace.pk):
        form = made(form_class, world)
        assert world.bahr.mark not in str(form)
        for name, field in form.fields.items():
            model = rows_chosen(field)
            if model is None or not is_of_a_workspace(model):
                continue
            own, foreign = (part.row(model._meta.label) for part in (world.noor, world.bahr))
            taken = [value for value in values_of(field, foreign) if accepts(field, value)]
            assert taken == [], f"{name} takes {taken} of another workspace"
            if choice_of(field).filter(pk=own.pk).exists():
                assert any(accepts(field, value) for value in values_of(field, own)), f"{name} takes nothing"


@pytest.mark.parametrize("listing", list(listings), ids=lambda each: each.key)
def test_no_list_is_narrowed_by_a_foreign_row(listing, world):
    """Their filters know rows by name or number, in a dictionary of the open workspace."""
    known = {}
    for part in (world.bahr, world.noor):
        with workspace(part.workspace.pk):
            blank = listing.filters_for(part.members[Role.OWNER], QueryDict("q="))
            known[part.mark] = blank.known
    assert world.bahr.mark not in str(known[world.noor.mark])
    own, foreign = known[world.noor.mark], known[world.bahr.mark]
    with workspace(world.noor.workspace.pk):
        for name in (name for name, each in blank.filters.items() if isinstance(each, KnownFilter)):
            kind = blank.filters[name].kind
            for key in foreign.get(kind, {}).keys() - own.get(kind, {}).keys():
                narrowed = listing.filters_for(blank.membership, QueryDict(f"{name}={key}"))
                assert name in narrowed.form.errors


@pytest.mark.parametrize("filter_class", ours(FilterSet), ids=lambda each: each.__qualname__)
def test_no_filter_takes_a_foreign_row(filter_class, world):
    request = arguments(world)["request"]
    with workspace(world.noor.workspace.pk):
        everything = filter_class._meta.model.objects.all() if filter_class._meta.model else None
        if everything is None:
            return
        blank = filter_class({}, queryset=everything, request=request)
        assert world.bahr.mark not in str(blank.form)
        for name, field in blank.form.fields.items():
            model = rows_chosen(field)
            if model is None or not is_of_a_workspace(model):
                continue
            for value in values_of(field, world.bahr.row(model._meta.label)):
                filtered = filter_class({name: value}, queryset=everything, request=request)
                assert name in filtered.form.errors, f"{name} takes {value} of another workspace"


def pages_with_forms():
    return [address for address in atlas.readable_addresses() if "POST" in address.methods]


@pytest.mark.parametrize("address", pages_with_forms(), ids=lambda address: address.name)
def test_no_page_takes_a_foreign_row(address, world):
    """The same through the page, which may narrow the choice by what its reader may see."""
    client, path = world.client(Role.OWNER), address.path_in(world.noor)
    form = (client.get(path).context or {}).get("form")
    for name, field in getattr(form, "fields", {}).items():
        model = rows_chosen(field)
        if model is None or not is_of_a_workspace(model):
            continue
        for value in values_of(field, world.bahr.row(model._meta.label)):
            response = client.post(path, {form.add_prefix(name): value})
            assert response.status_code == 422
            assert name in response.context["form"].errors
            # What was typed is shown again, so only what was not typed may not be there.
            assert world.bahr.mark in str(value) or world.bahr.mark not in response.content.decode()
