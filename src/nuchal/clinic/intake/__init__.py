"""The intake: what a client tells before the visit, on a phone, one question at a time."""
