"""What customers of the demo's Arabic workspace complain about."""

from complaints.demo.noor_ended import ENDED, TOLD
from complaints.demo.noor_new import NEW
from complaints.demo.noor_running import INCIDENT, RUNNING

CATEGORIES = {
    "delivery": ("التوصيل", "Delivery", ""),
    "late": ("تأخر التوصيل", "Late delivery", "delivery"),
    "damaged": ("تلف أثناء النقل", "Damaged on the way", "delivery"),
    "short": ("نقص في الكمية", "Something missing", "delivery"),
    "quality": ("جودة الأصناف", "Quality of goods", ""),
    "print": ("الطباعة والألوان", "Print and colours", "quality"),
    "material": ("المادة والسماكة", "Material and thickness", "quality"),
    "billing": ("الفواتير والأسعار", "Invoices and prices", ""),
    "service": ("التعامل والرد", "Manner and answers", ""),
}
CAUSES = {
    "transport": ("النقل", "Transport", ""),
    "route": ("جدولة خطوط التوصيل", "Planning of routes", "transport"),
    "stacking": ("طريقة الرصّ في المركبة", "Stacking in the vehicle", "transport"),
    "warehouse": ("المستودع", "Warehouse", ""),
    "picking": ("خطأ في تجهيز الطلب", "Mistake in picking", "warehouse"),
    "damp": ("رطوبة في التخزين", "Damp store", "warehouse"),
    "press": ("ضبط ألوان المطبعة", "Colour setting of the press", ""),
    "entry": ("خطأ في إدخال الأسعار", "Mistake in entering prices", ""),
    "promise": ("وعد لم يُنقل إلى الفريق", "A promise that was not passed on", ""),
    "unclear": ("شرط غير واضح للعميل", "A term that was not clear", ""),
}
STORIES = (*NEW, *RUNNING, *TOLD, *ENDED, *INCIDENT)
