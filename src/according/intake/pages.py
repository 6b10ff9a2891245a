"""HTML pages: the article's text, title first, and what the page says about itself.

The page is hostile until proven otherwise. libxml2's HTML parser never loads anything, knows no entities of the page's
own and stops at a depth of 256; this module adds limits of size and number of elements, measured on hostile pages
(tests/test_intake_pages.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from according.errors import InputError
from according.intake.build import Metadata

MAX_HTML_CHARS = 5_000_000
MAX_ELEMENTS = 30_000  # a long live blog has some 10,000; the extractor takes up to 150 microseconds for each
MAX_ATTRIBUTES = 250  # in one tag; libxml2 compares each with all before it
_MAX_TITLE = 300
_DOCTYPE = re.compile(
    r"\s{0,1000}(?:<\?xml[^>]{0,200}>\s{0,100})?(?:<!--[^>]{0,2000}-->\s{0,100}){0,3}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_MARKUP = re.compile(r"<(?:[a-zA-Z][^\s/>]*+|!--|[!?])")
_ATTRIBUTE = re.compile(
    r"[\s/]*+(?:(?P<end>>)|(?P<open>[^\s/>][^\s/>=]*+\s*+=\s*+(?:\"(?![^\"]*\")|'(?![^']*')))"
    r"|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?)"
)
_RAW = {"<script": re.compile(r"</script", re.IGNORECASE), "<style": re.compile(r"</style", re.IGNORECASE)}
_SCRIPT = re.compile(r"<(script|style)\b[^>]{0,500}>.*?(?:</\1\s{0,9}>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BLOCKS = frozenset({"p", "head", "item", "quote", "row", "code", "ab", "div", "list", "table", "body", "main"})
_FRAGMENT_BLOCKS = frozenset(
    ("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "tr", "td", "th", "pre",
     "section", "article", "figure", "figcaption", "header", "footer", "hr", "body", "html", "dl", "dt", "dd")
)  # fmt: skip

# The day of reading must not come in by the back door: no search for dates in the words, no limit that is today.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2199-12-31"}
_ADVICE = "Save the article's text as a plain text file and give that"


def looks_like_html(text: str) -> bool:
    """True where a text begins as an HTML page does."""
    return _DOCTYPE.match(text) is not None


def read_page(html: str, *, name: str, url: str | None = None) -> tuple[str, Metadata]:
    """The article of a page as text, the title its first line and empty lines between paragraphs, and its metadata.

    Raises InputError: "too-large", "bad-html" (nested or crowded beyond the limits, no markup that can be read),
    "empty" (no article in it).
    """
    from trafilatura.core import bare_extraction
    from trafilatura.settings import Document

    tree = _parse(html, name)
    try:
        found = bare_extraction(
            tree, url=url, with_metadata=True, include_comments=False, date_extraction_params=dict(_DATES)
        )
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as e:
        raise InputError(name, "bad-html", f"the page cannot be read ({e})", advice=_ADVICE) from e
    if not isinstance(found, Document) or found.body is None:
        raise InputError(name, "empty", "no article was found in the page", advice=_ADVICE)
    paragraphs = list(_paragraphs(found.body))
    title = one_line(found.title)
    if title and any(_same(words, title) for _, words in paragraphs[:3]):
        at = next(i for i, (_, words) in enumerate(paragraphs) if _same(words, title))
        del paragraphs[at]
    if not paragraphs:
        raise InputError(name, "empty", "no article was found in the page", advice=_ADVICE)
    lines = [title] if title else []
    lines += [words for _, words in paragraphs]
    authors = tuple(a for a in map(one_line, (found.author or "").split(";")) if a)
    metadata = Metadata(
        title=title,
        authors=authors,
        published=found.date,
        publisher=one_line(found.sitename),
        url=_web_address(found.url) or url,
        subheadings=frozenset(words for heading, words in paragraphs if heading),
    )
    return "\n\n".join(lines), metadata


def read_fragment(html: str, *, name: str) -> str:
    """The words of a piece of HTML without menus and advertisements around it (a feed's entry, a mail), by paragraphs.

    Raises InputError as `read_page` does; a fragment without words is "".
    """
    if not html.strip():
        return ""
    tree = _parse(f"<div>{html}</div>", name)
    for hidden in tree.xpath("//script|//style|//head|//noscript|//template|//svg"):
        hidden.drop_tree()
    lines: list[list[str]] = [[]]
    for event, element in _walk(tree):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _FRAGMENT_BLOCKS:
            lines.append([])
        if event == "start":
            if tag == "br":
                lines[-1].append("\n")
            lines[-1].append(_BLANKS.sub(" ", element.text or ""))
        else:
            lines[-1].append(_BLANKS.sub(" ", element.tail or ""))
    return "\n\n".join(text for words in lines if (text := _joined(words)))


def _walk(tree: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    yield from etree.iterwalk(tree, events=("start", "end"))


def _parse(html: str, name: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if len(html) > MAX_HTML_CHARS:
        raise InputError(
            name, "too-large", f"the page has more than {MAX_HTML_CHARS:,} characters of markup", advice=_ADVICE
        )
    _refuse_crowded_tags(html, name)
    parser = HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        tree = document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as e:
        raise InputError(name, "bad-html", f"it holds no page ({e})", advice=_ADVICE) from e
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError(name, "bad-html", "its elements are nested more than 256 deep", advice=_ADVICE)
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise InputError(name, "bad-html", f"it has more than {MAX_ELEMENTS:,} elements", advice=_ADVICE)
    return tree


def _refuse_crowded_tags(html: str, name: str) -> None:
    """Walk over the tags as the HTML standard's tokenizer does, each character once, and count attributes."""
    at = 0
    while (found := _MARKUP.search(html, at)) is not None:
        at, opener = found.end(), found.group().lower()
        if opener in {"<!--", "<!", "<?"}:
            at = html.find("-->" if opener == "<!--" else ">", at - 2 if opener == "<!--" else at)
            if at < 0:
                return
            continue
        count = 0
        while (attribute := _ATTRIBUTE.match(html, at)) is not None:
            at = attribute.end()
            if attribute["open"]:  # a value that never ends swallows the rest of the page
                return
            if attribute["end"]:
                break
            count += 1
            if count > MAX_ATTRIBUTES:
                raise InputError(
                    name, "bad-html", f"a tag has more than {MAX_ATTRIBUTES} attributes", advice=_ADVICE, offset=at
                )
        if opener in _RAW:
            closing = _RAW[opener].search(html, at)
            if closing is None:
                return
            at = closing.end()


def _paragraphs(body: Any) -> Iterator[tuple[bool, str]]:
    """(is a heading, words) for each block of the extractor's tree, in order."""
    from lxml import etree

    words: list[str] = []
    heading = False
    for event, element in etree.iterwalk(body, events=("start", "end")):
        block = element.tag in _BLOCKS
        if block and (text := _joined(words)):
            yield heading, text
        if block:
            words, heading = [], event == "start" and element.tag == "head"
        if event == "start":
            words.append(_BLANKS.sub(" ", element.text or ""))
            continue
        if element.tag == "lb":
            words.append("\n")
        elif element.tag == "cell":
            words.append(" ")
        words.append(_BLANKS.sub(" ", element.tail or ""))
    if text := _joined(words):
        yield heading, text


def _joined(words: list[str]) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(words).split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(words: str | None) -> str | None:
    """One line without markup, at most 300 characters: a title is shown on pages and must not bring a script along."""
    if not words:
        return None
    plain = _TAG.sub(" ", _SCRIPT.sub(" ", words[:5000]))
    return " ".join(plain.split())[:_MAX_TITLE].strip() or None


def _same(words: str, title: str) -> bool:
    return " ".join(words.split()).casefold() == title.casefold()


def _web_address(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) and len(url) <= 2000 else None
