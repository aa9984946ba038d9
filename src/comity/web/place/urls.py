"""Addresses of the place."""

from django.urls import path

from comity.web.place import views

urlpatterns = [path("", views.home, name="home")]
