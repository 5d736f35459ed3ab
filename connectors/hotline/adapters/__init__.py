"""Switches that speak a language of their own: their callbacks as our contract, our answers as theirs."""
