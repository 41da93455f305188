"""Is it alive, and is it ready? For whoever watches over the server; no sign-in, and nothing to learn from it."""

from __future__ import annotations

import os
import secrets
import threading

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.operations.patience import briefly
from nuchal.errors import NuchalError


@never_cache
@require_GET
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@never_cache
@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """Database, migrations and knowledge are there, and something can be written; 503 where one is not so."""
    checks = {"database": _database(), "writes": False, "migrations": False, "knowledge": _knowledge()}
    if checks["database"]:
        checks["writes"] = _writes()
        checks["migrations"] = not pending_migrations()
    return JsonResponse(
        {"ready": all(checks.values()), **checks}, status=200 if all(checks.values()) else 503
    )


def pending_migrations() -> list[str]:
    """Steps of the schema that were not taken yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in plan]


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _writes() -> bool:
    """Whether a row can be written, and is there when it is read again."""
    written = secrets.token_hex(1_000)
    key = f"ready-{os.getpid()}-{threading.get_ident()}"
    try:
        with briefly():
            cache.set(key, written, timeout=60)
            return bool(cache.get(key) == written)
    except DatabaseError:
        return False


def _knowledge() -> bool:
    try:
        return bool(knowledge().digest)
    except NuchalError:
        return False
