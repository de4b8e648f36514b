"""A line whose account is locked, as the administrator's face tells of it."""

from __future__ import annotations

import time

from ctibridge.servers.admin.messages import Health, HealthTexts

NOW = time.time()
TEXTS = {
    "en": HealthTexts("account locked", "It is out.", "Too many tries.", "the user", "Unlock it.", "no (403)"),
    "de": HealthTexts("Konto gesperrt", "Sie ist aus.", "Zu viele.", "der Benutzer", "Entsperren.", "no (403)"),
}
LOCKED = Health("locked", NOW - 5, "no", 403, "xsp1", "the user", NOW + 60, TEXTS)
