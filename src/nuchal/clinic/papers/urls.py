"""Addresses of the papers of an episode."""

from django.urls import path

from nuchal.clinic.papers import views

urlpatterns = [
    path("episodes/<uuid:episode_id>/papers/", views.papers, name="papers"),
    path("episodes/<uuid:episode_id>/papers/<slug:kind>.pdf", views.pdf, name="paper_pdf"),
    path("episodes/<uuid:episode_id>/papers/<slug:kind>.txt", views.text, name="paper_text"),
]
