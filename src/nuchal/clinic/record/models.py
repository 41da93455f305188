"""Every table of the record; each lives in the module that is named after it."""

from nuchal.clinic.record.agreements import Consent
from nuchal.clinic.record.closures import Closure
from nuchal.clinic.record.conclusions import Conclusion
from nuchal.clinic.record.episodes import Drawing, Episode, Finding

__all__ = ["Closure", "Conclusion", "Consent", "Drawing", "Episode", "Finding"]
