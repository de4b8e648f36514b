"""How the switch is reached: by HTTP as on the platform (`xsi_http`), and by hand (`control`)."""
