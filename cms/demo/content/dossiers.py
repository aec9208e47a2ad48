from cms.demo.content.shapes import Dossier

DOSSIERS = (
    Dossier(
        key="dossier:rassembler",
        title="Rassembler sans mélanger",
        standfirst="D’où vient ce que nous publions, qui le choisit, comment on le vérifie : le "
        "dossier de l’agrégation, avec des contenus d’ici et d’ailleurs.",
        days_ago=1,
        picture="reseau",
        entries=(
            ("article:agregation", "Pour commencer : le trajet d’un contenu, pas à pas."),
            ("item:media-ami/1", "Le point de vue d’un média ami (exemple)."),
            ("edito:echange", "En quatre minutes, pourquoi le fil est rangé par date."),
            ("article:echanges", "Les trois règles de l’échange."),
            ("item:podcast/1", "À écouter : le métier de relire un flux (exemple)."),
        ),
        asking=("article:mode-d-emploi", "edito:videos-deputes"),
    ),
    Dossier(
        key="dossier:pour-tout-le-monde",
        title="Un site pour toutes et tous",
        standfirst="Accessible, léger, discret : ce qu’un site de presse doit à celles et ceux qui "
        "le lisent.",
        days_ago=2,
        picture="rampe",
        entries=(
            ("article:pour-tout-le-monde", "L’accessibilité, geste par geste."),
            ("article:sans-mouchard", "La vie privée, par l’inventaire de ce qui n’y est pas."),
            ("edito:se-lire", "Pourquoi chaque vidéo a son texte."),
            ("item:revue-alliee/2", "Une revue alliée (exemple) pèse ses pages."),
        ),
    ),
)
