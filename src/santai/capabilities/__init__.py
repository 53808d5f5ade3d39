"""What every order needs, each a Django app with its own tables; stacked, see pyproject.toml."""
