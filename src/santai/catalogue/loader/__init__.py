"""Reading the catalogue's files, strictly and kindly: one module for each noun."""
