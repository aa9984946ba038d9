"""Every page of the place opens for those who may open it, in every language, with few queries."""

import pytest

from comity.words import LANGUAGES, tag

PAGES = (
    "",
    "bodies/",
    "bodies/?q=20",
    "bodies/g20/",
    "bodies/g20-sherpa/",
    "bodies/g20/members/",
    "bodies/un/members/",
    "bodies/g20/members/?past=1",
    "bodies/g20/charter/",
    "bodies/g20/calendar/",
    "parties/",
    "parties/?kind=union",
    "parties/?q=franc",
    "parties/fra/",
    "parties/eu/",
    "calendar/",
)
OFFICER_PAGES = (
    "bodies/g20/new/",
    "bodies/g20/edit/",
    "bodies/g20/members/admit/",
    "bodies/g20/charter/edit/",
    "bodies/g20/groups/",
    "bodies/g20/groups/new/",
    "bodies/g20/translations/",
    "bodies/g20/translations/?to=fr",
    "new-party/",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_open_in_every_language(world, language):
    public, officer = world.client("public"), world.client("officer")
    for path in PAGES:
        answer = public.get(f"/{tag(language).lower()}/{path}")
        assert answer.status_code == 200, path
        assert f'lang="{tag(language)}"' in answer.text
    for path in (*PAGES, *OFFICER_PAGES):
        assert officer.get(f"/{tag(language).lower()}/{path}").status_code == 200, path


@pytest.mark.parametrize("who", ["public", "citizen", "france", "officer", "operator"])
def test_no_page_issues_more_than_twelve_queries(world, who, django_assert_max_num_queries):
    client = world.client(who)
    for path in PAGES:
        with django_assert_max_num_queries(12):
            client.get(f"/en/{path}")
