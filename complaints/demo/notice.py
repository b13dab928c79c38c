"""The demo's notice to the customers of an incident: written, and waiting for somebody who leads to approve it."""

from complaints.models import Complaint, IncidentNotice
from workspaces.demo import Stage

WORDS = {
    "subject_ar": "تأخر طلبياتكم من مستودع جدة",
    "text_ar": "نعتذر إليكم. انقطعت الكهرباء عن مستودعنا في جدة يومين، فتأخرت طلبيات المنطقة الغربية. "
    "عاد المستودع إلى العمل، ويكتمل تحميل الطلبيات خلال ثلاثة أيام، ونوافي كل عميل بموعد شاحنته. "
    "إن كان لديكم ما لا يحتمل الانتظار فأجيبوا عن هذه الرسالة ونقدّمه.",
    "subject_en": "Your orders from the Jeddah warehouse are late",
    "text_en": "We apologise. The power failed for two days at our warehouse in Jeddah, and orders of the western "
    "region are late. It works again, and all orders leave within three days; we tell each of you when your truck "
    "comes. If something cannot wait, answer this message and it goes first.",
}


def seed_notice(stage: Stage) -> None:
    incident = Complaint.objects.filter(affected__isnull=False).order_by("pk").first()
    if incident is not None:
        writer = stage.member("salem")
        IncidentNotice.objects.create(incident=incident, written_by=writer, **WORDS)
