"""Invented names: of people, schools, boards and places; none is taken from a register."""

BOARDS = (
    "Stichting Het Bonte Kompas (demo)",
    "Onderwijsgroep Zilverreiger (demo)",
    "Stichting De Houten Maan (demo)",
    "Scholengroep Dwaallicht (demo)",
    "Stichting Papieren Boot (demo)",
    "Onderwijsgroep Krekelveld (demo)",
    "Stichting Zevenstap (demo)",
    "Scholengroep Tochtlat (demo)",
    "Stichting Het Lange Touw (demo)",
)
SCHOOLS = (
    "De Draaiende Toren (demo)",
    "Het Blauwe Kanon (demo)",
    "De Gevlochten Mand (demo)",
    "Het Elfde Eiland (demo)",
    "Distelveer College (demo)",
    "De Springende Snoek (demo)",
    "Het Warme Anker (demo)",
    "De Glazen Egel (demo)",
    "Het Kromme Potlood (demo)",
    "Pauwenstaart College (demo)",
)
PLACES = (
    "Oosterwijde",
    "Hazelmonde",
    "Brakelveen",
    "Zuiderhorne",
    "Vlietekerk",
    "Lage Meren",
    "Westerduinen aan Zee",
    "Molenbroek",
)
FIRST = (
    "Fenna", "Joost", "Amira", "Bram", "Sanne", "Youssef", "Lotte", "Daan", "Meral", "Thijs",
    "Noor", "Ruben", "Ilse", "Karim", "Femke", "Sjoerd", "Aylin", "Wouter", "Jasmijn", "Pieter",
    "Naomi", "Gijs", "Hanna", "Milan", "Roos", "Stijn", "Fatima", "Koen", "Eline", "Tariq",
    "Maud", "Jelle", "Saskia", "Omar", "Iris", "Maarten", "Lieke", "Hugo", "Zeynep", "Teun",
    "Marijn", "Anouk", "Diederik", "Soraya", "Niels", "Tessa", "Rachid", "Vera", "Olaf", "Carlijn",
    "Emre", "Bente", "Kees", "Nadia", "Floris", "Yara", "Harm", "Imke", "Samir", "Linde",
)  # fmt: skip
LAST = (
    "Aalbrink", "van Barnevoort", "Cuyperink", "Dijkerhof", "Eikelmans", "van Fliertveld",
    "Graanbeek", "Hoogzandt", "Ipenstra", "Jongeling", "Kersbergh", "van Loonveen", "Meerdonk",
    "Nachtegaels", "Oudewater", "Pereboom", "Quaedflieg", "Roggeveld", "Schuitemans", "Turfhagen",
    "Uilenburg", "van Veldriet", "Wagenhoff", "Ypelaer", "Zonneklaar", "Beukhorst", "Distelkamp",
    "Elzenaar", "Fazantrijk", "Grutterink", "Heidekamps", "Iepenhof", "Kwartelaar", "Lindelauf",
    "Mosterdijk", "Netelbosch", "Oeverhagen", "Pimpelmees", "Rietdekker", "Sleutelbloem",
)  # fmt: skip
