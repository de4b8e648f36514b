"""The south adapter: one account at one BroadWorks platform, reached over XSI."""
