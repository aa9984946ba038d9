"""Addresses of running: those without a language, and the page by which an installation gets its first operator."""

from django.urls import path

from comity.web.running import probes, views, wellknown

PLAIN = [
    path("health", probes.health, name="health"),
    path("ready", probes.ready, name="ready"),
    path("robots.txt", wellknown.robots, name="robots"),
    path(".well-known/security.txt", wellknown.security, name="security"),
]
PAGES = [path("first-operator/<str:token>", views.first_operator, name="first_operator")]
