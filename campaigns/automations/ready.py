"""Automations to begin with: each in one press, with letters in both languages, as drafts to be looked over first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.automations.design import next_key
from campaigns.automations.publishing import add_automation
from campaigns.models import Automation, Template
from campaigns.writing import add_block, add_template
from complaints.models import ComplaintIntake
from lib.registry import Registry
from workspaces.mail import site_link

Pair = tuple[str, str]  # in Arabic, in English


@dataclass(frozen=True)
class Letter:
    """A template; of blocks the kind and the texts. `complaint` stands where the workspace takes complaints."""

    name: Pair
    subject: Pair
    blocks: Sequence[tuple[str, Pair]]
    complaint: Pair | None = None


@dataclass(frozen=True)
class Ready:
    key: str
    label: Any
    help_text: Any
    icon: str
    name: Pair
    purpose: str
    trigger: Mapping[str, Any]
    # Letters stand for the step that sends them; a pair is what is said of a follow-up.
    steps: Sequence[Mapping[str, Any]]
    goal: str = "none"
    again_days: int | None = None


ready = Registry("automations to begin with")
DAY = {"kind": "wait", "unit": "days"}
MORNING = {"kind": "until", "at": "10:00"}
UNANSWERED = {"kind": "condition", "ask": "silent", "no": "end"}
CALL = {"kind": "follow_up", "owner": "manager", "days": 1}

WELCOME = Letter(
    ("رسالة الترحيب", "Welcome"),
    ("أهلًا بكم في {شركتنا}، {الاسم الأول}", "Welcome to {company}, {first name}"),
    (
        ("heading", ("أهلًا وسهلًا بكم", "We are glad that you are here")),
        (
            "text",
            (
                "مرحبًا {الاسم الأول}،\n\nيسعدنا انضمامكم إلينا. {مدير الحساب} في خدمتكم لأي سؤال.",
                "Dear {first name},\n\nit is good to have you with us. {manager} is there for any question.",
            ),
        ),
    ),
)
FIRST_DAYS = Letter(
    ("كيف كانت أيامكم الأولى؟", "Your first days with us"),
    ("هل نستطيع مساعدتكم؟", "Can we help you?"),
    (
        (
            "text",
            (
                (
                    "مرحبًا {الاسم الأول}،\n\nمرّت أيام على انضمامكم إلينا. إن كان ينقصكم شيء فاكتبوا لنا ردًّا على "
                    "هذه الرسالة."
                ),
                (
                    "Dear {first name},\n\nyou have been with us for some days now. If anything is missing, just "
                    "answer this letter."
                ),
            ),
        ),
    ),
)
CART = Letter(
    ("تذكير بالسلة", "Your cart is waiting"),
    ("ما زالت سلتكم بانتظاركم، {الاسم الأول}", "Your cart is still here, {first name}"),
    (
        (
            "text",
            (
                "مرحبًا {الاسم الأول}،\n\nاخترتم منتجات ولم تُكملوا الطلب. إن واجهتم صعوبة فيسعدنا أن نساعدكم.",
                (
                    "Dear {first name},\n\nyou chose something and did not finish the order. If anything was in the "
                    "way, we are glad to help."
                ),
            ),
        ),
    ),
)
AFTER_ORDER = Letter(
    ("الاطمئنان بعد الطلب", "How was your order?"),
    ("هل وصل طلبكم كما تريدون؟", "Did your order arrive as it should?"),
    (
        ("heading", ("كيف كان طلبكم؟", "How was your order?")),
        (
            "text",
            (
                (
                    "مرحبًا {الاسم الأول}،\n\nنودّ الاطمئنان على طلبكم الأخير:\n- هل أنتم راضون عنه؟\n- هل تأخر؟\n- "
                    "هل وصل خاطئًا أو ناقصًا؟\n\n"
                    "يكفي أن تردّوا على هذه الرسالة."
                ),
                (
                    "Dear {first name},\n\nwe would like to know about your last order:\n- Are you satisfied?\n- "
                    "Was it late?\n"
                    "- Was anything wrong or missing?\n\nJust answer this letter."
                ),
            ),
        ),
    ),
    complaint=("إبلاغ عن مشكلة", "Something is wrong"),
)
MISSED = Letter(
    ("اشتقنا إليكم", "We have missed you"),
    ("اشتقنا إليكم، {الاسم الأول}", "We have missed you, {first name}"),
    (
        (
            "text",
            (
                "مرحبًا {الاسم الأول}،\n\nمضى وقت منذ آخر مرة خدمناكم فيها. هل يمكننا أن نفعل شيئًا من أجلكم؟",
                (
                    "Dear {first name},\n\nit has been a while since we could serve you. Is there anything we can "
                    "do for you?"
                ),
            ),
        ),
    ),
)
SATISFIED = ("الاتصال بالعميل: لم يردّ على سؤالنا عن طلبه", "Call: no answer to our question about the order")
NEW_ONE = ("الاتصال بالعميل الجديد والتعرّف على حاجته", "Call the new customer and learn what they need")
QUIET = ("الاتصال بالعميل: لم يشترِ ولم يردّ على رسالتنا", "Call: neither bought nor answered our letter")

PARTS = [
    Ready(
        "welcome",
        _("Welcome"),
        _("A letter at once, another after three days, then a follow-up for who has not answered."),
        "mail",
        ("الترحيب بجهات الاتصال الجديدة", "Welcome"),
        "service",
        {"kind": "contact_added", "with_files": False},
        (
            {"letter": WELCOME},
            {**DAY, "amount": 3},
            MORNING,
            {"letter": FIRST_DAYS},
            {**DAY, "amount": 3},
            UNANSWERED,
            {**CALL, "say": NEW_ONE},
        ),
    ),
    Ready(
        "cart",
        _("Cart reminder"),
        _("A letter after four hours; whoever buys gets no more."),
        "shopping-cart",
        ("التذكير بالسلة المتروكة", "Cart reminder"),
        "marketing",
        {"kind": "cart_left", "hours": 4},
        ({"letter": CART}, {**DAY, "amount": 2}, {**CALL, "say": QUIET}),
        "bought",
        14,
    ),
    Ready(
        "order",
        _("After-order check"),
        _("Three days after each delivery: satisfied, late or wrong?"),
        "list-check",
        ("الاطمئنان بعد الطلب", "After-order check"),
        "service",
        {"kind": "purchase_delivered", "with_files": True},
        (
            {**DAY, "amount": 3},
            MORNING,
            {"letter": AFTER_ORDER},
            {**DAY, "amount": 4},
            UNANSWERED,
            {**CALL, "say": SATISFIED},
        ),
        "none",
        7,
    ),
    Ready(
        "win_back",
        _("Win-back follow-up"),
        _("For whoever comes into a segment of quiet customers: choose it before you publish."),
        "heart",
        ("استعادة العملاء المنقطعين", "Win-back follow-up"),
        "marketing",
        {"kind": "segment_entered", "segment": None},
        (MORNING, {"letter": MISSED}, {**DAY, "amount": 5}, {**CALL, "say": QUIET}),
        "bought",
        180,
    ),
]

for each in PARTS:
    ready.register(each.key, each)


def own(pair: Pair) -> str:
    """In the language of the reader, for names that colleagues see."""
    return pair[0] if get_language() == "ar" else pair[1]


@transaction.atomic
def begin_with(found: Ready, *, by, form_token=None) -> Automation:
    """A draft with its letters; a letter of this name that is in use is taken as it is."""
    steps: list[dict[str, Any]] = []
    for planned in found.steps:
        steps.append({"key": next_key(steps), **_step(planned, by)})
    design = {
        "trigger": dict(found.trigger),
        "again_days": found.again_days,
        "goal": {"kind": found.goal},
        "steps": steps,
    }
    return add_automation(
        by=by, form_token=form_token, name=own(found.name), purpose=found.purpose, design=design
    )


def _step(planned: Mapping[str, Any], by) -> dict[str, Any]:
    if "letter" in planned:
        return {"kind": "message", "template": _template(planned["letter"], by).number}
    if "say" in planned:
        return {name: value for name, value in planned.items() if name != "say"} | {
            "reason": own(planned["say"])
        }
    return dict(planned)


def _template(letter: Letter, by) -> Template:
    name = own(letter.name)
    standing = Template.objects.filter(name=name, archived_at=None).first()
    if standing is not None:
        return standing
    subject_ar, subject_en = letter.subject
    made = add_template(by=by, name=name, subject_ar=subject_ar, subject_en=subject_en)
    for kind, (text_ar, text_en) in letter.blocks:
        add_block(made, by=by, fields={"kind": kind, "text_ar": text_ar, "text_en": text_en})
    if letter.complaint is not None and (link := complaint_link(by.workspace)):
        text_ar, text_en = letter.complaint
        add_block(
            made, by=by, fields={"kind": "button", "text_ar": text_ar, "text_en": text_en, "link": link}
        )
    return made


def complaint_link(workspace) -> str:
    """Where customers of this workspace complain; empty where it takes no complaints from strangers."""
    is_open = ComplaintIntake.objects.standing().is_open
    return site_link("complaint_form", workspace=workspace.slug) if is_open else ""
