"""Addresses of the chart."""

from django.urls import path

from nuchal.clinic.chart import backgrounds, closing, views

urlpatterns = [
    path("clients/<uuid:client_id>/chart/", views.client_chart, name="chart"),
    path("episodes/<uuid:episode_id>/", views.chart, name="episode"),
    path("episodes/<uuid:episode_id>/answers/", views.answers, name="answers"),
    path("episodes/<uuid:episode_id>/questions/<slug:finding>/", views.question, name="question"),
    path("episodes/<uuid:episode_id>/touches/", views.touches, name="touches"),
    path("episodes/<uuid:episode_id>/medicines/", views.medicine_list, name="medicines"),
    path("episodes/<uuid:episode_id>/settlements/", views.settlement, name="settlement"),
    path("episodes/<uuid:episode_id>/attestation/", views.attestation, name="attestation"),
    path("episodes/<uuid:episode_id>/clearances/<slug:sign>/", views.clearance, name="clearance"),
    path("episodes/<uuid:episode_id>/reasons/<slug:kind_of>/<str:id>/", backgrounds.reasons, name="reasons"),
    path("episodes/<uuid:episode_id>/closure/", closing.closure, name="closure"),
    path("episodes/<uuid:episode_id>/closure/reopening/", closing.reopening, name="reopening"),
    path("episodes/<uuid:episode_id>/history/", backgrounds.history, name="history"),
    path("episodes/<uuid:episode_id>/drawings/", backgrounds.drawings, name="drawings"),
    path("episodes/<uuid:episode_id>/conclusions/", backgrounds.conclusions, name="conclusions"),
    path(
        "episodes/<uuid:episode_id>/conclusions/<uuid:conclusion_id>/",
        backgrounds.conclusion,
        name="conclusion",
    ),
]
