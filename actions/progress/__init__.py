"""Progress of a complaint, told by number and phone or from the conversation it was filed in."""
