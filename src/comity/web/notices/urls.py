"""Addresses of notices."""

from django.urls import URLPattern, path

from comity.web.notices import views

urlpatterns: list[URLPattern] = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices.read_all"),
    path("notices/settings/", views.settings, name="notices.settings"),
    path("notices/mail-on/", views.mail_on, name="notices.mail_on"),
    path("notices/mails/", views.mails, name="notices.mails"),
    path("notices/mails/<int:mail>/", views.mail, name="notices.mail"),
    path("notices/off/<str:signed>/", views.off, name="notices.off"),
    path("notices/<int:notice>/", views.open_notice, name="notices.open"),
    path("notices/<int:notice>/read/", views.read, name="notices.read"),
    path("bodies/<slug:body>/follow/", views.body_follow, name="body.follow"),
    path("matters/<int:matter>/follow/", views.matter_follow, name="matter.follow"),
]
