"""What staff work on: open cases by their legal clock, filtered, page by page, with how many there are of each."""
