import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.secrets import Secrets
from services.evidence.dossier.signing import read_key
from shared.chassis.field_encryption import FieldKeys


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    first, second = Secrets(tmp_path / "secrets"), Secrets(tmp_path / "secrets")
    assert first.session_key() == second.session_key()
    assert first.issuer_key() == second.issuer_key()


def test_every_secret_is_another(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path)
    made = [secrets.platform_password("a"), secrets.platform_password("b"), secrets.issuer_admin()]
    assert len(set(made)) == 3
    assert Secrets(tmp_path / "elsewhere").issuer_admin() not in made


def test_only_their_owner_reads_them(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "secrets")
    secrets.session_key()
    secrets.kafka_admin_password()
    files = list((tmp_path / "secrets").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert len(files) == 2  # and no draft was left behind


def test_two_starts_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: Secrets(tmp_path).session_key(), range(32)))
    assert len(set(made)) == 1


def test_field_keys_are_what_the_services_read(tmp_path: Path) -> None:
    keys = FieldKeys.parse(Secrets(tmp_path).field_keys())
    assert keys.decrypt("here", keys.encrypt("here", "naam")) == "naam"


def test_a_renewed_password_replaces_the_old_one(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path)
    old = secrets.platform_password("e-loo")
    new = secrets.renew_platform_password("e-loo")
    assert new != old
    assert secrets.platform_password("e-loo") == new


def test_the_session_key_has_256_bits(tmp_path: Path) -> None:
    assert len(base64.b64decode(Secrets(tmp_path).session_key())) == 32


def test_the_dossier_key_seals_the_same_after_a_restart(tmp_path: Path) -> None:
    first, again = (read_key(Secrets(tmp_path).dossier_key()) for _ in range(2))
    assert first.fingerprint == again.fingerprint
