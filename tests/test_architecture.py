"""The stairs of the house, executed: a module imports from its own app and from lower floors,
never from above, never from another feature (docs/architecture.md, "Stairs")."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("cms", "feeds", "home", "media_library", "search", "shows", "syndication")
FEATURES = {"home", "search", "shows", "syndication"}

GROUND = {
    "cms.outbound",
    *(
        f"cms.outbound.{name}"
        for name in ("addresses", "alarm", "answers", "client", "errors", "turns")
    ),
    "cms.slugs",
    "cms.typography",
    "media_library.video_url",
    "media_library.video_facts",
    "media_library.recording_files",
    "media_library.remote_errors",
    "media_library.traces",
    "media_library.webm",
    "media_library.schemas",
    "media_library.signals",
    "media_library.segments",
    "media_library.boxes",
    "media_library.dimensions",
    "media_library.captions",
    "media_library.originals",
    "media_library.pixels",
    "shows.durations",
    *(
        f"shows.{name}"
        for name in ("chapters", "cues", "errors", "spoken", "subtitles", "transcripts")
    ),
    *(
        f"feeds.{name}"
        for name in (
            "types",
            "errors",
            "fetch",
            "parse",
            "salvage",
            "json_feed",
            "dates",
            "podcast",
            "addresses",
            "excess",
            "familiar",
            "elements",
            "hasten",
            "reading",
            "sandbox",
            "picture_errors",
            "pixels",
            "page_head",
            "normalise",
            "kinds",
            "sanitise",
            "decide",
            "memory",
            "aliases",
            "floods",
            "churn",
            "absence",
            "tombstones",
            "retention",
            "schedule",
            "timing",
            "moves",
            "hosts",
            "websub",
        )
    ),
}
LOW = ("cms.schemas", "cms.users", "media_library")
ENTRY_NAMES = {"urls", "views", "api", "viewsets", "wagtail_hooks", "tasks", "apps", "checks"}
ENTRY_PREFIXES = (
    "cms.demo",
    "cms.settings",
    "cms.wsgi",
    "cms.asgi",
    "cms.api.app",
    "cms.api.wagtail_",
)
# Django's own models and settings stay out of the ground floor, one module excepted.
FORBIDDEN_BELOW = ("django.db", "django.conf", "wagtail", "django_q")


def modules() -> list[str]:
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                found.append(".".join(part for part in parts if part != "__init__"))
    return found


def is_entry_point(module: str) -> bool:
    parts = module.split(".")
    if len(parts) > 1 and parts[1] == "api" and parts[0] == "cms":
        return module.startswith(ENTRY_PREFIXES)
    return parts[-1] in ENTRY_NAMES or "management" in parts or module.startswith(ENTRY_PREFIXES)


def floor(module: str) -> int:
    app = module.split(".")[0]
    if module in GROUND:
        return 1
    if is_entry_point(module):
        return 6
    if module.startswith(LOW):
        return 2
    if app in FEATURES:
        return 5
    return {"cms": 3, "feeds": 4}[app]


def imports_of(module: str) -> Iterator[str]:
    path = ROOT.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from cms import publications` names a module as well as `from cms.x import y`.
            yield from (resolved(node.module, alias.name) for alias in node.names)


def resolved(package: str, name: str) -> str:
    inner = ROOT.joinpath(*package.split("."), name)
    is_module = inner.with_suffix(".py").exists() or (inner / "__init__.py").exists()
    return f"{package}.{name}" if is_module else package


def is_allowed(importer: str, imported: str) -> bool:
    home, target = importer.split(".")[0], imported.split(".")[0]
    if home == target:
        return importer not in GROUND or floor(imported) == 1
    if home in FEATURES and target in FEATURES and not is_entry_point(importer):
        return floor(imported) == 1
    return floor(imported) <= floor(importer)


@pytest.mark.parametrize("module", modules())
def test_imports_go_down_the_stairs(module: str) -> None:
    ours = [name for name in imports_of(module) if name.split(".")[0] in APPS]
    climbing = [name for name in ours if not is_allowed(module, name)]
    assert not climbing, f"{module} (floor {floor(module)}) imports {climbing}"


@pytest.mark.parametrize("module", sorted(GROUND & set(modules())))
def test_ground_floor_knows_no_model_and_no_setting(module: str) -> None:
    forbidden: tuple[str, ...] = FORBIDDEN_BELOW
    if module == "cms.outbound.client":
        # It alone reads its own settings, so that no call site can forget them.
        forbidden = ("django.db", "wagtail", "django_q")
    elif module == "media_library.signals":
        forbidden = ("django.db", "django.conf")
    assert not [name for name in imports_of(module) if name.startswith(forbidden)]


def test_one_door_to_other_peoples_servers() -> None:
    """RELIABILITY 4: a forgotten call site would reach a private network."""
    clients = ("requests", "httpx", "urllib3", "urllib.request", "http.client", "aiohttp")
    callers = {
        module
        for module in modules()
        if any(
            name == c or name.startswith(f"{c}.") for name in imports_of(module) for c in clients
        )
    }
    assert callers == {"cms.outbound.client"}


def test_counter_has_one_writer() -> None:
    """Only `cms.rows` writes the tables of the counter, and only `cms.publications` calls it."""
    written = ("bulk_create", "update_or_create", "get_or_create", ".create(", "_raw_delete")
    tables = ("Publication.objects", "PublicationFacet.objects", "PublicationEvent.objects")
    for module in modules():
        path = ROOT.joinpath(*module.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        text = file.read_text()
        for table in tables:
            touched = any(f"{table}.{verb.strip('.(')}" in text for verb in written)
            assert not touched or module in {"cms.rows", "cms.relay"}, f"{module} writes {table}"
    callers = {module for module in modules() if "cms.rows" in set(imports_of(module))}
    assert callers == {"cms.publications"}


def test_stairs_can_be_climbed_in_one_direction_only() -> None:
    """The rule refuses what it must refuse."""
    assert not is_allowed("cms.models.base", "feeds.models")
    assert not is_allowed("home.models", "shows.models")
    assert not is_allowed("feeds.parse", "feeds.models")
    assert not is_allowed("media_library.models", "cms.publications")
    assert is_allowed("feeds.models.items", "cms.publications")
    assert is_allowed("cms.urls", "feeds.urls")
