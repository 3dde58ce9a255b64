"""Values a stretch of words: its entries, and what their neighbours do to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sentiment.lexicon.entries import EntryTable, Match
from sentiment.lexicon.load import Lexicon, Negation
from sentiment.lexicon.tokens import Word, unstretched
from sentiment.normalise import without_marks

STRONGER = 1.3
WEAKER = 0.6
EMPHASIS = 1.25  # capitals, or a stretched word
NEGATED_PRAISE = -0.7  # "not good" is less bad than "bad"
NEGATED_BLAME = -0.5  # "not bad" is less good than "good"
NEGATION_REACH = 4  # words between a negator and what it negates
INABILITY = -1.0


@dataclass(slots=True)
class Hit:
    """An entry found at `place`, over `length` words, with its valence so far."""

    place: int
    length: int
    valence: float
    courtesy: bool
    negated: bool = False

    def negate(self) -> None:
        """Turn the valence, once."""
        if not self.negated:
            self.valence *= NEGATED_PRAISE if self.valence > 0 else NEGATED_BLAME
            self.negated = True


class Segment:
    """A stretch of words without punctuation or "but", read with one language's lexicon."""

    def __init__(self, words: Sequence[Word], lexicon: Lexicon) -> None:
        """Find and value the entries."""
        self._lexicon = lexicon
        self._words = words
        self._forms = [readable(word, lexicon) for word in words]
        self._plain = [without_marks(form) for form in self._forms]
        self.hits: list[Hit] = []
        self._negators: list[int] = []
        self._degrees: dict[int, float] = {}
        self._find()
        self._apply_degrees()
        self._negate()

    def _find(self) -> None:
        place = 0
        while place < len(self._forms):
            match = self._longest(self._lexicon.entries, place)
            if match is None:
                place += self._note_role(place)
                continue
            courtesy = self._longest(self._lexicon.courtesies, place) is not None
            hit = Hit(place, match.length, match.valence, courtesy)
            self._negate_inside(hit, match)
            self.hits.append(hit)
            place += match.length

    def _longest(self, table: EntryTable, place: int) -> Match | None:
        found = table.longest_at(self._forms, place)
        return found or table.longest_at(self._plain, place)

    def _note_role(self, place: int) -> int:
        """Remember what an unvalued word does to its neighbours; return how many words it took."""
        for table, factor in (
            (self._lexicon.intensifiers, STRONGER),
            (self._lexicon.dampeners, WEAKER),
        ):
            if (match := self._longest(table, place)) is not None:
                self._degrees[place + match.length - 1] = factor
                return match.length
        if self._longest(self._lexicon.negators, place) is not None:
            self._negators.append(place)
        elif self._is_inability(place):
            if (praise := self._nearest_before(place, praise_only=True)) is not None:
                praise.negate()
            else:
                self.hits.append(Hit(place, 1, INABILITY, courtesy=False))
        elif self._verb_negation(place) is not None:
            self._negators.append(place)
        return 1

    def _is_inability(self, place: int) -> bool:
        if self._lexicon.inability is None:
            return False
        before = self._plain[place - 1] + " " if place else ""
        return any(
            found.end() > len(before)
            for found in self._lexicon.inability.finditer(before + self._plain[place])
        )

    def _verb_negation(self, place: int) -> int | None:
        """Return at which letter the word negates itself, None if it does not."""
        if self._lexicon.negated_verb is None:
            return None
        found = self._lexicon.negated_verb.search(self._plain[place])
        return None if found is None else found.start()

    def _negate_inside(self, hit: Hit, match: Match) -> None:
        """A verb's own negation turns its entry, unless the entry already contains the negation."""
        last = hit.place + hit.length - 1
        start = self._verb_negation(last)
        if start is None:
            return
        if start >= match.stem_letters:
            hit.negate()
        elif (praise := self._nearest_before(hit.place, praise_only=True)) is not None:
            praise.negate()

    def _apply_degrees(self) -> None:
        for hit in self.hits:
            for place in (hit.place - 1, hit.place - 2):
                hit.valence *= self._degrees.get(place, 1.0)
            covered = self._words[hit.place : hit.place + hit.length]
            if any(word.shouted or word.stretched for word in covered):
                hit.valence *= EMPHASIS

    def _negate(self) -> None:
        for place in self._negators:
            hit = None
            # A verb with its own negation always stands after what it says no to.
            explicit = self._longest(self._lexicon.negators, place) is not None
            if explicit and self._lexicon.negation is not Negation.BACKWARD:
                hit = self._nearest_after(place)
            if hit is None and self._lexicon.negation is not Negation.FORWARD:
                hit = self._nearest_before(place)
            if hit is not None:
                hit.negate()

    def _nearest_after(self, place: int) -> Hit | None:
        for hit in self.hits:
            if 0 < hit.place - place <= NEGATION_REACH:
                return hit
        return None

    def _nearest_before(self, place: int, *, praise_only: bool = False) -> Hit | None:
        for hit in reversed(self.hits):
            near = 0 < place - (hit.place + hit.length - 1) <= NEGATION_REACH
            if near and hit.valence and not (praise_only and hit.valence <= 0):
                return hit
        return None


def readable(word: Word, lexicon: Lexicon) -> str:
    """Return a word's form; undo a stretch (sooo, baaad) in the way that gives a known word."""
    if not word.stretched:
        return word.form
    doubled, single = unstretched(word.form)
    for form in (single, doubled):
        for table in (lexicon.entries, lexicon.intensifiers, lexicon.negators):
            if table.longest_at([form], 0) is not None:
                return form
    return doubled
