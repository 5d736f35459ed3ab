"""Where complaints are filed and asked about: the port, and what stands behind it.

port.py says what the assistant needs of a case backend; http.py speaks to one over HTTP, memory.py is one in
process. docs/case-backend.md says how to put another one there.
"""
