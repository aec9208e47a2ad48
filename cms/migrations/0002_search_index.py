"""The reader's search, per vendor: a generated tsvector on PostgreSQL, an FTS5 table on SQLite.

Both follow `search_title` and `search_body` by themselves. Should a later migration alter
`cms_publication` on SQLite, Django makes the table anew and drops its triggers: run
`create_search` again at its end (a test finds it out).
"""

from typing import Any

from django.db import migrations

POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'french_unaccent') THEN
            CREATE TEXT SEARCH CONFIGURATION french_unaccent (COPY = french);
            ALTER TEXT SEARCH CONFIGURATION french_unaccent
                ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
        END IF;
    END $$
    """,
    """
    ALTER TABLE cms_publication ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('french_unaccent', left(search_title, 1000)), 'A')
        || setweight(to_tsvector('french_unaccent', left(search_body, 200000)), 'C')
    ) STORED
    """,
    "CREATE INDEX publication_search ON cms_publication USING gin (search)",
]

POSTGRESQL_BACK = [
    "DROP INDEX publication_search",
    "ALTER TABLE cms_publication DROP COLUMN search",
    "DROP TEXT SEARCH CONFIGURATION IF EXISTS french_unaccent",
]

SQLITE = [
    """
    CREATE VIRTUAL TABLE cms_publication_search USING fts5(
        search_title, search_body, content='cms_publication', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER cms_publication_search_insert AFTER INSERT ON cms_publication BEGIN
        INSERT INTO cms_publication_search (rowid, search_title, search_body)
        VALUES (new.id, new.search_title, new.search_body);
    END
    """,
    """
    CREATE TRIGGER cms_publication_search_delete AFTER DELETE ON cms_publication BEGIN
        INSERT INTO cms_publication_search
            (cms_publication_search, rowid, search_title, search_body)
        VALUES ('delete', old.id, old.search_title, old.search_body);
    END
    """,
    """
    CREATE TRIGGER cms_publication_search_update AFTER UPDATE ON cms_publication BEGIN
        INSERT INTO cms_publication_search
            (cms_publication_search, rowid, search_title, search_body)
        VALUES ('delete', old.id, old.search_title, old.search_body);
        INSERT INTO cms_publication_search (rowid, search_title, search_body)
        VALUES (new.id, new.search_title, new.search_body);
    END
    """,
]

SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS cms_publication_search_insert",
    "DROP TRIGGER IF EXISTS cms_publication_search_delete",
    "DROP TRIGGER IF EXISTS cms_publication_search_update",
    "DROP TABLE cms_publication_search",
]


def create_search(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def drop_search(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK})


def _run(schema_editor: Any, statements: dict[str, list[str]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_initial")]

    operations = [migrations.RunPython(create_search, drop_search)]
