"""Between the network and Django: requests are taken in whole, and answered while there is room."""
