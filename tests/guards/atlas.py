"""Every address of Sila: walked from the URL configuration, and what its parts are made of.

An address under /w/<slug>/ describes itself: workspace_page() left its permission and methods on the view.
The few others are named in OUTSIDE with who may open them and why. What is not described fails the nets.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from workspaces.roles import Permission

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = {"GET", "HEAD", "OPTIONS"}
PART = re.compile(r"(?P<before>[-\w]*)/<(?:(?P<kind>\w+):)?(?P<name>\w+)>")

# Names in addresses whose model is called otherwise.
MODELS = {
    "members": "workspaces.Membership",
    "team": "workspaces.Membership",
    "files": "timeline.Attachment",
    "links": "interactions.SharedLink",
    "calls": "interactions.CallSheet",
    "requests": "interactions.CustomerRequest",
    "expectations": "planning.ScopeStatement",
    "checklists": "planning.OnboardingTemplate",
    "lines": "planning.ProgrammeLine",
    "updates": "updates.CustomerUpdate",
    "library": "interactions.Article",
    "plans": "planning.AccountPlan",
    "rivals": "planning.CompetitorStanding",
    "export": "timeline.Job",
    "support": "workspaces.SupportVisit",
    "fields": "accounts.CustomField",
    "choice": "accounts.CustomChoice",
    "views": "workspaces.SavedView",
    "periods": "workspaces.SpecialPeriod",
    "bulk": "accounts.BulkChange",
    "answers": "interactions.ReadyAnswer",
    "inbox": "messaging.InboundMail",
    "products": "sales.Product",
    "product-imports": "sales.ProductImport",
    "purchases": "sales.Purchase",
    "purchase-imports": "sales.PurchaseImport",
    "social": "social.SocialMention",
    "posts": "social.SocialPost",
    "handovers": "interactions.Handover",
    "bookings": "meetings.BookingLink",
    "answered": "surveys.SurveyAnswer",
    "asked": "surveys.SurveyInvitation",
    "remarks": "surveys.Remark",
    "by-themselves": "surveys.SurveyPlan",
    "stages": "accounts.LeadStage",
    "reasons": "accounts.LossReason",
    "costs": "accounts.AcquisitionCost",
    "review": "accounts.LeadSubmission",
    "put-aside": "complaints.ComplaintSubmission",
    "opportunities": "sales.Opportunity",
    "opportunity-stages": "sales.OpportunityStage",
    "lost-reasons": "sales.LostReason",
    "complaint-imports": "complaints.ComplaintImport",
    "complaint-times": "complaints.SlaPolicy",
    "loyalty": "loyalty.Wallet",
    "notices": "complaints.IncidentNotice",
    "actions": "complaints.CorrectiveAction",
    "friends": "loyalty.CodeReferral",
    "rewards": "loyalty.Reward",
    "liability": "loyalty.RevenueCohort",
    "rules": "loyalty.EarnRule",
    "redemptions": "loyalty.Redemption",
    "vouchers": "loyalty.Voucher",
    "consents": "accounts.ConsentPurpose",
    "tiers": "loyalty.LoyaltyTier",
    "segments": "accounts.Segment",
    "notes": "reports.ReportNote",
    "built": "reports.BuiltReport",
    "subscriptions": "reports.ReportSubscription",
    "sent": "reports.ReportSending",
    "suggestions": "reports.ProductSuggestion",
    "automations": "campaigns.Automation",
    "series": "campaigns.Series",
    "occasions": "campaigns.Occasion",
    "templates": "campaigns.Template",
    "block": "campaigns.TemplateBlock",
    "keys": "visits.VisitKey",
}
# Records of who made them (by the beginning of the address' name), and who else sees them, if anybody does.
PRIVATE: dict[str, Permission | None] = {
    "accounts:import_": Permission.MANAGE_SETTINGS,
    "accounts:export_file": None,
    "desk:job": Permission.MANAGE_SETTINGS,
    "desk:notification": None,
    "desk:view": None,
    "accounts:bulk_": None,
    "interactions:call_sheet": None,
    "social:import_": Permission.MANAGE_SETTINGS,
    "sales:purchase_import_": Permission.MANAGE_SETTINGS,
    "sales:product_import_": Permission.MANAGE_SETTINGS,
    "complaints:import_": Permission.MANAGE_SETTINGS,
    "reports:built": None,
    "reports:subscription": Permission.MANAGE_REPORTS,
    "reports:sending": None,
}

ANYONE, SIGNED_IN, STAFF = "anyone", "signed in", "platform staff"
# Addresses outside a workspace: who may open them, and what they are.
OUTSIDE = {
    "healthz": (ANYONE, "says ok, and nothing else"),
    "set_language": (ANYONE, "the language of this browser"),
    "calendar_feed": (ANYONE, "a member's own calendar, by its secret; 404 without one"),
    "shared_file": (ANYONE, "a file shared with a customer, by its token"),
    "customer_goals": (ANYONE, "the objectives a customer agrees to, by the token of a contact"),
    "customer_update": (ANYONE, "what was done for a customer, by its token"),
    "book_meeting": (ANYONE, "times a customer may choose from, by their token"),
    "booked_meeting": (ANYONE, "what a customer booked as a file, by its token"),
    "complaint_form": (ANYONE, "the form for complaints; 404 until the workspace opens it"),
    "customer_complaint": (ANYONE, "a complaint that a customer follows, by its token"),
    "customer_complaint_file": (ANYONE, "a file that this page shows, by its token"),
    "friend": (ANYONE, "the page of a member's code for friends; 404 until the workspace opens it"),
    "customer_points": (ANYONE, "the points of a customer, by their token"),
    "customer_reward_picture": (ANYONE, "a picture that this page shows, by its token"),
    "customer_expectations": (ANYONE, "what was agreed with a customer, by its token"),
    "customer_request": (ANYONE, "what a customer is asked for, by its token"),
    "unsubscribe": (ANYONE, "ends one kind of messages to a customer, by a signed token; only POST acts"),
    "confirm_consent": (ANYONE, "what a customer is asked to confirm, by a signed token; only POST agrees"),
    "preferences": (ANYONE, "what a customer wants to receive, by a signed token"),
    "campaign_link": (ANYONE, "leads on to where a letter leads, by its signed token"),
    "campaign_picture": (ANYONE, "one dot in a letter, by its signed token"),
    "testimonial": (ANYONE, "what a customer says of us, by its token; given once"),
    "survey": (ANYONE, "a survey for a customer, by its token; answered once"),
    "take_visits": (
        ANYONE,
        "visits from a website of the workspace, by the secret of its key; 401 without one",
    ),
    "lead": (ANYONE, "the form for leads; 404 until the workspace opens it"),
    "lead_frame": (ANYONE, "the same form inside the sites that the workspace named"),
    "invitation": (ANYONE, "a link of a mail, by its token"),
    "first_owner": (ANYONE, "the one-time link of an empty installation"),
    "response_hook": (
        ANYONE,
        "what a provider of e-mail tells, by the secret of its address and its signature",
    ),
    "social_hook": (ANYONE, "mentions from another program, by the secret of its address; 404 without one"),
    "incoming_mail": (ANYONE, "the hook of a provider of e-mail, by its secret; closed without one"),
    "workspaces:front_door": (SIGNED_IN, "the choice of workspaces"),
    "workspaces:leave": (ANYONE, "the end of a visit of platform staff; nothing for anybody else"),
    "admin:*": (STAFF, "Django admin, with its own sign-in"),
    "account_login": (ANYONE, "sign-in"),
    "account_logout": (ANYONE, "asks before it signs out"),
    "account_inactive": (ANYONE, "allauth's page for a closed account"),
    "account_reauthenticate": (SIGNED_IN, "asks for the password again"),
    "account_change_password": (SIGNED_IN, "own password"),
    "change_address": (SIGNED_IN, "another address of one's own"),
    "confirm_address": (ANYONE, "a link of a mail, by its token"),
    "account_reset_password": (ANYONE, "asks for a mail"),
    "account_reset_password_done": (ANYONE, "says that a mail was sent"),
    "account_reset_password_from_key": (ANYONE, "a link of a mail"),
    "account_reset_password_from_key_done": (ANYONE, "says that it worked"),
    "mfa_authenticate": (ANYONE, "second step of signing in"),
    "mfa_reauthenticate": (SIGNED_IN, "asks for the second step again"),
    "mfa_index": (SIGNED_IN, "own second step"),
    "mfa_list_webauthn": (SIGNED_IN, "own passkeys"),
    "mfa_add_webauthn": (SIGNED_IN, "own passkeys"),
    "mfa_edit_webauthn": (SIGNED_IN, "own passkeys"),
    "mfa_remove_webauthn": (SIGNED_IN, "own passkeys"),
    "mfa_reauthenticate_webauthn": (SIGNED_IN, "asks for the passkey again"),
    "mfa_login_webauthn": (ANYONE, "sign-in by a passkey"),
    "mfa_activate_totp": (SIGNED_IN, "own second step"),
    "mfa_deactivate_totp": (SIGNED_IN, "own second step"),
    "mfa_view_recovery_codes": (SIGNED_IN, "own second step"),
    "mfa_download_recovery_codes": (SIGNED_IN, "own second step"),
    "mfa_generate_recovery_codes": (SIGNED_IN, "own second step"),
}
# Parts of addresses outside a workspace.
OUTSIDE_PARTS = {
    "workspace": "noor",
    "key": "none",
    "uidb36": "1",
    "token": "none",
    "app_label": "workspaces",
    "url": "x",
    "provider": "none",
}


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    view: Any

    def __str__(self):
        return self.name

    @property
    def is_in_workspace(self):
        return self.route.startswith("w/<slug:slug>/")

    @property
    def permission(self) -> Permission | None:
        return getattr(self.view, "permission", None)

    @property
    def methods(self) -> tuple[str, ...]:
        return getattr(self.view, "methods", ())

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(the word before, the name) of each part that is filled in, the workspace's own left out."""
        parts, word = [], ""
        for found in PART.finditer(f"/{self.route}"):
            word = found["before"] or word
            if found["name"] != "slug" and (word, found["name"]) not in FIXED:
                parts.append((word, found["name"]))
        return parts

    @property
    def fixed(self) -> dict[str, str]:
        """The parts that the code itself knows, in every workspace the same."""
        return {name: value for (word, name), value in FIXED.items() if f"{word}/<slug:{name}>" in self.route}

    def path(self, slug: str, **parts) -> str:
        parts = self.fixed | parts
        return reverse(self.name, kwargs={"slug": slug, **parts} if self.is_in_workspace else parts)

    def parts_of(self, part) -> dict[str, Any]:
        """The parts as the records of a filled workspace give them."""
        return {name: value_of(word, name, part) for word, name in self.parts}

    @property
    def is_private(self) -> bool:
        return bool(self.parts) and self.name.startswith(tuple(PRIVATE))

    @property
    def opened_with(self) -> Permission | None:
        return next(permission for name, permission in PRIVATE.items() if self.name.startswith(name))

    def paths_in(self, part) -> list[str]:
        """The address with every record of this workspace that fits: imports and jobs in all their stages."""
        paths = [self.path_in(part)]
        for word, name in self.parts:
            rows = part.more.get(model_of(word, name)._meta.label, [])
            others = [{**self.parts_of(part), name: column_of(row, word, name)} for row in rows]
            paths += [self.path(part.workspace.slug, **parts) for parts in others]
        return paths

    def path_in(self, part, *, records_of=None) -> str:
        """The address in one filled workspace, with the numbers of its own records or of another's."""
        return self.path(part.workspace.slug, **self.parts_of(records_of or part))


KEYS = {"number", "pk", "id", "token", "uuid", "name_fold", "year", "code"}
# What is addressed by a name of the code.
FIXED = {("reports", "key"): "retention"}
# Where two records of a kind stand side by side: the pairs whose second one is the other.
OTHER = "other"
PAIRS = {"accounts": "accounts.AccountPair", "contacts": "accounts.ContactPair"}


def value_of(word, name, part):
    """accounts/<int:number>/ is the number of an account, and so is position/<int:account>/."""
    if name == OTHER:
        return part.row(PAIRS[word]).second.number
    return column_of(part.row(model_of(word, name)._meta.label), word, name)


def model_of(word, name):
    model = model_named(word if name in KEYS | {OTHER} else name)
    if model is None:
        raise LookupError(f"Tell in MODELS of {__file__} which model {word}/<{name}> is about")
    return model


def column_of(row, word, name):
    column = name if name in KEYS else "number"
    if column not in {each.name for each in row._meta.fields} | {"pk"}:
        raise LookupError(f"{row._meta.label} has no {column}: describe {word}/<{name}> in {__file__}")
    return getattr(row, column)


def model_named(word):
    """The model that a word of an address means: contacts, position, follow-ups."""
    if word in MODELS:
        return apps.get_model(MODELS[word])
    bare = word.replace("-", "").replace("_", "").lower()
    singular = {bare, bare.removesuffix("s"), bare.removesuffix("es"), re.sub("ies$", "y", bare)}
    return next((model for model in apps.get_models() if model._meta.model_name in singular), None)


def _walk(patterns, route="", namespace=""):
    for pattern in patterns:
        full = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, full, inner)
        elif isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else f"{namespace}({full})"
            yield Address(name, full, pattern.callback)


@cache
def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns))


def workspace_addresses() -> list[Address]:
    return [address for address in addresses() if address.is_in_workspace]


def readable_addresses() -> list[Address]:
    return [address for address in workspace_addresses() if "GET" in address.methods]


def outside_addresses() -> list[Address]:
    """Those outside a workspace, but Django admin's."""
    return [address for address in addresses() if not address.is_in_workspace and not is_admin(address)]


def admin_addresses() -> list[Address]:
    return [address for address in addresses() if is_admin(address)]


def is_admin(address):
    return address.route.startswith("admin/")


def description(address):
    """(who may open it, why) of an address outside a workspace."""
    return OUTSIDE.get("admin:*" if is_admin(address) else address.name)


def path_outside(address) -> str | None:
    """A sample of an address outside a workspace; None where a regular expression cannot be filled in."""
    names = [name for _word, name in address.parts] + re.findall(r"\(\?P<(\w+)>", address.route)
    try:
        return reverse(address.name, kwargs={name: OUTSIDE_PARTS.get(name, "1") for name in names})
    except NoReverseMatch:
        return None
