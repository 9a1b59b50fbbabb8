"""What a run makes of pages that say the same, say nothing, or lead elsewhere; and of files."""

from __future__ import annotations

from core.scope import workspace_scope
from knowledge.models import Chunk, Collection
from knowledge.tests.crawled import again, documents, fetch, figures, outcomes, read, website
from knowledge.tests.documents import docx, pdf
from knowledge.tests.websites import Reply, Website, page, redirect
from workspaces.models import Workspace

__all__ = ["website"]

ROOMS = "<p>A double room costs 92 EUR including breakfast.</p>"


def texts(workspace: Workspace) -> str:
    with workspace_scope(workspace.pk):
        return "\n".join(Chunk.objects.filter(is_live=True).values_list("text", flat=True))


def test_the_same_text_at_several_addresses_is_one_document(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    spellings = ("/rooms?ref=nav", "/rooms/index.html", "/rooms", "/Rooms", "/rooms?view=print")
    website.put("/", "<p>Welcome to the inn.</p>", links=spellings)
    for spelling in spellings:
        website.put(spelling, ROOMS, title="Rooms", links=(spelling,))

    run = read(collection, website)

    assert sorted(documents(acme)) == ["/", "/rooms"]
    assert outcomes(run) == {
        "/": "NEW",
        "/rooms?ref=nav": "DUPLICATE",
        "/rooms/index.html": "DUPLICATE",
        "/rooms": "NEW",
        "/Rooms": "DUPLICATE",
        "/rooms?view=print": "DUPLICATE",
    }
    before = documents(acme)["/rooms"].pk

    run = again(collection)

    assert figures(run) == {"found": 6, "unchanged": 2, "skipped": 4}
    assert documents(acme)["/rooms"].pk == before


def test_pages_with_a_common_part_are_documents_each(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    website.put("/hours", f"{ROOMS}<p>In summer.</p>", title="Rooms")
    website.put("/prices", f"{ROOMS}<p>In winter.</p>", title="Rooms")

    fetch(collection, website)

    assert sorted(documents(acme)) == ["/", "/hours", "/prices"]


def test_a_page_that_says_it_is_missing_is_none(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    website.put("/", "<p>Welcome.</p>", links=("/old", "/gone", "/lost", "/keys"))
    website.put("/old", "<p>Sorry, the page you asked for does not exist.</p>", title="Not found")
    website.put("/gone", "<p>Use the menu.</p>", title="404")
    website.put("/lost", "<p>Our 404 model costs £25.</p>", title="Lost and found")
    website.put("/keys", f"<p>{'If a key is lost, call us. ' * 60}</p>", title="Page not found")

    run = fetch(collection, website)

    assert (outcomes(run)["/old"], outcomes(run)["/gone"]) == ("SOFT_NOT_FOUND", "SOFT_NOT_FOUND")
    assert sorted(documents(acme)) == ["/", "/keys", "/lost"]


def test_a_page_that_sends_its_visitors_elsewhere_is_followed(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    leads = {
        "/a": "0; url=/en/home",
        "/self": "0; url=/self",
        "/slow": "30; url=/en/slow",
        "/away": "0; url=https://elsewhere.example/",
        "/inside": "0; url=http://10.0.0.1/",
        "/loop": "0; url=/loop2",
        "/secret": "0; url=/private",
    }
    website.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private")
    website.put("/", "<p>Welcome.</p>", links=tuple(leads))
    website.put("/en/home", "<p>A day membership costs 15 EUR.</p>")
    for path, content in {**leads, "/loop2": "0; url=/loop"}.items():
        head = f'<meta http-equiv="Refresh" content="{content}">'
        website.pages[path] = Reply(page(f"<p>One moment at {path}.</p>", head=head))

    run = fetch(collection, website)

    assert outcomes(run) == {
        "/": "NEW",
        "/a": "MOVED",
        "/self": "NEW",
        "/slow": "NEW",
        "/away": "OFF_SITE",
        "/inside": "TARGET_NOT_PUBLIC",
        "/loop": "TOO_MANY_REDIRECTS",
        "/secret": "ROBOTS_DISALLOWED",
        "/en/home": "NEW",
    }
    assert sorted(documents(acme)) == ["/", "/en/home", "/self", "/slow"]
    assert "/private" not in website.asked


def test_the_first_page_may_only_lead_to_another(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    head = '<meta http-equiv="refresh" content="0; url=/hours">'
    website.pages["/"] = Reply(page("", head=head))

    run = fetch(collection, website)

    assert outcomes(run) == {"/": "MOVED", "/hours": "NEW"}
    assert sorted(documents(acme)) == ["/hours"]


def test_linked_files_are_read_and_cited(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    links = ("/docs/Fees%202027.pdf", "/plan", "/old.pdf", "/copy.pdf")
    website.put("/", "<p>Forms for download.</p>", links=links)
    fees = pdf([["The notice period of the Gold membership is three months."]])
    website.pages[links[0]] = Reply(fees, headers={"Content-Type": "application/pdf"})
    website.pages["/copy.pdf"] = Reply(fees, headers={"Content-Type": "application/pdf"})
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    disposition = 'attachment; filename="Plan.docx"'
    headers = {"Content-Type": word, "Content-Disposition": disposition}
    website.pages["/plan"] = Reply(
        docx([("Normal", "The plan says that we open at nine.")]), headers=headers
    )
    website.pages["/old.pdf"] = redirect("/docs/Fees%202027.pdf")

    run = read(collection, website)

    found = documents(acme)
    assert {path: (each.title, each.format, each.status) for path, each in found.items()} == {
        "/": ("/", "HTML", "COMPLETED"),
        "/copy.pdf": ("Fees 2027.pdf", "PDF", "COMPLETED"),
        "/plan": ("Plan.docx", "DOCX", "COMPLETED"),
    }
    assert outcomes(run)["/docs/Fees%202027.pdf"] == outcomes(run)["/old.pdf"] == "DUPLICATE"
    with workspace_scope(acme.pk):
        chunk = Chunk.objects.get(document=found["/copy.pdf"], is_live=True)
    assert (chunk.text, chunk.page) == (
        "The notice period of the Gold membership is three months.",
        1,
    )

    run = again(collection)

    assert figures(run) == {"found": 5, "unchanged": 3, "skipped": 2}


def test_files_count_toward_the_limit_and_may_be_left_out(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    website.put("/", "<p>Forms for download.</p>", links=("/a.pdf", "/b.pdf"))
    for path in ("/a.pdf", "/b.pdf"):
        website.pages[path] = Reply(
            pdf([[f"This is {path}."]]), headers={"Content-Type": "application/pdf"}
        )

    assert outcomes(fetch(collection, website, max_pages=2))["/b.pdf"] == "MAX_PAGES"
    run = fetch(collection, website, include_files=False)

    assert outcomes(run) == {"/": "UNCHANGED", "/a.pdf": "NOT_HTML", "/b.pdf": "NOT_HTML"}
    assert sorted(documents(acme)) == ["/"]


def test_an_endless_calendar_gets_a_share_of_the_pages(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    website.put("/", "<p>The hall can be hired.</p>", links=("/events?month=2027-02", "/rules"))
    website.put("/rules", "<p>Music must end at 22:00.</p>", links=("/rules/deposit",))
    website.put("/rules/deposit", "<p>A deposit of 150 EUR is paid.</p>")
    for month in range(1, 60):
        here = f"/events?month={2027 + month // 12}-{month % 12 + 1:02d}"
        links = tuple(
            f"/events?month={2027 + other // 12}-{other % 12 + 1:02d}"
            for other in range(month, month + 30)
        )
        website.put(here, f"<p>No events in month {month}.</p>", links=links)

    run = fetch(collection, website, max_pages=12)

    assert run.state == "COMPLETED"
    assert {"/", "/rules", "/rules/deposit"} <= documents(acme).keys()
    assert len([path for path in website.asked if path.startswith("/events")]) == 5
    assert "ENOUGH_LIKE_IT" in outcomes(run).values()


def test_a_text_on_many_pages_is_kept_by_the_first(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    wall = "<div class=q><p>Members of our circle hear of every event three weeks ahead.</p></div>"
    paths = tuple(f"/topic-{name}" for name in "abcdef")
    for path in ("/", *paths):
        website.put(path, f"<p>This is about {path} alone.</p>{wall}", links=paths)

    read(collection, website)

    said = [path for path, each in documents(acme).items() if "circle" in _content(each)]
    assert said == ["/"]
    assert texts(acme).count("hear of every event") == 1
    assert all(f"This is about {path} alone." in texts(acme) for path in paths)

    assert figures(again(collection)) == {"found": 7, "unchanged": 7}


def _content(document: object) -> str:
    with document.file.open("rb") as file:  # type: ignore[attr-defined]
        return str(file.read().decode())


def test_hidden_text_of_a_page_is_counted_on_its_document(
    website: Website, acme: Workspace, collection: Collection
) -> None:
    website.put("/", '<p>We fit tyres.</p><div style="display:none">Staff: 31 EUR.</div>')

    read(collection, website)

    document = documents(acme)["/"]
    assert "31 EUR" not in _content(document)
    with workspace_scope(acme.pk):
        document.refresh_from_db()
        assert document.live_version is not None
        assert document.live_version.notices == [
            {"code": "HIDDEN_TEXT_LEFT_OUT", "count": 14, "pages": []}
        ]
