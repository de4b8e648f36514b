"""The TAPI face: Windows applications through the service provider of windows/tsp. Nothing here knows Windows."""
