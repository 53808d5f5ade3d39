"""The only place that knows every part: settings, addresses, the command line, the servers."""
