"""One target for each door: of the platform, of CSTA clients and servers, of XSI clients at the simulator."""
