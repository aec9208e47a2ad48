from cms.demo.content.shapes import Appeal, Subject

TOPICS = (
    Subject(
        "democratie",
        "Démocratie",
        "Comment une parole publique se prend, se partage et se vérifie.",
        is_section=True,
    ),
    Subject(
        "ecologie",
        "Écologie",
        "Ce que coûte un site, en énergie et en données, et comment en dépenser moins.",
        is_section=True,
    ),
    Subject(
        "travail",
        "Travail",
        "Les métiers, les horaires, les salaires, racontés par celles et ceux qui les vivent.",
        is_section=True,
    ),
    Subject(
        "agregation",
        "Agrégation",
        "Rassembler ce qui paraît ailleurs, en disant toujours d’où cela vient.",
    ),
    Subject("video", "Vidéo", "Filmer, sous-titrer, transcrire, archiver."),
    Subject("podcast", "Podcast", "Ce qui s’écoute, avec ou sans image."),
    Subject("presse-papier", "Presse papier", "Le magazine que l’on tient en main."),
    Subject(
        "accessibilite",
        "Accessibilité",
        "Un site que chacune et chacun peut lire, entendre et parcourir.",
    ),
    Subject(
        "vie-privee",
        "Vie privée",
        "Lire sans être suivi : ni traceur, ni cookie, ni mouchard.",
    ),
)

SUBSCRIPTION_URL = "https://boutique.example.org/journal-de-l-insoumission"
"""An address of the reserved domain example.org: the newsroom writes its own."""

APPEALS = (
    Appeal(
        "abonnement",
        "Recevez « Le Journal de l’insoumission »",
        "Quatre numéros par an, sur papier, pour 24 €.",
        "S’abonner",
        SUBSCRIPTION_URL,
    ),
    Appeal(
        "source",
        "Vous publiez aussi ?",
        "Médias indépendants, groupes locaux, élus : proposez votre flux, nous échangeons nos "
        "contenus.",
        "Proposer une source",
        "https://www.example.org/proposer-une-source",
    ),
)
