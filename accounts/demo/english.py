"""The customers of bahr, which sells boats' and marine supplies in the Emirates and works in English."""

from accounts.demo import places
from accounts.demo.market import Market, Sizes
from accounts.demo.trades import Trade

FIRST_WORDS = [
    ("المرسى الأزرق", "Blue Harbour"), ("الأفق الساطع", "Bright Horizon"), ("نسيم البحر", "Sea Breeze"),
    ("اللؤلؤة البيضاء", "White Pearl"), ("النورس الفضي", "Silver Gull"), ("الشراع الذهبي", "Golden Sail"),
    ("الموجة الهادئة", "Calm Wave"), ("المرساة الثابتة", "Steady Anchor"), ("نجم الشمال", "North Star"),
    ("الشاطئ الرملي", "Sandy Cove"), ("قوس المرجان", "Coral Arch"), ("المنارة القديمة", "Old Lighthouse"),
    ("رياح الخليج", "Gulf Winds"), ("الصخرة الحمراء", "Red Rock"), ("بحر الصيف", "Summer Sea"),
    ("القافلة البحرية", "Sea Caravan"), ("دانة الخور", "Khor Pearl"), ("ساحل الذهب", "Gold Coast"),
    ("سفينة الصحراء", "Desert Ship"), ("العاصمة الزرقاء", "Blue Capital"), ("مياه العقيق", "Agate Waters"),
    ("الدلفين المرح", "Merry Dolphin"), ("البوصلة الدقيقة", "True Compass"), ("ريح الصبا", "East Wind"),
    ("خليج النخيل", "Palm Bay"), ("السارية العالية", "High Mast"), ("الزورق السريع", "Swift Dhow"),
    ("غروب الخليج", "Gulf Sunset"), ("جزر السكينة", "Quiet Isles"), ("الميناء الجديد", "New Haven"),
    ("قلعة الرمال", "Sand Castle"), ("الأسطول الأخضر", "Green Fleet"), ("مد وجزر", "Tide Line"),
    ("عين الصقر", "Falcon Eye"), ("الرصيف الغربي", "West Pier"), ("ضوء القمر", "Moonlight"),
    ("حوض الربان", "Captain's Basin"), ("الجسر العائم", "Floating Bridge"), ("زبد البحر", "Sea Foam"),
    ("أعماق الخليج", "Gulf Deep"), ("طائر البحر", "Seabird"), ("نخلة الخور", "Creek Palm"),
]  # fmt: skip

TRADES = [
    Trade("Shipping & logistics", 10, (
        ("شركة {} للشحن ذ.م.م", "{} Shipping LLC"),
        ("شركة {} للخدمات اللوجستية ذ.م.م", "{} Logistics LLC"),
    ), ("Orders rope, fenders and safety gear every quarter", "Asks for delivery alongside at Port Rashid")),
    Trade("Yachts & marinas", 10, (
        ("شركة {} لتأجير اليخوت ذ.م.م", "{} Yacht Charter LLC"),
        ("مرسى {}", "{} Marina"),
        ("شركة {} لصيانة القوارب", "{} Boat Maintenance Co."),
    ), ("Refits two boats each summer", "Buys engine parts and antifouling before the season")),
    Trade("Hospitality", 8, (
        ("فندق {}", "{} Hotel"),
        ("منتجع {}", "{} Beach Resort"),
        ("مطاعم {}", "{} Restaurants LLC"),
    ), ("Equips its own jetty and guest boats", "Peak season from October to April")),
    Trade("Diving & sports", 6, (
        ("نادي {} للغوص", "{} Diving Club"),
        ("أكاديمية {} للإبحار", "{} Sailing Academy"),
    ), ("Renews wetsuits and tanks every January",)),
    Trade("Construction", 5, (
        ("شركة {} للمقاولات البحرية ذ.م.م", "{} Marine Contracting LLC"),
    ), ("Needs workboats for each new project", "Tenders through a committee, allow six weeks")),
    Trade("Trading", 6, (
        ("شركة {} للتجارة العامة ذ.م.م", "{} General Trading LLC"),
    ), ("Resells in Oman and Bahrain",)),
]  # fmt: skip

BAHR = Market(
    sizes=Sizes(
        accounts=40,
        contacts=80,
        groups=1,
        branches=2,
        persons=5,
        duplicates=1,
        contacts_without_account=3,
        archived_accounts=2,
        archived_contacts=2,
    ),
    country="AE",
    language="en",
    currency="AED",
    country_code="971",
    mobile_prefixes=["050", "052", "054", "055", "056", "058"],
    landline_first_digits={"04": "3", "02": "6", "06": "5", "07": "2", "09": "2"},
    places=places.EMIRATES,
    trades=TRADES,
    first_words=FIRST_WORDS,
    second_words=[("", "")],
    group=("مجموعة {} القابضة", "{} Holding"),
    branch=("{} - فرع {}", "{} - {} Branch"),
    owners={"Dubai": ["omar"], "": ["anita"]},
    head="karim",
    remarks=[
        "Met at the Dubai International Boat Show.",
        "Prefers WhatsApp over e-mail.",
        "Pays within thirty days.",
        "Compares three quotes for everything above AED 20,000.",
        "The captain decides, the office signs.",
        "Wants one invoice a month.",
        "Please call before visiting, the office is behind the dry dock.",
    ],
    prospect_remarks=[
        "Asked for a quote, we owe them an answer.",
        "Met at the Dubai International Boat Show.",
        "Interested, waiting for next year's budget.",
    ],
    person_remarks=[
        "Owns a 36 ft boat at Dubai Creek.",
        "Fishes every weekend.",
        "Bought through the online shop.",
    ],
    tags={"Annual contract": 20, "Late payer": 10, "Key customer": 10, "Boat show": 15, "Free zone": 18},
    prospect_tags={"Boat show": 30, "Free zone": 15},
    interests=["New arrivals", "Fishing", "Sailing", "Diving", "Training courses", "Seasonal offers"],
    titles=[
        ("General Manager", "General Manager", "decides", 10),
        ("Procurement Manager", "Procurement Manager", "buys", 14),
        ("Operations Manager", "Operations Manager", "influences", 10),
        ("Finance Manager", "Finance Manager", "influences", 8),
        ("Captain", "Captain", "decides", 6),
        ("Technical Superintendent", "Technical Superintendent", "influences", 6),
        ("Storekeeper", "Storekeeper", "uses", 6),
        ("Executive Assistant", "Executive Assistant", "", 6),
    ],
    wordings={
        ("marketing", "whatsapp"): "I agree to news and offers on WhatsApp. I can withdraw at any time.",
        ("marketing", "email"): "I agree to receive the newsletter by e-mail. I can unsubscribe at any time.",
        ("service", "phone"): "I agree that Bahr Marine Supplies calls me about my orders and deliveries.",
    },
    consent_sources=["Form on the website", "Our stand at the boat show", "Paper form", "Phone call"],
    withdrawal="Asked us to stop.",
    lost_because=["Chose another supplier", "Moved to Oman", "Our price was too high"],
    dormant_because=["No order for six months", "Boat in dry dock"],
    won_because=["First order", "Contract signed", "Won the tender"],
    back_because=["Back with a new order"],
    foreigners_percent=58,
)
