"""What the administrator's face tells of a line, made of what model and diagnostics know. Pure."""

from __future__ import annotations

from ctibridge.diagnostics.health_texts import Language, told
from ctibridge.model.health import LineHealth
from ctibridge.model.kept_lines import KeptLine
from ctibridge.servers.admin import messages as m


def health_row(health: LineHealth | None) -> m.Health | None:
    """How a line is, with what people are told of it; None where that is not known."""
    if health is None:
        return None
    seen = health.evidence
    return m.Health(
        state=health.state,
        since=health.since,
        text=seen.text if seen is not None else None,
        status=seen.status if seen is not None else None,
        host=seen.host if seen is not None else None,
        who=health.who,
        retry_at=health.retry_at,
        texts=None if health.is_good else {language: _texts(health, language) for language in Language},
    )


def _texts(health: LineHealth, language: Language) -> m.HealthTexts:
    said = told(health, language)
    return m.HealthTexts(said.cause, said.what, said.why, said.who, said.todo, said.evidence)


def kept_row(kept: KeptLine) -> m.KeptLine:
    """A line as the store has it."""
    line = kept.line
    return m.KeptLine(
        id=kept.id,
        user_id=line.user_id,
        number=line.number,
        extension=line.extension,
        first_name=line.first_name,
        last_name=line.last_name,
        group=line.group,
        department=line.department,
        email=line.email,
        source=kept.source,
        presence=kept.presence,
    )
