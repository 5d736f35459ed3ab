"""Lines of the dialogue as items to be spoken, and what is listened for behind them. Pure."""

from collections.abc import Iterable

from connectors.hotline import numerals, spoken, wording
from connectors.hotline.call import Call, Reply, SlotOffer, Stage
from connectors.hotline.contract import MOST_SAID, Expect, Input, Reason, Say
from connectors.hotline.spoken import MOST_CHOICES

MINUTE = 60  # seconds; less is not worth telling somebody how long they waited
MOST_REPLIED = 30  # items of one answer: about three minutes, and room for what the dialogue adds
PHONE_DIGITS = 11
KEYS, WORDS = (Input.DTMF,), (Input.SPEECH, Input.DTMF)


def line(text: str, *, bargein: bool = True) -> tuple[Say, ...]:
    """A sentence of wording.py: short by itself, except where something was put in."""
    return tuple(Say(text=item, bargein=bargein) for item in fit(text))


def fit(text: str) -> Iterable[str]:
    """Wording keeps its keys in figures, so it is cut at its sentences here and not read as a text."""
    for sentence in spoken.SENTENCE.findall(text):
        while sentence:
            yield sentence[:MOST_SAID]
            sentence = sentence[MOST_SAID:]


def greeting(call: Call) -> tuple[Say, ...]:
    """Who speaks, why no agent does, how long they waited, and what can be done. Nobody talks over the first two: that
    it is a machine, and why, must have been heard."""
    reason = call.reason or Reason.IVR_CHOICE
    first = wording.ASSISTANT + wording.GREETINGS[reason.value]
    if call.wait_s is not None and call.wait_s >= MINUTE and reason is not Reason.OFF_HOURS:
        first += wording.WAITED.format(minutes=numerals.counted(call.wait_s // MINUTE))
    return line(first, bargein=False)


def what_i_do(call: Call) -> tuple[Say, ...]:
    off = call.reason is Reason.OFF_HOURS
    return line(wording.WHAT_I_DO_OFF_HOURS if off else wording.WHAT_I_DO)


def reply(told: Reply) -> tuple[Say, ...]:
    """What the assistant answered, as much of it as one answer holds; its choices are never cut off."""
    keys = [Say(text=item) for item in spoken.choices(told.choices)] if told.choices else []
    texts = [Say(text=item) for text in told.texts for item in spoken.items(text)]
    return (*texts[: MOST_REPLIED - len(keys)], *keys)


def slots(call: Call, offers: tuple[SlotOffer, ...]) -> tuple[Say, ...]:
    """When we could call back, a key each; 0 is an agent, or a message where there is none."""
    offered = [offer.said for offer in offers[:MOST_CHOICES]]
    zero = wording.PRESS_FOR_MESSAGE if call.nobody else wording.PRESS_FOR_HUMAN
    return (*line(wording.ASK_SLOT), *(Say(text=item) for item in spoken.choices(offered, zero=zero)))


def booked(window: str, ticket: str) -> tuple[Say, ...]:
    """When and under which number; nobody talks over it."""
    texts = (wording.BOOKED.format(window=window), wording.TICKET.format(ticket=ticket), wording.GOODBYE)
    return tuple(Say(text=item, bargein=False) for text in texts for item in spoken.items(text))


def expect(call: Call) -> Expect | None:
    """What is listened for where the call stands; None where nothing is."""
    match call.stage:
        case Stage.TRANSFERRED | Stage.CLOSING | Stage.ENDED:
            return None
        case Stage.NUMBER:
            return Expect(input=WORDS, max_digits=PHONE_DIGITS + 1, no_input_s=15)
        case Stage.LISTENING if call.expects_phone:
            return Expect(input=WORDS, max_digits=PHONE_DIGITS + 1, no_input_s=15, end_silence_ms=1200)
        case Stage.MENU | Stage.SLOT:
            return Expect(input=KEYS)
        case Stage.WAITING:
            return Expect(input=WORDS, no_input_s=2)  # so that we are soon asked again
    return Expect()
