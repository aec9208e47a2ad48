"""Standing pages, forms and the magazine."""

from decimal import Decimal

from cms.demo.content.shapes import Figure, Form, Quote, Standing
from cms.demo.content.topics import SUBSCRIPTION_URL

ARTICLE_INDEX = {"title": "Actualité"}
EDITO_INDEX = {
    "title": "Édito",
    "standfirst": "Chaque soir, une vidéo de quatre minutes, avec sa transcription.",
}

MAGAZINE = {
    "title": "Le Journal de l’insoumission",
    "standfirst": "Le magazine papier : quatre fois par an, de quoi lire loin des écrans.",
    "price_euros": Decimal("24.00"),
    "frequency": "Trimestriel",
    "issue_title": "Numéro d’exemple : rassembler sans mélanger",
    "subscription_url": SUBSCRIPTION_URL,
}
MAGAZINE_PICTURE = "journal"
MAGAZINE_BODY = (
    ("heading", "Dans ce numéro d’exemple"),
    (
        "text",
        "<ul><li>Un dossier : rassembler sans mélanger ;</li><li>un entretien de « Bifurcations », "
        "à lire ;</li><li>les éditos de la saison, corrigés et annotés ;</li>"
        "<li>une affiche à détacher.</li></ul>",
    ),
    ("heading", "S’abonner"),
    (
        "text",
        "<p>L’abonnement d’un an coûte <b>24 €</b> : quatre numéros, envoyés chez vous. Dans cette "
        "démonstration, le bouton mène à une adresse d’exemple.</p>",
    ),
    (
        "quote",
        Quote("Un site se met à jour, un journal se garde.", "camille-exemple"),
    ),
)

STANDING = (
    Standing(
        "page:qui-sommes-nous",
        "Qui sommes-nous ?",
        (
            (
                "text",
                "<p>L’insoumission est un média en ligne lancé le 18 mars 2020. Vous en lisez ici "
                "la rédaction de démonstration : ses textes parlent du site lui-même, ses autrices "
                "et ses auteurs sont fictifs.</p>",
            ),
            ("image", Figure("foule", caption="Une rédaction, des sources, des lecteurs.")),
            ("heading", "Ce que nous faisons"),
            (
                "text",
                '<p>Nous rassemblons dans <a page="index:le-fil">le fil</a> ce que publient un '
                "mouvement, des élus et des médias amis ; nous écrivons des articles ; nous "
                "publions un édito par jour et une émission, « Bifurcations ».</p>",
            ),
            ("call_to_action", "source"),
        ),
        picture="foule",
    ),
    Standing(
        "page:charte",
        "Charte",
        (
            (
                "text",
                "<ol><li>Nommer ses sources, toujours.</li><li>Distinguer ce que l’on sait de ce "
                "que l’on pense.</li><li>Corriger ses erreurs au même endroit, et le dire.</li>"
                "<li>Donner la parole à qui est mis en cause.</li><li>Ne publier ni publicité "
                "déguisée, ni contenu payé.</li></ol>",
            ),
        ),
    ),
    Standing(
        "page:mentions-legales",
        "Mentions légales",
        (
            (
                "text",
                "<p>Page d’exemple. Une publication indique ici son éditeur, la personne qui "
                "dirige "
                "la publication, son hébergeur et un moyen de la joindre.</p>"
                "<p>Images : dessins de démonstration faits par le logiciel, sous licence CC0.</p>",
            ),
        ),
    ),
    Standing(
        "page:donnees-personnelles",
        "Données personnelles",
        (
            (
                "text",
                "<p>Lire ce site ne laisse aucun cookie et n’appelle aucun autre serveur. Les "
                "messages que vous envoyez par nos formulaires sont lus par la rédaction, et par "
                "elle seule.</p>",
            ),
            ("heading", "Vos droits"),
            (
                "text",
                "<p>Vous pouvez demander à consulter, à corriger ou à effacer ce que vous nous "
                "avez "
                "écrit, en passant par la page de contact.</p>",
            ),
        ),
    ),
    Standing(
        "page:accessibilite",
        "Accessibilité",
        (
            (
                "text",
                "<p>Déclaration d’exemple, à reprendre et à compléter par la rédaction. Elle suit "
                "le modèle du RGAA 4.1 et porte sur ce site.</p>",
            ),
            ("heading", "État de conformité"),
            (
                "text",
                "<p>Ce site est <b>non conforme</b> au RGAA 4.1 tant qu’aucun audit ne l’a "
                "mesuré.</p>",
            ),
            ("heading", "Résultats des contrôles"),
            (
                "text",
                "<p>Chaque type de page est contrôlé par l’outil axe (WCAG 2.2, niveau AA), en "
                "clair et en sombre, à 320 et à 1280 pixels de large : aucun défaut relevé. Un "
                "outil ne voit pas tout : un audit par une personne reste à faire.</p>",
            ),
            ("heading", "Contenus non accessibles"),
            (
                "text",
                "<ul><li>Les vidéos et les sons publiés ailleurs, quand leur auteur ne donne ni "
                "sous-titres ni transcription ;</li><li>les lecteurs des plateformes vidéo, sur "
                "lesquels nous n’avons pas la main ;</li><li>certains documents à "
                "télécharger.</li></ul>",
            ),
            ("heading", "Établissement de cette déclaration"),
            (
                "text",
                "<p>La date de mise à jour figure en tête de cette page. Technologies : HTML, CSS, "
                "JavaScript facultatif. Le site se parcourt au clavier, s’agrandit jusqu’à 400 % "
                "sans défilement horizontal et fonctionne sans JavaScript.</p>",
            ),
            ("heading", "Un obstacle ?"),
            (
                "text",
                "<p>Décrivez-le-nous par la page « Signaler une erreur » : la page concernée, ce "
                "que vous cherchiez à faire, et avec quel outil. Nous vous répondons et cherchons "
                "une solution.</p>",
            ),
            ("heading", "Voies de recours"),
            (
                "text",
                "<p>Sans réponse satisfaisante de notre part, vous pouvez saisir le Défenseur des "
                "droits : par son formulaire en ligne, auprès de son délégué dans votre région, ou "
                "par courrier gratuit (Défenseur des droits, Libre réponse 71120, 75342 Paris "
                "CEDEX 07).</p>",
            ),
        ),
    ),
)

SITE_MAP_TITLE = "Plan du site"

FORMS = (
    Form(
        "form:contact",
        "Contact",
        intro="<p>Une question, une proposition, une source à suivre : écrivez à la rédaction.</p>",
        thank_you="<p>Merci, votre message est arrivé à la rédaction.</p>",
        subject="Contact",
        fields=(
            ("Votre nom", "singleline", True),
            ("Votre adresse électronique", "email", True),
            ("Votre message", "multiline", True),
        ),
    ),
    Form(
        "form:signaler-une-erreur",
        "Signaler une erreur",
        intro="<p>Une date fausse, un nom mal écrit, un lien mort ? Dites-nous où : nous "
        "corrigeons, "
        "et nous le disons.</p>",
        thank_you="<p>Merci. La rédaction vérifie et corrige.</p>",
        subject="Erreur signalée",
        fields=(
            ("Adresse de la page", "url", True),
            ("Ce qui est faux", "multiline", True),
            ("Votre source, si vous en avez une", "singleline", False),
            ("Votre adresse électronique", "email", False),
        ),
    ),
)
