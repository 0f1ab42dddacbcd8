"""The tables, for queries: `tables.asks.c.quote`; private to this package.

Written by `python -m db.declared > db/tables.py` from `db.models`, which says what each is.
"""

from db.plain import Values as Values
from db.plain import metadata as metadata
from db.plain import table as _table

addresses = _table(
    "addresses",
    """
    url:str! checked:moment state:str since:moment why:str capture:str? suggestion:str?
    searched:moment?
    """,
)
calibrations = _table(
    "calibrations",
    """
    id:int! at:moment who:str threshold:float? accepted:int rejected:int
    """,
)
campaigns = _table(
    "campaigns",
    """
    id:int! name:str added:moment removed:bool
    """,
)
captures = _table(
    "captures",
    """
    hash:str! url:str media_type:str size:int at:moment
    """,
)
last_looks = _table(
    "last_looks",
    """
    who:str! at:moment
    """,
)
leases = _table(
    "leases",
    """
    name:str! holder:str since:moment until:moment
    """,
)
members = _table(
    "members",
    """
    bioguide:str! first:str last:str middle:str suffix:str nickname:str official:str seen:moment
    """,
)
people = _table(
    "people",
    """
    name:str! organisation:str role:str added:moment
    """,
)
recipients = _table(
    "recipients",
    """
    id:int! address:str added:moment organisation:str?
    """,
)
runs = _table(
    "runs",
    """
    id:int! job:str started:moment ended:moment? outcome:str counts:str error:str? by:str
    """,
)
saved_filters = _table(
    "saved_filters",
    """
    id:int! name:str key:str words:str saved:moment organisation:str
    """,
)
sources = _table(
    "sources",
    """
    id:int! name:str host:str title:str ways:str every:float enabled:bool expects:float?
    valid_from:date? valid_to:date? proven:bool delay:float? next_due:moment? claimed_by:str?
    claimed_until:moment? last_visit:int? last_good:moment? newest:moment? etag:str?
    last_modified:str? failures:int=0 documents:int=0 gaps:int=0 listing:str=[] health:str?
    """,
)
tallies = _table(
    "tallies",
    """
    rules:str! pile:str! stopped:bool! day:date! number:int waits:int
    """,
)
alerts = _table(
    "alerts",
    """
    id:int! recipient_id:int>recipients.id key:str noted:moment bundle:str? line:str
    """,
)
documents = _table(
    "documents",
    """
    id:int! source_id:int>sources.id host:str identity:str url:str title:str published:moment?
    first_seen:moment last_seen:moment vanished:moment? private:bool revisions:int text_hash:str
    organisation:str?
    """,
)
health_changes = _table(
    "health_changes",
    """
    id:int! source_id:int>sources.id at:moment was:str? state:str words:str
    """,
)
letters = _table(
    "letters",
    """
    id:int! title:str kind:str letter_date:date? reply_by:date? stated_total:int? committee:str?
    text:str warnings:str recorded:moment confirmed:moment? merged_into:int?>letters.id
    campaign_id:int?>campaigns.id
    """,
)
outbox = _table(
    "outbox",
    """
    id:int! recipient_id:int>recipients.id week:str state:str since:moment until:moment
    message_id:str changed:moment attempts:int permanent:bool note:str? by:str?
    """,
)
terms = _table(
    "terms",
    """
    id:int! bioguide:str>members.bioguide chamber:str state:str district:int? party:str
    start:date end:date
    """,
)
visits = _table(
    "visits",
    """
    id:int! source_id:int>sources.id at:moment status:str url:str http_status:int? new:int
    revised:int documents:int seconds:float bytes:int error:str? next_due:moment etag:str?
    last_modified:str? capture:str?
    """,
)
addressees = _table(
    "addressees",
    """
    id:int! letter_id:int>letters.id cc:bool name:str? office:str? start:int? end:int?
    """,
)
asks = _table(
    "asks",
    """
    id:int! letter_id:int>letters.id number:int quote:str start:int end:int kind:str summary:str
    due:date? confidence:float struck:bool pending:bool
    """,
)
letter_sources = _table(
    "letter_sources",
    """
    id:int! letter_id:int>letters.id main:bool kind:str url:str? name:str publisher:str?
    published:date? text:str text_hash:str raw_hash:str media_type:str pages:str reading:str?
    recorded:moment
    """,
)
revisions = _table(
    "revisions",
    """
    id:int! document_id:int>documents.id number:int title:str url:str published:moment? text:str
    text_hash:str seen:moment capture:str? pending:bool
    """,
)
evidence = _table(
    "evidence",
    """
    id:int! ask_id:int>asks.id revision_id:int>revisions.id start:int end:int quote:str url:str
    title:str published:moment? first_seen:moment raw_hash:str? text_hash:str how:str
    private:bool
    """,
)
links = _table(
    "links",
    """
    id:int! ask_id:int>asks.id later_letter_id:int?>letters.id later_ask_id:int?>asks.id
    text:str? day:date? committee:str? asker:str? url:str? removed:bool
    """,
)
signatories = _table(
    "signatories",
    """
    id:int! letter_id:int>letters.id source_id:int>letter_sources.id name:str printed:str
    bioguide:str? lead:bool start:int? end:int?
    """,
)
standings = _table(
    "standings",
    """
    ask_id:int!>asks.id rules:str! letter_id:int number:int heap:str? outstanding:bool
    stopped:bool day:date? until:date? asked:date? addressees:str to:str owner:str words:str
    waits:int pile:str?
    """,
)
candidates = _table(
    "candidates",
    """
    id:int! ask_id:int>asks.id revision_id:int>revisions.id document_id:int>documents.id
    score:float start:int end:int quote:str reasons:str verdict:str proposed_at:moment
    evidence_id:int?>evidence.id told:bool=no
    """,
)
echoes = _table(
    "echoes",
    """
    id:int! candidate_id:int>candidates.id revision_id:int>revisions.id
    document_id:int>documents.id
    """,
)
events = _table(
    "events",
    """
    id:int! at:moment who:str kind:str letter_id:int?>letters.id ask_id:int?>asks.id before:str?
    after:str? why:str? evidence_id:int?>evidence.id candidate_id:int?>candidates.id
    undoes:int?>events.id campaign_id:int?>campaigns.id version:int=1 organisation:str?
    """,
)
