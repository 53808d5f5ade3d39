"""Santai (三台): one request, three platforms respond."""
