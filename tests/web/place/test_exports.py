"""Calendars to subscribe to, as RFC 5545 has them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.web.place.exports import folded, text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_a_folded_line_unfolds_to_itself_and_no_piece_is_longer_than_75_octets(line):
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_what_would_end_a_line_or_a_value_is_escaped():
    assert text("one; two, three\\four\nBEGIN:VEVENT\r\nUID:x") == (
        "one\\; two\\, three\\\\four\\nBEGIN:VEVENT\\nUID:x"
    )


@pytest.mark.django_db
def test_the_calendar_of_a_body_has_moments_in_utc_whole_days_and_lasting_ids(world):
    client = world.client("public")
    world.g20.memberships.filter(party__slug="esp").update(start="2026-12-24")
    first = client.get("/en/bodies/g20/calendar.ics")
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    lines = first.content.decode().replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    matter = world.matters["public"]
    deadline = matter.deadline.astimezone(datetime.UTC)
    assert f"DTSTART:{deadline:%Y%m%dT%H%M%SZ}" in lines
    assert "DTSTART;VALUE=DATE:20261224" in lines and "DTEND;VALUE=DATE:20261225" in lines
    ids = [line for line in lines if line.startswith("UID:")]
    assert len(set(ids)) == len(ids) == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 3
    arabic = client.get("/ar/bodies/g20/calendar.ics").content.decode().replace("\r\n ", "").split("\r\n")
    assert [line for line in arabic if line.startswith("UID:")] == ids
    assert any("إسبانيا" in line for line in arabic)


@pytest.mark.django_db
@pytest.mark.parametrize("since", ["", "2026-12-01", "soon", "9999-12-31", "0001-01-01", "2026-13-45", "-1"])
def test_a_calendar_from_any_day_opens(world, since):
    assert world.client("public").get(f"/en/calendar/?since={since}").status_code == 200
