"""What a misspelt search may have meant: the same words with others of the workspace in their place."""

from itertools import product
from math import prod

from accounts.models import Account, Contact, Word
from lib.text import search_fold, search_words

MOST_QUERIES = 8
NEAR_MS = 300  # all of them together: later than that, nothing was found
LETTERS = 3  # a shorter word is like too many


def near_queries(query: str) -> list[str]:
    """Searches like this one, the nearest first; none of them is known to find anything."""
    words = search_words(query)
    others = {}
    for spelling in filter(None, (words, joined(words))):
        choices = [[(word, 1.0), *similar(word, 4 if len(words) <= 4 else 1)] for word in spelling]
        for choice in product(*choices):
            others[" ".join(word for word, _near in choice)] = prod(near for _word, near in choice)
    others.pop(" ".join(words), None)
    return sorted(others, key=lambda each: -others[each])[:MOST_QUERIES]


def joined(words: list[str]) -> list[str]:
    """Al Rajhi as one word, where names are written so."""
    text = " ".join(words)
    return search_fold(text).removeprefix(text).split()


def similar(word: str, most: int) -> list[tuple[str, float]]:
    """Numbers are right or wrong; only words are misspelt."""
    if len(word) < LETTERS or any(character.isdigit() for character in word):
        return []
    return [(text, near) for text, near in Word.objects.similar_to(word, most) if text != word]


def forget_words(subject) -> None:
    """Once somebody is deleted for good: the words of the name that no other customer has."""
    for word in set(search_fold(f"{subject.name_ar} {subject.name_en}").split()):
        if not any(model.objects.matching(word).exists() for model in (Account, Contact)):
            Word.objects.filter(text=word).delete()
