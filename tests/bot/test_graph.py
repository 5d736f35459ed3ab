"""The straight runner gives what Rasa's runner gives, on the real model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.shared.core.trackers import DialogueStateTracker

from bot.graph import StraightRunner, plan_of


@pytest.fixture(scope="module")
def processor(model: Path) -> MessageProcessor:
    loaded = Agent.load(str(model)).processor
    assert loaded is not None
    return loaded


def inputs(text: str) -> dict[str, Any]:
    return {
        "__message__": [UserMessage(text)],
        "__tracker__": DialogueStateTracker.from_events("c-1", []),
    }


@pytest.mark.parametrize("text", ["买到假货怎么赔", "谢谢", "", "。。。"])
def test_a_message_is_read_as_by_rasas_runner(processor: MessageProcessor, text: str) -> None:
    target = processor.model_metadata.nlu_target
    theirs = processor.graph_runner.run(inputs(text), [target])[target][0]
    ours = StraightRunner.of(processor.graph_runner).run(inputs(text), [target])[target][0]
    assert ours.as_dict(only_output_properties=True) == theirs.as_dict(only_output_properties=True)


def test_the_order_is_worked_out_once(processor: MessageProcessor) -> None:
    runner = StraightRunner.of(processor.graph_runner)
    target = processor.model_metadata.nlu_target
    runner.run(inputs("谢谢"), [target])
    plan = runner._plans[(target,)]
    runner.run(inputs("你好"), [target])
    assert runner._plans[(target,)] is plan


def test_a_missing_input_is_named(processor: MessageProcessor) -> None:
    with pytest.raises(GraphRunError, match="__message__"):
        StraightRunner.of(processor.graph_runner).run({}, [processor.model_metadata.nlu_target])


def node(**needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=object, constructor_name="load", fn="run", config={})


def test_each_node_stands_after_those_it_needs_and_only_once() -> None:
    nodes = {
        "end": node(a="left", b="right"),
        "left": node(x="root"),
        "right": node(x="root"),
        "root": node(m="__in__"),
    }
    nodes["elsewhere"] = node(m="__in__")
    names = [name for name, _needs in plan_of(GraphSchema(nodes), ("end",))]
    assert names == ["root", "left", "right", "end"]
