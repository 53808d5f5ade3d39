"""Copies of everything, taken while it runs, and the way back.

- ``manifest``: what belongs to a copy, with its hashes; by what name a mutilated one is refused
- ``base``: the database, by ``pg_basebackup``
- ``wal``: what it wrote since, by ``pg_receivewal``
- ``contents``: files and documents, each once, by hash
- ``keys``: sealed with a passphrase, and kept somewhere else
- ``take`` and ``restore``: all of these together, there and back
- ``drill``: there and back while people work, and whether it was any good

A copy's folder holds ``<moment>/`` (the base and its manifest), ``wal/`` and ``files/``.
"""
