"""Addresses of the intake, and of the alerts that it raises."""

from django.urls import path

from nuchal.clinic.intake import alert_bar, alert_settings_page, alerting, calls, clinic_state, views

urlpatterns = [
    path("intake/", views.intake, name="intake"),
    path("intake/answers/<str:step>/", views.answer, name="intake_answer"),
    path("intake/pause/", views.pause, name="intake_pause"),
    path("intake/review/", views.review, name="intake_review"),
    path("intake/completion/", views.completion, name="intake_completion"),
    path("intake/doctors-look/", views.doctors_look, name="intake_doctors_look"),
    path("intake/token/", views.token, name="intake_token"),
    path("intake/clinic-state/", clinic_state.clinic_state, name="intake_clinic_state"),
    path("intake/pad.json", views.pad, name="intake_pad"),
    path("clients/<uuid:client_id>/intake/reopening/", alerting.reopening, name="intake_reopening"),
    path("alerts/", alerting.alerts, name="alerts"),
    path("settings/alerts/", alert_settings_page.alert_settings_page, name="alert_settings"),
    path("alerts/bar/", alert_bar.alert_bar, name="alert_bar"),
    path("alerts/<uuid:alert_id>/", alerting.alert, name="alert"),
    path("calls/", calls.urgent_calls, name="urgent_calls"),
    path("calls/<uuid:alert_id>/", calls.urgent_call, name="urgent_call"),
    path("alerts/<uuid:alert_id>/sight/", alerting.sight, name="alert_sight"),
    path("alerts/<uuid:alert_id>/settlement/", alerting.settlement, name="alert_settlement"),
]
