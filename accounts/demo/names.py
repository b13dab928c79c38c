"""Names of invented people: (Arabic, Latin) pairs, so that both spellings of a name belong together."""

from dataclasses import dataclass

MEN = [
    ("محمد", "Mohammed"), ("أحمد", "Ahmed"), ("عبد الله", "Abdullah"), ("عبد الرحمن", "Abdulrahman"),
    ("فهد", "Fahad"), ("سعود", "Saud"), ("خالد", "Khalid"), ("سلطان", "Sultan"), ("تركي", "Turki"),
    ("ناصر", "Nasser"), ("فيصل", "Faisal"), ("بندر", "Bandar"), ("ماجد", "Majed"), ("إبراهيم", "Ibrahim"),
    ("يوسف", "Yousef"), ("عمر", "Omar"), ("علي", "Ali"), ("حسن", "Hassan"), ("حسين", "Hussain"),
    ("صالح", "Saleh"), ("سعد", "Saad"), ("سعيد", "Saeed"), ("مشعل", "Mishal"), ("نواف", "Nawaf"),
    ("راكان", "Rakan"), ("طلال", "Talal"), ("عادل", "Adel"), ("هاني", "Hani"), ("وائل", "Wael"),
    ("بدر", "Bader"), ("زياد", "Ziyad"), ("أنس", "Anas"), ("أسامة", "Osama"), ("حمزة", "Hamza"),
    ("مؤيد", "Moayad"), ("لؤي", "Loay"), ("عبد العزيز", "Abdulaziz"), ("عبد المجيد", "Abdulmajeed"),
    ("عبد الإله", "Abdulelah"), ("مصطفى", "Mustafa"), ("يحيى", "Yahya"), ("موسى", "Mousa"),
    ("عيسى", "Eisa"), ("رائد", "Raed"), ("إياد", "Iyad"), ("ثامر", "Thamer"), ("معاذ", "Muath"),
    ("مساعد", "Musaed"), ("غازي", "Ghazi"), ("جابر", "Jaber"), ("رامي", "Rami"), ("مازن", "Mazen"),
    ("آدم", "Adam"), ("أيمن", "Ayman"), ("إسماعيل", "Ismail"), ("عبد الكريم", "Abdulkareem"),
]  # fmt: skip

WOMEN = [
    ("نورة", "Noura"), ("سارة", "Sarah"), ("فاطمة", "Fatimah"), ("عائشة", "Aisha"), ("مريم", "Maryam"),
    ("هند", "Hind"), ("ريم", "Reem"), ("لمى", "Lama"), ("نوف", "Nouf"), ("منى", "Mona"), ("هيا", "Haya"),
    ("أمل", "Amal"), ("عبير", "Abeer"), ("مها", "Maha"), ("ليلى", "Layla"), ("هدى", "Huda"),
    ("خلود", "Khulood"), ("شهد", "Shahad"), ("رهف", "Rahaf"), ("جواهر", "Jawaher"),
    ("الجوهرة", "Aljawharah"), ("أروى", "Arwa"), ("آلاء", "Alaa"), ("إيمان", "Iman"), ("أسماء", "Asma"),
    ("رؤى", "Ruaa"), ("غادة", "Ghada"), ("دلال", "Dalal"), ("بدور", "Budoor"), ("وفاء", "Wafa"),
    ("ابتسام", "Ebtisam"), ("إسراء", "Israa"), ("شيماء", "Shaima"), ("دعاء", "Duaa"), ("نجلاء", "Najla"),
    ("سمية", "Sumayyah"), ("خديجة", "Khadijah"), ("حصة", "Hessa"), ("لطيفة", "Latifa"),
    ("منيرة", "Munirah"), ("موضي", "Moudhi"), ("العنود", "Alanoud"), ("أفنان", "Afnan"), ("رغد", "Raghad"),
    ("لينا", "Lina"), ("تهاني", "Tahani"), ("آمنة", "Amnah"), ("بشرى", "Bushra"), ("سلمى", "Salma"),
    ("ذكرى", "Thekra"),
]  # fmt: skip

FAMILIES = [
    ("القحطاني", "Al-Qahtani"), ("العتيبي", "Al-Otaibi"), ("الحربي", "Al-Harbi"), ("الغامدي", "Al-Ghamdi"),
    ("الزهراني", "Al-Zahrani"), ("الشهري", "Al-Shehri"), ("المطيري", "Al-Mutairi"),
    ("الدوسري", "Al-Dosari"), ("الشمري", "Al-Shammari"), ("العنزي", "Al-Anazi"), ("السبيعي", "Al-Subaie"),
    ("البقمي", "Al-Buqami"), ("المالكي", "Al-Malki"), ("الأحمدي", "Al-Ahmadi"), ("العمري", "Al-Omari"),
    ("اليامي", "Al-Yami"), ("الرشيدي", "Al-Rashidi"), ("الجهني", "Al-Juhani"), ("الثقفي", "Al-Thaqafi"),
    ("الخالدي", "Al-Khaldi"), ("التميمي", "Al-Tamimi"), ("الشهراني", "Al-Shahrani"), ("البلوي", "Al-Balawi"),
    ("العسيري", "Al-Asiri"), ("الفيفي", "Al-Faifi"), ("السلمي", "Al-Sulami"), ("الهاجري", "Al-Hajri"),
    ("المري", "Al-Marri"), ("العجمي", "Al-Ajmi"), ("الحازمي", "Al-Hazmi"), ("الأنصاري", "Al-Ansari"),
    ("المحمدي", "Al-Mohammadi"), ("القرني", "Al-Qarni"), ("الأسمري", "Al-Asmari"), ("البيشي", "Al-Bishi"),
    ("الصالح", "Al-Saleh"), ("العبد الله", "Al-Abdullah"), ("الإبراهيم", "Al-Ibrahim"),
    ("الناصر", "Al-Nasser"), ("العيسى", "Al-Eisa"), ("اليحيى", "Al-Yahya"), ("الرويلي", "Al-Ruwaili"),
    ("الوادعي", "Al-Wadei"), ("الخثعمي", "Al-Khathami"), ("الجعيد", "Al-Juaid"), ("العمودي", "Al-Amoudi"),
]  # fmt: skip


@dataclass(frozen=True)
class Culture:
    """Where colleagues from elsewhere come from: their names go together."""

    language: str
    weight: int
    men: tuple[tuple[str, str], ...]
    women: tuple[tuple[str, str], ...]
    families: tuple[tuple[str, str], ...]


FROM_ELSEWHERE = [
    Culture("ar", 45, (
        ("محمود", "Mahmoud"), ("كريم", "Karim"), ("سامر", "Samer"), ("عمار", "Ammar"), ("إيهاب", "Ehab"),
        ("طارق", "Tarek"), ("وليد", "Walid"), ("حسام", "Hossam"), ("شريف", "Sherif"), ("باسل", "Basel"),
    ), (
        ("هبة", "Heba"), ("رانيا", "Rania"), ("ديما", "Dima"), ("مروى", "Marwa"), ("نهى", "Noha"),
        ("لبنى", "Lubna"), ("سوزان", "Suzan"), ("نسرين", "Nisreen"),
    ), (
        ("السيد", "Elsayed"), ("الشناوي", "Elshenawy"), ("عبد الحميد", "Abdelhamid"), ("حداد", "Haddad"),
        ("أبو زيد", "Abu Zaid"), ("الخطيب", "Alkhatib"), ("قاسم", "Qasem"), ("شاهين", "Shaheen"),
        ("إدريس", "Idris"), ("حجازي", "Hegazy"), ("درويش", "Darwish"), ("عوض", "Awad"),
        ("النجار", "Alnajjar"), ("صبري", "Sabry"), ("الطيب", "Eltayeb"), ("بن يوسف", "Ben Youssef"),
    )),
    Culture("en", 20, (
        ("راجيش", "Rajesh"), ("سانتوش", "Santhosh"), ("أرجون", "Arjun"), ("فيكرام", "Vikram"),
        ("سوريش", "Suresh"),
    ), (
        ("بريا", "Priya"), ("أنيتا", "Anita"), ("ديبا", "Deepa"), ("لاكشمي", "Lakshmi"),
    ), (
        ("كومار", "Kumar"), ("ناير", "Nair"), ("بيلاي", "Pillai"), ("مينون", "Menon"), ("شارما", "Sharma"),
        ("فرنانديز", "Fernandes"),
    )),
    Culture("ur", 10, (
        ("عمران", "Imran"), ("فراز", "Faraz"), ("بلال", "Bilal"), ("كاشف", "Kashif"),
    ), (
        ("صبا", "Saba"), ("حنا", "Hina"), ("سدرة", "Sidra"),
    ), (
        ("خان", "Khan"), ("شيخ", "Sheikh"), ("مالك", "Malik"), ("بت", "Butt"), ("قريشي", "Qureshi"),
    )),
    Culture("en", 12, (
        ("توماس", "Thomas"), ("ديفيد", "David"), ("بيتر", "Peter"), ("ماركو", "Marco"),
    ), (
        ("كلير", "Claire"), ("هانا", "Hannah"), ("صوفيا", "Sofia"),
    ), (
        ("بيكر", "Baker"), ("مورغان", "Morgan"), ("مارتان", "Martin"), ("روسي", "Rossi"), ("نوفاك", "Novak"),
        ("ووكر", "Walker"),
    )),
    Culture("fil", 8, (
        ("جون", "John"), ("خوسيه", "Jose"), ("مارك", "Mark"),
    ), (
        ("ماريا", "Maria"), ("غريس", "Grace"), ("جوي", "Joy"),
    ), (
        ("سانتوس", "Santos"), ("رييس", "Reyes"), ("كروز", "Cruz"), ("غارسيا", "Garcia"),
    )),
    Culture("bn", 5, (
        ("عبد الرشيد", "Abdur Rashid"), ("رفيق", "Rafiq"), ("شفيق", "Shafiq"),
    ), (
        ("نسيمة", "Nasima"), ("شيرين", "Shirin"),
    ), (
        ("ميا", "Miah"), ("حسين", "Hossain"), ("رحمن", "Rahman"),
    )),
]  # fmt: skip

# As hurried people type them: another spelling of the same letters.
HURRIED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي"})
