"""Names of invented people: (Arabic, Latin) pairs, so that both spellings of a name belong together."""

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

# Colleagues from elsewhere, as they stand on their business cards: (Arabic, Latin, is a woman, language).
FROM_ELSEWHERE = [
    ("محمود عبد الفتاح السيد", "Mahmoud Abdelfattah Elsayed", False, "ar"),
    ("هبة مصطفى الشناوي", "Heba Mostafa Elshenawy", True, "ar"),
    ("كريم أشرف عبد الحميد", "Karim Ashraf Abdelhamid", False, "ar"),
    ("رانيا حداد", "Rania Haddad", True, "ar"),
    ("سامر أبو زيد", "Samer Abu Zaid", False, "ar"),
    ("عمار الخطيب", "Ammar Alkhatib", False, "ar"),
    ("ديما قاسم", "Dima Qasem", True, "ar"),
    ("الطيب عثمان إدريس", "Eltayeb Osman Idris", False, "ar"),
    ("إيهاب رمضان شاهين", "Ehab Ramadan Shaheen", False, "ar"),
    ("مروى بن يوسف", "Maroua Ben Youssef", True, "ar"),
    ("راجيش كومار", "Rajesh Kumar", False, "en"),
    ("بريا ناير", "Priya Nair", True, "en"),
    ("عمران شيخ", "Imran Sheikh", False, "ur"),
    ("سانتوش بيلاي", "Santhosh Pillai", False, "en"),
    ("ماريا سانتوس", "Maria Santos", True, "fil"),
    ("جون رييس", "John Reyes", False, "fil"),
    ("توماس بيكر", "Thomas Baker", False, "en"),
    ("كلير مارتان", "Claire Martin", True, "fr"),
    ("فراز أحمد خان", "Faraz Ahmed Khan", False, "ur"),
    ("أنيتا شارما", "Anita Sharma", True, "hi"),
    ("عبد الرشيد ميا", "Abdur Rashid Miah", False, "bn"),
    ("ديفيد مورغان", "David Morgan", False, "en"),
]  # fmt: skip

# As hurried people type them: another spelling of the same letters.
HURRIED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ى": "ي"})

FOREIGN_MEN = ["Rahul", "Imran", "James", "Marco", "Santhosh", "Peter", "Wei", "Arjun", "Andrei", "Jose", "Vikram", "Lukas"]
FOREIGN_WOMEN = ["Priya", "Maria", "Anita", "Olga", "Claire", "Grace", "Deepa", "Sofia", "Mei", "Hannah"]
FOREIGN_FAMILIES = [
    "Menon", "Fernandes", "Khan", "Baker", "Rossi", "Pillai", "Santos", "Sharma", "Petrov", "Nguyen", "Cruz",
    "Mathew", "Walker", "Iyer", "Reyes", "Novak",
]  # fmt: skip
