"""Is it English? A guess over samples of the text; only a text that is plainly something else is refused."""

from __future__ import annotations

import re

from according.errors import InputError

SHORT = 80
_SLICE = 1200
_TAG = re.compile(r"[^\W\d_]+")

# Words that English prose cannot do without and that its neighbours do not share; "in", "is", "was", "on" are Dutch or
# German as well. English reports have some 25 % of them, other languages under 5 %.
_FUNCTION_WORDS = frozenset(
    ("the", "of", "and", "to", "that", "for", "with", "by", "from", "has", "have", "were", "which", "their", "its",
     "this", "said", "it")
)  # fmt: skip
_ENOUGH = 0.10

_NAMES = {
    "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "bs": "Bosnian",
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish", "et": "Estonian", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh",
    "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
    "mn": "Mongolian", "ms": "Malay", "my": "Burmese", "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovene", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "th": "Thai", "tr": "Turkish", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def detect(text: str, *, name: str) -> str | None:
    """ "en", or None where the text is too short (under 80 characters) to tell.

    Raises InputError "language", naming the language found, for a text that is not English.
    """
    sample = _sample(text)
    words = _TAG.findall(sample.casefold())
    share = sum(w in _FUNCTION_WORDS for w in words) / len(words) if words else 0.0
    if share >= _ENOUGH:
        return "en"
    found = _classify(sample)
    if found == "en":
        return "en"
    if len(text.strip()) < SHORT:
        return None
    raise InputError(
        name,
        "language",
        f"it is not English but {_NAMES.get(found, 'another language')} ({found})",
        advice="Only English reports are read; give an English version, for instance a translation",
    )


def _classify(sample: str) -> str:
    import py3langid  # the model takes half a second and 80 MB, and most texts are settled without it

    return str(py3langid.classify(sample)[0])


def _sample(text: str) -> str:
    """Beginning, middle and end: a foreign quotation at the top does not decide."""
    if len(text) <= 3 * _SLICE:
        return text
    middle = len(text) // 2
    return "\n".join((text[:_SLICE], text[middle : middle + _SLICE], text[-_SLICE:]))
