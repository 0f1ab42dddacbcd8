"""The roster: printed name, day, chamber and state to a member, or why not."""

from tracker.roster.names import Cues, PrintedName, parse
from tracker.roster.resolve import Override, Resolution, Roster

__all__ = ["Cues", "Override", "PrintedName", "Resolution", "Roster", "parse"]
