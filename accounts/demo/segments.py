"""Segments of noor, as an account team keeps them: by rules of every kind, and one of chosen people; two of bahr."""

from typing import Any

from accounts.models import Contact, Region, Segment
from accounts.segments.querying import people as keys_of
from accounts.segments.querying import vocabulary
from accounts.segments.reading import keep, places_of
from accounts.segments.tree import Unsound, kept, read
from accounts.segments.verbs import add_segment, put_in
from lib.text import fold
from workspaces.demo import Stage

INVITED = 12


def rule(field: str, op: str, *, is_negated: bool = False, **values) -> dict[str, Any]:
    return {"field": field, "op": op, "not": is_negated, "values": values}


def group(kind: str, *parts) -> dict[str, Any]:
    return {"kind": kind, "not": False, "parts": list(parts)}


def every(*parts):
    return group("all", *parts)


def some(*parts):
    return group("any", *parts)


def keys(model, *names) -> list[str]:
    """Entries of the workspace's lists; the demo names what it has."""
    wanted = [fold(name) for name in names]
    found = model.objects.filter(name_fold__in=wanted).values_list("pk", flat=True)
    return [str(pk) for pk in found] or [str(model.objects.order_by("pk").values_list("pk", flat=True)[0])]


def of_noor():
    riyadh = keys(Region, "الرياض", "منطقة الرياض")
    return (
        ("مشترون نشطون هذا الربع", "اشتروا خلال 90 يومًا: يصلهم الجديد أولًا.",
         every(rule("account.last_purchase", "within", days="90"), rule("account.purchases", "count", count="2"))),
        ("ابتعدوا عنا", "عملاء اشتروا سابقًا ولم يعودوا: حملة استعادة.",
         every(rule("account.last_purchase", "longer", days="120"),
               rule("account.status", "one_of", choices=["active", "dormant"]),
               rule("account.complaint_open", "yes", is_negated=True))),
        ("كبار العملاء", "الفئة «أ»، أو من زادت مشترياتهم على 100 ألف.",
         some(rule("account.tier", "one_of", choices="A"), rule("account.bought", "least", least="100000"))),
        ("عملاء الرياض الموافقون على العروض", "لدعوات الفعاليات في الرياض.",
         every(rule("account.region", "one_of", choices=riyadh),
               rule("contact.consent", "given", purposes="marketing", channels=["email", "sms", "whatsapp"]))),
        ("لم نتواصل معهم منذ شهرين", "عملاء نشطون تأخر التواصل معهم.",
         every(rule("account.status", "one_of", choices="active"),
               some(rule("account.last_contact", "longer", days="60"), rule("account.last_contact", "empty")))),
        ("يفضّلون واتساب", "من يراسلنا أو يفضّل المراسلة بواتساب.",
         some(rule("contact.preferred_channel", "one_of", choices="whatsapp"),
              rule("account.usual_channel", "one_of", choices="whatsapp"))),
        ("أعضاء برنامج الولاء بنقاط كثيرة", "لديهم ما يستبدلونه: تذكير بالمكافآت.",
         every(rule("account.member", "yes"), rule("account.points", "least", least="500"))),
        ("اشتكوا وعادوا", "شكوى في العام الأخير ولا شكوى مفتوحة الآن: اتصال شخصي.",
         every(rule("account.complaints", "count", count="1", days="365"),
               rule("account.complaint_open", "yes", is_negated=True))),
        ("سيدات ورجال أعمال من 30 إلى 50", "حسب العمر، لبرنامج القيادات.",
         every(rule("contact.age", "between", least="30", most="50"), rule("contact.reached", "email"))),
    )  # fmt: skip


def of_bahr():
    return (
        ("عملاء نشطون", "", every(rule("account.status", "one_of", choices="active"))),
        ("عملاء بلا تواصل", "", every(rule("account.last_contact", "longer", days="90"))),
    )


def seed_segments(stage: Stage) -> None:
    """By rules, each read once; and in noor a list of guests."""
    is_noor = stage.workspace.slug == "noor"
    by = stage.member("mona") if is_noor else stage.member("owner")
    known = vocabulary()
    for name, note, rules in of_noor() if is_noor else of_bahr():
        try:
            tree = kept(read(rules, known), known)
        except Unsound as refusal:
            raise AssertionError(f"{name}: {refusal}") from refusal
        made = add_segment(by=by, name=name, note=note, rules=tree)
        keep(made, list(keys_of(places_of(made, known)).order_by("contact")), by=by)
    if is_noor:
        guests = add_segment(
            by=by,
            name="ضيوف لقاء العملاء السنوي",
            note="قائمة الدعوة كما اتُّفق عليها.",
            kind=Segment.Kind.STATIC,
        )
        chosen = Contact.objects.kept().order_by("pk").values_list("pk", flat=True)[:INVITED]
        put_in(guests, list(chosen), by=by)
        keep(guests, list(keys_of(places_of(guests)).order_by("contact")), by=by)
