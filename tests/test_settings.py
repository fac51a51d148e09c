"""The settings, through `load`: what is read, what is refused, and the sentence that says so."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from resfria_bot import settings
from resfria_bot.core.types import Place
from resfria_bot.errors import ConfigError
from resfria_bot.settings.reader import Entry

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "config" / "resfria.example.toml"
SECRET = {"RESFRIA_CLIENT_SECRET": "s3cret-Värde~x"}
MINIMAL = """
[organisation]
name = "Kungälvs kommun"
domains = ["kungalv.example"]
[graph]
tenant_id = "t"
client_id = "c"
client_secret_env = "RESFRIA_CLIENT_SECRET"
[scope]
group_id = "g"
[bot]
mailbox = "resfritt@kungalv.example"
"""


@pytest.fixture
def write(tmp_path: Path) -> "Writer":
    return Writer(tmp_path)


class Writer:
    """Lays configuration files in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str, name: str = "resfria.toml") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


def problems(path: Path | None, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        settings.load(path, SECRET if environ is None else environ)
    return caught.value.problems


def test_the_required_keys_are_enough(write: Writer) -> None:
    loaded = settings.load(write(MINIMAL), SECRET)

    assert loaded.organisation.domains == ("kungalv.example",)
    assert (loaded.bot.horizon_days, loaded.bot.grace_minutes) == (60, 15)
    assert loaded.database.url == "sqlite:///resfria.db"


def test_nothing_is_written_unless_the_mode_says_so(write: Writer) -> None:
    assert settings.load(write(MINIMAL), SECRET).bot.mode == "observe"


def test_the_example_loads() -> None:
    loaded = settings.load(EXAMPLE, SECRET)

    assert loaded.organisation.sites[0].rooms == ("Sessionssalen", "Rum 3")
    assert loaded.travel.department_sites == {"Socialtjänsten": "Stadshuset"}


@pytest.mark.parametrize("entry", settings.KEYS, ids=lambda entry: str(entry.name))
def test_the_example_explains_each_key(entry: Entry) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    last = re.escape(entry.name.rsplit(".", 1)[1])
    value = re.compile(rf"(# )?({last} = .+|\[+{re.escape(entry.name)}\]+)")

    explained = [after for line, after in pairwise(lines) if line.startswith(f"# {entry.key.sentence}")]

    assert any(value.fullmatch(after) for after in explained)


def test_the_example_shows_the_defaults() -> None:
    example, bare = settings.load(EXAMPLE, SECRET), settings.load(None, settings_environment())

    assert (example.nudges, example.database) == (bare.nudges, bare.database)
    assert example.bot == bare.bot


def settings_environment() -> dict[str, str]:
    return SECRET | {
        "RESFRIA_ORGANISATION__NAME": "Kungälvs kommun",
        "RESFRIA_ORGANISATION__DOMAINS": "kungalv.example, Skola.kungalv.example",
        "RESFRIA_GRAPH__TENANT_ID": "t",
        "RESFRIA_GRAPH__CLIENT_ID": "c",
        "RESFRIA_GRAPH__CLIENT_SECRET_ENV": "RESFRIA_CLIENT_SECRET",
        "RESFRIA_SCOPE__GROUP_ID": "g",
        "RESFRIA_BOT__MAILBOX": "Resfritt@kungalv.example",
    }


def test_the_environment_alone_can_hold_everything() -> None:
    loaded = settings.load(None, settings_environment())

    assert loaded.organisation.domains == ("kungalv.example", "skola.kungalv.example")
    assert loaded.bot.mailbox == "resfritt@kungalv.example"


@pytest.mark.parametrize(
    ("variable", "text", "section", "key", "value"),
    [
        ("RESFRIA_GRAPH__TENANT_ID", "other", "graph", "tenant_id", "other"),
        ("RESFRIA_BOT__HORIZON_DAYS", "14", "bot", "horizon_days", 14),
        ("RESFRIA_NUDGES__OUTSIDE_HOSTS", "No", "nudges", "outside_hosts", False),
        ("RESFRIA_TRAVEL__OCCUPANCY", "2", "travel", "occupancy", 2.0),
        (
            "RESFRIA_JUDGEMENT__MEETING_HOSTS",
            "a.example,b.example",
            "judgement",
            "meeting_hosts",
            ("a.example", "b.example"),
        ),
    ],
)
def test_the_environment_wins_over_the_file(
    write: Writer, variable: str, text: str, section: str, key: str, value: object
) -> None:
    loaded = settings.load(write(MINIMAL), SECRET | {variable: text})

    assert getattr(getattr(loaded, section), key) == value


def test_an_empty_variable_overrides_nothing(write: Writer) -> None:
    assert settings.load(write(MINIMAL), SECRET | {"RESFRIA_GRAPH__TENANT_ID": ""}).graph.tenant_id == "t"


def test_a_wrong_override_names_the_key(write: Writer) -> None:
    told = problems(write(MINIMAL), SECRET | {"RESFRIA_BOT__HORIZON_DAYS": "soon"})

    assert told == ['bot.horizon_days should be a whole number from 1 to 365, not "soon"']


def test_an_unknown_override_names_the_nearest(write: Writer) -> None:
    told = problems(write(MINIMAL), SECRET | {"RESFRIA_GRAPH__TENANTID": "x"})

    assert told == ["RESFRIA_GRAPH__TENANTID is no known key: did you mean RESFRIA_GRAPH__TENANT_ID?"]


def test_all_problems_are_told_at_once(write: Writer) -> None:
    told = problems(
        write("""
        [organisation]
        domains = []
        time_zone = "Mars/Olympus"
        [graph]
        tenantid = "t"
        client_id = 5
        [bot]
        mailbox = "resfritt"
        mode = "convince"
        [nudges]
        holdout_percent = 101
        """)
    )

    keys = [problem.split(" ", 1)[0] for problem in told]
    assert keys == [
        "organisation.name",
        "organisation.domains",
        "organisation.time_zone",
        "graph.tenantid",
        "graph.client_id",
        "scope.group_id",
        "bot.mailbox",
        "bot.mode",
        "nudges.holdout_percent",
        "graph",
    ]


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("[bot]\nmode = 'observe'\nhorizon_day = 3", "bot.horizon_day is no known key: did you mean bot.horizon_days?"),
        ("[nudge]\nholdout_percent = 3", "nudge is no known key: did you mean nudges?"),
        ("mailbox = 'x'", "mailbox is no known key: did you mean bot.mailbox?"),
        (
            "[[organisation.sites]]\nname = 'A'\n[[organisation.sites]]\nname = 'B'\nlatitud = 3",
            "organisation.sites[2].latitud is no known key: did you mean organisation.sites[].latitude?",
        ),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(write: Writer, wrong: str, nearest: str) -> None:
    text = re.sub(r"\[bot\]\nmailbox", f"{wrong}\nmailbox", MINIMAL) if wrong.startswith("[bot]") else wrong + MINIMAL

    with pytest.raises(ConfigError) as caught:
        settings.load(write(text), SECRET, needs=())

    assert nearest in caught.value.problems


def test_broken_toml_is_told_with_its_line(write: Writer) -> None:
    path = write('[bot]\nmailbox = "a@b.example"\nmode observe\n')

    assert problems(path) == [
        f"{path}: line 3, column 6: expected '=' after a key in a key/value pair; correct it there"
    ]


def test_a_file_that_ends_too_soon_is_told(write: Writer) -> None:
    path = write('[bot]\nmailbox = "a@b.example')

    assert problems(path) == [f"{path}: end of document: unterminated string; correct it there"]


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "resfria.toml"
    path.write_bytes('[organisation]\nname = "Kungälv"\n'.encode("latin-1"))

    assert problems(path) == [f"{path}: line 2 is not UTF-8; save the file as UTF-8"]


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "resfria.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.encode())

    assert settings.load(path, SECRET).organisation.name == "Kungälvs kommun"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"

    assert problems(path) == [f"{path}: there is no such file; name the configuration with --config FILE"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "cannot be read" in problems(tmp_path)[0]


def test_no_file_at_all_says_how_to_name_one() -> None:
    assert problems(None)[0] == "no configuration file was named: use --config FILE or RESFRIA_CONFIG"


def test_a_section_that_is_none_is_told(write: Writer) -> None:
    told = problems(write("nudges = 5\n" + MINIMAL))

    assert told == ["nudges should be a section: write [nudges] on a line of its own"]


@pytest.mark.parametrize(
    ("section", "line", "should"),
    [
        ("organisation", 'language = "no"', 'organisation.language should be one of "sv", "en", not "no"'),
        ("organisation", 'time_zone = "Europe"', "organisation.time_zone should be an IANA time zone"),
        ("organisation", 'time_zone = "../x"', "organisation.time_zone should be an IANA time zone"),
        ("organisation", "sites = 5", "organisation.sites should be an array of tables"),
        ("organisation", "sites = [{}]", "organisation.sites[1].name is missing"),
        ("nudges", "holdout_percent = -1", "nudges.holdout_percent should be a whole number from 0 to 100, not -1"),
        ("nudges", "holdout_percent = true", "nudges.holdout_percent should be a whole number from 0 to 100, not true"),
        ("nudges", "open_per_person = 0", "nudges.open_per_person should be a whole number from 1 to 100, not 0"),
        ("nudges", 'outside_hosts = "yes"', "nudges.outside_hosts should be true or false"),
        ("travel", "occupancy = nan", "travel.occupancy should be a number from 1 to 4"),
        ("travel", 'osrm_url = "ftp://x.example"', "travel.osrm_url should be an address beginning with https://"),
        ("judgement", 'link_with_place = "maybe"', 'judgement.link_with_place should be one of "leave", "ask"'),
        ("judgement", 'meeting_hosts = ["https://x"]', "judgement.meeting_hosts should be a list of host names"),
        ("judgement", 'words = {social = "fika"}', "judgement.words should be a table of lists"),
        ("support", 'address = "Kim"', "support.address should be a mail address"),
        ("database", 'url = "mysql://x"', "database.url should be sqlite:///FILE or postgresql+psycopg://"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(write: Writer, section: str, line: str, should: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings.load(write(f"[{section}]\n{line}\n"), {}, needs={section})

    assert any(problem.startswith(should) for problem in caught.value.problems)


@pytest.mark.parametrize("key", ["authority", "base_url"])
@pytest.mark.parametrize(
    "url", ["http://graph.example", "http://10.0.0.1", "http://localhost.example", "graph.example"]
)
def test_an_address_in_the_clear_is_refused(write: Writer, key: str, url: str) -> None:
    told = problems(write(MINIMAL.replace("[scope]", f'{key} = "{url}"\n[scope]')))

    assert len(told) == 1
    assert told[0].startswith(f"graph.{key} should be an address beginning with https://")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:1", "[::1]:1", "127.9.9.9"])
def test_an_address_on_this_machine_may_be_in_the_clear(write: Writer, host: str) -> None:
    loaded = settings.load(write(MINIMAL.replace("[scope]", f'base_url = "http://{host}/v1.0/"\n[scope]')), SECRET)

    assert loaded.graph.base_url == f"http://{host}/v1.0"


@pytest.mark.parametrize(("latitude", "should"), [("91.0", "a number from -90 to 90"), ("nan", "a number")])
def test_a_coordinate_off_the_globe_is_refused(write: Writer, latitude: str, should: str) -> None:
    told = problems(write(MINIMAL + f"[[organisation.sites]]\nname = 'A'\nlatitude = {latitude}\nlongitude = 12\n"))

    assert f"organisation.sites[1].latitude should be {should}" in told[0]


def test_one_coordinate_needs_the_other(write: Writer) -> None:
    told = problems(write(MINIMAL + "[[organisation.sites]]\nname = 'A'\nlatitude = 57\n"))

    assert told == ["organisation.sites[1] should have both latitude and longitude, or neither"]


def test_two_sites_may_not_share_a_name(write: Writer) -> None:
    told = problems(write(MINIMAL + "[[organisation.sites]]\nname = 'A'\n" * 2))

    assert told == ['organisation.sites[2].name should be a name of its own: there is a site "A" before it']


def test_a_department_sits_at_a_site_that_exists(write: Writer) -> None:
    told = problems(
        write(MINIMAL + "[[organisation.sites]]\nname = 'Stadshuset'\n[travel.department_sites]\nSkola = 'Stadshus'\n")
    )

    assert told == ['travel.department_sites."Skola" should be the name of a site ("Stadshuset"), not "Stadshus"']


def test_a_missing_secret_names_its_variable(write: Writer) -> None:
    told = problems(write(MINIMAL), {})

    assert len(told) == 1
    assert told[0].startswith("RESFRIA_CLIENT_SECRET is not set: graph.client_secret_env says")
    assert "RESFRIA_CLIENT_SECRET_FILE" in told[0]


def test_a_secret_may_lie_in_a_file_named_by_the_environment(write: Writer) -> None:
    secret = write("from-a-file\n", "secret")

    loaded = settings.load(write(MINIMAL), {"RESFRIA_CLIENT_SECRET_FILE": str(secret)})

    assert loaded.credential().client_secret == "from-a-file"


def test_an_unreadable_secret_file_names_its_variable(write: Writer) -> None:
    told = problems(write(MINIMAL), {"RESFRIA_CLIENT_SECRET_FILE": "/nowhere/secret"})

    assert told == ["RESFRIA_CLIENT_SECRET_FILE should be a readable file with the secret in it; check /nowhere/secret"]


def test_the_database_address_may_lie_in_a_file(write: Writer) -> None:
    url = write("postgresql+psycopg://bot:hunter2@db/resfria\n", "url")

    loaded = settings.load(write(MINIMAL), SECRET | {"RESFRIA_DATABASE__URL_FILE": str(url)})

    assert loaded.database.url == "postgresql+psycopg://bot:hunter2@db/resfria"


def test_a_secret_is_never_in_the_repr(write: Writer) -> None:
    environ = SECRET | {"RESFRIA_DATABASE__URL": "postgresql+psycopg://bot:hunter2@db/resfria"}

    shown = repr(settings.load(write(MINIMAL), environ))

    assert "s3cret" not in shown
    assert "hunter2" not in shown


def test_a_secret_written_in_place_of_its_name_is_not_repeated(write: Writer) -> None:
    told = problems(write(MINIMAL.replace('"RESFRIA_CLIENT_SECRET"', '"abc~DEF8Q"')))

    assert len(told) == 1
    assert told[0].startswith("graph.client_secret_env should be the NAME of an environment variable")
    assert "abc~DEF8Q" not in told[0]


WAY = 'client_secret_env = "RESFRIA_CLIENT_SECRET"'


def test_one_way_to_sign_in_is_needed(write: Writer) -> None:
    told = problems(write(MINIMAL.replace(WAY, "")))

    assert len(told) == 1
    assert told[0].startswith("graph should have exactly one of client_secret_env,")
    assert told[0].endswith("none is given")


def test_two_ways_to_sign_in_are_refused(write: Writer) -> None:
    told = problems(write(MINIMAL.replace(WAY, WAY + "\nmanaged_identity = true")))

    assert told[0].endswith("client_secret_env, managed_identity are given")


@pytest.mark.parametrize(("value", "client_id"), [("true", ""), ('"0a1b"', "0a1b")])
def test_a_managed_identity_needs_no_ids(write: Writer, value: str, client_id: str) -> None:
    text = MINIMAL.replace(WAY, f"managed_identity = {value}").replace('tenant_id = "t"\nclient_id = "c"\n', "")

    credential = settings.load(write(text), {}).credential()

    assert (credential.kind, credential.managed_identity_client_id) == ("managed_identity", client_id)


def test_a_certificate_is_looked_for_beside_the_configuration(write: Writer) -> None:
    write("a certificate", "app.pem")
    text = MINIMAL.replace(WAY, 'certificate_path = "app.pem"\ncertificate_passphrase_env = "PASS"')

    credential = settings.load(write(text), {"PASS": "word"}).credential()

    assert (credential.kind, credential.certificate_passphrase) == ("certificate", "word")
    assert credential.certificate_path == str(write.folder / "app.pem")


@pytest.mark.parametrize("key", ["certificate_path", "federated_token_file"])
def test_a_file_that_is_not_there_names_its_key(write: Writer, key: str) -> None:
    told = problems(write(MINIMAL.replace(WAY, f'{key} = "none"')))

    assert len(told) == 1
    assert told[0].startswith(f"graph.{key} should be a file that can be read")


def test_a_command_without_graph_needs_no_secret(write: Writer) -> None:
    text = '[organisation]\nname = "Kungälvs kommun"\ndomains = ["kungalv.example"]\n'

    facts = settings.load(write(text), {}, needs={"organisation"}).organisation_facts()

    assert (facts.name, facts.domains) == ("Kungälvs kommun", ("kungalv.example",))


def test_the_organisations_own_places_are_read(write: Writer) -> None:
    write(
        '\ufeffname,latitude,longitude,aliases\n"Gården, norra",57.9,11.9,Gården|Norrgården\nSkogen,58,12,\n', "p.csv"
    )
    text = MINIMAL + '[judgement]\nplaces_file = "p.csv"\nlink_with_place = "ask"\nwords = {social = ["fika"]}\n'

    facts = settings.load(write(text), SECRET).organisation_facts()

    assert facts.places == (
        Place("Gården, norra", 57.9, 11.9, ("Gården", "Norrgården")),
        Place("Skogen", 58.0, 12.0),
    )
    assert (facts.link_with_place, facts.words) == ("ask", {"social": ("fika",)})


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("name;latitude;longitude\nA;1;2\n", "should begin with the line name,latitude,longitude,aliases"),
        ("name,latitude,longitude,aliases\nA,57,12,\nB,north,12,\n", "line 3: should be name, latitude"),
        ("name,latitude,longitude,aliases\nA,57,181,\n", "line 2: should be name, latitude"),
        ("name,latitude,longitude,aliases\nA\n", "line 2: should be name, latitude"),
        ("", "should begin with the line"),
    ],
)
def test_a_wrong_file_of_places_is_told(write: Writer, content: str, fault: str) -> None:
    write(content, "p.csv")

    told = problems(write(MINIMAL + '[judgement]\nplaces_file = "p.csv"\n'))

    assert len(told) == 1
    assert told[0].startswith(f"judgement.places_file: {write.folder / 'p.csv'}")
    assert fault in told[0]


def test_a_missing_file_of_places_is_told(write: Writer) -> None:
    told = problems(write(MINIMAL + '[judgement]\nplaces_file = "p.csv"\n'))

    assert "cannot be read" in told[0]


def test_an_emission_factor_of_an_unknown_mode_is_a_problem_that_names_the_modes(write: Writer) -> None:
    (told,) = problems(write(MINIMAL + "\n[travel.kg_per_km]\nteleport = 0.1\n"))
    assert "travel.kg_per_km" in told
    assert "train" in told
