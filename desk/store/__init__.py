"""The database: engine, sessions, column types and the declarative base. Rooms keep their own tables."""
