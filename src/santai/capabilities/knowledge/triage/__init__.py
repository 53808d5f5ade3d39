"""Read what somebody tells in their own words: field, service, urgency, danger, limits that run."""
