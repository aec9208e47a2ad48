"""What is printed around every page, and what leads the front page."""

from cms.demo.content.shapes import Settings

MAIL = "redaction@example.org"
SHARE_PICTURE = "lever"

SETTINGS = Settings(
    texts={
        "site_name": "L’insoumission",
        "tagline": "Le média qui rassemble",
        "description": "Articles, éditos, entretiens et fil d’actualité : ce que publient un "
        "mouvement, des élus et des médias amis, réunis à une seule adresse.",
        "footer_text": "Lancé le 18 mars 2020.\nRédaction de démonstration : ses textes ont été "
        "écrits pour Kiosque, ses autrices et ses auteurs sont fictifs.",
        "contact_email": MAIL,
    },
    navigation=(
        ("Actualité", "index:articles"),
        ("Édito", "index:editos"),
        ("Bifurcations", "show:bifurcations"),
        ("Le fil", "index:le-fil"),
        ("Dossiers", "/dossiers/"),
        ("Partenaires", "/sources/"),
    ),
    footer=(
        ("Qui sommes-nous ?", "page:qui-sommes-nous"),
        ("Charte", "page:charte"),
        ("Contact", "form:contact"),
        ("Signaler une erreur", "form:signaler-une-erreur"),
        ("Mentions légales", "page:mentions-legales"),
        ("Données personnelles", "page:donnees-personnelles"),
        ("Accessibilité : non conforme", "page:accessibilite"),
        ("Plan du site", "page:plan-du-site"),
    ),
    social=(("PeerTube (exemple)", "https://video.example.org/c/redaction"),),
)

PINS = ("article:mode-d-emploi", "article:agregation")
"""Contents of the lead zone; the newest articles fill the rest."""
