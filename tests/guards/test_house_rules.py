"""The house's own rules about code, each with the named places where it may be broken, and why.

A named place that no longer breaks its rule fails too: there are no stale excuses.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.guards.sources import name_of, product_python, templates, text_of, tree_of

pytestmark = pytest.mark.net

Finder = Callable[[ast.AST], bool]


@dataclass(frozen=True)
class Rule:
    """`finds` says whether a node of the syntax tree breaks the rule; `allowed` maps file to reason."""

    name: str
    finds: Finder
    allowed: dict[str, str] = field(default_factory=dict)

    def __str__(self):
        return self.name.replace(" ", "-")


def called(node: ast.AST) -> str:
    """The last name of what is called: `filter` of `Account.objects.filter(...)`."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def calls(*names: str) -> Finder:
    return lambda node: called(node) in names


def calls_method(*names: str) -> Finder:
    return lambda node: called(node) in names and isinstance(node.func, ast.Attribute)


def names(*wanted: str) -> Finder:
    """Any mention but a definition: an import, a name, an attribute."""

    def finds(node):
        if isinstance(getattr(node, "ctx", None), ast.Store):
            return False
        if isinstance(node, ast.Import | ast.ImportFrom):
            return any(alias.name.split(".")[-1] in wanted for alias in node.names)
        return getattr(node, "attr", getattr(node, "id", None)) in wanted

    return finds


def crosses_workspaces(node: ast.AST) -> bool:
    """Any use of across_workspaces but an empty choice, which is filled when a workspace is open."""

    def is_way_round(each):
        return isinstance(each, ast.Attribute) and each.attr == "across_workspaces"

    if isinstance(node, ast.Attribute) and is_way_round(node.value):
        return node.attr != "none"
    return not isinstance(node, ast.Attribute) and any(map(is_way_round, ast.iter_child_nodes(node)))


def mentions(node: ast.AST, *wanted: str) -> bool:
    found = {getattr(each, "attr", getattr(each, "id", None)) for each in ast.walk(node)}
    return bool(found & set(wanted))


def is_given_the_request(*methods: str) -> Finder:
    """A call whose arguments are made of what the request carries."""
    carried = ("GET", "POST", "META", "headers", "COOKIES", "body", "FILES", "get_full_path")

    def finds(node):
        if called(node) not in methods:
            return False
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        return any(mentions(argument, *carried) for argument in given)

    return finds


def imports(*modules: str) -> Finder:
    def is_in(name):
        return any(name == module or name.startswith(f"{module}.") for module in modules)

    def finds(node):
        if isinstance(node, ast.Import):
            return any(is_in(alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and not node.level:
            return is_in(node.module) or any(is_in(f"{node.module}.{alias.name}") for alias in node.names)
        return False

    return finds


def takes_every_field(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return False
    name, value = node.targets[0].id, node.value
    return name == "fields" and isinstance(value, ast.Constant) and value.value == "__all__"


def names_fields_to_leave_out(node: ast.AST) -> bool:
    """Meta.exclude: a column that is added later would be open to everybody."""
    return (
        isinstance(node, ast.ClassDef)
        and node.name == "Meta"
        and any(
            isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "exclude"
            for line in node.body
        )
    )


def looks_up_in_a_bare_model(node: ast.AST) -> bool:
    """get_object_or_404(Account, ...) knows the workspace but not what this member may see."""
    if called(node) not in {"get_object_or_404", "get_list_or_404"} or not node.args:
        return False
    first = node.args[0]
    name = getattr(first, "attr", getattr(first, "id", ""))
    return not isinstance(first, ast.Call) and (
        name[:1].isupper() or name in {"objects", "across_workspaces"}
    )


def asks_the_naive_clock(node: ast.AST) -> bool:
    if called(node) == "utcnow":
        return True
    is_of_datetime = isinstance(node, ast.Call) and mentions(node.func, "datetime", "date", "dt")
    return is_of_datetime and (
        called(node) == "today" or (called(node) == "now" and not node.args and not node.keywords)
    )


def locks_without_order(node: ast.AST) -> bool:
    """Rows locked in no order are a deadlock that waits for its day; one row by its key needs none."""
    if not isinstance(node, ast.stmt):
        return False
    # The statement's own expressions, not the statements inside it.
    own = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    text = " ".join(map(ast.unparse, own))
    one_row_or_ordered = r"order_by\(|\bpk=|\bid=|number=|refresh_from_db\("
    return "select_for_update(" in text and not re.search(one_row_or_ordered, text)


OWNERS_SQL = "asks a function of the owner that answers with ids only"
FLOOR = "the floor itself"

RULES = [
    Rule("rows of all workspaces only in named places", crosses_workspaces),
    Rule("no raw and no extra", calls_method("raw", "extra")),
    Rule("no RawSQL", names("RawSQL")),
    Rule(
        "cursors only in named places",
        calls("cursor"),
        {
            "lib/tenancy/backend/base.py": FLOOR,
            "workspaces/services.py": OWNERS_SQL,
            "timeline/tasks.py": OWNERS_SQL,
            "messaging/receiving.py": OWNERS_SQL,
            "lib/tenancy/copying.py": "COPY, then INSERT under row security",
            "lib/tenancy/models.py": "numbers are taken in one statement, under row security",
            "lib/patience.py": "how long a question may take",
            "lib/tenancy/inspection.py": "reads PostgreSQL's catalogue alone",
            "workspaces/management/commands/migrate.py": "history cannot be switched off",
            "workspaces/management/commands/create_roles.py": "makes the roles, as somebody who may",
            "accounts/known.py": "what lists are narrowed by, under row security",
            "lib/tenancy/compiled.py": "what Django wrote for a queryset, asked with other values",
            "accounts/branches.py": "a line of parents in one query, under row security",
            "accounts/duplicates/finding.py": "who shares a sign, at most so many of each, under row security",
            "accounts/merging/moving.py": "marks of moved rows, under row security",
            "accounts/merging/undoing.py": "constraints are asked at once",
            "accounts/deletion.py": "consents go with their contact; constraints are asked at once",
            "accounts/imports/undo.py": "consents go with their contact, through the owner's function",
            "accounts/imports/writing.py": "an advisory lock",
            "interactions/models/calendar_feed.py": "which workspace an address of a calendar is of",
            "campaigns/hooks.py": "which workspace an address for a provider of e-mail is of",
            "social/ruling.py": "which workspace an address for mentions is of",
            "interactions/forgetting.py": "history goes with its customer, through the owner's function",
            "meetings/forgetting.py": "history goes with its customer, through the owner's function",
            "sales/opportunity_panels.py": "history goes with its customer, through the owner's function",
            "complaints/policies.py": "an advisory lock",
            "complaints/likening.py": "the owner's function, which finds alike texts through the index",
            "campaigns/snapshot.py": "the recipients of a campaign by INSERT .. SELECT, under row security",
            "campaigns/crediting.py": "the last touch before each purchase, under row security",
            "campaigns/lifting.py": "what both groups of a campaign bought, under row security",
            "campaigns/winning.py": "runs of places that wait for a winner, under row security",
            "campaigns/splitting.py": "lots among those who would be written to, under row security",
            "visits/forgetting.py": "events of days that are no more, through the owner's function",
            "reports/cohorts.py": "who bought first when, added up over the purchases or months that a queryset names",
            "reports/rollups/months.py": "months of accounts from the facts in one statement, under row security",
            "reports/foreseeing.py": "days with purchases of each customer, under row security",
            "reports/suggesting/finding.py": "who bought what, once each, under row security",
            "reports/worth.py": "fifths of the customers somebody sees, under row security",
            "loyalty/trends.py": "what was bought around the first points of each rule, under row security",
            "reports/health/forgetting.py": "readings of health go with their customer, through the owner's function",
            "loyalty/forgetting.py": "the ledger goes with its customer, through the owner's function",
            "complaints/forgetting.py": "history goes with its customer, through the owner's function",
            "planning/forgetting_plans.py": "versions and history go with their customer, through the owner's function",
            "planning/forgetting.py": "history goes with its customer or contact, through the owner's functions",
        },
    ),
    Rule("no form takes every field", takes_every_field),
    Rule("no form names fields to leave out", names_fields_to_leave_out),
    Rule(
        "nothing is declared safe",
        names("mark_safe", "SafeString", "SafeText", "html_safe"),
        {"lib/templatetags/house.py": "the drawings of templates/icons, our own files"},
    ),
    Rule(
        "no page is exempt from CSRF",
        names("csrf_exempt", "requires_csrf_token"),
        {
            "messaging/hooks.py": "a provider posts there: its secret counts, no cookie does",
            "campaigns/hooks.py": "a provider posts there: the secret of its address and its signature count",
            "social/views/hook.py": "a program posts there: the secret of its address counts, no cookie does",
            "portal/views/consents.py": "mail programs post there by themselves (RFC 8058): a signed token counts",
            "portal/views/visits.py": "a website's server posts there: its key counts, no cookie does",
            "portal/views/lead.py": "inside pages of other sites no cookie comes along: a signed stamp counts",
        },
    ),
    Rule("no template is made of text", lambda node: called(node) in {"Template", "from_string", "Engine"}),
    Rule("lookups start from what the member may see", looks_up_in_a_bare_model),
    Rule(
        "nobody opens connections",
        imports(
            "requests",
            "httpx",
            "aiohttp",
            "urllib3",
            "urllib.request",
            "socket",
            "http.client",
            "smtplib",
            "ftplib",
            "telnetlib",
            "pycurl",
        ),
        {
            "messaging/answers.py": "names the errors that Django's own mail backend raises",
            "campaigns/line.py": "raises them as well, over the line that Django's own mail backend opens",
            "campaigns/outcomes.py": "names them too",
            "messaging/servers.py": "Django's own mail backend, led to the address that lib/outside.py judged",
            "lib/outside.py": "the one place that calls what somebody named, once it is judged",
            "lib/outbound.py": "HTTP over what lib/outside.py has judged and called",
        },
    ),
    Rule(
        "the request never names an order",
        is_given_the_request("order_by", "alias", "annotate", "values", "only"),
    ),
    Rule(
        "the request never names a filter",
        lambda node: (
            called(node) in {"filter", "exclude", "get", "Q"}
            and isinstance(node, ast.Call)
            and any(
                keyword.arg is None and mentions(keyword.value, "GET", "POST") for keyword in node.keywords
            )
        ),
    ),
    Rule(
        "the request never names an address",
        is_given_the_request("redirect", "HttpResponseRedirect"),
        {
            "workspaces/views/front.py": "own_address() lets only pages of ours through",
        },
    ),
    Rule("the request never names a file", is_given_the_request("open", "FileResponse")),
    Rule(
        "work is handed to a worker in one place",
        calls("delay", "apply_async", "send_task"),
        {"lib/tenancy/tasks.py": "the place: on commit, with the workspace"},
    ),
    Rule("clocks know their zone", asks_the_naive_clock),
    Rule("nothing prints", calls("print")),
    Rule("locks are taken in order", locks_without_order),
    Rule(
        "no signals as program flow",
        imports(
            "django.dispatch",
            "django.db.models.signals",
            "django.contrib.auth.signals",
            "allauth.account.signals",
        ),
    ),
    Rule(
        "no pickle, no eval",
        lambda node: called(node) in {"eval", "exec"} or imports("pickle", "marshal")(node),
    ),
]


def breaches(rule: Rule) -> Iterator[tuple[str, int]]:
    for path in product_python():
        for node in ast.walk(tree_of(path)):
            if rule.finds(node):
                yield name_of(path), node.lineno


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_house_rule(rule):
    found = set(breaches(rule))
    new = sorted(f"{where}:{line}" for where, line in found if where not in rule.allowed)
    assert not new, f"{rule.name}: {', '.join(new)}"
    stale = set(rule.allowed) - {where for where, _line in found}
    assert not stale, f"no longer needed: {stale}"


PLANTED = [
    ("rows of all workspaces only in named places", "Account.across_workspaces.all()"),
    ("rows of all workspaces only in named places", "count(Account.across_workspaces)"),
    ("no raw and no extra", "Account.objects.raw('select 1')"),
    ("no RawSQL", "from django.db.models.expressions import RawSQL"),
    ("cursors only in named places", "connection.cursor()"),
    ("no form takes every field", "class Meta:\n    fields = '__all__'"),
    ("no form names fields to leave out", "class Meta:\n    exclude = ['id']"),
    ("nothing is declared safe", "mark_safe(name)"),
    ("no page is exempt from CSRF", "@csrf_exempt\ndef view(request): pass"),
    ("no template is made of text", "Template(text).render()"),
    ("no template is made of text", "engine.from_string(text)"),
    ("lookups start from what the member may see", "get_object_or_404(Account, number=1)"),
    ("lookups start from what the member may see", "get_object_or_404(Account.objects, number=1)"),
    ("nobody opens connections", "import urllib.request"),
    ("nobody opens connections", "from http import client"),
    ("the request never names an order", "accounts.order_by(request.GET['o'])"),
    ("the request never names a filter", "accounts.filter(**request.GET.dict())"),
    ("the request never names an address", "redirect(request.GET['next'])"),
    ("the request never names a file", "open(request.POST['path'])"),
    ("work is handed to a worker in one place", "send.delay(1)"),
    ("clocks know their zone", "datetime.datetime.now()"),
    ("clocks know their zone", "date.today()"),
    ("nothing prints", "print(1)"),
    ("locks are taken in order", "rows.select_for_update()"),
    ("no signals as program flow", "from django.dispatch import receiver"),
    ("no pickle, no eval", "import pickle"),
]


@pytest.mark.parametrize(("name", "code"), PLANTED)
def test_planted_breach_is_found(name, code):
    rule = next(rule for rule in RULES if rule.name == name)
    assert any(rule.finds(node) for node in ast.walk(ast.parse(code)))


def test_every_rule_has_a_planted_breach():
    assert {rule.name for rule in RULES} == {name for name, _code in PLANTED}


# Templates

UNESCAPED = re.compile(r"\|\s*(?:safe|safeseq)\b|{%-?\s*autoescape\s+off")
SECRET_FIELDS = re.compile(r"{[{%][^}]*\.(?:password|session_key|secret\w*|token_hash)\b")
FORM = re.compile(r"<form\b(?P<tag>[^>]*(?:{[{%].*?[%}]}[^>]*)*)>(?P<inside>.*?)</form>", re.S)
UNESCAPED_PLACES: dict[str, str] = {
    "templates/interactions/mail_frame.html": "sanitised when it came in, escaped as srcdoc of a sandbox",
}


def templates_with(pattern):
    return {
        name_of(path)
        for path in templates()
        if path.suffix in {".html", ".txt"} and pattern.search(text_of(path))
    }


def test_templates_escape_everything():
    assert templates_with(UNESCAPED) == set(UNESCAPED_PLACES)


def test_templates_show_no_secret_field():
    assert templates_with(SECRET_FIELDS) == set()


def test_every_form_that_posts_carries_a_token_and_no_other_does():
    wrong = []
    for path in templates():
        for form in FORM.finditer(text_of(path)):
            posts = re.search(r"method=[\"']post", form["tag"], re.I) is not None
            # crispy writes the token itself unless told not to.
            has_token = "csrf_token" in form["inside"] or ("{% crispy" in form["inside"])
            if posts != has_token and "dialog" not in form["tag"]:
                wrong.append(f"{name_of(path)}: {form['tag'].strip()[:60]}")
    assert wrong == []
