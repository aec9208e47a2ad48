"""Read by schemathesis (`SCHEMATHESIS_HOOKS`): what is no failure, and what was answered."""

import atexit
from collections import Counter
from typing import Any

import schemathesis

SEEN: Counter[tuple[str, int]] = Counter()


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """With `fields` an answer is a part of what is declared, which a schema has no words for."""
    is_of_shape = type(failure).__name__ == "JsonSchemaError"
    return not (is_of_shape and "fields" in (case.query or {}))


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    SEEN[case.operation.label, response.status_code] += 1


@atexit.register
def tell() -> None:
    for label in sorted({label for label, _status in SEEN}):
        counts = [f"{status}: {n}" for (of, status), n in sorted(SEEN.items()) if of == label]
        print(f"{label.replace('/api/content/v1', '')}  {', '.join(counts)}")
