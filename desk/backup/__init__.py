"""Backups and what is made of them again: database, files, calendar; keys only where they are asked for."""
