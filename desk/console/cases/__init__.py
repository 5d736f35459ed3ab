"""Casework: the lists by clock, the case page, call-backs, publications, transfers, the register of documents."""
