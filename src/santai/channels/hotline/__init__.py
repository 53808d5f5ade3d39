"""The 12348 hotline: the caller's history first, the answer and the record in one."""
