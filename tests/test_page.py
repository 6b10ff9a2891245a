"""The HTML page: hostile words stay words, crossing spans stay balanced, every link has its anchor."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from handmade import TEXT, bare, clash

from according.records import Record
from according.rendering.page import render_page

VOID = {"meta", "input", "br", "link", "img"}


class Page(HTMLParser):
    """A strict reader: fails on an element that closes another than the open one."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(f"{tag}.{dict(attrs).get('class') or ''}")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().split(".")[0] == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        inside = [i for i, e in enumerate(self.open) if e == "div.text"]
        if inside and not any(e.startswith("a.tag") for e in self.open):
            self.text.append(data)

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


def test_the_text_on_the_page_is_the_report_character_by_character():
    assert "".join(Page(render_page([clash()])).text) == TEXT


def test_every_link_within_the_page_has_its_anchor_and_no_anchor_stands_twice():
    page = Page(render_page([clash(), clash(id="second")]))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    targets = {href[1:] for href in page.attributes("href") if href.startswith("#")}
    assert targets - set(ids) == set()
    assert {"r1-v1", "r1-v1-w", "r1-s2", "r1-s2-w", "r2-v3"} <= targets


def test_an_event_shows_its_voices_its_status_and_its_figure():
    html = render_page([clash()])
    row = html[html.index('<tr id="r1-v1">') : html.index('<tr id="r1-v2">')]
    assert re.sub(r"<[^>]+>", "", row).split("\n")[1] == "Oreva Post &lt; Petra Holm &lt; the rebels"
    assert "at least 4 injured (people)" in row
    assert "happened" in row
    assert 'href="#r1-s2"' in row
    assert "denied" in html[html.index('<tr id="r1-v2">') :]


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\x1b]0;x\x07{{ 7*7 }}'


def test_hostile_words_stay_words_wherever_they_stand():
    record = Record.from_dict(
        {
            "report": {
                "id": HOSTILE,
                "title": HOSTILE,
                "publisher": HOSTILE,
                "authors": [HOSTILE],
                "url": "javascript:alert(1)",
                "text": HOSTILE,
            },
            "entities": [{"id": HOSTILE, "name": HOSTILE, "kind": "person", "office": HOSTILE, "mentions": [[0, 5]]}],
            "places": [{"id": HOSTILE, "name": HOSTILE, "mentions": [[2, 9]]}],
            "statements": [
                {"id": HOSTILE, "speaker": HOSTILE, "cue": [[1, 4]], "content": [[3, 30]], "kind": "direct"}
            ],
            "events": [
                {
                    "id": HOSTILE,
                    "type": HOSTILE,
                    "modes": [HOSTILE],
                    "triggers": [[2, 12]],
                    "actors": [HOSTILE, "unknown"],
                    "places": [HOSTILE],
                    "time": {"value": HOSTILE},
                    "said_in": HOSTILE,
                    "casualties": [{"kind": "killed", "low": 1, "who": HOSTILE}],
                    "distancing": [[0, 3]],
                }
            ],
        }
    )
    html = render_page([record, record], title=HOSTILE)
    page = Page(html)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img"})
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert not any(href.startswith("javascript:") for href in page.attributes("href"))
    assert "\x1b" not in html
    assert "49" not in "".join(page.text)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[broken", ""])
def test_only_a_web_address_becomes_a_link(url: str):
    assert Page(render_page([clash(url=url)])).attributes("rel") == []


def test_crossing_and_nested_spans_are_cut_at_every_boundary():
    text = "abcdefghij"
    record = Record.from_dict(
        {
            "report": {"id": "x", "text": text},
            "statements": [
                {"id": "s1", "content": [[0, 6]], "kind": "indirect"},
                {"id": "s2", "content": [[4, 10]], "cue": [[3, 5]], "source": [[2, 7]], "kind": "indirect"},
            ],
            "events": [
                {"id": "v1", "type": "AID", "triggers": [[0, 1], [5, 8]]},
                {"id": "v2", "type": "CONSULT", "triggers": [[5, 6]]},
            ],
        }
    )
    html = render_page([record])
    page = Page(html)
    assert "".join(page.text) == text
    assert {"r1-v1-w", "r1-v2-w", "r1-s1-w", "r1-s2-w"} <= set(page.attributes("id"))


def test_spans_outside_the_text_and_empty_spans_do_no_harm():
    record = Record.from_dict(
        {
            "report": {"id": "x", "text": "abc"},
            "statements": [{"id": "s1", "content": [[2, 99]], "kind": "indirect", "within": "s1"}],
            "events": [{"id": "v1", "type": "AID", "triggers": [[1, 1]], "said_in": "nowhere"}],
        }
    )
    assert "".join(Page(render_page([record])).text) == "abc"


def test_the_page_asks_for_nothing_from_outside_and_its_policy_allows_only_its_own_style():
    html = render_page([clash(url=None)])
    page = Page(html)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "img", "iframe", "object", "form", "base"})
    assert "src" not in {name for _, attrs in page.tags for name in attrs}
    assert "style" not in {name for _, attrs in page.tags for name in attrs}
    policy = next(a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv"))
    css = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    assert "url(" not in css
    assert "@import" not in css
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_every_layer_is_a_labelled_check_box_that_the_style_sheet_knows():
    html = render_page([clash()])
    page = Page(html)
    boxes = [attrs for tag, attrs in page.tags if tag == "input"]
    assert {box["id"] for box in boxes} == set(page.attributes("for"))
    for box in boxes:
        assert f".{box['class'].replace(' ', '.')}:not(:checked) ~ .reports" in html


def test_several_records_get_an_index_and_none_gets_a_sentence():
    html = render_page([clash(), bare("Nothing here.", id="quiet", title="A quiet day")])
    assert 'href="#r2">A quiet day</a>' in html
    assert "No event was found." in html
    assert "No report was coded." in render_page([])


def test_a_notebook_shows_the_record_and_two_outputs_do_not_share_anchors():
    one, two = clash()._repr_html_(), clash(id="other")._repr_html_()
    assert "<html" not in one
    assert set(Page(one).attributes("id")).isdisjoint(Page(two).attributes("id"))


def test_a_long_text_with_many_spans_takes_no_quadratic_time():
    text = "the army shelled the town. " * 8000
    events = [{"id": f"v{i}", "type": "ASSAULT", "triggers": [[i * 27 + 9, i * 27 + 16]]} for i in range(8000)]
    record = Record.from_dict({"report": {"id": "long", "text": text}, "events": events})
    assert render_page([record]).count('class="tag q4"') == 8000
