"""A community to try modtui on: a city's cycling and repair-café forum, with a chat."""
