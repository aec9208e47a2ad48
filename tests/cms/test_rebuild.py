"""`rebuild_publications`: makes the table again, goes on where it stopped, proves agreement."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.models import ArticlePage, Publication, PublicationEvent
from cms.rebuild import check, rebuild
from tests.cms.counter import agrees
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory


@pytest.mark.django_db
class TestCommand:
    def test_makes_an_emptied_table_again(self) -> None:
        article = pages.article()
        Publication.objects.all().delete()
        call_command("rebuild_publications", "--jobs=1", stdout=StringIO(), stderr=StringIO())
        assert Publication.objects.filter(uuid=article.uuid).exists()
        assert agrees()

    def test_second_run_touches_nothing(self) -> None:
        pages.article()
        ids = dict(Publication.objects.values_list("uuid", "pk"))
        events = PublicationEvent.objects.count()
        list(rebuild())
        assert dict(Publication.objects.values_list("uuid", "pk")) == ids
        assert PublicationEvent.objects.count() == events

    def test_check_names_each_disagreement_and_exits_1(self) -> None:
        article = pages.article(title="Juste")
        Publication.objects.filter(uuid=article.uuid).update(card="{}", etag="faux")
        out = StringIO()
        with pytest.raises(CommandError, match="2 disagreements") as error:
            call_command("rebuild_publications", "--check", stdout=out)
        assert error.value.returncode == 1
        assert "card is out of date" in out.getvalue()
        list(rebuild())
        assert list(check()) == []

    def test_missing_facets_are_found(self) -> None:
        article = pages.article(people=[pages.person()])
        row = Publication.objects.get(uuid=article.uuid)
        row.facets.all().delete()
        assert any("facets" in line for line in check())

    def test_goes_on_after_the_batch_named_by_start(self) -> None:
        first, second = pages.article(), pages.article()
        Publication.objects.all().delete()
        start = f"cms.ArticlePage:{first.pk}"
        out = StringIO()
        call_command(
            "rebuild_publications", f"--start={start}", "--jobs=1", "-v2", stdout=out, stderr=out
        )
        written = set(Publication.objects.values_list("uuid", flat=True))
        assert second.uuid in written
        assert first.uuid not in written
        assert f"cms.ArticlePage:{second.pk}" in out.getvalue()

    @pytest.mark.parametrize("start", ["nonsense", "cms.Nothing:1", "cms.ArticlePage:x"])
    def test_bad_start_says_what_to_write(self, start: str) -> None:
        with pytest.raises(CommandError, match=r"cms\.ArticlePage:123"):
            call_command("rebuild_publications", f"--start={start}")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_batches_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.rebuild.CHUNK", 3)
    pages.home_page()
    for _ in range(10):
        FeedItemFactory()
    assert not ArticlePage.objects.exists()
    Publication.objects.all().delete()
    list(rebuild(jobs=3))
    assert Publication.objects.filter(kind="item").count() == 10
    assert agrees()
