"""Ready-made populations: a small one for demonstrations, and one of any size.

Names are invented. Numbers are from +49 30 23125 xxx, which the Bundesnetzagentur keeps free for films and books.
"""

from __future__ import annotations

from ctibridge.sim.people import Administrator, Group, Level, Population, User

DOMAIN = "ent1.example"
ENTERPRISE = "ent1"
PASSWORD = "demo"  # noqa: S105 -- everybody's in a simulation, printed at its start
CITY = "+493023125"

_OFFICE = Group("zentrale", ENTERPRISE, f"{CITY}1")
_WORKSHOP = Group("werkstatt", ENTERPRISE, f"{CITY}2")
_PRACTICE = Group("praxis", "ent2", f"{CITY}3")  # of another enterprise on the same platform
_PEOPLE = (
    ("anna", "Anna", "Adler", _OFFICE, "101", "Vertrieb"),
    ("bert", "Bert", "Brandt", _OFFICE, "102", "Vertrieb"),
    ("carla", "Carla", "Conrad", _OFFICE, "103", "Einkauf"),
    ("dieter", "Dieter", "Döring", _OFFICE, "104", "Einkauf"),
    ("emil", "Emil", "Ebert", _WORKSHOP, "201", "Annahme"),
    ("frieda", "Frieda", "Falk", _WORKSHOP, "202", "Annahme"),
    ("gustav", "Gustav", "Groß", _WORKSHOP, "203", "Lager"),
)
_NEIGHBOURS = (("irma", "Irma", "Iversen", "301"), ("jan", "Jan", "Jansen", "302"))


def demo() -> Population:
    """Two enterprises: one with two groups, seven people and a telephone without a number, and a small one."""
    users = [
        User(f"{local}@{DOMAIN}", PASSWORD, first, last, group, CITY + extension, extension, department=department)
        for local, first, last, group, extension, department in _PEOPLE
    ]
    users.append(User(f"hanna@{DOMAIN}", PASSWORD, "Hanna", "Hansen", _WORKSHOP, None, "299", department="Lager"))
    users += [
        User(f"{local}@ent2.example", PASSWORD, first, last, _PRACTICE, CITY + extension, extension)
        for local, first, last, extension in _NEIGHBOURS
    ]
    administrators = (
        Administrator(f"admin@{DOMAIN}", PASSWORD, Level.ENTERPRISE, ENTERPRISE),
        Administrator("admin@ent2.example", PASSWORD, Level.ENTERPRISE, "ent2"),
    )
    return Population((_OFFICE, _WORKSHOP, _PRACTICE), users, administrators)


def many(count: int) -> Population:
    """`count` users of one enterprise, a hundred in each group; no number outside the range has that many digits."""
    groups = [Group(f"gruppe{index}", ENTERPRISE, f"{CITY}{index:04d}") for index in range(-(-count // 100))]
    users = [
        User(
            f"user{index}@{DOMAIN}",
            PASSWORD,
            f"Vorname{index}",
            f"Nachname{index}",
            groups[index // 100],
            f"{CITY}{index:06d}",
            f"{index:06d}",
        )
        for index in range(count)
    ]
    admin = Administrator(f"admin@{DOMAIN}", PASSWORD, Level.ENTERPRISE, ENTERPRISE)
    return Population(groups, users, (admin,))
