"""Addresses about people."""

from django.urls import path

from nuchal.clinic.people import (
    care_views,
    clinic_views,
    draft_views,
    passkey_views,
    proof_views,
    team_views,
    views,
)

urlpatterns = [
    path("clients/", views.clients, name="clients"),
    path("clients/<uuid:client_id>/", views.client, name="client"),
    path("clients/<uuid:client_id>/particulars/", views.particulars, name="particulars"),
    path("clients/<uuid:client_id>/archive/", views.archive, name="archive"),
    path("clients/<uuid:client_id>/archive/end/", views.archive_end, name="archive_end"),
    path("clients/<uuid:client_id>/care/", care_views.cares, name="cares"),
    path("clients/<uuid:client_id>/care/<int:care_id>/end/", care_views.care_end, name="care_end"),
    path(
        "clients/<uuid:client_id>/care/<int:care_id>/handover/",
        care_views.care_handover,
        name="care_handover",
    ),
    path("settings/absences/", care_views.my_absences, name="absences"),
    path("settings/absences/<int:absence_id>/removal/", care_views.absence_removal, name="absence_removal"),
    path("clients/<uuid:client_id>/contacts/", views.contacts, name="contacts"),
    path("clients/<uuid:client_id>/contacts/<int:contact_id>/end/", views.contact_end, name="contact_end"),
    path("clients/<uuid:client_id>/code-address/", views.code_address, name="code_address"),
    path("clients/<uuid:client_id>/links/", views.links, name="links"),
    path(
        "clients/<uuid:client_id>/links/<uuid:link_id>/revocation/",
        views.link_revocation,
        name="link_revocation",
    ),
    path(
        "clients/<uuid:client_id>/passkeys/<uuid:passkey_id>/removal/",
        passkey_views.client_passkey_removal,
        name="client_passkey_removal",
    ),
    path("settings/", views.settings, name="settings"),
    path("settings/clinic/<uuid:clinic_id>/", clinic_views.clinic_settings, name="clinic_settings"),
    path("settings/clinic/<uuid:clinic_id>/logo/", clinic_views.clinic_logo, name="clinic_logo"),
    path(
        "settings/clinic/<uuid:clinic_id>/logo/removal/",
        clinic_views.clinic_logo_removal,
        name="clinic_logo_removal",
    ),
    path(
        "settings/clinic/<uuid:clinic_id>/logo/picture/",
        clinic_views.clinic_logo_picture,
        name="clinic_logo_picture",
    ),
    path("team/", team_views.team, name="team"),
    path(
        "team/invitations/<uuid:invitation_id>/withdrawal/",
        team_views.invitation_withdrawal,
        name="invitation_withdrawal",
    ),
    path(
        "team/invitations/<uuid:invitation_id>/return/",
        team_views.invitation_return,
        name="invitation_return",
    ),
    path("team/<int:member_id>/", team_views.member, name="member"),
    path("team/<int:member_id>/departure/", team_views.departure, name="departure"),
    path("team/<int:member_id>/credentials/", team_views.credentials, name="credentials"),
    path(
        "team/<int:member_id>/credentials/<int:credential_id>/removal/",
        team_views.credential_removal,
        name="credential_removal",
    ),
    path("drafts/removal/", draft_views.draft_removal, name="draft_removal"),
    path("practice/", views.practice, name="practice"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("with/<str:token>/", views.client_link, name="client_link"),
    path("passkeys/", passkey_views.passkeys, name="client_passkeys"),
    path("passkeys/challenge/", passkey_views.passkey_challenge, name="client_passkey_challenge"),
    path("passkeys/<uuid:passkey_id>/removal/", passkey_views.passkey_removal, name="passkey_removal"),
    path("proof/", proof_views.proof, name="client_proof"),
    path("leave/", proof_views.leave, name="client_leave"),
    path("back/", passkey_views.back, name="back"),
    path("back/challenge/", passkey_views.back_challenge, name="back_challenge"),
]
