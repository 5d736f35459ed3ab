"""What /openapi.json says of the stream of events."""

from desk.clients import Scope
from desk.events.types import EventType
from desk.web.operations import Answer, Operation, Parameter

EVENTS = Operation(
    operation_id="streamEvents",
    summary="What happens in conversations, as it happens",
    description="Server-sent events. `id` is the event's number; a connection with `Last-Event-ID` (or `after`) goes on "
    "behind it without gap or repeat, without one it begins now. The first event is `ready`, or `reset` when what was "
    "missed is gone or the number is unknown: then read the lists anew. A comment comes every 15 seconds. `data` holds "
    '`{"id", "type", "at", "conversation_id", "session_id", "state", "position", "from", "staff"}`: ids alone, nothing '
    f"anybody said. Types: {', '.join(kind.value for kind in EventType)}.",
    scope=Scope.CONVERSATIONS_READ,
    parameters=(
        Parameter("Last-Event-ID", "header", "Number of the last event that was seen", {"type": "integer"}),
        Parameter("after", "query", "The same, for those who cannot set headers", {"type": "integer"}),
    ),
    answers={200: Answer("The stream", media_types=("text/event-stream",))},
)
