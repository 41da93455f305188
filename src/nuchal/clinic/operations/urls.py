"""Addresses for whoever watches over the server."""

from django.urls import path

from nuchal.clinic.operations import views

urlpatterns = [path("live", views.live, name="health_live"), path("ready", views.ready, name="health_ready")]
