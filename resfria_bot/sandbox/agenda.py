"""What a municipality meets about, and where: the words from which its calendars are made."""

from typing import NamedTuple


class Department(NamedTuple):
    """A department: titles of its people, the share of them at each site, and what it hosts elsewhere."""

    name: str
    people: int
    titles: tuple[str, ...]
    sites: tuple[int, ...]  #: shares at the sites, in the order of `municipality.SITES`
    hosted: tuple[str, ...]  #: meetings that its people hold in other towns


DEPARTMENTS = (
    Department(
        "Kommunledningskontoret",
        24,
        ("Kommunjurist", "Ekonom", "HR-partner", "Kommunikatör", "Utvecklingsledare", "Säkerhetssamordnare"),
        (9, 0, 0, 1, 0),
        (
            "Styrgrupp Fyrbodal samverkan",
            "Upphandlingsnätverk Väst",
            "Beredskapssamordnare, nätverksmöte",
            "Projektmöte gemensam växel",
            "Nätverk kommunikationschefer",
            "Budgetdialog samordningsförbundet",
        ),
    ),
    Department(
        "Bildningsförvaltningen",
        44,
        ("Rektor", "Biträdande rektor", "Specialpedagog", "Skolsköterska", "Kurator", "Studie- och yrkesvägledare"),
        (4, 3, 2, 0, 1),
        (
            "Rektorsnätverk Göta älv",
            "Elevhälsans samverkansgrupp",
            "Styrgrupp gymnasiesamverkan",
            "Nätverk studie- och yrkesvägledare",
            "Projektmöte mottagande nyanlända elever",
            "Samråd VFU och lärosäten",
        ),
    ),
    Department(
        "Socialförvaltningen",
        48,
        ("Enhetschef", "Socialsekreterare", "Biståndshandläggare", "MAS", "Verksamhetsutvecklare", "Arbetsterapeut"),
        (4, 2, 3, 1, 1),
        (
            "Vårdsamverkan, ledningsgrupp",
            "Styrgrupp Nära vård",
            "Nätverk enhetschefer äldreomsorg",
            "Avstämning utskrivningsplanering",
            "Samverkansmöte psykiatri och kommun",
            "Referensgrupp ny socialtjänstlag",
        ),
    ),
    Department(
        "Samhällsbyggnadsförvaltningen",
        26,
        ("Planarkitekt", "Bygglovshandläggare", "Projektledare", "Trafikingenjör", "Mark- och exploateringsingenjör"),
        (6, 0, 0, 2, 1),
        (
            "Grannkommunsdialog översiktsplan",
            "Projektmöte pendelcykelstråk",
            "Samordningsmöte Trafikverket",
            "Styrgrupp VA-samverkan",
            "Nätverk exploateringsfrågor",
        ),
    ),
    Department(
        "Kultur- och fritidsförvaltningen",
        18,
        ("Bibliotekarie", "Fritidskonsulent", "Kulturstrateg", "Enhetschef", "Föreningskonsulent"),
        (3, 3, 2, 0, 0),
        (
            "Kulturchefsnätverk",
            "Biblioteksnätverk Väst",
            "Projektgrupp regional kulturskola",
            "Samverkan fritidschefer",
        ),
    ),
    Department(
        "Miljöförvaltningen",
        16,
        ("Miljöinspektör", "Livsmedelsinspektör", "Miljöstrateg", "Enhetschef"),
        (2, 0, 0, 3, 1),
        (
            "Handläggarträff enskilda avlopp",
            "Miljösamverkan, projektgrupp tillsyn",
            "Arbetsgrupp avfallsplan",
            "Klimatnätverk Fyrbodal",
        ),
    ),
    Department(
        "Serviceförvaltningen",
        22,
        ("IT-tekniker", "Systemförvaltare", "Måltidschef", "Lokalförvaltare", "Upphandlare"),
        (3, 1, 2, 1, 1),
        (
            "IT-chefsträff åtta kommuner",
            "Leverantörsmöte skrivare och klienter",
            "Styrgrupp gemensamt e-arkiv",
            "Nätverk kostchefer",
            "Avtalsuppföljning telefoni",
        ),
    ),
    Department(
        "Arbetsmarknad och integration",
        16,
        ("Arbetsmarknadskonsulent", "Integrationssamordnare", "Enhetschef", "Vuxenstrateg"),
        (1, 0, 1, 3, 1),
        (
            "Beredningsgrupp samordningsförbundet",
            "Samverkansmöte Arbetsförmedlingen",
            "Nätverk integrationssamordnare",
            "Projektmöte ESF Framåt",
        ),
    ),
)


class Venue(NamedTuple):
    """A place elsewhere, as people write it, with its town and, where known, its position."""

    text: str
    town: str
    latitude: float
    longitude: float
    host: str  #: mail domain of whoever lives there


VENUES = (
    Venue("Stadshuset, Skövde", "Skövde", 58.391, 13.845, "skovde.example"),
    Venue("Regionens hus, Göteborg", "Göteborg", 57.709, 11.974, "vgregion.example"),
    Venue("Länsstyrelsen, Ekelundsgatan 1, Göteborg", "Göteborg", 57.707, 11.966, "lansstyrelsen.example"),
    Venue("GR, Anders Personsgatan 8, 416 64 Göteborg", "Göteborg", 57.715, 11.997, "gr.example"),
    Venue("Borås stadshus, Kungsgatan 55", "Borås", 57.721, 12.940, "boras.example"),
    Venue("Högskolan i Borås, Balder", "Borås", 57.724, 12.938, "hb.example"),
    Venue("Uddevalla stadshus, Bäve", "Uddevalla", 58.349, 11.938, "uddevalla.example"),
    Venue("Bohusläns museum, Uddevalla", "Uddevalla", 58.347, 11.935, "uddevalla.example"),
    Venue("Fyrbodals kommunalförbund, Uddevalla", "Uddevalla", 58.350, 11.936, "fyrbodal.example"),
    Venue("Kommunhuset Vänersborg, Sundsgatan 29", "Vänersborg", 58.381, 12.323, "vanersborg.example"),
    Venue("Folkets Hus, Vänersborg", "Vänersborg", 58.380, 12.325, "vanersborg.example"),
    Venue("NÄL, Trollhättan", "Trollhättan", 58.319, 12.263, "nusjukvarden.example"),
    Venue("Innovatum, Trollhättan", "Trollhättan", 58.272, 12.277, "innovatum.example"),
    Venue("Mariestads stadshus", "Mariestad", 58.710, 13.824, "mariestad.example"),
    Venue("Lidköping, Stadshuset", "Lidköping", 58.505, 13.158, "lidkoping.example"),
    Venue("Alingsås rådhus", "Alingsås", 57.930, 12.534, "alingsas.example"),
    Venue("Kommunhuset, Stenungsund", "Stenungsund", 58.071, 11.818, "stenungsund.example"),
    Venue("Strömstad, Stadshuset", "Strömstad", 58.939, 11.171, "stromstad.example"),
    Venue("Kungälvs stadshus", "Kungälv", 57.871, 11.980, "kungalv.example"),
    Venue("Mellerud, kommunkontoret", "Mellerud", 58.700, 12.453, "mellerud.example"),
    Venue("Åmål", "Åmål", 59.051, 12.705, "amal.example"),
    Venue("Ulricehamn", "Ulricehamn", 57.792, 13.414, "ulricehamn.example"),
    Venue("Vara kommunhus, Storgatan", "Vara", 58.262, 12.955, "vara.example"),
    Venue("Vara konserthus", "Vara", 58.261, 12.957, "vara.example"),
    Venue("Falköpings stadshus, S:t Sigfridsgatan 9", "Falköping", 58.174, 13.553, "falkoping.example"),
    Venue("Kommunkontoret, Herrljunga", "Herrljunga", 58.078, 13.022, "herrljunga.example"),
    Venue("Rådhuset, Skara", "Skara", 58.386, 13.438, "skara.example"),
    Venue("Grästorps kommun, sal Nossan", "Grästorp", 58.332, 12.683, "grastorp.example"),
    Venue("Högskolan i Skövde, Portalen", "Skövde", 58.394, 13.853, "his.example"),
    Venue("Göteborg, lokal meddelas senare", "Göteborg", 57.709, 11.974, "goteborg.example"),
)

#: Held by somebody outside: subject, place, and whether it is an audience one listens in.
OUTSIDE = (
    ("Kommunjuristdagarna", "Elite Park Avenue Hotel, Göteborg", True),
    ("Regional kvalitetskonferens", "Scandic Billingen, Skövde", True),
    ("Länsstyrelsens vattendag", "Regionens hus, Skövde", True),
    ("Inspirationsdag digital välfärd", "Svenska Mässan, Göteborg", True),
    ("Seminarium: barnrätt i praktiken", "Folkets Hus, Borås", True),
    ("Informationsmöte ny upphandlingslag", "Bohusläns museum, Uddevalla", True),
    ("Frukostseminarium cirkulära kommuner", "Innovatum, Trollhättan", True),
    ("Ledningsgrupp delregional samverkan", "Fyrbodals kommunalförbund, Uddevalla", False),
    ("Arbetsgrupp kompetensförsörjning", "GR, Göteborg", False),
    ("Nätverk välfärdsteknik", "Stadshuset, Lidköping", False),
    ("Samrådsmöte kollektivtrafik", "Västtrafik, Skövde", False),
    ("Uppföljning överenskommelse sjukresor", "NÄL, Trollhättan", False),
    ("Föreläsning om suicidprevention", "Vara konserthus", True),
    ("Dialogmöte regional utvecklingsstrategi", "Folkets Hus, Falköping", False),
)

#: At home in our own houses.
INTERNAL = (
    "Ledningsgrupp",
    "Arbetsplatsträff",
    "Planeringsmöte",
    "Avstämning",
    "Budgetuppföljning",
    "Projektmöte intranät",
    "Beredning inför nämnd",
    "Genomgång rutiner",
    "Introduktion nyanställd",
    "Skyddskommitté",
)

#: Formal meetings, at home: elected bodies decide there.
FORMAL = ("Kommunfullmäktige", "Kommunstyrelsens arbetsutskott", "Bildningsnämnden", "Socialnämndens individutskott")

#: In our own houses too, though subject or room speaks of another town.
MISLEADING = (
    ("Planera studiebesöket i Göteborg", "Strömmen"),
    ("Vara med i arbetsgruppen?", "Rum 3"),
    ("Genomgång av Boråsmodellen", "Slussen"),
    ("Avstämning med Lena Skövde", "Konferensrum Uddevalla"),
    ("Återkoppling nätverket i Vänersborg", "Kanalkontoret"),
)

#: What an invitation to another town says when there is a way in from a distance already.
WAYS_IN = (
    "Vi ses på plats, men det går bra att delta på länk: https://us02web.zoom.us/j/85211040000",
    "Hybridmöte. Anslut via https://whereby.com/alvdala-samverkan om du inte kan komma.",
    "Kan du inte komma så ring in på 010-000 00 00 och ange kod 4711.",
)

#: And when the organiser says that there shall be none.
NO_WAY_IN = (
    "Mötet hålls enbart fysiskt, det går inte att delta digitalt.",
    "OBS! Endast på plats, ingen digital medverkan.",
)

TRIPS = ("Restid Göteborg", "Tåg till Skövde", "Resa Borås", "Buss till Uddevalla")

#: From a distance already.
ONLINE = (
    "Avstämning region och kommun",
    "Webbinarium statsbidrag",
    "Digitalt nätverk klimatanpassning",
    "Demo verksamhetssystem",
    "Lägesavstämning projekt",
    "SKR informerar",
)

#: Where presence is the point: subject and place.
ON_THE_SPOT = (
    ("Hembesök", "Hembesök, Strandgatan 14, Lilla Edet"),
    ("Hembesök vårdplan", "Hemma hos brukaren, Prässebo"),
    ("Tillsyn livsmedel", "Restaurang Älvkrogen, Lödöse"),
    ("Tillsyn enskilt avlopp", "Hjärtum"),
    ("Platsbesök detaljplan", "Kvarteret Kajan, Göta"),
    ("Byggmöte med rond", "Etableringen, Nygårdsskolan"),
    ("Studiebesök biogasanläggning", "Lidköping Biogas, Kartåsen"),
    ("Slutbesiktning förskola", "Förskolan Ekbacken, Göta"),
)

MEALS = (
    ("Lunch med nätverket", "Restaurang Kapellet, Göteborg"),
    ("Avtackning", "Bryggcaféet, Trollhättan"),
    ("Jubileumsmiddag", "Ronnums herrgård, Vargön"),
)

PRIVATE = ("Tandläkare", "Läkarbesök", "Utvecklingssamtal dotter", "Besiktning bil", "Frisör")
LEAVE = ("Semester", "Ledig", "Föräldraledig", "Tjänstledig")
FOCUS = ("Fokustid", "Skriva tjänsteskrivelse", "Deadline kvartalsrapport", "Handläggning")

BODIES = (
    "Hej! Dagordning och underlag skickas ut en vecka i förväg.",
    "Välkomna! Anmäl gärna punkter till dagordningen senast två dagar innan.",
    "Vi går igenom läget, tidplanen och vem som gör vad.",
    "Fika serveras. Parkering finns bakom huset.",
    "Minnesanteckningar från förra gången ligger i projektrummet.",
    "",
)
