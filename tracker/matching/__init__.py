"""Matching: which documents may answer which asks, where, and why."""

from tracker.matching.coverage import told
from tracker.matching.index import Index, Text, prepare
from tracker.matching.model import Model
from tracker.matching.places import Places, read_places
from tracker.matching.ranking import rank
from tracker.matching.vocabulary import Vocabulary

__all__ = [
    "Index",
    "Model",
    "Places",
    "Text",
    "Vocabulary",
    "prepare",
    "rank",
    "read_places",
    "told",
]
