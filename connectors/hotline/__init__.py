"""The overflowing hotline: calls that found no agent, taken by the assistant and spoken with."""
