"""The label sets of the reader's heads, in the order that the weights were trained with."""

from __future__ import annotations

TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip

#: Trigger head: no event, then the types.
TRIGGERS = ("-", *TYPES)

CUES = ("O", "B", "I")

#: What a word is to one cue: nothing, begin or inside of the source, begin or inside of the content.
PARTS = ("O", "B-source", "I-source", "B-content", "I-content")

MODALITIES = ("actual", "future", "conditional", "requested", "hypothetical", "generic")

POLARITIES = ("positive", "negative")

#: What a word is to one trigger; the head word of a mention carries actor, recipient and place.
ROLES = ("actor", "recipient", "place", "time", "killed", "injured", "missing", "detained", "displaced")

#: What a stretch of words names.
MENTIONS = ("-", "person", "organization", "group", "place")

#: Longest mention, in words.
MENTION_WIDTH = 12

MODES = (
    "visit", "third-party", "multilateral", "phone", "withdraw", "release", "disarm", "ceasefire", "access", "resign",
    "assist", "change", "yield", "meet", "disapprove", "investigate", "allege", "restrict", "arrest", "relations",
    "expel", "territory", "violence", "demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize", "convict",
    "discontinue", "troops", "weapons", "police", "militia", "seize", "censor", "curfew", "martial-law", "deport",
    "withhold", "misinformation", "cyber", "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive",
    "firearms", "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
)  # fmt: skip
