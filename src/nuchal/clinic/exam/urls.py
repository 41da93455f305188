"""Addresses of the exam."""

from django.urls import path

from nuchal.clinic.exam import views

urlpatterns = [
    path("episodes/<uuid:episode_id>/exam/", views.exam, name="exam"),
    path("episodes/<uuid:episode_id>/exam/palpations/", views.palpations, name="palpations"),
    path("episodes/<uuid:episode_id>/exam/movements/", views.movement_list, name="movements"),
    path("episodes/<uuid:episode_id>/exam/tests/", views.test_list, name="exam_tests"),
    path("episodes/<uuid:episode_id>/exam/screens/", views.screens, name="exam_screens"),
    path("episodes/<uuid:episode_id>/exam/postures/", views.posture_list, name="postures"),
    path(
        "episodes/<uuid:episode_id>/exam/postures/<uuid:posture_id>/photo/", views.photo, name="posture_photo"
    ),
    path(
        "episodes/<uuid:episode_id>/exam/withdrawals/<int:first>/<int:last>/",
        views.withdrawals,
        name="withdrawals",
    ),
    path("episodes/<uuid:episode_id>/exam/completion/", views.completion, name="exam_completion"),
    path("exam/pad.json", views.pad, name="exam_pad"),
    path("tests/", views.library, name="test_library"),
]
