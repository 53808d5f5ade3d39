"""Behind `santai people`: who works here, where, and by which rights."""
