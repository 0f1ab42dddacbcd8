"""Word lists and patterns that tell requests from the rest of a letter."""

from __future__ import annotations

import re

# Verbs with which an office is told what to do, in their plain form.
VERBS = frozenset(
    """
    accelerate accept accommodate account achieve act add address adjust administer adopt advance
    advise advocate affirm allocate allow amend analyze announce answer appeal apply appoint
    appropriate approve arrange articulate ask assess assign assist assure authorize avoid award
    balance ban base begin block boost brief bring broaden build call cancel cease certify change
    clarify clear close collaborate collect combat come commence commit communicate commute
    complete comply condemn conduct confirm consider construct consult continue convene cooperate
    coordinate correct cover create cut cease declare decline decrease defend define delay deliver
    demand deny deploy describe designate detail determine develop devise devote direct disburse
    disclose discuss distribute do drop eliminate emphasize employ enable enact encourage end
    endorse enforce engage enhance ensure establish evaluate examine exclude execute exempt
    exercise expand expedite explain explore extend extradite facilitate fight fill finalize find
    finish fix focus follow formalize fulfill fully fund give grant guarantee halt hold host
    identify immediately implement impose improve include incorporate increase indicate inform
    initiate insist instruct intervene invest investigate invite invoke issue join keep label
    launch lead let leverage lift limit list lower maintain make meet mitigate modernize modify
    monitor move name negotiate nominate not notify offer open oppose order outline oversee
    participate partner pass pause permit place plan please pledge post press pressure prevent
    prioritize proceed produce prohibit promote promptly propose protect provide publish pursue
    push put raise reach reaffirm reassess rebuild recognize recommend reconsider recover redouble
    reduce reevaluate reexamine refrain reform refuse reinstate reissue reject release remain
    remedy remove reopen repair repeal replace report request require rescind resolve respect
    respond restore restrict resume retain return reveal reverse review revise revisit revoke
    sanction secure seek select send set share show specify spend stand start state step stop
    streamline strengthen submit support suspend swiftly take target tell terminate track
    transfer transition treat turn undertake update uphold urge use utilize verify visit vote
    waive withdraw withhold work
    """.split()
)
# Words that may begin the second half of a sentence with two requests.
OPENERS = frozenset("we i it to that must should please also the if you your further in a".split())
ASKING = (
    "urge|request|ask|call on|call upon|encourage|implore|recommend|demand|insist|invite|nominate"
    "|beseech|appeal|press|suggest|propose|advise"
)


def may_open_clause(word: str) -> bool:
    """Say whether a clause with a request of its own may begin with this word."""
    word = word.lower().strip("“\"'(,")
    return word in VERBS or word in OPENERS or word.endswith(("ing", "ly"))


CUES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        # Said by the writers about themselves.
        "first": rf"\b(?:we|i)\b(?:'d|'m|'re)?(?: [\w-]+){{0,4}}? (?:{ASKING})\b",
        "first_ing": (
            rf"\b(?:we are|we're|i am|i'm|writing|write)(?: [\w-]+){{0,4}}? (?:{ASKING})(?:ing"
            rf"|e?ing)?\b"
        ),
        "urge": r"\burg(?:e|ing)\b",
        "request": r"\brequest(?:ing)?\b",
        "ask": r"\bask(?:ing)?\b",
        "call": r"\bcall(?:ing)? (?:on|upon|for)\b",
        "encourage": r"\bencourag(?:e|ing)\b",
        "implore": r"\b(?:implore|beseech|demand|insist)\b",
        "recommend": r"\b(?:recommend|suggest|propose)\b",
        "hope": r"\b(?:hope|hopeful|trust that|expect)\b",
        "would": (
            r"\b(?:would (?:like|appreciate|welcome|be grateful|hope|ask|urge)|appreciate (?:your"
            r"|a|any|if))\b"
        ),
        "support": r"\b(?:we|i)(?: [\w-]+){0,2} (?:support|oppose)\b|\bin support of\b",
        "nominate": r"\b(?:nominate|invite|look to you|count on)\b",
        "write": r"\b(?:we|i)(?: [\w-]+){0,2} (?:write|writing)\b|\bwriting (?:today )?to\b",
        "please": r"\bplease\b",
        "past": r"\b(?:requested|urged|asked|called (?:on|upon|for)|recommended|encouraged)\b",
        # Said about what ought to be.
        "should": r"\bshould\b",
        "must": r"\bmust\b",
        "need": r"\bneed(?:s)? to\b|\bneed(?:s|ed)?\b",
        "ought": r"\b(?:ought|has to|have to|cannot|can not|should not|must not|shall)\b",
        "critical": (
            r"\b(?:it|this)(?: \w+)? (?:critical|imperative|essential|crucial|vital|important"
            r"|necessary|time|past time|incumbent|long past|your responsibility)\b"
        ),
        "could": (
            r"\b(?:can|could|would) (?:also )?(?:help|be|take|use|justify|represent|recommend"
            r"|you)\b"
        ),
        # To whom.
        "you": r"\byou\b",
        "your": r"\byour\b",
        "you_modal": (
            r"\b(?:you|your (?:administration|department|agency|office|commission|leadership|team"
            r"|staff))(?: \w+)? (?:should|must|need|ought|can|could|will|to|take|act|continue"
            r"|work|use|consider)\b"
        ),
        "office_modal": (
            r"\b(?:department|administration|agency|commission|bureau|office|government"
            r"|united states|u\.?s\.?|white house|congress|committee"
            r"|[a-z]{2,6})(?: [\w-]+){0,2} (?:should|must|needs? to|ought|has to)\b"
        ),
        "we_modal": r"\bwe (?:must|should|need|cannot|can)\b",
        "passive": r"\b(?:should|must|needs? to)(?: not)?(?: \w+)? be \w+",
        "that_you": rf"\b(?:{ASKING}|hope)(?:ing)? (?:that |for )?(?:you|your|the|all|this|that)\b",
        "to_verb": (
            r"\bto (?:immediately |promptly |swiftly |quickly |fully |not |also "
            r"|continue to )?\w+"
        ),
        # Questions and requests to be told.
        "mark": r"\?",
        "asked": (
            r"^(?:\W*)(?:what|how|why|when|where|who|which|whom|whose|does|do|did|is|are|was|were"
            r"|has|have|had|will|would|can|could|should|if so|if not|if yes|if no|in what|to what"
            r"|on what|for what|of the)\b"
        ),
        "tell": (
            r"\b(?:provide|explain|describe|list|detail|clarify|identify|specify|state|outline"
            r"|report|inform|share|disclose|produce|confirm|indicate|submit)\b"
        ),
        "told": (
            r"\b(?:information|documents?|copies|copy|list|records|data|briefing|answers?"
            r"|response|responses|explanation|clarification|details?|timeline|update|report"
            r"|assessment|written|account)\b"
        ),
        "meeting": r"\b(?:meeting|meet with|briefing|visit|discuss|hearing|call with)\b",
        "know": (
            r"\b(?:know|understand|learn|hear)(?:ing)? (?:whether|what|how|why|when|if|from)\b"
            r"|\bwant to know\b"
        ),
        # What asks nothing, or only frames.
        "reply": r"\b(?:look(?:ing)? forward|respond|response|reply|answers?)\b",
        "thanks": r"\b(?:thank|grateful|appreciate|applaud|commend|pleased|glad|welcome)\b",
        "attention": (
            r"\b(?:attention|consideration|consider(?:ing)? (?:this|our)|this (?:request|matter"
            r"|issue|important))\b"
        ),
        "contact": (
            r"\b(?:contact|hesitate|questions (?:about|regarding|concerning)|call my|reach out"
            r"|\(\d{3}\) ?\d{3})\b"
        ),
        "following": r"\b(?:following|below|these questions|listed|answer)\b",
        "by_date": (
            r"\b(?:no later than|by (?:january|february|march|april|may|june|july|august"
            r"|september|october|november|december|close|cob|the end|\d)|within \w+ (?:business "
            r"|calendar )?(?:days|weeks|months)|not later than|as soon as)\b"
        ),
        "colon": r":\W*$",
        "semicolon": r";(?: and| or)?\W*$",
        "they": r"\b(?:he|she|they|his|her|their)\b",
        "concern": (
            r"\b(?:concern(?:ed|s|ing)?|alarmed|troubled|troubling|disappoint\w+|outrag\w+"
            r"|dismayed|unacceptable)\b"
        ),
        "fact": (
            r"\b(?:according to|reported|report(?:s|edly)|found that|announced|showed|estimated"
            r"|percent|million|billion|\d{4})\b"
        ),
        "was": r"\b(?:was|were|had been|has been|have been)\b",
        "if": r"^\W*(?:if|while|although|when|unless|without|as|since|because|given)\b",
        "so": (
            r"\b(?:therefore|accordingly|to this end|to that end|as such|for (?:this|these"
            r"|that) reasons?|in light of|with this in mind|thus|that is why|this is why)\b"
        ),
        "next": (
            r"^\W*(?:first|second|third|fourth|finally|further|furthermore|additionally|moreover"
            r"|in addition|also|specifically|in particular|more specifically|lastly|secondly"
            r"|thirdly|at a minimum|at the same time)\b"
        ),
        "specific": r"\b(?:specifically|in particular|at a minimum|including)\b",
        "again": (
            r"\b(?:again|once more|reiterate|continue to|urge you to act|take action|act (?:now"
            r"|immediately|swiftly|quickly|expeditiously)|do everything|swift action"
            r"|prompt action|immediate action)\b"
        ),
        "not": r"\b(?:not|never|no longer|cease|stop|halt|refrain|reverse|rescind)\b",
        "imperative": r"^\W*(?:please |and |or |to |also )*(?:" + "|".join(sorted(VERBS)) + r")\b",
        "lower": r"^[a-z]",
    }.items()
}
