"""The demo's plan of posts: out, approved, drafts, one called off and one that is late."""

from datetime import datetime, time, timedelta

from accounts.demo.seed import insert_numbered
from social.models import SocialPost
from timeline.models import Event
from workspaces.demo import Stage, past_event

State = SocialPost.State
# Days from today, hour, networks, state, words.
NOOR = [
    (
        -12,
        11,
        ["x", "linkedin"],
        State.PUBLISHED,
        "افتتحنا توسعة مستودعنا في المنطقة الصناعية الثانية بالرياض: مساحة أكبر، وتسليم أسرع لعملائنا.",
    ),
    (
        -6,
        10,
        ["instagram", "snapchat"],
        State.PUBLISHED,
        "أكياس ورقية قابلة للتدوير بألوان علامتكم ♻️\nاطلبوا عينة مجانية عبر الرسائل.",
    ),
    (
        -3,
        13,
        ["linkedin"],
        State.PUBLISHED,
        "شكرًا لعملائنا في معرض الضيافة. التقينا بأكثر من مئتي شريك، ونعود إليكم قريبًا بأصناف جديدة.",
    ),
    (
        -1,
        10,
        ["x"],
        State.APPROVED,
        "تذكير: آخر موعد لطلبات التوصيل قبل إجازة نهاية الأسبوع هو الأربعاء الساعة الثانية ظهرًا.",
    ),
    (
        0,
        15,
        ["x", "instagram"],
        State.APPROVED,
        "كيف تختار علبة التغليف المناسبة للمأكولات الساخنة؟ ثلاث نصائح من فريقنا 👇",
    ),
    (
        1,
        11,
        ["linkedin", "x"],
        State.DRAFT,
        "نبحث عن أمين مستودع ينضم إلى فريقنا في جدة. التفاصيل في الرابط.",
    ),
    (3, 10, ["instagram", "tiktok"], State.DRAFT, "من خط الإنتاج إلى بابكم: جولة قصيرة في مستودعنا 🎬"),
    (
        6,
        12,
        ["x", "linkedin", "instagram"],
        State.DRAFT,
        "بدأ استقبال طلبات رمضان المبكرة. احجزوا كمياتكم قبل نهاية الشهر واحصلوا على خصم التوصيل.",
    ),
    (2, 9, ["facebook"], State.CANCELLED, "عرض نهاية الموسم على الكراتين المضلعة."),
]
BAHR = [
    (-4, 10, ["linkedin"], State.PUBLISHED, "New stock of anti-fouling paint in Jebel Ali."),
    (2, 10, ["linkedin", "instagram"], State.DRAFT, "Meet us at the Dubai boat show, stand B12."),
]
POSTS = {"noor": NOOR, "bahr": BAHR}


def seed_posts(stage: Stage) -> None:
    slug = stage.workspace.slug
    writer, head = stage.member("lama" if slug == "noor" else "omar"), stage.member("mona")
    made = []
    for days, hour, networks, state, text in POSTS[slug]:
        planned = datetime.combine(stage.today + timedelta(days=days), time(hour), stage.zone)
        is_out = state == State.PUBLISHED
        made.append(
            SocialPost(
                networks=networks,
                text=text,
                planned_at=planned,
                writer=writer,
                created_by=writer,
                created_at=datetime.combine(stage.today - timedelta(days=20), time(9), stage.zone),
                state=state,
                approved_by=head if state in {State.APPROVED, State.PUBLISHED} else None,
                published_at=planned + timedelta(minutes=4) if is_out else None,
                link=f"https://social.example/{slug}/{20 + days}" if is_out else "",
            )
        )
    insert_numbered(made)
    events = [past_event("socialpost.created", each, by=writer, at=each.created_at) for each in made]
    events += [
        past_event("socialpost.published", each, by=writer, at=each.published_at)
        for each in made
        if each.published_at
    ]
    Event.objects.bulk_create(sorted(events, key=lambda event: event.at))
