"""What is for Windows: the TAPI service provider, and its installation."""
