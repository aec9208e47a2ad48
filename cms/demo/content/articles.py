"""Articles about the platform itself: the first one uses every block."""

from cms.demo.content.shapes import Clip, Figure, Gallery, Paper, Quote, Story

GUIDE = Story(
    key="article:mode-d-emploi",
    title="Le mode d’emploi de la maison",
    kicker="Visite guidée",
    standfirst="Un fil qui rassemble, des articles, un édito chaque jour, des entretiens et un "
    "magazine papier : le tour du propriétaire, bloc par bloc.",
    days_ago=0,
    hour=7,
    picture="lever",
    topics=("democratie", "agregation"),
    people=("ines-specimen",),
    credits=(("camille-exemple", "text"), ("sacha-modele", "video")),
    correction="Une première version de cette visite annonçait quinze sortes de blocs : il y en a "
    "seize.",
    body=(
        (
            "text",
            "<p>Ce que vous lisez est un article de démonstration. Il passe en revue tout ce "
            "qu’une page de <b>L’insoumission</b> peut contenir, pour que la rédaction puisse s’en "
            "inspirer, puis l’effacer.</p>"
            "<p>Le principe tient en une phrase : <i>rassembler sans mélanger</i>. Ce que la "
            "rédaction écrit porte sa signature ; ce qui vient d’ailleurs porte le nom de sa "
            "source et y renvoie. Tout ce qui arrive se trouve dans "
            '<a page="index:le-fil">le fil</a>.</p>',
        ),
        ("heading", "Ce qui se lit"),
        (
            "text",
            "<p>Un article est fait de blocs, que l’on ajoute et que l’on déplace :</p>"
            "<ul><li>le texte, avec ses liens et ses listes ;</li>"
            "<li>l’intertitre, auquel on peut faire un lien ;</li>"
            "<li>la citation, l’encadré, la note, l’image, la galerie, la vidéo, le son ;</li>"
            "<li>les chiffres clés, la chronologie, le tableau, le document ;</li>"
            "<li>la carte de lien, le message d’un réseau social et l’appel.</li></ul>",
        ),
        (
            "box",
            {
                "title": "Repères",
                "text": "<p>Un encadré se lit à part : une définition, un rappel, un portrait. "
                "Qui est pressé le saute sans perdre le fil.</p>",
            },
        ),
        (
            "quote",
            Quote(
                "Une source que l’on nomme est une source que l’on peut vérifier.",
                person="ines-specimen",
            ),
        ),
        (
            "image",
            Figure(
                "reseau",
                caption="Chaque source garde son nom ; le fil les met à la même table.",
            ),
        ),
        ("heading", "Ce qui se regarde et s’écoute"),
        (
            "text",
            "<p>Une vidéo se colle par son adresse. Rien n’est demandé à la plateforme qui "
            "l’héberge avant que vous ne cliquiez : d’ici là, l’affiche vient de chez nous.</p>",
        ),
        (
            "video",
            Clip(
                "https://video.example.org/w/00000000-0000-4000-8000-000000000010",
                "La visite guidée, en images",
                poster="megaphone",
                caption="Vidéo fictive : l’adresse est celle d’un domaine réservé aux exemples.",
            ),
        ),
        (
            "gallery",
            Gallery(
                "Trois affiches de la démonstration",
                (
                    Figure("foule", caption="La place, un jour de marche."),
                    Figure("reseau"),
                    Figure("megaphone"),
                ),
            ),
        ),
        (
            "audio",
            {
                "url": "https://son.example.org/visite.mp3",
                "title": "La visite guidée, à écouter",
                "caption": "Son fictif : l’adresse est celle d’un domaine réservé aux exemples.",
            },
        ),
        ("heading", "Ce qui se compte et se date"),
        (
            "figures",
            {
                "title": "La maison en chiffres",
                "figures": [
                    {"value": "350 000", "label": "visiteurs en trois mois"},
                    {"value": "24 €", "label": "un an de magazine papier"},
                    {"value": "4", "label": "numéros par an"},
                ],
                "source": "Le site, à son lancement",
            },
        ),
        (
            "timeline",
            {
                "title": "Deux dates",
                "events": [
                    {"date": "18 mars 1871", "title": "La Commune de Paris", "text": ""},
                    {
                        "date": "18 mars 2020",
                        "title": "Le site est lancé",
                        "text": "<p>Au lendemain du premier confinement.</p>",
                    },
                ],
            },
        ),
        (
            "table",
            {
                "table": {
                    "columns": [
                        {"type": "text", "heading": "Ce qui paraît"},
                        {"type": "text", "heading": "Quand"},
                        {"type": "number", "heading": "Par an"},
                    ],
                    "rows": [
                        {"values": ["L’édito vidéo", "Chaque jour", 365]},
                        {"values": ["Le magazine", "Chaque trimestre", 4]},
                    ],
                    "caption": "Les rendez-vous de la rédaction",
                },
                "source": "",
            },
        ),
        ("document", Paper("mode-d-emploi", description="Ce que chaque bloc sait faire.")),
        (
            "note",
            {
                "kind": "source",
                "text": "<p>Chiffres de démonstration, à remplacer par les vôtres.</p>",
                "url": "https://exemple.example.org/chiffres",
            },
        ),
        ("heading", "Ce qui vient d’ailleurs"),
        (
            "text",
            "<p>Un contenu du fil se pose dans un article comme une image. S’il est retiré par sa "
            "source, il disparaît d’ici aussi, sans laisser de lien mort.</p>",
        ),
        ("link", "item:media-ami/1"),
        (
            "post",
            {
                "text": "Un message se cite mot pour mot, sans rien charger du réseau.",
                "author": "Camille Exemple",
                "handle": "@camille@social.example",
                "network": "mastodon",
                "url": "https://social.example/@camille/1",
            },
        ),
        (
            "quote",
            Quote(
                "Rassembler sans mélanger, citer sans déformer, relier sans enfermer.",
                attribution="Charte de la rédaction de démonstration",
            ),
        ),
        ("call_to_action", "abonnement"),
    ),
)

LAUNCH = Story(
    key="article:18-mars-2020",
    title="18 mars 2020 : L’insoumission est en ligne",
    kicker="Acte de naissance",
    standfirst="Le site est lancé le 18 mars 2020, le lendemain du début du premier confinement "
    "et le jour anniversaire de la Commune de Paris.",
    days_ago=1,
    hour=9,
    day_shown="2020-03-18",
    picture="foule",
    topics=("democratie",),
    credits=(("camille-exemple", "text"),),
    body=(
        (
            "text",
            "<p>Le 18 mars 1871, Paris se soulevait et la Commune commençait. Cent quarante-neuf "
            "ans plus tard, jour pour jour, un nouveau média paraissait en ligne : "
            "<b>L’insoumission</b>.</p>"
            "<p>Les rues étaient vides depuis la veille. Les réunions, les marchés et les "
            "distributions de tracts s’arrêtaient ; les vidéos, les blogs et les podcasts, eux, "
            "continuaient, dispersés sur une dizaine de plateformes.</p>",
        ),
        ("heading", "Une adresse au lieu de dix"),
        (
            "text",
            "<p>L’idée d’un tel site est simple : une seule adresse, où l’on trouve à la fois ce "
            "qu’une rédaction écrit et ce que d’autres publient ailleurs. Le lecteur n’a plus à "
            "faire le tour des comptes et des chaînes, et n’a pas à livrer ses habitudes pour "
            "cela.</p>"
            "<p>Cette page porte la date du lancement, et non celle de sa rédaction : chaque "
            "contenu a une <i>date affichée</i> que la rédaction peut choisir.</p>",
        ),
    ),
)

WIRE = Story(
    key="article:agregation",
    title="Un fil pour tout suivre : comment marche l’agrégation",
    kicker="Coulisses",
    standfirst="Vidéos, billets, podcasts : chaque source est visitée à son rythme, lue, nettoyée, "
    "rangée. Voici le trajet d’un contenu, de son site au nôtre.",
    days_ago=1,
    hour=17,
    picture="reseau",
    topics=("agregation", "video"),
    people=("dominique-maquette",),
    credits=(("camille-exemple", "text"), ("sacha-modele", "editing")),
    body=(
        (
            "text",
            "<p>Presque tous les sites publient, à côté de leurs pages, un <b>flux</b> : un "
            "document que les machines lisent sans peine, au format RSS ou Atom. Les chaînes de "
            "vidéos en ont un aussi. C’est par là que tout arrive.</p>",
        ),
        ("heading", "Visiter sans déranger"),
        (
            "text",
            "<p>Une source est revue toutes les quinze minutes environ. Si rien n’a changé, elle "
            "le dit en quelques octets et la visite s’arrête là. Si elle ne répond pas, on attend "
            "une heure, puis deux, puis quatre : jamais plus d’un jour.</p>",
        ),
        ("heading", "Lire, nettoyer, ranger"),
        (
            "text",
            "<ol><li>Le document est lu, même s’il contient des fautes ;</li>"
            "<li>chaque contenu est reconnu : article, vidéo ou son ;</li>"
            "<li>son texte est débarrassé de tout ce qui pourrait s’exécuter ou vous suivre ;</li>"
            "<li>il est comparé à ce qui est connu, puis rangé une seule fois.</li></ol>"
            "<p>Les vidéos des députées et des députés prennent le même chemin : celle d’une élue "
            "apparaît dans le fil, sur la page de sa source et sur sa propre fiche.</p>",
        ),
        ("link", "item:deputee/1"),
        ("heading", "Qui décide ?"),
        (
            "text",
            "<p>La rédaction. Pour chaque source, elle choisit : publier aussitôt, relire avant "
            "de publier, ne montrer que l’extrait, ou mettre en pause.</p>",
        ),
    ),
)

PRIVACY = Story(
    key="article:sans-mouchard",
    title="Lire sans être suivi",
    kicker="Vie privée",
    standfirst="Pas de cookie pour les lectrices et les lecteurs, pas de police chargée ailleurs, "
    "pas de vidéo qui se connecte avant le clic : l’inventaire de ce qui n’y est pas.",
    days_ago=2,
    hour=11,
    picture="fenetres",
    topics=("vie-privee", "ecologie"),
    credits=(("camille-exemple", "text"),),
    body=(
        (
            "text",
            "<p>Ouvrir une page de presse, c’est souvent en appeler des dizaines d’autres : "
            "régies, "
            "mesureurs, réseaux sociaux. Ici, une page n’appelle que notre serveur.</p>",
        ),
        ("heading", "Ce que nous ne posons pas"),
        (
            "text",
            "<ul><li>Aucun cookie pour qui lit ;</li><li>aucun script venu d’un autre site ;</li>"
            "<li>aucune police de caractères à télécharger.</li></ul>",
        ),
        ("heading", "Et les vidéos ?"),
        (
            "text",
            "<p>Une vidéo hébergée ailleurs est d’abord une image, la nôtre, avec un lien. Le "
            "lecteur de la plateforme n’est chargé que si vous le demandez, et la page vous dit "
            "alors à qui vous vous adressez.</p>"
            "<p>Un site sans mouchard est aussi un site léger : il s’ouvre sur un vieux téléphone "
            "et sur une connexion de campagne.</p>",
        ),
    ),
)

ACCESS = Story(
    key="article:pour-tout-le-monde",
    title="Un site pour tout le monde",
    kicker="Accessibilité",
    standfirst="Lire au clavier, écouter la page, agrandir le texte quatre fois, suivre une vidéo "
    "sans le son : l’accessibilité n’est pas une option.",
    days_ago=3,
    hour=10,
    picture="rampe",
    topics=("accessibilite", "video"),
    credits=(("camille-exemple", "text"), ("sacha-modele", "video")),
    body=(
        (
            "text",
            "<p>Une image a un texte qui dit ce qu’elle montre. Une vidéo a une transcription. Un "
            "titre est un titre, et un lien dit où il mène. Ces gestes prennent une minute à qui "
            "publie, et ouvrent la page à qui ne voit pas, n’entend pas ou ne tient pas une "
            "souris.</p>",
        ),
        ("heading", "La transcription, première servie"),
        (
            "text",
            "<p>Nos éditos et nos entretiens se lisent autant qu’ils se regardent. La recherche "
            "s’y retrouve elle aussi : un mot prononcé est un mot trouvé.</p>",
        ),
        (
            "image",
            Figure(
                "ondes",
                alt="Un micro rouge au centre d’ondes bleu-vert.",
                caption="Ce qui se dit s’écrit aussi.",
            ),
        ),
        (
            "text",
            "<p>Il reste toujours à faire. Si quelque chose vous arrête, dites-le-nous : nous "
            "corrigeons, et nous le disons.</p>",
        ),
    ),
)

EXCHANGE = Story(
    key="article:echanges",
    title="Entre médias amis, on échange",
    kicker="Partenaires",
    standfirst="Reprendre un extrait, nommer son auteur, renvoyer à l’original : les règles d’un "
    "échange où personne ne perd ses lecteurs.",
    days_ago=4,
    hour=15,
    picture="paroles",
    topics=("agregation", "democratie"),
    credits=(("camille-exemple", "text"),),
    body=(
        (
            "text",
            "<p>Un média ami n’est pas un fournisseur. Ce qu’il publie reste à lui : son nom est "
            "écrit sur la vignette, son adresse est sous le titre, et les moteurs de recherche "
            "sont renvoyés vers sa page.</p>",
        ),
        ("heading", "Trois règles"),
        (
            "text",
            "<ol><li>L’origine se voit avant le clic ;</li><li>l’original est toujours à un clic ;"
            "</li><li>un retrait chez lui est un retrait chez nous.</li></ol>",
        ),
        ("link", "item:revue-alliee/1"),
        ("call_to_action", "source"),
    ),
)

ARTICLES = (GUIDE, LAUNCH, WIRE, PRIVACY, ACCESS, EXCHANGE)
