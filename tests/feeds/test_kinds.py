import pytest

from feeds.kinds import duration_s, find_video, form_of, kind_of
from feeds.types import Enclosure, Kind
from media_library.video_url import recognise

YOUTUBE = "https://youtu.be/abcdefghi_-"
PEERTUBE = "https://video.example/w/8NdUfM9jMzvGgYbWvS6fXY"


def enclosure(media_type: str, duration: int | None = None) -> Enclosure:
    return Enclosure("https://source.example/fichier", media_type, duration_s=duration)


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ([], Kind.ARTICLE),
        (["image/jpeg", "application/pdf"], Kind.ARTICLE),
        (["audio/mpeg"], Kind.PODCAST),
        (["audio/mpeg", "video/mp4"], Kind.VIDEO),
    ],
)
def test_kind_by_files(types: list[str], kind: Kind) -> None:
    assert kind_of(None, [enclosure(t) for t in types]) == kind


def test_an_entry_about_a_video_is_a_video() -> None:
    assert kind_of(recognise(YOUTUBE), [enclosure("audio/mpeg")]) == Kind.VIDEO


def test_the_first_address_of_a_player_counts() -> None:
    video = find_video(["https://source.example/", YOUTUBE], frozenset())
    assert video is not None
    assert video.id == "abcdefghi_-"
    assert find_video(["https://source.example/son.mp3"], frozenset()) is None


def test_peertube_plays_from_the_source_s_own_instance_only() -> None:
    assert find_video([PEERTUBE], frozenset()) is None
    assert find_video([PEERTUBE], frozenset({"video.example"})) is not None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3600", 3600),
        ("62:03", 3723),
        ("1:02:03", 3723),
        ("1:02:03.5", 3723),
        ("", None),
        ("une heure", None),
        ("0", None),
        ("99999999999", None),
    ],
)
def test_durations(text: str, seconds: int | None) -> None:
    assert duration_s(text, []) == seconds


def test_without_a_told_duration_the_file_s_counts() -> None:
    assert duration_s("", [enclosure("video/mp4"), enclosure("video/mp4", 321)]) == 321


@pytest.mark.parametrize(
    ("playlist", "link", "form"),
    [
        ("UULFabc", "https://www.youtube.com/watch?v=1", Kind.VIDEO),
        ("UUSHabc", "https://www.youtube.com/watch?v=1", Kind.SHORT),
        ("UULVabc", "https://www.youtube.com/watch?v=1", Kind.LIVE),
        ("PLabc", "https://www.youtube.com/shorts/1", Kind.SHORT),
    ],
)
def test_criterion_21_youtube_lists_videos_by_form(playlist: str, link: str, form: Kind) -> None:
    feed_url = f"https://www.youtube.com/feeds/videos.xml?playlist_id={playlist}"
    assert form_of(feed_url, link) == form
    assert kind_of(recognise(YOUTUBE), [], form) == form
    assert kind_of(None, [], form) == Kind.ARTICLE
