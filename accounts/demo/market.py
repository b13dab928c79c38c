"""What differs between the demo's workspaces: country, language, places, trades, and the words people use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.demo import places, texts, trades
from accounts.demo.places import Place
from accounts.demo.trades import Trade


@dataclass(frozen=True)
class Sizes:
    """How many of each; `contacts` counts all of them, the persons among the customers too."""

    accounts: int
    contacts: int
    groups: int
    branches: int
    persons: int
    duplicates: int
    contacts_without_account: int
    archived_accounts: int
    archived_contacts: int


@dataclass(frozen=True)
class Market:
    sizes: Sizes
    country: str
    language: str  # the one every name is known in; the other one only sometimes
    currency: str
    country_code: str
    mobile_prefixes: Sequence[str]
    landline_first_digits: Mapping[str, str]
    places: Sequence[Place]
    trades: Sequence[Trade]
    first_words: Sequence[tuple[str, str]]
    second_words: Sequence[tuple[str, str]]
    group: tuple[str, str]
    branch: tuple[str, str]
    owners: Mapping[str, Sequence[str]]  # account managers by region; "" for the other regions
    head: str  # who keeps the key accounts
    remarks: Sequence[str]
    prospect_remarks: Sequence[str]
    person_remarks: Sequence[str]
    tags: Mapping[str, int]
    prospect_tags: Mapping[str, int]
    interests: Sequence[str]
    titles: Sequence[tuple[str, str, str, int]]
    wordings: Mapping[tuple[str, str], str]
    consent_sources: Sequence[str]
    withdrawal: str
    lost_because: Sequence[str]
    dormant_because: Sequence[str]
    won_because: Sequence[str]
    back_because: Sequence[str]
    foreigners_percent: int
    local_words: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    digits: Mapping[int, str] = field(default_factory=dict)  # how some people type digits


NOOR = Market(
    sizes=Sizes(
        accounts=320,
        contacts=960,
        groups=10,
        branches=30,
        persons=48,
        duplicates=8,
        contacts_without_account=12,
        archived_accounts=12,
        archived_contacts=16,
    ),
    country="SA",
    language="ar",
    currency="SAR",
    country_code="966",
    mobile_prefixes=["050", "053", "054", "055", "056", "058", "059"],
    landline_first_digits={"011": "4", "012": "6", "013": "8", "014": "8", "016": "3", "017": "2"},
    places=places.SAUDI,
    trades=trades.TRADES,
    first_words=trades.FIRST_WORDS,
    second_words=trades.SECOND_WORDS,
    local_words=trades.LOCAL_WORDS,
    group=("مجموعة {} القابضة", "{} Holding Group"),
    branch=("{} - فرع {}", "{} - {} Branch"),
    owners={
        "منطقة الرياض": ["salem", "salem", "salem", "yasser"],
        "منطقة مكة المكرمة": ["turki", "turki", "yasser"],
        "منطقة المدينة المنورة": ["turki"],
        "المنطقة الشرقية": ["lama"],
        "منطقة القصيم": ["yasser"],
        "": ["nouf"],
    },
    head="mona",
    remarks=texts.REMARKS,
    prospect_remarks=texts.PROSPECT_REMARKS,
    person_remarks=texts.PERSON_REMARKS,
    tags=texts.TAGS,
    prospect_tags=texts.PROSPECT_TAGS,
    interests=texts.INTERESTS,
    titles=texts.TITLES,
    wordings=texts.WORDINGS,
    consent_sources=texts.CONSENT_SOURCES,
    withdrawal=texts.WITHDRAWAL,
    lost_because=texts.LOST_BECAUSE,
    dormant_because=texts.DORMANT_BECAUSE,
    won_because=texts.WON_BECAUSE,
    back_because=texts.BACK_BECAUSE,
    foreigners_percent=11,
    digits=str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
)
