"""Addresses of a client's data as a whole."""

from django.urls import path

from nuchal.clinic.rights import union_views, views

urlpatterns = [
    path("clients/<uuid:client_id>/data/", views.data, name="client_data"),
    path("clients/<uuid:client_id>/data/copy/", views.client_copy, name="client_copy"),
    path("clients/<uuid:client_id>/erasure/", views.erasure, name="erasure"),
    path("clients/<uuid:client_id>/same-person/", union_views.twin_search, name="twin_search"),
    path("clients/<uuid:client_id>/same-person/<uuid:other_id>/", union_views.union, name="union"),
    path(
        "clients/<uuid:client_id>/unions/<int:union_id>/separation/",
        union_views.separation,
        name="separation",
    ),
    path("settings/keeping/", views.keeping, name="keeping"),
]
