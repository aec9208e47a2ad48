"""« Bifurcations », the show, and two interviews whose guests do not exist."""

from cms.demo.content.shapes import Figure, Quote, Recording

VIDEOS = "https://video.example.org/w/00000000-0000-4000-8000-00000000020"
SOUNDS = "https://sons.example.org/bifurcations"

SHOW = {
    "title": "Bifurcations",
    "standfirst": "Une heure avec quelqu’un qui a pris un autre chemin : un métier, un lieu, un "
    "moment où tout aurait pu continuer comme avant.",
    "frequency": "Un jeudi sur deux",
}
SHOW_PICTURE = "bifurcations"
HOSTS = (("sacha-modele", "interview"),)
SUBSCRIPTIONS = (
    ("PeerTube (exemple)", "https://video.example.org/c/bifurcations"),
    ("Podcast (exemple)", "https://sons.example.org/bifurcations/flux.xml"),
)

EPISODES = (
    Recording(
        key="episode:compter-autrement",
        title="Compter autrement",
        kicker="Bifurcations, n° 2",
        standfirst="Une économiste fictive explique pourquoi elle a cessé de calculer des "
        "moyennes.",
        days_ago=3,
        hour=19,
        picture="bifurcations",
        topics=("travail", "podcast"),
        credits=(("sacha-modele", "interview"),),
        guests=(("ines-specimen", "Économiste fictive"),),
        video_url=f"{VIDEOS}2",
        audio_url=f"{SOUNDS}/2.mp3",
        duration_s=3152,
        season=1,
        number=2,
        transcript="[0:00] Sacha Modèle : Bonjour Inès Spécimen. Vous n’existez pas, et c’est très "
        "gentil "
        "d’être venue.\n\n"
        "[0:09] Inès Spécimen : C’est la moindre des choses, pour une démonstration.\n\n"
        "[0:14] Sacha Modèle : Vous dites avoir cessé de calculer des moyennes. Pourquoi ?\n\n"
        "[0:21] Inès Spécimen : Parce qu’une moyenne peut monter quand la vie de presque "
        "tout le monde "
        "descend. Neuf personnes gagnent dix, une en gagne cent dix : la moyenne est à vingt, et "
        "personne ne gagne vingt.\n\n"
        "[0:47] Sacha Modèle : Que regardez-vous à la place ?\n\n"
        "[0:52] Inès Spécimen : La médiane, les heures de sommeil, le temps de trajet. "
        "Ce que l’on peut "
        "vérifier autour de soi.",
        chapters=(
            (0, "Une invitée qui n’existe pas"),
            (14, "Pourquoi plus de moyennes"),
            (47, "Et après ?"),
        ),
        quotes=(
            (
                "Une moyenne peut monter quand la vie de presque tout le monde descend.",
                "ines-specimen",
                21,
            ),
        ),
        notes=(
            (
                "La médiane, expliquée (exemple)",
                "https://exemple.example.org/mediane",
                "En deux pages.",
            ),
        ),
        body=(
            ("heading", "L’essentiel"),
            (
                "text",
                "<p>Une moyenne, une médiane, et ce que l’une cache à l’autre : une leçon de "
                "calcul "
                "en une heure, avec des nombres inventés pour l’exemple.</p>",
            ),
            (
                "quote",
                Quote("La moyenne est à vingt, et personne ne gagne vingt.", "ines-specimen"),
            ),
        ),
    ),
    Recording(
        key="episode:le-port-la-nuit",
        title="Le port, la nuit",
        kicker="Bifurcations, n° 1",
        standfirst="Un docker fictif raconte le travail quand la ville dort, et ce que les "
        "horaires "
        "font aux familles.",
        days_ago=17,
        hour=19,
        picture="collines",
        topics=("travail", "podcast"),
        credits=(("sacha-modele", "interview"),),
        guests=(("yanis-gabarit", "Docker fictif"),),
        video_url=f"{VIDEOS}1",
        audio_url=f"{SOUNDS}/1.mp3",
        duration_s=2874,
        season=1,
        number=1,
        transcript="Sacha Modèle : Bonjour Yanis Gabarit. Votre port n’est sur aucune carte.\n\n"
        "Yanis Gabarit : Il ressemble à tous les autres. La nuit, on entend surtout les "
        "chaînes.\n\n"
        "Sacha Modèle : À quelle heure commence votre journée ?\n\n"
        "Yanis Gabarit : À vingt-deux heures. Quand mes enfants se lèvent, je me couche. Nous nous "
        "croisons dans le couloir.\n\n"
        "Sacha Modèle : Qu’est-ce qui a bifurqué ?\n\n"
        "Yanis Gabarit : Nous avons compté nos heures ensemble, et nous les avons écrites. À "
        "partir "
        "de là, on nous a écoutés.",
        body=(
            ("heading", "L’essentiel"),
            (
                "text",
                "<p>Le travail de nuit, vu d’un quai imaginaire : horaires, fatigue, et ce qui "
                "change quand une équipe tient elle-même le compte de ses heures.</p>",
            ),
            ("image", Figure("fenetres", caption="Pendant ce temps, en ville.")),
        ),
    ),
)
