"""Doors through which a request arrives and is answered; one folder each, none knows another."""
