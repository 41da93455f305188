"""Addresses of the record."""

from django.urls import path

from nuchal.clinic.record import views

urlpatterns = [path("episodes/<uuid:episode_id>/findings/", views.findings, name="findings")]
