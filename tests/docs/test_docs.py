"""The papers are true: what they name exists, and what they show answers so."""

import re
from pathlib import Path
from unittest import mock

import pytest
from django.core.management import call_command, get_commands
from django.test import TestCase
from django.utils import translation

from cms.demo import library
from feeds.errors import REMEDIES, TITLES
from tests.demo.pictures import tiny
from tests.test_architecture import GROUND

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in PAPERS]
REQUEST = re.compile(r"^GET (/\S+)(?:  # (\d{3}))?$", re.M)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def code(text: str) -> list[str]:
    """What stands in code, fenced or inline: the place where names must be exact."""
    fenced = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.S | re.M)
    rest = re.sub(r"^ *```\w*\n.*?^ *```", "", text, flags=re.S | re.M)
    return [*fenced, *re.findall(r"`([^`]+)`", rest)]


def verbs() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.M))


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_files(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", read(name))
    for link in links:
        if not link.startswith(("http", "mailto:")):
            assert ((ROOT / name).parent / link).exists(), f"{name}: {link}"


@pytest.mark.parametrize("name", NAMES)
def test_every_verb_exists(name: str) -> None:
    lines = "\n".join(code(read(name)))
    calls = re.findall(r"^(?:[A-Z_]+=\S+ )*make((?: [a-z-]+)+)$", lines, re.M)
    named = {verb for call in calls for verb in call.split()}
    assert named <= verbs(), f"{name}: {named - verbs()}"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_exists(name: str) -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", "\n".join(code(read(name)))))
    assert named <= set(get_commands()) | {"help"}, f"{name}: {named - set(get_commands())}"


@pytest.mark.parametrize("name", NAMES)
def test_every_file_named_exists(name: str) -> None:
    tops = {path.name for path in ROOT.iterdir() if path.name != "var"}
    for piece in code(read(name)):
        for path in re.findall(r"(?<![\w/.-])[\w.-]+(?:/[\w.-]+)+\.[a-z]+\b", piece):
            if path.split("/")[0] in tops:
                assert (ROOT / path).exists() or path in EXAMPLES, f"{name}: {path}"


EXAMPLES = {
    "cms/models/reviews.py",
    "templates/cms/review_page.html",
    "templates/blocks/note.html",
    "tests/feeds/data/rapports.rss.xml",
}
"""Files that the recipes make."""


def test_the_readme_is_short_and_names_the_two_commands() -> None:
    text = read("README.md")
    assert len(text.splitlines()) <= 150
    assert {"make run", "make test"} <= {piece.strip() for piece in code(text)}


def test_every_paper_is_reached_from_the_readme() -> None:
    links = set(re.findall(r"\]\(([^)]+)\)", read("README.md")))
    assert {*NAMES, "LICENSE"} - {"README.md"} <= links


def test_every_variable_of_the_example_is_read() -> None:
    settings = "".join(path.read_text("utf-8") for path in (ROOT / "cms/settings").glob("*.py"))
    read_by_settings = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", settings))
    listed = set(re.findall(r"^#([A-Z_]+)=", read(".env.example"), re.M))
    elsewhere = {"DJANGO_SETTINGS_MODULE": "manage.py", "CI_DATABASE_URL": ".ci/run"}
    assert listed == read_by_settings | set(elsewhere)
    assert all(name in read(path) for name, path in elsewhere.items())


def test_every_error_of_a_visit_is_in_the_table() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| ([^|]+) \| ([^|]+) \|$", read("docs/feeds.md"), re.M)
    with translation.override("en"):
        expected = [(name, str(TITLES[name]), str(REMEDIES[name])) for name in TITLES]
    assert [row for row in rows if row[0] in TITLES] == expected


def test_every_ground_module_is_in_the_stairs() -> None:
    row = next(line for line in read("docs/architecture.md").splitlines() if "1 ground" in line)
    assert {module.split(".")[-1] for module in GROUND} <= set(re.findall(r"(\w+)`", row))


CRITERIA = {*range(1, 8), 9, 10, *range(13, 19), *range(20, 26), 27, 31, *range(34, 38)}


def test_every_criterion_has_a_test_where_its_row_says() -> None:
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| (`[^|]+`) \|$", read("docs/feeds.md"), re.M)
    assert {int(number) for number, _ in rows} >= CRITERIA
    for number, files in rows:
        for file in re.findall(r"`([^`]+)`", files):
            assert f"def test_criterion_{number}_" in read(file), f"{number}: {file}"


SHOWN = "2ddd4415-0ef7-475b-9e58-6ad7553c11d9"
"""The content that the examples show."""


class TestExamples(TestCase):
    """Every request of docs/api.md, asked of the demo newsroom that it speaks of."""

    @classmethod
    def setUpTestData(cls) -> None:
        with mock.patch.object(library, "draw", tiny):
            call_command("demo", verbosity=0)

    def test_every_request_answers_as_written(self) -> None:
        requests = REQUEST.findall(read("docs/api.md"))
        assert len(requests) > 20
        for address, status in requests:
            answer = self.client.get(self._of_this_database(address))
            assert answer.status_code == int(status or 200), address

    def _of_this_database(self, address: str) -> str:
        """The address with an id that exists here: a sequence does not begin again with a test."""
        newest = self.client.get("/api/content/v1/contents?limit=1").json()["items"][0]
        address = address.replace(SHOWN, newest["id"])
        detail = re.fullmatch(r"(/api/v2/\w+/)\d+/", address)
        if detail is None:
            return address
        first = self.client.get(f"{detail[1]}?limit=1").json()["items"][0]
        return f"{detail[1]}{first['id']}/"

    def test_every_filter_shown_finds_something(self) -> None:
        for address, status in REQUEST.findall(read("docs/api.md")):
            dated = "published_from" in address
            listed = address.partition("?")[0] == "/api/content/v1/contents"
            if listed and not status and not dated:
                assert self.client.get(address).json()["items"], address
