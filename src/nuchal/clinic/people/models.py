"""Every table about people; each lives in the module that is named after it."""

from nuchal.clinic.people.absences import Absence
from nuchal.clinic.people.clients import CareRelationship, Client, Contact
from nuchal.clinic.people.links import ClientLink, ClientSession
from nuchal.clinic.people.passkeys import ClientPasskey
from nuchal.clinic.people.staff import Clinic, Credential, Grant, Invitation, Practitioner, User
from nuchal.clinic.people.unions import RecordUnion

__all__ = [
    "Absence",
    "CareRelationship",
    "Client",
    "ClientLink",
    "ClientPasskey",
    "ClientSession",
    "Clinic",
    "Contact",
    "Credential",
    "Grant",
    "Invitation",
    "Practitioner",
    "RecordUnion",
    "User",
]
