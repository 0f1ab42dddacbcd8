"""Matching: which documents may answer which asks, where, and why."""

from tracker.matching.asks import Asks, gather
from tracker.matching.coverage import told
from tracker.matching.index import Index, Text, prepare
from tracker.matching.model import Model
from tracker.matching.places import Places, read_places
from tracker.matching.ranking import rank, rank_gathered
from tracker.matching.vocabulary import Vocabulary

__all__ = [
    "Asks",
    "Index",
    "Model",
    "Places",
    "Text",
    "Vocabulary",
    "gather",
    "prepare",
    "rank",
    "rank_gathered",
    "read_places",
    "told",
]
