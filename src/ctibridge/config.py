"""The configuration file: TOML in, settings out, and for each mistake a message that names file, key and remedy."""

from __future__ import annotations

import dataclasses
import difflib
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import EnumType
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec
from yarl import URL

from ctibridge.broadworks.mistakes import mistakes
from ctibridge.broadworks.settings import Accounts, BroadWorksSettings, Contents, Scope
from ctibridge.diagnostics.logs import LogFormat
from ctibridge.errors import ConfigError
from ctibridge.identity import instance_identity
from ctibridge.servers.admin.settings import AdminSettings
from ctibridge.servers.csta.settings import CstaSettings
from ctibridge.servers.tapi.settings import TapiSettings
from ctibridge.wire.tapi.handshake import TOKEN

T = TypeVar("T")
SECRET_SOURCES = ("password", "password_env", "password_file")
ENCODING = "utf-8-sig"  # editors on Windows begin a file with a byte order mark
DEFAULT_STATE = "ctibridge-state"
STORE = "store.db"  # in the state directory
MOST_PER_S = 10_000  # requests; as for one provider
LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is logged, and how."""

    level: str = "info"
    format: LogFormat = LogFormat.AUTO


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything a gateway needs to know.

    Args:
        source: The file.
        state: The directory for what must outlive a restart; None: nothing does.
        store: The URL of the database with the lines and passwords; None: nothing is kept.
        providers: The platforms.
        csta: The CSTA face.
        tapi: The TAPI face; None: there is none.
        log: Logging.
        admin: The administrator's face.
        total_requests_per_s: For the requests of all providers together; None: each has only its own limit.
    """

    source: str
    state: Path | None
    providers: tuple[BroadWorksSettings, ...]
    csta: CstaSettings = field(default_factory=CstaSettings)
    log: LogSettings = field(default_factory=LogSettings)
    tapi: TapiSettings | None = None
    admin: AdminSettings = field(default_factory=AdminSettings)
    total_requests_per_s: float | None = None
    store: str | None = field(default=None, repr=False)  # may have a password in it


def read_configuration(path: Path, *, tapi: Mapping[str, Any] | None = None) -> Configuration:
    """The configuration in a TOML file.

    Args:
        path: The file.
        tapi: What holds where the table `[tapi]` does not say it; None: without that table there is no TAPI face.

    Raises:
        ConfigError: says which key is wrong, why, and what to do.
    """
    return _Reader(path).configuration(_tables(path), tapi)


def state_directory(path: Path) -> Path:
    """The directory that the file names for what must outlive a restart; nothing else in it is looked at.

    Raises:
        ConfigError: it cannot be read.
    """
    return _Reader(path).state(_tables(path))


def tapi_token_file(path: Path) -> Path:
    """Where the file says that the token of the TAPI face is, whether it is there or not.

    Raises:
        ConfigError: it says no such thing, or cannot be read.
    """
    return _Reader(path).token_file(_tapi_table(path))


def tapi_token(path: Path) -> str:
    """The token of the TAPI face; nothing else in the file is looked at.

    Raises:
        ConfigError: there is none, it is none, or others can read it.
    """
    reader = _Reader(path)
    return reader.token(reader.token_file(_tapi_table(path)))


def _tapi_table(path: Path) -> dict[str, Any]:
    table = _tables(path).get("tapi")
    if not isinstance(table, dict):
        raise ConfigError(str(path), "tapi", "is no table there: add [tapi] with a token_file, and ask again")
    return table


def _tables(path: Path) -> dict[str, Any]:
    source = str(path)
    try:
        return tomllib.loads(path.read_text(encoding=ENCODING))
    except FileNotFoundError:
        raise ConfigError(source, "", "there is no such file; see docs/reference/configuration.md") from None
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(source, "", f"cannot be read: {exc}") from exc
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError(source, "", f"is not valid TOML: {exc}") from exc


def _digest(path: Path) -> str | None:
    """What is in a file, in short; None: it cannot be read, which whoever uses it will tell."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


class _Reader:
    """Reads one file."""

    def __init__(self, path: Path) -> None:
        self._path, self._source = path, str(path)

    def configuration(self, tables: dict[str, Any], tapi: Mapping[str, Any] | None) -> Configuration:
        known = ("state", "providers", "csta", "tapi", "log", "admin", "store", "total_requests_per_s")
        self._known(tables, known, "")
        state = self.state(tables)
        providers = self._table(tables.get("providers", {}), "providers")
        if not providers:
            raise ConfigError(self._source, "providers", "at least one table [providers.NAME] is needed")
        configuration = Configuration(
            source=self._source,
            state=state,
            providers=tuple(self._provider(name, table) for name, table in providers.items()),
            csta=self._csta(self._table(tables.get("csta", {}), "csta")),
            log=self._log(self._table(tables.get("log", {}), "log")),
            tapi=self._tapi(tables.get("tapi"), tapi),
            admin=self._settings(AdminSettings, self._table(tables.get("admin", {}), "admin"), "admin"),
            total_requests_per_s=self._rate(tables.get("total_requests_per_s"), "total_requests_per_s"),
            store=self._store(tables.get("store"), state),
        )
        identity = instance_identity(state, self._source)  # last: a file with a mistake leaves nothing behind
        return dataclasses.replace(
            configuration,
            providers=tuple(_identified(item, providers[item.name], identity) for item in configuration.providers),
        )

    def state(self, tables: dict[str, Any]) -> Path:
        return self._path.parent / self._text(tables.get("state", DEFAULT_STATE), "state")

    def _provider(self, name: str, table: Any) -> BroadWorksSettings:
        key = f"providers.{name}"
        values = dict(self._table(table, key))
        known = get_type_hints(BroadWorksSettings).keys() - {
            "name",
            "passwords",
            "contents",
        }  # the table's own, and those of files
        self._known(values, (*known, *SECRET_SOURCES), key)  # before others are missed: a misspelt key is not missing
        each = values.get("accounts") == Accounts.EACH
        for needed in ("url",) if each else ("url", "user"):
            if needed not in values:
                raise ConfigError(self._source, f"{key}.{needed}", "is missing")
        for file in ("ca_file", "client_certificate", "client_key", "passwords_file"):
            self._path_to(values, file, key)
        values["contents"] = {
            file.name: _digest(values[file.name]) for file in dataclasses.fields(Contents) if file.name in values
        }
        if each:
            self._accounts(values, key)
        else:
            values["password"] = self._secret(values, key, required=True)
        values["name"] = name
        settings = self._settings(BroadWorksSettings, values, key)
        mistake = next(mistakes(settings), None)
        if mistake is not None:
            wrong, reason = mistake
            raise ConfigError(self._source, f"{key}.{wrong}", reason)
        self._check_key(settings, key)
        return settings

    def _accounts(self, values: dict[str, Any], key: str) -> None:
        """Each line has its own account: whose it is, and with which password."""
        for name in ("user", *SECRET_SOURCES, "directory_user", "enterprise", "group"):
            if name in values:
                raise ConfigError(self._source, f"{key}.{name}", 'has no use with accounts = "each"')
        if values.setdefault("scope", Scope.USERS) != Scope.USERS:
            raise ConfigError(self._source, f"{key}.scope", 'must be "users" with accounts = "each"')
        if "passwords_file" in values:  # else they are in the store only
            values["passwords"] = self._passwords(values["passwords_file"], f"{key}.passwords_file")

    def _passwords(self, path: Path, key: str) -> dict[str, str]:
        """User ids and passwords, from a file of lines `"user@domain" = "password"`."""
        try:
            table = tomllib.loads(self._from_file(path, key))
        except tomllib.TOMLDecodeError as exc:
            text = f'{path} must hold lines "user@domain" = "password" ({exc})'
            raise ConfigError(self._source, key, text) from None  # exc may have the passwords
        wrong = [user for user, password in table.items() if not isinstance(password, str) or not password]
        if wrong:
            raise ConfigError(self._source, key, f"{path}: the password of {wrong[0]} must be a text that is not empty")
        return table

    def _check_key(self, settings: BroadWorksSettings, key: str) -> None:
        """The private key must be for its owner only; whether it can be used is found out when it is."""
        name = "client_key" if settings.client_key is not None else "client_certificate"
        file = settings.client_key or settings.client_certificate
        if file is not None and file.is_file():
            self._check_private(file, f"{key}.{name}")

    def _csta(self, table: dict[str, Any]) -> CstaSettings:
        values = dict(table)
        self._known(values, (*get_type_hints(CstaSettings), *SECRET_SOURCES), "csta")
        for name in ("certificate", "key"):
            self._path_to(values, name, "csta")
        password = self._secret(values, "csta", required="user" in values)
        if password is not None:
            values["password"] = password
            if "user" not in values:  # else the face would stand open, and look as if it did not
                raise ConfigError(self._source, "csta.user", "is missing: a password without a user protects nothing")
        settings = self._settings(CstaSettings, values, "csta")
        if not settings.plain and settings.tls_port is None:
            raise ConfigError(self._source, "csta.tls_port", "is needed when plain is false: else nobody can connect")
        if settings.user is None and not settings.is_loopback:
            raise ConfigError(
                self._source,
                "csta.host",
                f"{settings.host} can be reached from other machines: set csta.user and a password, or use 127.0.0.1",
            )
        return settings

    def _tapi(self, table: Any, otherwise: Mapping[str, Any] | None) -> TapiSettings | None:
        if table is None and otherwise is None:
            return None
        values = {**(otherwise or {}), **self._table({} if table is None else table, "tapi")}
        self._known(values, (*(get_type_hints(TapiSettings).keys() - {"token"}), "token_file"), "tapi")
        values["token"] = self.token(self.token_file(values))
        del values["token_file"]
        return self._settings(TapiSettings, values, "tapi")

    def token_file(self, table: Mapping[str, Any]) -> Path:
        if "token_file" not in table:
            raise ConfigError(self._source, "tapi.token_file", "is missing: the service provider proves itself by it")
        return self._path.parent / self._text(table["token_file"], "tapi.token_file")

    def token(self, path: Path) -> str:
        token = self._from_file(path, "tapi.token_file")
        if not TOKEN.fullmatch(token):
            raise ConfigError(self._source, "tapi.token_file", f"{path} must hold 32 to 128 characters A-Za-z0-9_-")
        return token

    def _log(self, table: dict[str, Any]) -> LogSettings:
        settings = self._settings(LogSettings, table, "log")
        if settings.level not in LEVELS:
            raise ConfigError(self._source, "log.level", f"must be one of {', '.join(LEVELS)}")
        return settings

    def _settings(self, cls: type[T], values: dict[str, Any], key: str) -> T:
        """`values` as settings, every key, type and limit checked."""
        self._check_keys(cls, values, key)
        try:
            return msgspec.convert(values, cls)
        except msgspec.ValidationError as exc:
            text, _, where = str(exc).partition(" - at `$")
            path = where.rstrip("`")
            raise ConfigError(self._source, f"{key}{path}", _in_words_of_toml(text) + _choices(cls, path)) from exc

    def _check_keys(self, cls: Any, values: dict[str, Any], key: str) -> None:
        hints = get_type_hints(cls)
        self._known(values, tuple(hints), key)
        for name, value in values.items():
            if dataclasses.is_dataclass(hints[name]) and isinstance(value, dict):
                self._check_keys(hints[name], value, f"{key}.{name}")
            self._check_rows(hints[name], value, f"{key}.{name}")

    def _check_rows(self, hint: Any, value: Any, key: str) -> None:
        """A list of tables: each has its keys."""
        row = next((item for item in get_args(hint) if dataclasses.is_dataclass(item)), None)
        if row is not None and isinstance(value, list):
            for index, item in enumerate(value):
                self._check_keys(row, self._table(item, f"{key}[{index}]"), f"{key}[{index}]")

    def _known(self, values: Mapping[str, Any], names: tuple[str, ...], key: str) -> None:
        for name in values:
            if name not in names:
                close = difflib.get_close_matches(name, names, n=1)
                hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(sorted({*names}))}"
                raise ConfigError(self._source, f"{key}.{name}".lstrip("."), f"is not known; {hint}")

    def _secret(self, values: dict[str, Any], key: str, *, required: bool) -> str | None:
        """The password, from the file itself, the environment or a file of its own."""
        given = [name for name in SECRET_SOURCES if name in values]
        if len(given) > 1:
            raise ConfigError(self._source, f"{key}.{given[1]}", f"is one too many: {given[0]} is there already")
        if not given:
            if required:
                choice = "password_env, password_file or password"
                raise ConfigError(self._source, f"{key}.password_env", f"a password is needed: give {choice}")
            return None
        name = given[0]
        value = self._text(values.pop(name), f"{key}.{name}")
        if name == "password_env":
            return self._from_environment(value, f"{key}.{name}")
        if name == "password_file":
            return self._from_file(self._path.parent / value, f"{key}.{name}")
        self._check_private(self._path, f"{key}.{name}")
        return value

    def _from_environment(self, variable: str, key: str) -> str:
        secret = os.environ.get(variable)
        if not secret:
            raise ConfigError(self._source, key, f"the environment has no {variable}")
        return secret

    def _from_file(self, path: Path, key: str) -> str:
        try:
            secret = path.read_text(encoding=ENCODING).strip()
        except OSError as exc:
            raise ConfigError(self._source, key, f"{path} cannot be read: {exc.strerror}") from exc
        except UnicodeDecodeError:
            raise ConfigError(
                self._source, key, f"{path} is not UTF-8: save it as UTF-8"
            ) from None  # exc has the bytes
        self._check_private(path, key)
        if not secret:
            raise ConfigError(self._source, key, f"{path} is empty")
        return secret

    def _check_private(self, path: Path, key: str) -> None:
        """A file with a secret in it must be for its owner only."""
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(self._source, key, f"{path} holds a secret and others can read it: chmod 600 {path}")

    def _path_to(self, values: dict[str, Any], name: str, key: str) -> None:
        """Paths are relative to the file that names them."""
        if name in values:
            values[name] = self._path.parent / self._text(values[name], f"{key}.{name}")

    def _store(self, value: Any, state: Path) -> str:
        """Where lines are kept: a file in the state directory, one beside the configuration, or a server."""
        if value is None:
            return f"sqlite:///{state / STORE}"
        scheme, _, place = self._text(value, "store").partition(":///")
        if scheme == "sqlite" and place:
            return f"sqlite:///{self._path.parent / place}"
        try:
            url = URL(value)
        except ValueError:
            url = URL()
        if url.scheme not in {"postgresql", "postgres"} or not url.path.strip("/"):  # not told: may have a password
            raise ConfigError(self._source, "store", "must be sqlite:///FILE or postgresql://USER@HOST/DATABASE")
        if url.password is not None:
            self._check_private(self._path, "store")
        return str(value)

    def _rate(self, value: Any, key: str) -> float | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST_PER_S:
            raise ConfigError(self._source, key, f"must be a number over 0 and up to {MOST_PER_S}, not {value!r}")
        return float(value)

    def _text(self, value: Any, key: str) -> str:
        if not isinstance(value, str) or not value:
            raise ConfigError(self._source, key, "must be a text that is not empty")
        return value

    def _table(self, value: Any, key: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ConfigError(self._source, key, f"must be a table, [{key}]")
        return value


def _in_words_of_toml(text: str) -> str:
    """What msgspec says, which speaks of JSON: there is no null, and an object is a table."""
    return text.replace(" | null", "").replace("`object`", "table").replace("`", "")


def _choices(cls: Any, path: str) -> str:
    """The values that the setting at this path may have, if they are few."""
    for name in path.strip(".").split("."):
        cls = get_type_hints(cls).get(name, cls) if dataclasses.is_dataclass(cls) else cls
    return f"; there are {', '.join(cls)}" if isinstance(cls, EnumType) else ""


def _identified(
    settings: BroadWorksSettings, table: Mapping[str, Any], identity: Mapping[str, str]
) -> BroadWorksSettings:
    """The settings with this instance's identifiers, where the file names no others."""
    return dataclasses.replace(
        settings,
        application_id=table.get("application_id", f"{identity['application_id']}-{settings.name}"),
        channel_set_id=table.get("channel_set_id", f"{identity['channel_set_id']}-{settings.name}"),
    )
