"""A BroadWorks platform to try things on: users, calls, services, event channels, over HTTP as the real one.

Nobody here owns a platform, so this one is as faithful as specification, schema and traces of live systems allow;
what they do not say is marked "inferred" where it is decided. It shares the codec with the gateway and nothing else:
with a common call model, both would be wrong together.

Reading order: `switch.py` is the whole without a network; `exchange.py` and `rules/` are its calls, `channels.py`,
`subscriptions.py` and `delivery.py` its events, `actions.py` and `event_requests.py` the tables of its requests.
`faces/` puts it on the network, `simulator.py` runs it. `phones.py` and `scenarios/` are the people who use it,
`load.py` is very many of them. `knobs.py` is everything that can be set, faults included, and `settings.py` sets it
by name.

    simulator = Simulator()
    await simulator.start()
    simulator.phones["anna"].dial("102")
"""
