"""Another model, taken up while the brain answers: turns under way end on the old one, later ones begin on the new.

Rasa can do it over its HTTP API, which would open all the rest of that API, too. Here the model is always the file that the
brain was started with: whoever trained writes there, then asks. A file that cannot be loaded changes nothing.
"""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor


class ModelUnusable(Exception):
    """The file is there no more, or is no model that this brain can load. The message names the kind of error."""


def load_again(agent: Agent) -> MessageProcessor:
    """A processor over the model file as it is now; the agent is not changed. Blocking, some seconds.

    Raises ModelUnusable."""
    before = agent.processor
    assert before is not None
    try:
        return MessageProcessor(
            model_path=before.model_path,
            tracker_store=agent.tracker_store,
            lock_store=agent.lock_store,
            action_endpoint=agent.action_endpoint,
            generator=agent.nlg,
            http_interpreter=agent.http_interpreter,
        )
    except Exception as error:  # whatever is wrong with a model file, the one that is loaded goes on
        raise ModelUnusable(type(error).__name__) from error


def put_in_place(agent: Agent, processor: MessageProcessor) -> None:
    """As Agent.load_model does after loading."""
    agent.processor = processor
    agent.domain = processor.domain
    agent.tracker_store.domain = processor.domain
    if isinstance(agent.nlg, TemplatedNaturalLanguageGenerator):
        agent.nlg.responses = processor.domain.responses
