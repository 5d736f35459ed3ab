"""Names that several actions of this room say to Rasa."""

ANSWER = "action_answer"
LADDER = "action_fallback_ladder"
REMEMBER_PLACE = "action_remember_place"
TELL_PLACE = "tell_place"  # the act
# Ends the turn of an action that a message may be handed on to. No rule says what follows such an action, so
# the fallback would climb the ladder again, and again hand the message on.
LISTEN = "action_listen"
