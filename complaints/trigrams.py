"""How alike texts are: the share of common trigrams, as pg_trgm counts it. No database.

Likeness is 0..1; texts are folded ones (lib.text.search_fold), whose words stand between single spaces. The rule is
pg_trgm's: each word has two spaces before it and one after it, the trigrams of a text are those of its words, each
once, and likeness is how many two texts have in common of all that either has. It knows no errors.

A text is kept as one number with a bit for each trigram, so what two have in common is one "and": half a microsecond,
where PostgreSQL takes both texts apart again for every pair.
"""


class Texts:
    """Texts in their order, each by its key; of the next one it is asked which of them is the likest."""

    def __init__(self, bound: float):
        self.bound = bound
        self._places: dict[str, int] = {}
        # Words come again and again: each is taken apart once.
        self._words: dict[str, int] = {}
        self._held: list[tuple[int, int, int]] = []  # key, bits, how many they are

    def __len__(self) -> int:
        return len(self._held)

    def add(self, key: int, text: str) -> None:
        bits = self._bits(text)
        self._held.append((key, bits, bits.bit_count()))

    def likest(self, text: str) -> tuple[int, float] | None:
        """Key and likeness of the one that is most like it, the first of them; None where none reaches the bound."""
        mine = self._bits(text)
        size = mine.bit_count()
        # c / (a + b - c) >= bound is c >= bound * (a + b) / (1 + bound): what misses it is not divided.
        share = self.bound / (1 + self.bound)
        best, most = None, 0.0
        for key, bits, other in self._held:
            common = (mine & bits).bit_count()
            if common and common >= share * (size + other) - 1e-9:
                likeness = common / (size + other - common)
                if likeness > most:
                    best, most = key, likeness
        return None if best is None else (best, most)

    def _bits(self, text: str) -> int:
        bits = 0
        for word in text.split(" "):
            found = self._words.get(word)
            if found is None:
                found = self._words[word] = self._bits_of(word)
            bits |= found
        return bits

    def _bits_of(self, word: str) -> int:
        if not word:
            return 0
        padded, bits = f"  {word} ", 0
        for begin in range(len(padded) - 2):
            place = self._places.setdefault(padded[begin : begin + 3], len(self._places))
            bits |= 1 << place
        return bits
