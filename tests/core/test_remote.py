"""What sentences say about taking part from a distance, in a meeting that has its place in another town."""

import pytest

from tests.core.occasions import assess, codes

OFFERED = [
    "Vi kör även på Teams för den som vill.", "Länk till mötet skickas på morgonen.", "Länk kommer.",
    "Möteslänk finns i kallelsen.", "Det går bra att delta via länk.", "Det finns möjlighet att delta digitalt.",
    "Möjlighet till digitalt deltagande finns.", "Du kan också vara med på distans.",
    "Vill du vara med på länk, hör av dig så skickar jag en.", "Säg till om du hellre deltar via Teams.",
    "Om du inte kan vara på plats går det bra att koppla upp sig.",
    "Den som inte har möjlighet att komma kan koppla upp sig via Teams.", "Koppla upp dig via länken nedan.",
    "Anslut via Zoom.", "Mötet är ett hybridmöte.", "Mötet hålls både fysiskt och digitalt.",
    "Fysiskt eller digitalt, välj själv.", "Webbsänds på vår hemsida.", "Seminariet livesänds.",
    "Sändningen börjar kl 9.", "Mötet streamas.", "Vi direktsänder på webben.", "Bambuser-länk kommer.",
    "Ring in på 08-505 210 00, deltagarkod 123456.", "Telefonkonferens: 010-123 45 67, PIN 4455",
    "Ring 0303-23 90 00 och slå kod 8877#", "Det går även att ringa in till mötet.",
    "Är du sjuk, var med via Teams.", "Vi erbjuder digital medverkan.", "Teams-länk för er som inte kan komma.",
    "Teamslänk läggs till i bokningen.", "Zoom: https://zoom.us/j/91234567890", "You can also join via Teams.",
    "Remote participation is possible.", "A Zoom link will be sent to those who cannot attend.",
    "The seminar will be streamed.", "Hybrid meeting, link below.", "Join online if you cannot travel.",
    "Skype for Business är nedlagt, vi använder Teams: https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0",
    "Videolänk: 44556@video.vgregion.se", "Du kan välja mellan att komma hit eller delta på Teams.",
    "Ni som har långt att åka kan delta via skärm.", "Dela skärm gör vi via Teams som vanligt.",
]  # fmt: skip
REPLACED = [
    "Vi tar det på Teams i stället.", "Mötet blir digitalt.", "Mötet blir helt digitalt på grund av snön.",
    "Vi ställer om till digitalt möte.", "OBS! Mötet hålls via Teams.", "Ändrat till Teams.",
    "Mötet är ändrat till ett digitalt möte.", "Vi flyttar mötet till Teams.", "Vi ses på Teams istället.",
    "På grund av sjukdom kör vi digitalt.", "Vi kör Teams istället för att åka.", "Endast digitalt deltagande.",
    "Det blir ett Teams-möte.", "The meeting is moved to Teams.", "We will meet on Teams instead.",
]  # fmt: skip
BESIDE = [
    "Kallelse och handlingar finns i Teams.", "Filerna ligger i Teams-kanalen.",
    "Dokumenten finns i vårt team på Teams.", "Länk till anmälan: https://www.kurs.example/anmalan",
    "Länk till formuläret skickas ut.", "Länk till handlingar kommer.", "Länk till enkäten kommer efter mötet.",
    "Här är en länk till kartan.", "Handlingarna skickas digitalt.", "Anmäl dig digitalt senast fredag.",
    "Vi pratar om digitala möten.", "Vi diskuterar hur vi kan ha fler digitala möten.",
    "På dagordningen: hybridmöten, arkiv och budget.", "Förra mötet var på Teams, nu ses vi på riktigt.",
    "Nästa möte blir digitalt.", "Nästa gång tar vi det på Teams.", "Inspelning läggs ut efteråt.",
    "Föreläsningen spelas in och läggs ut i Teams.", "Kontakt: Anna, tel 070-123 45 67.",
    "Ring mig om du blir sen, 070-123 45 67.", "Ring på dörren, portkod 4455.",
    "Kom till huvudentrén, kod till dörren 1234, ring 031-123 45 67.", "Mobil: 070-123 45 67",
    "Telefon: 0303-23 80 00", "Videokonferensrummet är bokat.", "Vi har bokat Teamsrummet på plan 3.",
    "Ta med dator.", "Skype fungerar inte längre.", "Skype-länk: https://join.skype.com/abcd",
    "Anslut till Skype-möte https://meet.lync.com/kommun/anna/AB12CD34", "Parkering finns, betala via app.",
    "Boka din plats här: https://outlook.office365.com/owa/calendar/x",
    "Se filmen på https://www.youtube.com/watch?v=abc", "Agenda: 1. Distansundervisning 2. Digitalisering",
    "Kan jag delta digitalt?", "Går det att koppla upp sig?", "Information finns online.", "Läs mer på webben.",
    "Webbplats: www.kungalv.se", "Vi ska prata om Teams-telefoni.", "Teamet träffas kl 9.",
    "Vi går igenom upphandlingen av videokonferenssystem.", "Underlag skickas via länk.",
    "Materialet delas via länk.", "Du hittar hit med länken: https://goo.gl/maps/abc",
]  # fmt: skip
REFUSED = [
    "Ingen möjlighet till digitalt deltagande.", "Mötet kommer inte att sändas.",
    "Det går tyvärr inte att delta digitalt.", "Det är inte möjligt att koppla upp sig.",
    "Vi erbjuder ingen länk.", "Ingen Teams-länk den här gången.", "Mötet är endast fysiskt.", "Endast på plats.",
    "Fysisk närvaro krävs.", "Ej digitalt.", "Inte via Teams.", "Webbsänds inte.", "Vi kommer inte att webbsända.",
    "Teams-länken används inte.", "Länken i inbjudan ska inte användas.", "Bortse från länken.",
    "Bortse från Teams-länken, den lades till automatiskt.", "Teamslänken kom med av misstag, vi ses på plats.",
    "Physical attendance required.", "No remote option.", "This is an in-person only meeting.",
    "There will be no streaming.", "Please ignore the Teams link.",
]  # fmt: skip


@pytest.mark.parametrize("body", OFFERED)
def test_an_offer_makes_it_online_at_its_place(body: str) -> None:
    got = assess(subject="Avstämning", place="Skövde", body=body, host="skovde.se")
    assert (got.external, got.already_online) == (True, True), codes(got)


@pytest.mark.parametrize("body", REPLACED)
def test_a_meeting_that_went_online_has_no_place(body: str) -> None:
    got = assess(subject="Avstämning", place="Skövde", body=body, host="skovde.se")
    assert (got.external, got.already_online, got.place) == (False, True, None), codes(got)


@pytest.mark.parametrize("body", BESIDE)
def test_topics_contacts_and_files_are_not_online(body: str) -> None:
    got = assess(subject="Avstämning", place="Skövde", body=body, host="skovde.se")
    assert (got.external, got.already_online, got.flag) == (True, False, True), codes(got)


@pytest.mark.parametrize("body", REFUSED)
def test_a_refusal_is_respected(body: str) -> None:
    got = assess(subject="Avstämning", place="Skövde", body=body, host="skovde.se")
    assert (got.external, got.already_online, got.flag) == (True, False, False), codes(got)


@pytest.mark.parametrize(
    "subject",
    ["Teamsmöte: budget", "Avstämning (Teams)", "Avstämning – digitalt", "Webbinarium om skolan", "Telefonmöte",
     "Zoom: avstämning", "Hybridmöte nätverk", "Digital avstämning", "Avstämning via Teams",
     "Online: Network meeting"],
)  # fmt: skip
def test_a_subject_may_say_the_form(subject: str) -> None:
    assert assess(subject=subject).already_online


@pytest.mark.parametrize(
    "subject",
    ["Zoom in på framtiden", "Möte om distansundervisning", "Samtal om hybridmöten", "Styrgrupp digitalisering",
     "Digital tvilling", "Resfria möten – erfarenhetsutbyte", "Teamsrummet bokat", "Utbildning i Teams",
     "Upphandling videokonferens", "Kick off with our teams", "Nätverk webbredaktörer", "Fysiskt möte",
     "Telefonväxel 2027", "Lansering av e-tjänst"],
)  # fmt: skip
def test_a_topic_is_no_form(subject: str) -> None:
    assert not assess(subject=subject, place="Skövde").already_online
