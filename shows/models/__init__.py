from shows.models.broadcasts import Season, ShowPage, ShowSubscription
from shows.models.editos import EditoIndexPage, EditoPage, EditoSubscription, FurtherReading
from shows.models.episodes import EpisodePage, Guest, KeyQuote, ShowNote
from shows.models.recordings import Chapter, RecordedPage

__all__ = [
    "Chapter",
    "EditoIndexPage",
    "EditoPage",
    "EditoSubscription",
    "EpisodePage",
    "FurtherReading",
    "Guest",
    "KeyQuote",
    "RecordedPage",
    "Season",
    "ShowNote",
    "ShowPage",
    "ShowSubscription",
]
