"""Addresses about people."""

from django.urls import path

from nuchal.clinic.people import member_views, views

urlpatterns = [
    path("clients/", views.clients, name="clients"),
    path("clients/<uuid:client_id>/", views.client, name="client"),
    path("clients/<uuid:client_id>/particulars/", views.particulars, name="particulars"),
    path("clients/<uuid:client_id>/contacts/", views.contacts, name="contacts"),
    path("clients/<uuid:client_id>/contacts/<int:contact_id>/end/", views.contact_end, name="contact_end"),
    path("clients/<uuid:client_id>/links/", views.links, name="links"),
    path(
        "clients/<uuid:client_id>/links/<uuid:link_id>/revocation/",
        views.link_revocation,
        name="link_revocation",
    ),
    path("settings/", views.settings, name="settings"),
    path("team/", views.team, name="team"),
    path("team/<int:member_id>/", member_views.member, name="member"),
    path("team/<int:member_id>/departure/", member_views.departure, name="departure"),
    path("team/<int:member_id>/credentials/", member_views.credentials, name="credentials"),
    path(
        "team/<int:member_id>/credentials/<int:credential_id>/removal/",
        member_views.credential_removal,
        name="credential_removal",
    ),
    path("practice/", views.practice, name="practice"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("with/<str:token>/", views.client_link, name="client_link"),
]
