#!/usr/bin/env python3
"""The door for people, cron and units: `manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    """Run one command; a faulty environment ends in one sentence, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    # Imported here, so that a machine without the packages gets a sentence as well.
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ModuleNotFoundError as missing:
        sys.exit(f"The package {missing.name} is not installed: run `make install` first.")
    if "--traceback" in sys.argv:
        return execute_from_command_line(sys.argv)
    try:
        execute_from_command_line(sys.argv)
        # Now, so that a reader who has left (`| head`) is met below and not at the very end.
        sys.stdout.flush()
    except ImproperlyConfigured as error:
        sys.exit(f"Configuration: {error}")
    except ModuleNotFoundError as missing:
        if missing.name != os.environ["DJANGO_SETTINGS_MODULE"]:
            raise
        sys.exit(
            f"Configuration: DJANGO_SETTINGS_MODULE names no settings ({missing.name}): "
            "write cms.settings.dev or cms.settings.production."
        )
    except BrokenPipeError:
        # What is still buffered goes nowhere, instead of failing again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OperationalError as error:
        reason = str(error).partition("\n")[0]
        sys.exit(
            f"The database does not answer ({reason}): "
            "check DATABASE_URL, and that its server runs and holds this database."
        )


if __name__ == "__main__":
    main()
