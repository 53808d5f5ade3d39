"""Other systems: a JSON API (OpenAPI 3.1) for partners, and batches of orders from files."""
