import io

import pytest
from django.core.management import CommandError, call_command

from feeds.models import Source, SourceGroup

pytestmark = pytest.mark.django_db

ONE = "https://www.gazette.example/blog/feed/"
TWO = "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc"


def add(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("add_source", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_each_address_gives_a_slug() -> None:
    assert add(ONE, TWO) == [f"gazette-example-blog\t{ONE}", f"youtube-com-ucabc\t{TWO}"]
    source = Source.objects.get(feed_url=ONE)
    assert (source.name, source.trust, source.group) == ("gazette.example/blog", "queue", None)


def test_a_group_and_a_trust() -> None:
    add(ONE, "--group", "Médias amis", "--trust", "auto")
    add(TWO, "--group", "Médias amis", "--trust", "excerpt")
    group = SourceGroup.objects.get()
    assert (group.name, group.slug) == ("Médias amis", "medias-amis")
    assert set(group.sources.values_list("trust", flat=True)) == {"auto", "excerpt"}


def test_a_known_address_is_left_as_it_is() -> None:
    add(ONE, "--trust", "auto")
    assert add(ONE, "--trust", "paused") == [f"gazette-example-blog\t{ONE}"]
    assert Source.objects.get().trust == "auto"


def test_two_addresses_of_one_place_have_two_slugs() -> None:
    add(ONE)
    assert add("http://gazette.example/blog/rss.xml")[0].startswith("gazette-example-blog-2\t")


def test_addresses_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ONE}\n\n  {TWO}  \n"))
    assert len(add("-")) == 2


def test_a_bad_address_fails_and_the_others_are_added() -> None:
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("add_source", "gazette.example", ONE, stdout=out, stderr=err)
    assert out.getvalue() == f"gazette-example-blog\t{ONE}\n"
    assert "gazette.example: " in err.getvalue()
    assert Source.objects.count() == 1


def test_no_address_is_a_usage_error() -> None:
    with pytest.raises(CommandError):
        add()
