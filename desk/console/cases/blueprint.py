"""The blueprint that the pages of the area share."""

from desk.console.areas import area

blueprint = area("cases")
