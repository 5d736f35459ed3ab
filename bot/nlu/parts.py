"""A message that asks two things, taken apart: pure text rules.

People put two questions into one message (a refund, and where to complain if there is none). Each question
keeps the statements before it, because they say what it is about.
"""

from __future__ import annotations

import re

MOST_PARTS = 4
LONGEST_ASKING = 200  # characters: beyond it a message is a story, and a story is heard as one
SHORTEST_PART = 2  # characters

_CLAUSE = re.compile(r"[^，,。.；;！!？?\n\s]+(?:[，,。.；;！!？?\n\s]+|$)")
_ENDS = re.compile(r"[？?]")
_ASKS = re.compile(
    r"[？?]|(?:吗|呢|么|嘛|不)$|"
    r"怎么(?!都|也|着)|咋|如何|哪(?!怕|[个里儿家位]?[都也])|多久|多长|多少|(?<![说没])什么(?!都|也)|(?<!没)啥(?!都|也)|"
    r"谁(?!都|也)|是否|为何|"
    r"(?<![了才过没买用])几(?:天|日|年|倍|个月|个工作日)(?![前后就的])|"
    r"能不能|可不可以|可以不|行不行|要不要|有没有|是不是|算不算|该不该|合不合"
)
# A question that only carries on the one before it ("can I? or not?") is no second question.
# Told, not asked: somebody else's question, or why something is not said.
_REPORTED = re.compile(r"问[他她它们店老商客]|[叫是]何|不方便|不知道")
_CARRIES_ON = re.compile(
    r"^(?:还是|或者|是吗|对吗|对不对|行吗|可以吗|好吗|怎么办|咋办|咋整|为什么|为啥|凭什么|什么意思)"
)


def parts(text: str) -> list[str]:
    """The questions of a message in order, two to four of them, or [] when it asks one thing or tells a story.

    >>> parts("手机才买三天能退吗？不退的话去哪投诉")
    ['手机才买三天能退吗？', '不退的话去哪投诉']
    >>> parts("手机才买三天就坏了，店里不管，怎么办？")
    []
    """
    if len(text) > LONGEST_ASKING:
        return []
    found: list[str] = []
    statements = ""
    for clause in _CLAUSE.findall(text):
        words = clause.rstrip("，,。.；;！!？?\n ")
        if not _asks(clause, words):
            statements += clause
        elif found and not statements and _CARRIES_ON.search(words):
            found[-1] += clause
        else:
            found.append(statements + clause)
            statements = ""
    if found and statements:
        found[-1] += statements
    found = [part.strip(" ，,") for part in found]
    return found if 2 <= len(found) <= MOST_PARTS and min(map(len, found)) >= SHORTEST_PART else []


def _asks(clause: str, words: str) -> bool:
    return bool(_ENDS.search(clause)) or bool(_ASKS.search(words) and not _REPORTED.search(words))
