"""Titles and offices, as addresses, salutations and releases write them.

Pure. Knows how offices are written, not who holds them, save the Presidents,
whom a letter need not name.
"""

from __future__ import annotations

import re
from datetime import date

from tracker.text import one_line

_RANK = (
    r"(?:(?:Acting|Deputy|Assistant|Associate|Under|Vice|Principal|Interim|U\.?S\.?|Democratic"
    r"|Republican|Senate|House|Majority|Minority|National|Surgeon|Postmaster|Comptroller"
    r"|Inspector|Attorney|Lieutenant|Major|Brigadier|Rear|Ranking|Executive|Commanding|Special|Madam|Mr\."
    r"|United States|National Security|Trade) )*"
)
_TITLE = (
    r"(?:President(?: [Pp]ro [Tt]empore)?|Secretar(?:y|ies)|General|Administrators?|Directors?"
    r"|Commissioners?|Chair(?:man|woman|person|men|s)?|Members?|Ambassadors?|Governors?|Speaker|Commandant"
    r"|Admiral|Advis[eo]r|Representative|Leaders?|Superintendent|Architect|Archivist|Senators?"
    r"|Congress(?:man|woman)|Counsel|CEO|Chief|Marshal|Minister|Mayor|Comptroller|Envoy|Judge|Justice"
    r"|Postmaster|Colonel|Captain|Commander|Chancellor|Treasurer|Sheriff|Coordinator"
    r"|Sec\.|Gen\.|Amb\.|Adm\.|Dr\.|Mr\.|Ms\.|Mrs\.|Mister|Madam|Miss|Prof\.|Professor)(?![a-z])"
)
_DEPARTMENTS = (
    "State|Defense|Labor|Energy|Education|Transportation|Agriculture|Commerce|Homeland Security"
    "|Veterans Affairs|Health and Human Services|Housing and Urban Development|War"
    "|the Treasury|the Interior|the Navy|the Army|the Air Force|Treasury|Interior|Navy|Army"
)
DEPARTMENT_WORDS = frozenset(re.findall(r"[A-Z]\w+", _DEPARTMENTS)) | {"Services", "Members"}
TITLE = re.compile(
    rf"{_RANK}{_TITLE}"
    rf"(?: of (?:(?:the )?(?:U\.?S\.? |United States )?Department of )?(?:{_DEPARTMENTS})\b)?"
)
"""A title in front of a name, or in its place."""

STOP = re.compile(
    r"(?:Secretar(?:y|ies)|Chair\w*|Administrat(?:or|ion)|Director|Acting|President|Attorney"
    r"|Commissioner|United|U\.S\.|US|Department|Ranking|Ambassador\w*|Deputy|Under\w*|Assistant"
    r"|Inspector|Governor|House|Senat(?:e|or)|Committee|Federal|Majority|Minority|Speaker|Member"
    r"|Office|National|Washington|The|Room|Centers|Trade|Chief|Commandant|Select|Environmental"
    r"|Architect|Principal|Superintendent|General|Surgeon|Postmaster|Comptroller|White|Vice"
    r"|Subcommittee|Dear|[Cc][Cc]|Special|Interim|Leaders?|CEO|Executive|Officer|Archivist|Librarian|Representative|Bureau|Agency"
    r"|Internal|States|Nations|Advocate|Coordinator|Assembly|Services|Rear|Lieutenant|Colonel|Pro|Tempore"
    r"|Expressing|Urging|Calling|Asking|Requesting|Demanding|Regarding|About|Over|To|For|CHAIR\w*|SECRETARY|PRESIDENT|RANKING|HOUSE|SENATE|UNITED|DEPARTMENT|SUBJECT|RE)\b"
)
"""A word that begins an office, and so ends a name."""

GLUED = re.compile(
    r"(?:Secretary|Chair|Administrator|Director|President|Attorney|Commissioner|Acting|United"
    r"|U\.S\.|Ambassador|Inspector|Governor|Speaker|Ranking)"
)
"""How an office begins that stands right at a name, its line break lost."""

_AGENCY = re.compile(
    r"[\s,]*(?P<title>[A-Z][\w.' -]{2,60}?)?[\s,]*"
    r"(?:U\.?S\.? |United States )?Department of (?:the )?"
    r"(?P<dept>[A-Z]\w+(?: (?:and )?[A-Z]\w+){0,3}?)"
    r"(?=\s*(?:\n|\d|,|$| Washington| Attn| Room|  ))"
)
_LINES = re.compile(r"\s*,?\s*(?P<one>[^\n\d,]{4,70})(?:[,\n]\s*(?P<two>[^\n\d,]{4,70}))?")
_PLACE = re.compile(
    # A city with its state, or a street; no department is called so.
    r"[A-Z][\w.'’-]{0,20}(?: [A-Z][\w.'’-]{0,20}){0,3},?\s{1,3}(?:[A-Z]{2}|D\.\s?C\.)"
    r"\s{0,3}(?:\d{5}|\n|$)"
    r"|[^\n\d,]{0,40}\b(?:Street|Avenue|Ave\.?|Boulevard|Blvd\.?|Drive|Road)(?! [a-z])\b"
)
_SPOKEN = re.compile(
    rf"\bDepartment of (?:the )?({_DEPARTMENTS}|[A-Z]\w+)\b|\b({_DEPARTMENTS}) Department\b"
)
_PRESIDENT = re.compile(r"[\s,]*(?:The )?President(?: of the United States|\s*[,\n]|$)")
_OF = re.compile(r"\bof (?:the )?[A-Z]")
_PRESIDENTS = (
    (date(1981, 1, 20), "Ronald Reagan"),
    (date(1989, 1, 20), "George H. W. Bush"),
    (date(1993, 1, 20), "Bill Clinton"),
    (date(2001, 1, 20), "George W. Bush"),
    (date(2009, 1, 20), "Barack Obama"),
    (date(2017, 1, 20), "Donald J. Trump"),
    (date(2021, 1, 20), "Joe Biden"),
    (date(2025, 1, 20), "Donald J. Trump"),
)


def president(day: date | None) -> str | None:
    """Return who was President on a day; None before 1981 or if no day is given."""
    names = [name for since, name in _PRESIDENTS if day and since <= day]
    return names[-1] if names else None


def office(title: str | None, below: str, before: str) -> str | None:
    """Return somebody's office in full, as "Secretary of State".

    From the title, the address below the name, and the words before the title
    ("Transportation Secretary"); the title alone if nothing makes it fuller.
    """
    title = one_line(title).removeprefix("Mr. ").removeprefix("Madam ") if title else None
    title = re.sub(r"^(?:U\.?S\.?|United States) (?=Secretary)", "", title or "")
    title = re.sub(r"of (?:the )?(?:U\.?S\.? |United States )?Department ", "", title) or None
    if title and (_OF.search(title) or title == "President"):
        return title
    if _PRESIDENT.match(below):
        return "President"
    under = _AGENCY.match(below)
    if under:
        own = under["title"]
        if not own or own.startswith(("U.S", "US", "United")):
            own = title or ("Secretary" if re.fullmatch(_DEPARTMENTS, under["dept"]) else None)
        return _of(own, under["dept"]) if own else None
    named = re.search(rf"\b(?:Department of )?(?:the )?({_DEPARTMENTS})(?:'s|’s)? $", before)
    if named and title and "Secretary" in title:
        return _of(title, named[1])
    lines = _LINES.match(below) if below.strip() else None
    if lines and STOP.match(lines["one"].strip()):
        two = None if _PLACE.match(below, lines.start("two")) else lines["two"]
        return ", ".join(one_line(part) for part in (lines["one"], two) if part)
    return title


def singular(title: str) -> str:
    """Return the title of each of those who are greeted together."""
    title = re.sub(r"ies$", "y", re.sub(r"men$", "man", title))
    return re.sub(r"(?<=or)s$|(?<=er)s$|(?<=Chair)s$", "", title)


def department(text: str, surname: str) -> str | None:
    """Return the department of a secretary whom a text names, as "Secretary of State".

    Where the text nowhere gives it with the name, the one department of which
    it speaks.
    """
    name = rf"(?:[\w.'’-]+ ){{0,3}}{re.escape(surname)}"
    for pattern in (
        rf"Secretary (?:of|for) ({_DEPARTMENTS}) {name}",
        rf"({_DEPARTMENTS})(?: \(\w+\))?(?: Department)?(?:'s|’s)? Secretary {name}",
    ):
        match = re.search(pattern, text)
        if match:
            return _of("Secretary", match[1])
    spoken = {a or b for a, b in _SPOKEN.findall(text)}
    only = spoken.pop() if len(spoken) == 1 else ""
    return _of("Secretary", only) if re.fullmatch(_DEPARTMENTS, only) else None


def _of(title: str, department: str) -> str:
    title = one_line(title).rstrip(",")
    if not title.endswith("Secretary"):
        return title if _OF.search(title) else f"{title}, Department of {department}"
    department = department.removeprefix("the ")
    article = "the " if department in ("Treasury", "Interior", "Navy", "Army", "Air Force") else ""
    return f"{title} of {article}{department}"
