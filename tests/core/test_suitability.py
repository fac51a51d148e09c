"""Kinds of meetings, by their subjects: which could be held from a distance, and which could not."""

import pytest

from resfria_bot.core.types import Suitability
from tests.core.occasions import COLLEGE, assess, codes

TALK = [
    "Nätverksträff HR", "Rektorsmöte", "EHT Solvalla", "Elevhälsoteam", "Samverkansmöte BUP", "Vårdplanering",
    "SIP-möte", "SIP Kalle", "Utskrivningsplanering", "Styrgrupp Framtidens vård", "Projektmöte VA-ledning",
    "Startmöte entreprenad", "Byggmöte 7", "Projekteringsmöte", "Leverantörsmöte", "Avtalsuppföljning livsmedel",
    "Upphandlingsdialog", "Referensgruppsmöte", "Arbetsgrupp klimat", "Kommunchefsmöte", "Kommundirektörsnätverk",
    "Ekonomichefsträff", "Socialchefer Fyrbodal", "IT-chefsnätverk", "Säkerhetsnätverk",
    "Krisberedskapssamordnare", "Folkhälsoråd", "Brottsförebyggande rådet", "Samråd med länsstyrelsen",
    "Dialogmöte Västtrafik", "Avstämning med Trafikverket", "ÖP-dialog", "Gränskommunsmöte",
    "Regional samverkan arbetsmarknad", "Delregional samverkan", "Samordningsförbundet beredningsgrupp",
    "Beredningsgrupp inför direktionen", "Tjänstemannaberedning", "Presidiemöte", "Presidium socialnämnden",
    "Gruppledarträff", "Budgetdialog", "Information till kommunstyrelsen om översiktsplanen",
    "Dragning för nämnden", "Revisionsmöte", "Slutrapport granskning", "Genomgång av bokslut",
    "Handledning examensarbete", "VFU-samtal", "Trepartssamtal VFU", "Gästföreläsning", "Betygsnämnd",
    "Opponent licentiatseminarium", "Halvtidsseminarium", "Forskarseminarium", "Institutionsråd", "Programråd",
    "Branschråd", "Arbetslunch", "Lunchmöte", "Frukostmöte näringsliv", "Uppföljning placering",
    "Uppföljningsmöte familjehem", "Möte med god man", "Klientmöte", "Möte vårdnadshavare", "Möte med hyresvärden",
    "Möte Region VG", "Möte Göteborgsregionen", "Möte med Visma", "Demo nytt system", "Presentation av förstudie",
    "Workshop värdegrund", "Workshop processkartläggning", "Erfarenhetsutbyte skolskjuts",
    "Erfarenhetsutbyte e-tjänster", "Introduktion ny nämndsekreterare", "FSG", "LSG", "CSG", "APT",
    "Samverkan facket", "Facklig samverkan", "Skolskötersketräff", "Kuratorsträff", "Biblioteksråd",
    "Kulturchefsträff", "Kulturskolechefer", "Miljösamverkan", "Handläggarträff alkohol",
    "Handläggarträff bygglov", "Tillsynsvägledning", "Tillsynssamverkan", "Livsmedelsnätverk",
    "Räddningstjänst samverkan", "Intervju med konsult om organisationsöversyn", "Planeringsmöte julmarknad",
    "Planering studiebesök", "Planering inför invigning", "Avstämning inför mässan", "Uppföljning tillsyn",
    "Uppföljning arbetsmiljörond", "Återkoppling inspektion", "Utvärdering internat", "Information om nya lokaler",
    "Samråd detaljplan grannkommuner", "Sekreterarnätverk", "Arkivnätverk", "Registratorsnätverk",
    "Kommunjuristnätverk", "Upphandlarnätverk", "GIS-nätverk", "Energirådgivarträff", "Kostchefsmöte",
    "Fastighetschefer", "Lokalförsörjning", "Samhällsinformation för nyanlända", "Samhällsorientering",
    "Konsortiemöte", "Project meeting", "Steering committee", "Status meeting", "Kick-off meeting project X",
    "Board preparation", "Network meeting", "Consultation meeting", "Follow-up", "Planning meeting",
    "Coordination meeting", "Möte", "Avstämning", "Budget 2028", "Översiktsplan", "Detaljplan Västra hamnen",
    "Skolskjuts", "Bredband", "Avfallsplan", "Sommarjobb 2027", "Ny socialtjänstlag", "Digital tvilling",
    "E-arkiv", "Visselblåsarfunktion upphandling", "Lönekartläggning metod", "Nätverk lönebildning",
    "Rekryteringsstrategi workshop", "HR-nätverk rehab", "Jämställdhet", "Systemförvaltarmöte",
    "Användargrupp Treserva", "Kravställning verksamhetssystem", "Avropsmöte konsult", "Hyresförhandling",
    "Avtalsförhandling Sodexo", "Markförhandling", "Exploateringsavtal", "Mötet om hissen", "Resepolicy",
    "Resfria möten", "Flytt av verksamhet – planering", "Nyckeltal", "Nyckeltalsnätverk", "Testledarmöte",
    "Provtagningsplan dricksvatten", "Tävlingsregler jury", "Lokalvårdens organisation",
    "Visningsmiljö välfärdsteknik styrgrupp", "Semesterplanering", "Sjukskrivningar statistik", "Hållbart resande",
    "Tågtrafik samverkan", "Tågstopp dialog", "Flygplatsfrågan", "Hotellfrågan Kungsportsplatsen",
    "Bussdepå projekt", "Sportlovsaktiviteter planering", "Studentmedarbetare", "Marknadsföring", "Marknadschefer",
    "Fritidsgårdsnätverk", "Friskvårdsinspiratörer", "Festivalplanering", "Kulturnatt samordning",
    "Konsertprogram hösten planering", "Kursplanering", "Utbildningsråd", "Kursråd", "Skolinspektionens beslut",
    "Inspektionens resultat – dialog",
]  # fmt: skip
PRESENCE = [
    "Studiebesök", "Studieresa Köpenhamn", "Besök på biogasanläggningen", "Platsbesök", "Platsbesök Hamngatan",
    "Syn på plats", "Slutbesiktning", "Garantibesiktning", "Förbesiktning", "Besiktning av lekplats",
    "Inspektion avlopp", "Tillsynsbesök", "Tillsyn förskola", "Tillsyn enskilda avlopp", "Livsmedelskontroll",
    "Inventering", "Skyddsrond", "Brandsyn", "Brandskyddsrond", "Hembesök", "Hembesök Anna", "Lokalvisning",
    "Visning lägenhet", "Visning av lokal", "Titta på lokaler", "Rundvandring", "Verksamhetsbesök", "Skolbesök",
    "Lektionsbesök VFU", "Auskultation", "Brandövning", "Utrymningsövning", "Krisövning", "Samverkansövning",
    "HLR", "HLR-kurs", "Hjärt-lungräddning", "Första hjälpen", "Brandskyddsutbildning", "Förflyttningsteknik",
    "Heta arbeten", "Motorsågskurs", "Truckutbildning", "Laboration", "Labb 2", "Tentamen", "Tenta",
    "Nationella prov", "Muntlig examination", "Hämta nycklar", "Nyckelutlämning", "Lämna bilen på service",
    "Hämta dator", "Leverans av möbler", "Flytt", "Flyttdag", "Städdag", "Arbetsmarknadsmässa", "Framtidsmässan",
    "Bokmässan", "Besök på mässan", "Utställning", "Vernissage", "Öppet hus", "Julmarknad", "Invigning",
    "Första spadtaget", "Prisutdelning", "Medborgarskapsceremoni", "Genrep", "Repetition", "Konsert",
    "Teaterföreställning", "Fotografering", "TV-intervju", "Filminspelning", "AW", "Afterwork", "Julbord",
    "Jullunch", "Julfest", "Sommarfest", "Middag", "Middag med styrelsen", "Lunch", "Lunch med Eva", "Avtackning",
    "Födelsedagsfika", "Fika", "Fredagsfika", "Mingel", "Personalfest", "Kräftskiva", "Begravning", "Minnesstund",
    "Internat", "Chefsinternat", "Kick-off", "Kickoff socialförvaltningen", "Planeringsdag", "Planeringsdagar",
    "Personaldag", "Teamdag", "Utvecklingsdag", "Konferensresa", "Lunch till lunch", "Tandläkare", "Läkarbesök",
    "Vaccination", "Frisör", "Massage", "Medarbetarsamtal", "Medarbetarsamtal Lisa", "Lönesamtal",
    "Utvecklingssamtal", "Rekryteringsintervju", "Anställningsintervju", "Intervju", "Slutintervju enhetschef",
    "Rekrytering", "Rehabsamtal", "Rehabmöte", "Rehabiliteringsmöte", "Omplacering", "LVU", "LVM-förhandling",
    "Förhör", "Barnsamtal", "Umgänge", "Tvisteförhandling", "Konflikthantering", "Medling", "Tingsrätten",
    "Huvudförhandling", "Förvaltningsrätten", "Grupphandledning", "Handledning", "Processhandledning",
    "MBL-förhandling", "Löneförhandling", "Facklig förhandling", "Kommunfullmäktige", "Kommunstyrelsen", "KF",
    "KS", "KSAU", "Socialnämnd", "Bygg- och miljönämnden", "Barn- och utbildningsnämnd sammanträde",
    "Arbetsutskott", "Direktionsmöte", "Förbundsdirektion", "Styrelsemöte", "Bolagsstämma", "Årsmöte",
    "Medlemsmöte Vision", "Klubbmöte", "Fackligt möte", "Styrelsemöte BRF", "Föräldramöte", "Resa", "Restid",
    "Tåg till Stockholm", "Flyg", "Hemresa", "Semester", "Ledig", "VAB", "Deadline", "Site visit", "Study visit",
    "Inspection", "Home visit", "First aid training", "Fire drill", "Lab session", "Exam", "Christmas party",
    "Dinner", "Funeral", "Team building", "Interview", "Performance review", "Hands-on training",
    "Opening ceremony", "Trade fair", "Board meeting", "Guided tour", "Anhörigträff", "Språkcafé", "Yoga",
    "Körövning", "Promenadmöte", "Fältdag", "Exkursion", "Trygghetsvandring", "Gåtur", "Provkörning av elbil",
    "Byte av däck", "Passfoto",
]  # fmt: skip


@pytest.mark.parametrize("subject", TALK)
def test_talk_could_be_online(subject: str) -> None:
    got = assess(subject=subject, place="Borås")
    assert got.suitable is not Suitability.NO, codes(got)


@pytest.mark.parametrize("subject", PRESENCE)
def test_what_needs_presence_or_is_sensitive_could_not(subject: str) -> None:
    got = assess(subject=subject, place="Borås")
    assert got.suitable is Suitability.NO, codes(got)


@pytest.mark.parametrize(
    "subject", ["Kommunjuristdagarna", "Konferens om skolan", "Kurs i arkivvård", "Lunchföreläsning"]
)
def test_an_audience_event_of_others_is_asked_for_a_webcast(subject: str) -> None:
    got = assess(subject=subject, place="Örebro", host="arrangor.example", invited=1)
    assert got.suitable is Suitability.ASK_WEBCAST


def test_an_audience_event_that_is_already_online_goes_well() -> None:
    got = assess(subject="Konferens om skolan", place="Örebro och online", host="arrangor.example", invited=1)
    assert got.suitable is Suitability.YES


def test_planning_a_conference_is_talk() -> None:
    got = assess(subject="Planering konferens", place="Örebro", host="arrangor.example", invited=1)
    assert got.suitable is Suitability.YES


def test_a_programme_sent_to_one_person_tells_of_an_audience() -> None:
    body = "Föreläsningar hela dagen. Anmäl dig senast fredag."
    got = assess(subject="Vatten i Väst", place="Örebro", body=body, host="arrangor.example", invited=1)
    assert got.suitable is Suitability.ASK_WEBCAST


@pytest.mark.parametrize(
    "body",
    [
        "Vi tar en rundvandring i lokalerna.", "Rond kl 10.", "Oömma kläder!", "Vi mäter stammar.",
        "Ta med termometer.",
        "Praktiska övningar hela dagen.", "Vi hänger 24 verk.", "Reflection walks, yoga for all, dinner.",
        "Prova gärna själv!",
    ],
)  # fmt: skip
def test_the_text_may_tell_that_one_must_be_there(body: str) -> None:
    assert assess(subject="Träff", place="Borås", body=body).suitable is Suitability.NO


@pytest.mark.parametrize(
    "body",
    [
        "Vi hinner också med en visning för den som vill.", "Studiebesöket ligger på dag 4.",
        "Vi går igenom protokoll från besiktningen.",
        "Lunch bjuder vi på.", "Ingen rundvandring den här gången.", "Vi planerar studiebesöket i maj.",
        "Karta på skärm.",
        "Genomgång av kontrollplan på ritning.", "Färjan går kl 8.20, ta den!",
    ],
)  # fmt: skip
def test_what_is_optional_or_another_day_does_not_bind(body: str) -> None:
    assert assess(subject="Nätverksträff", place="Borås", body=body).suitable is Suitability.YES


def test_a_lunch_with_an_agenda_is_work() -> None:
    assert assess(subject="Lunch med Eva", place="Borås", body="Vi går igenom budgeten.").suitable is Suitability.YES


def test_a_slot_at_a_formal_meeting_is_talk() -> None:
    body = "Ni är inbjudna att dra planen, cirka 20 minuter."
    assert (
        assess(subject="Sammanträde nämnden", place="Borås", body=body, host="vgregion.se").suitable is Suitability.YES
    )


def test_a_client_who_asks_to_meet_is_met() -> None:
    assert assess(subject="Klientmöte", place="Borås").suitable is Suitability.YES
    assert assess(subject="Klientmöte", place="Borås", body="Hon vill ses på plats.").suitable is Suitability.NO


def test_a_block_of_ones_own_is_no_meeting() -> None:
    assert "block.alone" in codes(assess(subject="Skövde kommun", place="Skövde", invited=0))


def test_a_lecture_without_guests_is_still_a_lecture() -> None:
    assert assess(COLLEGE, subject="Föreläsning TDDC76", place="VAL", invited=0).suitable is Suitability.YES


def test_a_computer_room_makes_it_practice() -> None:
    got = assess(COLLEGE, subject="Handledning", place="KD1. Antal datorer: 24. Campus: Johanneberg", invited=1)
    assert got.suitable is Suitability.NO
