from cms.demo.content.shapes import Picture

CREDIT = "Dessin de démonstration"

PICTURES = (
    Picture(
        "lever",
        "Affiche : le soleil se lève",
        "sunrise",
        "Affiche : un demi-soleil doré, cerclé de blanc, se lève sur une bande violette entre des "
        "rayons rouges.",
    ),
    Picture(
        "foule",
        "Affiche : la foule",
        "crowd",
        "Affiche : une foule serrée de silhouettes rouges, violettes et bleu-vert, d’où monte un "
        "drapeau rouge.",
    ),
    Picture(
        "hemicycle",
        "Affiche : l’hémicycle",
        "hemicycle",
        "Affiche : les sièges d’un hémicycle, points rouges et violets en six rangs autour d’une "
        "tribune noire.",
    ),
    Picture(
        "ondes",
        "Affiche : les ondes",
        "waves",
        "Affiche : un micro rouge au centre d’anneaux bleu-vert, puis les barres blanches d’un "
        "son.",
    ),
    Picture(
        "bifurcations",
        "Affiche : les bifurcations",
        "branches",
        "Affiche : des lignes de couleur, comme sur un plan de métro, qui se séparent l’une après "
        "l’autre.",
    ),
    Picture(
        "journal",
        "Affiche : le journal",
        "papers",
        "Affiche : quatre numéros d’un journal en éventail sur un fond doré ; un bandeau rouge et "
        "un disque violet ornent le premier.",
    ),
    Picture(
        "reseau",
        "Affiche : le réseau",
        "network",
        "Affiche : seize disques de couleur reliés par des traits à un grand disque rouge, sur "
        "fond violet.",
    ),
    Picture(
        "collines",
        "Affiche : les collines",
        "fields",
        "Affiche : un soleil rouge au-dessus de collines bleu-vert et violettes, une rangée "
        "d’arbres à gauche.",
    ),
    Picture(
        "paroles",
        "Affiche : les paroles",
        "speech",
        "Affiche : une grande bulle de parole rouge à trois lignes et, devant elle, une bulle "
        "violette à trois points.",
    ),
    Picture(
        "rampe",
        "Affiche : la rampe",
        "ladder",
        "Affiche : un escalier mène d’un côté au sommet, une rampe rouge de l’autre ; une "
        "personne en fauteuil la monte.",
    ),
    Picture(
        "fenetres",
        "Affiche : les fenêtres",
        "windows",
        "Affiche : six immeubles de couleur dont quelques fenêtres sont allumées, sur un ciel "
        "corail.",
    ),
    Picture(
        "megaphone",
        "Affiche : le mégaphone",
        "megaphone",
        "Affiche : un mégaphone rouge d’où sortent trois arcs, violet, bleu-vert et doré.",
    ),
    Picture(
        "portrait-rouge",
        "Portrait dessiné, manteau rouge",
        "portrait_red",
        "Portrait dessiné, sans traits : cheveux noirs courts, manteau rouge.",
    ),
    Picture(
        "portrait-violet",
        "Portrait dessiné, cheveux violets",
        "portrait_violet",
        "Portrait dessiné, sans traits : longs cheveux violets noués, manteau bleu-vert.",
    ),
    Picture(
        "portrait-lunettes",
        "Portrait dessiné, lunettes rondes",
        "portrait_teal",
        "Portrait dessiné : cheveux blonds, lunettes rondes, manteau noir.",
    ),
)
