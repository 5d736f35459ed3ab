"""Conversations: messages stored before anything else, turns strictly in order, replies kept and streamed."""
