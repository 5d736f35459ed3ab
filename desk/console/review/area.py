"""The blueprint that the modules of this area share."""

from desk.console.areas import area

HERE = "/console/review"
blueprint = area("review")
