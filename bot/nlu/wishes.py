"""A wish said in so many words: 「我要投诉…」 begins a complaint, whatever else the message tells.

The classifier weighs the whole message, and a story after the wish outweighs it: the person would be told the
law, perhaps even the shop's side of it, instead of being registered.
"""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normaliser import is_payload
from bot.nlu.stateless import StatelessComponent

WISHES = {"投诉": "complain", "举报": "report"}

_WISH = re.compile(
    r"^(?:那|喂|好)?[\s,，。]*(?:(?:我们?|俺|咱们?|本人)(?:现在|今天)?就?(?:是)?(?:要|想要?|需要)|(?:请|麻烦)?(?:帮|给|替)我(?:们)?)"
    r"(?:实名|匿名|登记)?(?:一个|一下)?(?P<act>投诉|举报)"
    # … a thing or somebody; not how, where or whether, nor a complaint that has been made.
    r"(?!电话|热线|渠道|平台|网站|流程|材料|需要|要(?!求)|信|的话|进度|结果|记录|过|了|后|之后|没|吗|能|可以|会|行|有没有|是不是|怎|如何|去哪|找|到哪|哪|编号|单号|状态|撤)"
)
_ASKS = re.compile(r"[?？]|(?:吗|呢|么|不)[\s。!！]*$|怎么|咋|如何|哪里|哪儿|哪个|多久|几天|什么|谁")


def wish_of(text: str) -> str | None:
    """The intent of a wish that opens the text and is no question; None for any other text.

    >>> wish_of("我要投诉，在网上买的包是假货，卖家不退")
    'complain'
    >>> wish_of("我想投诉，打什么电话")
    """
    match = _WISH.match(text)
    return WISHES[match["act"]] if match and not _ASKS.search(text) else None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ExplicitWish(StatelessComponent):
    """Gives a message that opens with a wish the wish's intent. After the classifier, whose topics it keeps."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent where there is a wish."""
        for message in messages:
            text = message.get(TEXT) or ""
            if not is_payload(text) and (name := wish_of(text)):
                wish = {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: 1.0}
                others = [row for row in message.get(INTENT_RANKING_KEY, []) if row[INTENT_NAME_KEY] != name]
                message.set(INTENT, wish, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [dict(wish), *others], add_to_output=True)
        return messages
