"""What kind of act words tell of: paying, punishing, allowing, saying, meeting, telling.

A passage that tells of the act an ask wants is more likely its answer; one that
only calls for something, or is concerned, seldom is. Word by word, by how a word
begins: a sentence's acts are those of its words together.
"""

from __future__ import annotations

from tracker.matching.words import words

_KINDS = (
    "fund pledg provid contribut assist donat invest aid pay billion million grant supplement"
    " appropriat increas",
    "sanction design impos restrict ban visa target blacklist penal freez block list indict"
    " prosecut extradit charg convict arrest account enforc hold",
    "releas unfreez licens waiv exempt lift eas facilitat clarif guidanc author rescind suspend"
    " let allow inject",
    "condemn urg call press rais warn demand denounc reject deplor express concern",
    "meet met spok discuss engag visit consult cooper work conven host",
    "say explain report describ brief inform list number updat publish review investig",
    "evacuat resettl transport depart admit refugee process reloc",
    "support help protect defend strengthen promot partner train",
    "resolut bill negotiat treati agreement join withdraw sign ratif deal",
)
"""How words begin that tell of one kind of act, a row each: paying, punishing,
allowing, speaking out, meeting, telling, moving people, helping, agreeing."""
_WISHES = "urg call concern condemn deplor hope encourag"
_DEEDS = (
    "announc impos designat sanctioned provided providing pledg launch issued released took"
    " taken taking today"
)
_ROWS = tuple(tuple(row.split()) for row in (*_KINDS, _WISHES, _DEEDS))
_ALL = (1 << len(_KINDS)) - 1
_WISH, _DEED = 1 << len(_KINDS), 2 << len(_KINDS)


def acts_of(word: str) -> int:
    """Return the acts that a word tells of, a bit for each kind."""
    lower = word.lower()
    return sum(1 << number for number, row in enumerate(_ROWS) if lower.startswith(row))


def agreement(wanted: int, told: int) -> float:
    """Return which share of the wanted kinds of act is told of; 0.3 where none is wanted."""
    wanted &= _ALL
    return (wanted & told).bit_count() / wanted.bit_count() if wanted else 0.3


def only_wishes(told: int) -> bool:
    """Say whether words call for something, or are concerned, and tell of no deed."""
    return bool(told & _WISH) and not told & _DEED


def is_talk(title: str) -> bool:
    """Say whether a title is of remarks, or of two who speak to the press together.

    State writes "Secretary X And Minister Y"; a subject has a small "and".
    """
    return not {"Remarks", "And"}.isdisjoint(words(title))
