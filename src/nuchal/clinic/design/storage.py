"""Static files under names that carry their content, so that a browser may keep them for ever."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """
    Imports between our own scripts carry the content too.

    Without this a page that was updated imports modules from before, which the browser keeps under their plain names.
    Names are matched as a finder lists them, so the pad's are `pad/*.js`. Scripts of other packages stay as they are:
    Django's rule would also follow an import in a comment.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _every_script, rules = self._js_module_import_aggregation_patterns
        ours = [app.label for app in apps.get_app_configs() if app.name.startswith("nuchal.")]
        found: Any = self
        found.patterns = (*found.patterns, *((f"{folder}/*.js", rules) for folder in ("pad", *ours)))
        super().__init__(*args, **kwargs)
