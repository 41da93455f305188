"""Addresses of a client's data as a whole."""

from django.urls import path

from nuchal.clinic.rights import views

urlpatterns = [
    path("clients/<uuid:client_id>/data/", views.data, name="client_data"),
    path("clients/<uuid:client_id>/data/copy/", views.client_copy, name="client_copy"),
    path("clients/<uuid:client_id>/erasure/", views.erasure, name="erasure"),
    path("settings/keeping/", views.keeping, name="keeping"),
]
