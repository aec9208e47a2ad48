import pytest

from media_library.video_url import is_short, recognise

SHORT = "8NdUfM9jMzvGgYbWvS6fXY"
LONG = "9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.mark.parametrize(
    ("url", "provider", "video_id"),
    [
        ("https://www.youtube.com/watch?v=abcdefghi_-&list=PL1", "youtube", "abcdefghi_-"),
        ("https://youtu.be/abcdefghi_-?t=42", "youtube", "abcdefghi_-"),
        ("https://m.youtube.com/shorts/abcdefghi_-", "youtube", "abcdefghi_-"),
        ("https://www.youtube.com/live/abcdefghi_-", "youtube", "abcdefghi_-"),
        ("//www.youtube-nocookie.com/embed/abcdefghi_-?rel=0", "youtube", "abcdefghi_-"),
        ("https://www.dailymotion.com/video/x8abcde_un-titre", "dailymotion", "x8abcde"),
        ("https://dai.ly/x8abcde", "dailymotion", "x8abcde"),
        ("https://geo.dailymotion.com/player/x1.html?video=x8abcde", "dailymotion", "x8abcde"),
        ("https://www.dailymotion.com/embed/video/x8abcde", "dailymotion", "x8abcde"),
        ("https://vimeo.com/123456789", "vimeo", "123456789"),
        ("https://vimeo.com/channels/essai/123456789", "vimeo", "123456789"),
        ("https://player.vimeo.com/video/123456789?h=0123456789", "vimeo", "123456789/0123456789"),
        (f"https://video.example.org/w/{SHORT}", "peertube", SHORT),
        (f"https://video.example.org/videos/watch/{LONG}", "peertube", LONG),
        (f"https://video.example.org:9000/videos/embed/{LONG}", "peertube", LONG),
        (
            "https://example.org/son/emission.mp3?v=2",
            "file",
            "https://example.org/son/emission.mp3?v=2",
        ),
    ],
)
def test_known_addresses(url: str, provider: str, video_id: str) -> None:
    video = recognise(url)
    assert video is not None
    assert (video.provider, video.id) == (provider, video_id)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "https://user@www.youtube.com/watch?v=abcdefghi_-",
        "https://www.youtube.com/watch?v=court",
        "https://www.youtube.com/@chaine",
        "https://www.youtube.com.example.org/watch?v=abcdefghi_-",
        "https://www.dailymotion.com/fr",
        "https://vimeo.com/a-propos",
        "https://example.org/w/article-ordinaire",
        "https://example.org/page.html",
        "https://[::1/emission.mp4",
        "https://example.org:port/emission.mp4",
    ],
)
def test_other_addresses_are_none(url: str) -> None:
    assert recognise(url) is None


@pytest.mark.parametrize(
    ("url", "start_s"),
    [
        ("https://youtu.be/abcdefghi_-?t=1h2m3s", 3723),
        ("https://youtu.be/abcdefghi_-?t=90s", 90),
        ("https://vimeo.com/123456789#t=30", 30),
        ("https://youtu.be/abcdefghi_-?t=bientot", 0),
        ("https://youtu.be/abcdefghi_-", 0),
    ],
)
def test_start_in_seconds(url: str, start_s: int) -> None:
    video = recognise(url)
    assert video is not None
    assert video.start_s == start_s


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.youtube.com/shorts/abcdefghi_-", True),
        ("https://m.youtube.com/shorts/abcdefghi_-?feature=share", True),
        ("https://www.youtube.com/watch?v=abcdefghi_-", False),
        ("https://youtu.be/abcdefghi_-", False),
        ("https://example.org/shorts/film.mp4", False),
        ("https://www.youtube.com/shorts/", False),
        ("http://[", False),
    ],
)
def test_the_address_of_a_short_tells_its_form(url: str, expected: bool) -> None:
    assert is_short(url) is expected


def test_players_set_no_cookie_and_files_have_a_type() -> None:
    youtube = recognise("https://youtu.be/abcdefghi_-")
    sound = recognise("https://example.org/emission.opus")
    assert youtube is not None
    assert sound is not None
    assert youtube.player_url == "https://www.youtube-nocookie.com/embed/abcdefghi_-"
    assert (sound.media_type, sound.is_audio, youtube.is_audio) == ("audio/ogg", True, False)


@pytest.mark.parametrize(
    ("url", "player"),
    [
        (f"https://Vidéo.example/w/{SHORT}", f"https://xn--vido-dpa.example/videos/embed/{SHORT}"),
        ("https://sons.été.example:8443/a.mp3?b", "https://sons.xn--t-9fab.example:8443/a.mp3?b"),
    ],
)
def test_a_name_in_letters_is_played_as_browsers_ask_for_it(url: str, player: str) -> None:
    found = recognise(url)
    assert found is not None
    assert found.player_url == player
    assert "é" in found.page_url


def test_a_name_that_nobody_can_ask_for_plays_nothing() -> None:
    assert recognise(f"https://vidéo..example/w/{SHORT}") is None


def test_peertube_of_unknown_instances_is_refused_when_hosts_are_given() -> None:
    url = f"https://video.example.org/w/{SHORT}"
    assert recognise(url, peertube_hosts=()) is None
    assert recognise(url, peertube_hosts={"video.example.org"}) == recognise(url)
