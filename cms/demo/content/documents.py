"""Files to download: key, (title, text)."""

DOCUMENTS = {
    "mode-d-emploi": (
        "Le mode d’emploi, en texte",
        """LE MODE D’EMPLOI DE LA MAISON (démonstration)

Texte, intertitre, citation, encadré, note : ce qui se lit.
Image, galerie, vidéo, son : ce qui se regarde et s’écoute.
Chiffres clés, chronologie, tableau, document : ce qui se vérifie.
Carte de lien, message d’un réseau social, appel : ce qui mène ailleurs.
""",
    ),
}
