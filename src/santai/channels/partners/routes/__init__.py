"""The operations of the partner API, one module for each thing they are about."""
