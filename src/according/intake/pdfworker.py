"""Run as a program of its own: takes a PDF on standard input and answers with the words of its pages as JSON.

PDFium is a large C++ library and the PDF comes from anybody. Here a crash, an endless loop or a memory bomb ends this
process and nothing else; it imports nothing of the package. Arguments: pages, characters, seconds, bytes of memory.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Read, answer, end."""
    pages, chars, seconds, memory = map(int, sys.argv[1:5])
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except ImportError:  # no POSIX: the caller's time limit remains
        pass
    print(json.dumps(_read(sys.stdin.buffer.read(), pages, chars)))  # noqa: T201 - the answer


def _read(data: bytes, pages: int, chars: int) -> dict[str, object]:
    try:
        import pypdfium2
    except ImportError:
        return {"error": "missing-extra"}
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as e:
        return {"error": "encrypted" if "password" in str(e).lower() else "bad-pdf", "words": str(e)}
    count = len(document)
    if count > pages:
        return {"error": "too-large", "words": str(count)}
    found: list[str] = []
    size = 0
    for number in range(count):
        try:
            text = document[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError as e:
            return {"error": "bad-pdf", "words": f"page {number + 1}: {e}"}
        size += len(text)
        if size > chars:
            return {"error": "too-long", "words": str(size)}
        found.append(text)
    try:
        title = document.get_metadata_dict().get("Title", "")
    except pypdfium2.PdfiumError:
        title = ""
    return {"pages": found, "title": title}


if __name__ == "__main__":
    main()
