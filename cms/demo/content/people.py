"""People of the demo: none exists, and each biography says so."""

from cms.demo.content.shapes import Someone

PEOPLE = (
    Someone(
        "camille-exemple",
        "Camille Exemple",
        "Exemple Camille",
        "Journaliste fictive",
        "Camille Exemple n’existe pas. Elle signe les articles et les éditos de cette rédaction "
        "de démonstration.",
        organisation="Rédaction de démonstration",
        portrait="portrait-rouge",
    ),
    Someone(
        "sacha-modele",
        "Sacha Modèle",
        "Modèle Sacha",
        "Journaliste fictif",
        "Sacha Modèle n’existe pas. Il présente l’émission « Bifurcations » de cette rédaction de "
        "démonstration.",
        organisation="Rédaction de démonstration",
        portrait="portrait-lunettes",
    ),
    Someone(
        "ines-specimen",
        "Inès Spécimen",
        "Spécimen Inès",
        "Économiste fictive",
        "Inès Spécimen n’existe pas. Invitée de « Bifurcations », elle montre comment une fiche "
        "de personne rassemble les contenus où elle paraît.",
        organisation="Université d’Exemple",
        portrait="portrait-violet",
    ),
    Someone(
        "yanis-gabarit",
        "Yanis Gabarit",
        "Gabarit Yanis",
        "Docker fictif",
        "Yanis Gabarit n’existe pas. Invité de « Bifurcations », il parle d’un port qui n’est sur "
        "aucune carte.",
        organisation="Port d’Exemple",
    ),
    Someone(
        "dominique-maquette",
        "Dominique Maquette",
        "Maquette Dominique",
        "Députée fictive",
        "Dominique Maquette n’existe pas, sa circonscription non plus. Sa fiche montre comment "
        "les vidéos et les billets d’une députée se rangent sur sa page.",
        organisation="Groupe parlementaire d’exemple",
        assembly="an",
        constituency="Seine-et-Exemple, 3ᵉ circonscription",
    ),
    Someone(
        "alix-prototype",
        "Alix Prototype",
        "Prototype Alix",
        "Eurodéputée fictive",
        "Alix Prototype n’existe pas. Sa fiche montre la place d’une élue au Parlement européen.",
        organisation="Groupe parlementaire d’exemple",
        assembly="pe",
        constituency="France (circonscription d’exemple)",
    ),
)
