"""Crawls over the API: create, follow, change, cancel, delete."""

from __future__ import annotations

from typing import Any

import pytest

from core.models import Job
from core.testing import assert_queries, nothing_changes, run_jobs
from knowledge.models import Collection
from knowledge.tests.crawled import website
from knowledge.tests.factories import make_collection
from knowledge.tests.websites import Reply, Website
from workspaces.tests.factories import Person, make_workspace

__all__ = ["website"]


def ask(person: Person, base: str, collection: Collection, url: str, **payload: Any) -> Any:
    body = {"url": url, "collection_id": collection.public_id, **payload}
    return person.api.post(f"{base}/documents/url", body)


def test_a_website_is_crawled_in_the_background(
    alice: Person, base: str, collection: Collection, website: Website
) -> None:
    answer = ask(
        alice,
        base,
        collection,
        website.address,
        max_pages=2,
        include_patterns=["/ho*"],
        exclude_patterns=["/blog/*"],
        schedule="WEEKLY",
    )

    assert answer.status_code == 202
    queued = answer.json()
    crawl_id, document_id = queued["crawl_id"], queued["id"]
    assert queued == {
        "id": document_id,
        "title": website.address + "/",
        "status": "PROCESSING",
        "message": "Website queued for reading",
        "crawl_id": crawl_id,
        "crawl_run_id": queued["crawl_run_id"],
    }
    crawl = alice.api.get(f"{base}/crawls/{crawl_id}").json()
    assert (crawl["last_run"]["state"], crawl["last_run"]["pages_found"]) == ("RUNNING", 1)

    run_jobs()

    document = alice.api.get(f"{base}/documents/{document_id}").json()
    assert (document["status"], document["title"]) == ("COMPLETED", "Acme")
    assert document["source_url"] == website.address + "/"
    crawl = alice.api.get(f"{base}/crawls/{crawl_id}").json()
    run = crawl.pop("last_run")
    assert crawl == {
        "id": crawl_id,
        "collection_id": collection.public_id,
        "start_url": website.address + "/",
        "max_pages": 2,
        "include_patterns": ["/ho*"],
        "exclude_patterns": ["/blog/*"],
        "include_files": True,
        "schedule": "WEEKLY",
        "next_run_at": crawl["next_run_at"],
        "created_at": crawl["created_at"],
    }
    assert (run["state"], run["pages_new"], run["error"]) == ("COMPLETED", 2, None)
    assert alice.api.get(f"{base}/documents").json()["total"] == 2


def test_every_page_reports_its_outcome(
    alice: Person, base: str, collection: Collection, website: Website
) -> None:
    website.pages["/prices"] = Reply(b"No PDF", headers={"Content-Type": "application/pdf"})
    crawl_id = ask(alice, base, collection, website.address).json()["crawl_id"]
    run_jobs()
    path = f"{base}/crawls/{crawl_id}/pages"

    with assert_queries(5):  # session, scope, crawl, count, page
        pages = alice.api.get(path).json()

    documents = {
        each["title"]: each["id"] for each in alice.api.get(f"{base}/documents").json()["documents"]
    }
    assert pages["total"] == 3
    assert pages["pages"][1:] == [
        {
            "url": website.address + "/hours",
            "state": "NEW",
            "depth": 1,
            "http_status": 200,
            "error_code": None,
            "error": None,
            "document_id": documents["Hours"],
        },
        {
            "url": website.address + "/prices",
            "state": "SKIPPED",
            "depth": 1,
            "http_status": 200,
            "error_code": "NOT_HTML",
            "error": "This is not an HTML page but application/pdf. It can be uploaded as a file.",
            "document_id": None,
        },
    ]
    skipped = alice.api.get(path, {"state": "SKIPPED"}).json()
    assert [each["url"] for each in skipped["pages"]] == [website.address + "/prices"]
    first = alice.api.get(path, {"limit": 2}).json()
    rest = alice.api.get(path, {"limit": 2, "cursor": first["next"]}).json()
    assert [*first["pages"], *rest["pages"]] == pages["pages"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/", "TARGET_NOT_PUBLIC"),
        ("http://169.254.169.254/", "TARGET_NOT_PUBLIC"),
        ("http://2130706433/", "TARGET_NOT_PUBLIC"),
        ("http://[::ffff:10.0.0.1]/", "TARGET_NOT_PUBLIC"),
        ("http://localhost:8000/", "INVALID_URL"),
        ("http://example.com:8080/", "INVALID_URL"),
        ("ftp://example.com/", "INVALID_URL"),
        ("example.com", "INVALID_URL"),
        ("https://user:password@example.com/", "INVALID_URL"),
        ("https://example.com/" + "ü" * 1_900, "INVALID_URL"),
    ],
)
def test_an_impossible_address_is_refused_at_once(
    alice: Person, base: str, collection: Collection, url: str, code: str
) -> None:
    with nothing_changes():
        answer = ask(alice, base, collection, url)

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (400, code, "url")


def test_another_workspaces_collection_is_not_found(
    alice: Person, charlie: Person, base: str
) -> None:
    foreign = make_collection(make_workspace(charlie), "Charlie's notes")

    answer = ask(alice, base, foreign, "https://example.com/")

    assert (answer.status_code, answer.json()["field"]) == (404, "collection_id")
    assert not Job.objects.exists()


def test_the_list_costs_the_same_queries_at_any_size(
    alice: Person, base: str, collection: Collection
) -> None:
    for number in range(3):
        ask(alice, base, collection, f"https://example.com/{number}")

    with assert_queries(5):  # session, scope, count, page, last runs
        listed = alice.api.get(f"{base}/crawls").json()

    assert listed["total"] == 3
    assert [each["start_url"][-1] for each in listed["crawls"]] == ["2", "1", "0"]
    assert {each["last_run"]["state"] for each in listed["crawls"]} == {"RUNNING"}


def test_a_crawl_is_changed_cancelled_run_again_and_deleted(
    alice: Person, base: str, collection: Collection, website: Website
) -> None:
    crawl_id = ask(alice, base, collection, website.address).json()["crawl_id"]
    path = f"{base}/crawls/{crawl_id}"

    changed = alice.api.patch(path, {"max_pages": 1, "schedule": "MONTHLY"}).json()
    assert (changed["max_pages"], changed["schedule"]) == (1, "MONTHLY")
    assert changed["next_run_at"] is not None

    running = alice.api.post(f"{path}/run")
    assert (running.status_code, running.json()["code"]) == (409, "CRAWL_RUNNING")

    cancelled = alice.api.post(f"{path}/cancel").json()
    assert cancelled["last_run"]["state"] == "CANCELLED"
    assert alice.api.post(f"{path}/cancel").json() == cancelled

    again = alice.api.post(f"{path}/run")
    assert (again.status_code, again.json()["last_run"]["state"]) == (202, "RUNNING")
    run_jobs()
    assert alice.api.get(path).json()["last_run"]["pages_new"] == 1

    deleted = alice.api.call("DELETE", path, query={"with_documents": "true"})
    assert deleted.json() == {"message": "Crawl deleted"}
    assert alice.api.get(path).status_code == 404
    assert alice.api.get(f"{base}/documents").json()["total"] == 0
    actions = [each["action"] for each in alice.api.get(f"{base}/audit-log").json()["entries"]]
    assert [each for each in reversed(actions) if each.startswith("CRAWL")] == [
        "CRAWL_STARTED",
        "CRAWL_CHANGED",
        "CRAWL_CANCELLED",
        "CRAWL_STARTED",
        "CRAWL_DELETED",
    ]
