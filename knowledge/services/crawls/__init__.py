"""Crawling websites page by page, politely and safely; unchanged pages are not processed again."""

from knowledge.services.crawls.runs import cancel_run, fail_run, run_again
from knowledge.services.crawls.scheduled import start_due_crawls
from knowledge.services.crawls.slices import crawl_slice
from knowledge.services.crawls.websites import add_website, change_crawl, delete_crawl

__all__ = [
    "add_website",
    "cancel_run",
    "change_crawl",
    "crawl_slice",
    "delete_crawl",
    "fail_run",
    "run_again",
    "start_due_crawls",
]
