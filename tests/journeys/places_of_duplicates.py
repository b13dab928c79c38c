"""Pages of duplicates and merges."""

from tests.journeys.house_of_duplicates import TWINS, write_down_twice
from tests.journeys.places import Place

FURNISH = [write_down_twice]


def at_duplicates():
    # Before the house is furnished nobody knows the numbers; any will do to name the addresses.
    one, other, person, same, merged = TWINS or range(1, 6)
    yield Place("/w/noor/duplicates/")
    yield Place("/w/noor/duplicates/?kind=contacts&reason=name_same")
    yield Place("/w/noor/duplicates/?state=refused")
    yield Place(f"/w/noor/duplicates/accounts/{one}/{other}/")
    yield Place(f"/w/noor/duplicates/contacts/{person}/{same}/")
    yield Place(f"/w/noor/duplicates/accounts/{one}/with/")
    yield Place(f"/w/noor/duplicates/contacts/{person}/with/?q=nothing")
    yield Place(f"/w/noor/merges/{merged}/")


WALKS = [at_duplicates]
