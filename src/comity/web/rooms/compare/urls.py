"""Addresses of comparisons."""

from django.urls import path

from comity.web.rooms.compare import views

urlpatterns = [
    path("bodies/<slug:body>/comparisons/<int:number>/", views.comparison, name="comparison"),
    path("bodies/<slug:body>/comparisons/<int:number>/report/", views.report, name="comparison.report"),
    path("bodies/<slug:body>/comparisons/<int:number>/result.json", views.data, name="comparison.data"),
]
