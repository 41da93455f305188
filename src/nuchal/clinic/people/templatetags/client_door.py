"""What stands where clients come in: the offer of a passkey, and when not to wait for any page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext

from nuchal.clinic.operations.knowing import knowledge
from nuchal.clinic.people.queries import passkeys_of

register = template.Library()


@register.inclusion_tag("people/passkey_offer.html", takes_context=True)
def passkey_offer(context: dict[str, Any]) -> dict[str, Any]:
    """A calm offer for a client who came by a link and has no passkey yet; the browser shows it only if it can."""
    link = context.get("client_link")
    return {
        "request": context.get("request"),
        "is_proven": link is not None and link.session is not None and link.session.is_proven,
        "offered": link is not None and not passkeys_of(link, link.client),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def when_not_to_wait() -> str:
    """What a page that opens nothing says of an emergency."""
    return gettext(knowledge().intake_pages["page_nothing_open"].hint or "")
