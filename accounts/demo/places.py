"""Regions and cities where the demo's customers are, with the telephone area of each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    city: str
    region: str
    area: str  # of landlines, national form without the number
    weight: int
    elsewhere: str  # its name in the other language


SAUDI = [
    Place("الرياض", "منطقة الرياض", "011", 96, "Riyadh"),
    Place("الخرج", "منطقة الرياض", "011", 8, "Al Kharj"),
    Place("المجمعة", "منطقة الرياض", "016", 4, "Al Majmaah"),
    Place("جدة", "منطقة مكة المكرمة", "012", 58, "Jeddah"),
    Place("مكة المكرمة", "منطقة مكة المكرمة", "012", 18, "Makkah"),
    Place("الطائف", "منطقة مكة المكرمة", "012", 10, "Taif"),
    Place("المدينة المنورة", "منطقة المدينة المنورة", "014", 16, "Madinah"),
    Place("ينبع", "منطقة المدينة المنورة", "014", 6, "Yanbu"),
    Place("الدمام", "المنطقة الشرقية", "013", 32, "Dammam"),
    Place("الخبر", "المنطقة الشرقية", "013", 20, "Khobar"),
    Place("الجبيل", "المنطقة الشرقية", "013", 10, "Jubail"),
    Place("الأحساء", "المنطقة الشرقية", "013", 10, "Al Ahsa"),
    Place("بريدة", "منطقة القصيم", "016", 12, "Buraydah"),
    Place("عنيزة", "منطقة القصيم", "016", 6, "Unaizah"),
    Place("أبها", "منطقة عسير", "017", 9, "Abha"),
    Place("خميس مشيط", "منطقة عسير", "017", 9, "Khamis Mushait"),
    Place("تبوك", "منطقة تبوك", "014", 8, "Tabuk"),
    Place("حائل", "منطقة حائل", "016", 7, "Hail"),
    Place("جازان", "منطقة جازان", "017", 6, "Jazan"),
    Place("نجران", "منطقة نجران", "017", 4, "Najran"),
    Place("الباحة", "منطقة الباحة", "017", 3, "Al Baha"),
    Place("سكاكا", "منطقة الجوف", "014", 3, "Sakaka"),
    Place("عرعر", "منطقة الحدود الشمالية", "014", 2, "Arar"),
]

EMIRATES = [
    Place("Dubai", "Dubai", "04", 50, "دبي"),
    Place("Abu Dhabi", "Abu Dhabi", "02", 18, "أبوظبي"),
    Place("Sharjah", "Sharjah", "06", 14, "الشارقة"),
    Place("Ajman", "Ajman", "06", 5, "عجمان"),
    Place("Ras Al Khaimah", "Ras Al Khaimah", "07", 7, "رأس الخيمة"),
    Place("Fujairah", "Fujairah", "09", 6, "الفجيرة"),
]
