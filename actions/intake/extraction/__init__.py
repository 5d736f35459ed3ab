"""Reading what people write: sums, dates, phones, names, places, parties, demands, and whole stories.

Everything here is pure: text (and the day, where it matters) in, values with spans out. No wording, no
storage, no framework. Two things are loaded once, on first use: the word tagger (`words`) and the
gazetteer (`regions`). Refusals are enum values, never sentences: the caller chooses the words.
"""
