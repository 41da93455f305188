"""The end of a clinic's chains: lock it, seal it anew after something was added, and anchor it outside the database."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from nuchal.clinic.audit.anchors import anchor_soon
from nuchal.clinic.audit.models import Chain
from nuchal.clinic.operations.secret_keys import sealing_key, sealing_keys


def locked_end(clinic_id: UUID) -> Chain:
    """The end of a clinic's chains, locked until the transaction ends; a clinic without one begins at nothing."""
    locked = Chain.objects.select_for_update()
    chain = locked.filter(pk=clinic_id).first()
    if chain is None:
        begun = Chain(clinic_id=clinic_id)
        seal(begun)
        Chain.objects.bulk_create([begun], ignore_conflicts=True)
        chain = locked.get(pk=clinic_id)
    chain.may_be_sealed = seal_fits(chain)
    return chain


def save_end(chain: Chain) -> None:
    """
    Store an end that `locked_end` gave, with a new seal; once that is committed, anchor it outside the database.

    Where the seal did not fit before, it is left as it is: whatever is added, a forged end never becomes a sealed one.
    """
    if chain.may_be_sealed:
        seal(chain)
    chain.save(update_fields=["sequence", "hash", "digests", "digests_hash", "key", "seal"])
    _anchor_when_committed(chain)


def seal_fits(chain: Chain) -> bool:
    """Whether the seal was made of these ends, by a key of this clinic."""
    key = sealing_keys().get(chain.key)
    return key is not None and key.seal(_text(chain)) == chain.seal


def seal(chain: Chain) -> None:
    """Seal an end with the key of now; the caller has made sure that it is what it should be."""
    key = sealing_key()
    chain.key, chain.seal = key.name, key.seal(_text(chain))


def _text(chain: Chain) -> str:
    return f"end\n{chain.clinic_id}\n{chain.sequence}\n{chain.hash}\n{chain.digests}\n{chain.digests_hash}"


def _anchor_when_committed(chain: Chain) -> None:
    transaction.on_commit(partial(anchor_soon, chain), robust=True)
