"""Which countries and territories a text speaks of.

The same measure for another country is no answer; so places are told apart
from other words, by whichever name they are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tracker.matching.words import words

Places = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
"""By first word: all words of a form, and the place that it means; longest form first."""

_NOWHERE: frozenset[str] = frozenset()


def read_places(lines: Iterable[str]) -> Places:
    """Return the places of a list: one a line, its name and then its other forms.

    Forms stand between commas; lines that begin with # are remarks.
    """
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for line in lines:
        forms = [form.strip() for form in line.split(",")]
        if line.startswith("#") or not forms[0]:
            continue
        for form in forms:
            parts = tuple(words(form))
            found.setdefault(parts[0], []).append((parts, forms[0]))
    return {first: sorted(forms, key=lambda form: -len(form[0])) for first, forms in found.items()}


def places_in(found: Sequence[str], places: Places) -> frozenset[str]:
    """Return the places that the words of a text name."""
    if places.keys().isdisjoint(found):
        return _NOWHERE
    named: set[str] = set()
    skip = 0
    for number, word in enumerate(found):
        if number >= skip and word in places:
            for parts, place in places[word]:
                if tuple(found[number : number + len(parts)]) == parts:
                    named.add(place)
                    skip = number + len(parts)
                    break
    return frozenset(named)
