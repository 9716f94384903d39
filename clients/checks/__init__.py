"""Checks that published clients get right answers from a running server."""
