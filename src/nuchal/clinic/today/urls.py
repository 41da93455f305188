"""The address of the first page."""

from django.urls import path

from nuchal.clinic.today import views

urlpatterns = [path("", views.today, name="today")]
