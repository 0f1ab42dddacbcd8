"""States and territories: postal codes, names, and how newspapers shorten them."""

from __future__ import annotations

from tracker.text import folded

_TABLE = """
AL|Alabama|Ala
AK|Alaska
AZ|Arizona|Ariz
AR|Arkansas|Ark
CA|California|Calif|Cal
CO|Colorado|Colo|Col
CT|Connecticut|Conn
DE|Delaware|Del
FL|Florida|Fla
GA|Georgia
HI|Hawaii|Hawai'i
ID|Idaho
IL|Illinois|Ill
IN|Indiana|Ind
IA|Iowa
KS|Kansas|Kan|Kans
KY|Kentucky|Ken
LA|Louisiana
ME|Maine
MD|Maryland
MA|Massachusetts|Mass
MI|Michigan|Mich
MN|Minnesota|Minn
MS|Mississippi|Miss
MO|Missouri
MT|Montana|Mont
NE|Nebraska|Neb|Nebr
NV|Nevada|Nev
NH|New Hampshire
NJ|New Jersey
NM|New Mexico|N Mex
NY|New York
NC|North Carolina|N Car
ND|North Dakota|N Dak
OH|Ohio
OK|Oklahoma|Okla
OR|Oregon|Ore
PA|Pennsylvania|Penn|Penna
RI|Rhode Island
SC|South Carolina|S Car
SD|South Dakota|S Dak
TN|Tennessee|Tenn
TX|Texas|Tex
UT|Utah
VT|Vermont
VA|Virginia
WA|Washington|Wash
WV|West Virginia|W Va
WI|Wisconsin|Wis|Wisc
WY|Wyoming|Wyo
DC|District of Columbia
AS|American Samoa
GU|Guam
MP|Northern Mariana Islands|Northern Marianas|CNMI
PR|Puerto Rico
VI|Virgin Islands|US Virgin Islands|USVI
"""


def _squeezed(text: str) -> str:
    return "".join(c for c in folded(text) if c.isalpha())


_NAMES: dict[str, str] = {}
_CODES: dict[str, str] = {}
for _line in _TABLE.split("\n")[1:-1]:
    _code, _name, *_short = _line.split("|")
    _NAMES[_code] = _name
    _CODES.update({_squeezed(word): _code for word in (_code, _name, *_short)})


def state_code(text: str) -> str | None:
    """Return the two letters for a state's name, code or short form; None if it is no state."""
    return _CODES.get(_squeezed(text)) if len(text) < 30 else None


def state_name(code: str) -> str:
    """Return a state's full name; the code itself if there is no such state."""
    return _NAMES.get(code, code)


def states_like(words: str) -> tuple[str, ...]:
    """Return the codes of the states in whose name some folded words stand; none for two letters.

    Shorter words stand in the names of half the states.
    """
    if len(words) < 3:
        return ()
    return tuple(code for code, name in _NAMES.items() if words in folded(name))
