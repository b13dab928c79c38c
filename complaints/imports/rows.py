"""A row of a file of complaints, read without the database: what it says, and what in it cannot be read.

Moments without a zone are those of the clocks of the workspace, whose zone is the current one.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from complaints.models import Complaint, Severity
from complaints.states import State
from lib.phones import NotAPhone, parse
from lib.spreadsheets import original
from lib.text import clean, fold, typed_number
from messaging.writing import direction_of
from social.arriving import MomentField, words

Channel, Remedy, Decision = Complaint.Channel, Complaint.Remedy, Complaint.Decision
LONGEST_TOLD, LONGEST_REFERENCE, LONGEST_NAME = 200, 100, 200
LONGEST = {
    "subject": 200,
    "text": 20_000,
    "resolution": 5_000,
    "reference": LONGEST_REFERENCE,
    "remedy_text": 500,
}
SEVERITIES = {
    Severity.LOW: words("low|minor|trivial|1|منخفضة|منخفض|بسيطة|بسيط"),
    Severity.MEDIUM: words("medium|normal|moderate|2|متوسطة|متوسط|عادية|عادي"),
    Severity.HIGH: words("high|major|urgent|3|عالية|عالي|مرتفعة|مرتفع|عاجلة|عاجل"),
    Severity.CRITICAL: words("critical|blocker|emergency|4|حرجة|حرج|طارئة|طارئ"),
}
CHANNELS = {
    Channel.FORM: words("public form|form|web|website|web form|النموذج العام|نموذج|الموقع|موقع"),
    Channel.PORTAL: words("customer portal|portal|بوابة العملاء|البوابة"),
    Channel.EMAIL: words("e-mail|email|mail|البريد الإلكتروني|بريد إلكتروني|البريد|بريد"),
    Channel.PHONE: words("phone call|phone|call|telephone|مكالمة هاتفية|مكالمة|هاتف|الهاتف|اتصال"),
    Channel.VISIT: words("visit|branch|in person|store|زيارة|حضوري|الفرع|فرع"),
    Channel.SOCIAL: words("social media|social|twitter|x|facebook|instagram|وسائل التواصل|تويتر|إكس"),
    Channel.OTHER: words("other|chat|whatsapp|sms|أخرى|اخرى|واتساب|محادثة"),
}
REMEDIES = {
    Remedy.REFUND: words("money back|refund|استرداد المبلغ|استرداد|رد المبلغ"),
    Remedy.REPLACEMENT: words("replacement|replace|exchange|استبدال"),
    Remedy.REPAIR: words("repair or redelivery|repair|redelivery|إصلاح أو إعادة توصيل|إصلاح|إعادة توصيل"),
    Remedy.APOLOGY: words("apology|اعتذار"),
    Remedy.EXPLANATION: words("explanation|توضيح|تفسير"),
    Remedy.OTHER: words("something else|other|شيء آخر|أخرى"),
}
DECISIONS = {
    Decision.ACCEPTED: words("accepted|upheld|justified|مقبولة|محقة"),
    Decision.PARTLY: words("accepted in part|partly|partly upheld|مقبولة جزئيًا|جزئيا"),
    Decision.REFUSED: words("refused|rejected|not upheld|unjustified|مرفوضة|مرفوض"),
}
# What others call an open one says nothing about our steps: it begins anew, with its clocks.
STATES = {
    State.NEW: words(
        "new|open|opened|received|reopened|pending|in progress|on hold|acknowledged|assessed|being looked into|"
        "waiting for the customer|waiting|decided|decision told|جديدة|جديد|مفتوحة|مفتوح|قيد المعالجة|قيد التنفيذ|معلقة|"
        "أُكّد استلامها|مقيَّمة|قيد التحقيق|بانتظار العميل|صدر القرار|أُبلغ العميل بالقرار"
    ),
    State.CLOSED: words(
        "closed|resolved|solved|done|completed|complete|مغلقة|مغلق|محلولة|منتهية|مكتملة|تم الحل"
    ),
    State.WITHDRAWN: words("withdrawn|cancelled|canceled|مسحوبة|ملغاة|ملغية"),
    State.REJECTED: words("no complaint|spam|not a complaint|ليست شكوى|مزعج"),
    State.MERGED: words("part of another one|merged|duplicate|جزء من شكوى أخرى|مدمجة|مكررة"),
}
LANGUAGES = {"ar": words("ar|arabic|العربية|عربي"), "en": words("en|english|الإنجليزية|إنجليزي")}
NOT_COUNTED = (State.REJECTED, State.MERGED)


@dataclass
class Row:
    """`problems` are [column, code, what was written]; a row with one is refused."""

    number: int
    cells: list[str]
    said: dict[str, str]
    problems: list[list[str]] = field(default_factory=list)
    account_number: int | None = None
    phone: str = ""
    filed_at: datetime | None = None
    closed_at: datetime | None = None
    state: str = State.NEW
    severity: int | None = None
    channel: str = Channel.OTHER
    language: str = ""
    remedy: str = ""
    remedy_text: str = ""
    decision: str = ""

    def refuse(self, column: str, code: str) -> None:
        self.problems.append([column, code, self.said.get(column, "")[:LONGEST_TOLD]])

    @property
    def is_over(self) -> bool:
        return self.state != State.NEW

    @property
    def text(self) -> str:
        return self.said.get("text") or self.said.get("subject", "")

    @property
    def subject(self) -> str:
        """Without one it is how the words begin."""
        return self.said.get("subject") or clean(self.said.get("text", ""))[: LONGEST["subject"]]

    @property
    def reference(self) -> str:
        return self.said.get("reference", "")

    @property
    def email(self) -> str:
        return self.said.get("email", "").lower()

    @property
    def account(self) -> str:
        return self.said.get("account", "")[:LONGEST_NAME]

    @property
    def own_number(self) -> int | None:
        """The number that a complaint of this workspace has, as its export says."""
        number = typed_number(self.said.get("number", ""))
        return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None

    def mark(self, account: int) -> str:
        """What tells this complaint from all others: the reference, or who said what, and when."""
        if self.reference:
            return f"={self.reference}"
        at = self.filed_at.isoformat() if self.filed_at else ""
        told = "\n".join([str(account), fold(self.subject), fold(self.text), at])
        return "#" + hashlib.sha256(told.encode()).hexdigest()[:48]


@dataclass
class Reader:
    """Rows of one file: `mapping` says which column is what, the rest holds where a row does not say it."""

    mapping: list[str]
    country: str
    now: datetime = field(default_factory=timezone.now)

    def read(self, number: int, cells: list[str]) -> Row:
        said = {
            key: clean(original(cell), lines=key in ("text", "resolution")).strip()
            for key, cell in zip(self.mapping, cells, strict=False)
            if key and cell.strip()
        }
        row = Row(number, cells, {key: value for key, value in said.items() if value})
        for key, longest in LONGEST.items():
            if len(row.said.get(key, "")) > longest:
                row.refuse(key, "too_long")
        if not row.subject:
            row.refuse("subject", "no_words")
        self._read_customer(row)
        self._read_values(row)
        self._read_moments(row)
        return row

    def _read_customer(self, row: Row) -> None:
        number = typed_number(row.said.get("account_number", ""))
        if number.isascii() and number.isdigit() and len(number) < 10:
            row.account_number = int(number)
        elif number:
            row.refuse("account_number", "no_number")
        if phone := row.said.get("phone"):
            try:
                row.phone = parse(phone, self.country).e164
            except NotAPhone:
                row.phone = ""
        if not (row.account_number or row.account or row.phone or row.email):
            row.refuse("account", "no_customer")

    def _read_values(self, row: Row) -> None:
        row.severity = _one_of(row, "severity", SEVERITIES)
        row.channel = _one_of(row, "channel", CHANNELS) or Channel.OTHER
        row.decision = _one_of(row, "decision", DECISIONS) or ""
        row.language = _one_of(row, "language", LANGUAGES) or (
            "ar" if direction_of(row.text) == "rtl" else "en"
        )
        row.remedy_text = row.said.get("remedy_text", "")
        if wish := row.said.get("remedy"):
            row.remedy = next((key for key, known in REMEDIES.items() if fold(wish) in known), "")
        if wish and not row.remedy:  # in words of its own
            row.remedy, row.remedy_text = Remedy.OTHER, row.remedy_text or wish[: LONGEST["remedy_text"]]
        row.state = _one_of(row, "state", STATES) or (State.CLOSED if "closed" in row.said else State.NEW)

    def _read_moments(self, row: Row) -> None:
        row.filed_at, row.closed_at = self._moment(row, "filed"), self._moment(row, "closed")
        if row.problems or not row.is_over:
            row.closed_at = None
            return
        if row.filed_at is None:
            row.refuse("filed", "over_since_when")
        elif row.closed_at is None and row.state == State.CLOSED:
            row.refuse("closed", "closed_when")
        elif row.closed_at is not None and row.closed_at < row.filed_at:
            row.refuse("closed", "closed_before")

    def _moment(self, row: Row, key: str) -> datetime | None:
        if key not in row.said:
            return None
        try:
            found = MomentField().clean(row.said[key])
        except ValidationError:
            row.refuse(key, "no_moment")
            return None
        if found is not None and found > self.now:
            row.refuse(key, "ahead")
        return found


def _one_of(row: Row, key: str, known: dict) -> Any:
    """The value that this word stands for; refused where it stands for none, None where nothing is said."""
    if key not in row.said:
        return None
    typed = fold(row.said[key])
    for value, names in known.items():
        if typed in names:
            return value
    row.refuse(key, "no_value")
    return None
