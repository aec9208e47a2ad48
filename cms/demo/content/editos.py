"""Five days of éditos, each with its transcript."""

from cms.demo.content.shapes import Quote, Recording

VIDEOS = "https://video.example.org/w/00000000-0000-4000-8000-00000000010"
CREDITS = (("camille-exemple", "text"), ("sacha-modele", "video"))

FOLLOWED = (
    ("PeerTube (exemple)", "https://video.example.org/c/edito"),
    ("Podcast (exemple)", "https://sons.example.org/edito/flux.xml"),
)

EDITOS = (
    Recording(
        key="edito:chaque-jour",
        title="Pourquoi un édito chaque jour",
        kicker="L’édito",
        standfirst="Quatre minutes, une idée, une source : le rendez-vous du soir.",
        days_ago=0,
        hour=18,
        picture="megaphone",
        topics=("democratie", "video"),
        credits=CREDITS,
        video_url=f"{VIDEOS}1",
        duration_s=247,
        transcript="Camille Exemple : Bonsoir. Pourquoi un édito chaque jour, quand tant d’images "
        "défilent déjà ?\n\n"
        "Parce qu’un rendez-vous n’est pas un flot. Un flot ne commence ni ne finit. Un "
        "rendez-vous "
        "a une heure, une durée et une seule idée.\n\n"
        "Notre règle est la suivante : une idée, et la source qui la porte. Vous la trouverez sous "
        "la vidéo, avec tout ce que je viens de dire, mot pour mot.\n\n"
        "À demain.",
        readings=("article:mode-d-emploi",),
        body=(),
    ),
    Recording(
        key="edito:se-lire",
        title="Une vidéo doit aussi pouvoir se lire",
        kicker="L’édito",
        standfirst="Sans transcription, une vidéo ferme la porte à celles et ceux qui n’entendent "
        "pas, et à la recherche.",
        days_ago=1,
        hour=18,
        picture="ondes",
        topics=("accessibilite", "video"),
        credits=CREDITS,
        video_url=f"{VIDEOS}2",
        duration_s=215,
        transcript="Camille Exemple : Bonsoir. Vous êtes dans le train, sans écouteurs. Ou bien "
        "vous n’entendez pas. Ou bien vous cherchez une phrase, et une seule.\n\n"
        "Dans les trois cas, il vous faut la même chose : un texte. La transcription n’est pas "
        "l’ombre de la vidéo, elle en est la page.\n\n"
        "C’est pourquoi chaque édito paraît avec la sienne.",
        body=(
            ("quote", Quote("La transcription n’est pas l’ombre de la vidéo.", "camille-exemple")),
        ),
    ),
    Recording(
        key="edito:echange",
        title="L’échange plutôt que l’algorithme",
        kicker="L’édito",
        standfirst="Ce que vous voyez ici a été choisi par des gens, et rangé par date.",
        days_ago=2,
        hour=18,
        picture="reseau",
        topics=("agregation",),
        credits=CREDITS,
        video_url=f"{VIDEOS}3",
        duration_s=198,
        transcript="Camille Exemple : Bonsoir. Le fil que vous lisez n’a pas de secret : le plus "
        "récent est en haut.\n\n"
        "Personne n’y calcule ce qui vous retiendra une minute de plus. Une rédaction choisit les "
        "sources ; le temps fait le reste.\n\n"
        "L’ordre des dates est un contrat simple. Tout le monde peut le vérifier.",
        body=(("link", "item:chaine-video/1"),),
    ),
    Recording(
        key="edito:papier",
        title="Le papier n’a pas dit son dernier mot",
        kicker="L’édito",
        standfirst="Un magazine se prête, se garde et ne demande pas de batterie.",
        days_ago=3,
        hour=18,
        picture="journal",
        topics=("presse-papier",),
        credits=CREDITS,
        video_url=f"{VIDEOS}4",
        duration_s=184,
        transcript="Camille Exemple : Bonsoir. Un site se met à jour, un journal se garde.\n\n"
        "« Le Journal de l’insoumission » paraît quatre fois par an, pour 24 euros. Il se lit dans "
        "l’ordre que l’on veut et se laisse sur une table, où quelqu’un d’autre le prend.\n\n"
        "Le papier et l’écran ne se font pas la guerre : ils se passent les lecteurs.",
        body=(("call_to_action", "abonnement"),),
    ),
    Recording(
        key="edito:videos-deputes",
        title="Que deviennent les vidéos des députés ?",
        kicker="L’édito",
        standfirst="Dispersées sur dix chaînes, elles se perdent ; réunies sur une fiche, elles se "
        "retrouvent.",
        days_ago=4,
        hour=18,
        picture="hemicycle",
        topics=("democratie", "video"),
        people=("dominique-maquette",),
        credits=CREDITS,
        video_url=f"{VIDEOS}5",
        duration_s=231,
        transcript="Camille Exemple : Bonsoir. Une intervention dans un hémicycle dure deux "
        "minutes. Sa vidéo, elle, peut servir des années, si on la retrouve.\n\n"
        "Ici, la source d’une élue est reliée à sa fiche. Ce qu’elle publie sur sa chaîne arrive "
        "dans le fil, et reste rangé sous son nom, avec sa circonscription et son assemblée.\n\n"
        "Pour la démonstration, la députée est fictive. Le rangement, lui, fonctionne.",
        body=(("link", "item:deputee/2"),),
    ),
)
