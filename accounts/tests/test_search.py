import pytest

from accounts.models import Account, Contact

pytestmark = pytest.mark.django_db

FOUND = [
    ("شركة عبد الله القحطاني", "عبدالله"),
    ("شركة عبدالله القحطاني", "عبد الله"),
    ("شركة عبد الله القحطاني", "القحطانى عبدالله"),
    ("مؤسسة أحمد", "احمد"),
    ("مُؤَسَّسَة النُّور", "مؤسسه النور"),
    ("Al-Rajhi Trading", "alrajhi"),
    ("Alrajhi Trading", "al rajhi"),
    ("Société Générale", "generale societe"),
    ("شركة ٢٠٣٠", "2030"),
]


@pytest.mark.parametrize(("name", "query"), FOUND)
def test_a_customer_is_found_by_part_of_a_name_in_any_spelling(in_noor, name, query):
    Account.objects.create(name_ar=name)
    Account.objects.create(name_ar="شيء آخر تماما")
    assert [account.name_ar for account in Account.objects.matching(query)] == [name]


@pytest.mark.parametrize(
    "query", ["0501234567", "+966 50 123 4567", "٠٥٠١٢٣٤٥٦٧", "00966501234567", "501234", "050-123-4567"]
)
def test_a_person_is_found_by_the_phone_in_any_spelling(in_noor, query):
    Contact.objects.create(name_ar="نورة", phone_1="0501234567", phone_1_e164="+966501234567")
    Contact.objects.create(name_ar="سارة", phone_1="0559999999", phone_1_e164="+966559999999")
    assert [contact.name_ar for contact in Contact.objects.matching(query)] == ["نورة"]


@pytest.mark.parametrize("query", ["sara@afaq.example", "afaq.example", "sara"])
def test_a_person_is_found_by_part_of_the_address(in_noor, query):
    Contact.objects.create(name_en="Somebody", email_1="sara@afaq.example")
    assert Contact.objects.matching(query).count() == 1


@pytest.mark.parametrize("query", ["%", "_", "\\", "!!!", "100%"])
def test_signs_find_nothing_and_mean_nothing(in_noor, query):
    Account.objects.create(name_en="Plain")
    assert not Account.objects.matching(query).exists()


def test_search_of_one_workspace_never_finds_another(in_noor, bahr):
    from lib.tenancy.state import workspace

    with workspace(bahr.pk):
        Account.objects.create(name_en="Hidden Treasure")
    assert not Account.objects.matching("treasure").exists()


@pytest.mark.parametrize(("rows", "told"), [(3, "3"), (25, "25"), (26, "25+"), (40, "25+")])
def test_the_page_of_results_says_how_many_there_are_as_far_as_it_shows_them(
    in_noor, sign_in, salem, rows, told
):
    for place in range(rows):
        Account.objects.create(name_en=f"Afaq {place}")
    accounts, contacts, *_others = sign_in(salem).get("/w/noor/search/", {"q": "afaq"}).context["groups"]
    assert (accounts["count"], len(accounts["hits"])) == (told, min(rows, 25))
    assert (contacts["count"], contacts["hits"]) == ("0", [])


def test_frequent_words_are_looked_for_among_the_newest_of_the_workspace(in_noor, salem):
    for place in range(4):
        Account.objects.create(name_en=f"Rawabi {place}", number=place + 100)
    assert {each.name_en for each in Account.objects.matching("rawabi", 2)} == {"Rawabi 2", "Rawabi 3"}


def test_a_rare_word_is_found_however_old_its_row_is(in_noor, salem):
    Account.objects.create(name_en="Rawabi", number=1)
    Account.objects.bulk_create(Account(name_en=f"Tuwaiq {place}", number=place) for place in range(2, 60))
    assert [each.name_en for each in Account.objects.matching("rawabi", 2)] == ["Rawabi"]
    assert Account.objects.matching("tuwaiq", 2).count() == 2
