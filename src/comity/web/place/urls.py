"""Addresses of the place."""

from django.urls import path

from comity.web.place.views import bodies, calendar, charters, groups, home, matters, members, parties, translations

BODY = "bodies/<slug:body>"

urlpatterns = [
    path("", home.home, name="home"),
    path("bodies/", bodies.every, name="bodies"),
    path("new-body/", bodies.set_up, name="bodies.new"),
    path(f"{BODY}/", bodies.home, name="body"),
    path(f"{BODY}.json", bodies.home_json, name="body.json"),
    path(f"{BODY}/new/", bodies.set_up, name="body.new"),
    path(f"{BODY}/edit/", bodies.describe, name="body.edit"),
    path(f"{BODY}/nest/", bodies.nest, name="body.nest"),
    path(f"{BODY}/host/", bodies.host, name="body.host"),
    path(f"{BODY}/members/", members.every, name="body.members"),
    path(f"{BODY}/members.csv", members.table, name="body.members.csv"),
    path(f"{BODY}/members.json", members.data, name="body.members.json"),
    path(f"{BODY}/members/admit/", members.admit, name="body.members.admit"),
    path(f"{BODY}/members/<int:membership>/change/", members.change, name="body.members.change"),
    path(f"{BODY}/members/<int:membership>/end/", members.end, name="body.members.end"),
    path(f"{BODY}/charter/", charters.charter, name="body.charter"),
    path(f"{BODY}/charter/edit/", charters.edit, name="body.charter.edit"),
    path(f"{BODY}/charter/<int:version>/", charters.version, name="body.charter.version"),
    path(f"{BODY}/charter/<int:version>.json", charters.data, name="body.charter.json"),
    path(f"{BODY}/charter/<int:version>/changes/", charters.changes, name="body.charter.changes"),
    path("charts.css", charters.stylesheet, name="charts.css"),
    path(f"{BODY}/calendar/", calendar.of_body, name="body.calendar"),
    path(f"{BODY}/calendar.ics", calendar.of_body_ics, name="body.calendar.ics"),
    path(f"{BODY}/groups/", groups.every, name="body.groups"),
    path(f"{BODY}/groups/new/", groups.form_group, name="body.groups.new"),
    path(f"{BODY}/groups/<int:group>/", groups.change, name="body.groups.change"),
    path(f"{BODY}/translations/", translations.queue, name="body.translations"),
    path(f"{BODY}/translations/<int:text>/", translations.translate, name="body.translation"),
    path("parties/", parties.every, name="parties"),
    path("new-party/", parties.enter, name="parties.new"),
    path("parties/<slug:party>/", parties.one, name="party"),
    path("parties/<slug:party>.json", parties.one_json, name="party.json"),
    path("calendar/", calendar.of_installation, name="calendar"),
    path("calendar.ics", calendar.of_installation_ics, name="calendar.ics"),
    path("matters/<int:matter>/", matters.one, name="matter"),
    path("matters/<int:matter>.json", matters.one_json, name="matter.json"),
]
