"""What each page of the site must show, in the order in which it is read.

Marks say what they mean: a value of the tests' newsroom where there is one, else what only that
element has. All but those of the shell stand within `<main>`."""

HEAD = (
    *('href="#contenu"', 'href="#recherche"', 'href="#menu"'),
    '<div class="alert" role="status"',
    *('class="wordmark"', 'id="recherche" href="/recherche/"', "data-theme-switch"),
    *("data-menu aria-expanded", 'id="menu"', '<a href="/articles/"', ">Actualité</a>"),
)
BREADCRUMB = ('<nav class="breadcrumb', '<a href="/">Accueil</a>', 'aria-current="page">')
BAND = ('class="magazine-band"', "<b>24\xa0€</b> par an", "journal.example/abonnement")
FOOT = (
    *('<footer class="site-footer"', 'id="footer-sections"', ">Actualité</a>"),
    *('href="/sources/"', 'href="/flux/"', ">Qui sommes-nous</a>", 'href="/rectificatifs/"'),
    ">Accessibilité : non conforme</a>",
)
DAY = '<time datetime="2026-03-18'
"""Of the tests' newsroom."""
TOPIC = 'class="chip" href="/themes/'
FILTER = '<button class="button button--quiet" type="submit">Filtrer</button>'

FRONT = (
    *('id="zone-lead"', "card--lead", '<div class="card__image">', 'class="kicker">Santé'),
    *('class="card__title"', 'class="card__standfirst">Le tocsin'),
    *("<span>Camille Essai</span>", DAY),
    *("card--secondary", "Article 4</a>", "Article 1</a>"),
    *('id="zone-edito"', 'edito-poster__date"><time', 'edito-poster__angle">Le tocsin'),
    *('href="/editos/">Tous les éditos', "data-facade", 'id="zone-fil"', "card--line"),
    *('card__clock"><time', 'class="card__kind"><svg', 'id="zone-show"', "card--episode"),
    *('card__guest">Ada Fictive', 'id="zone-dossiers"', ">Rassembler</a>", "4\xa0contenus"),
    *('id="zone-videos"', "grid--row", 'id="zone-partners"', "card--partner"),
    *("badge--partner", "La Gazette amie", 'card__out"><a href="https://gazette.example/'),
    *('id="zone-magazine"', "<b>Numéro 3</b>", "<li>Un reportage</li>"),
    *('class="price"><b>24\xa0€</b> <span>par an', 'href="https://journal.example/abonnement"'),
)
ARTICLE = (
    *('class="kicker">Santé</p>', "<h1>Article 1</h1>", 'class="standfirst">Le tocsin'),
    *('byline__authors">Par', 'rel="author">Camille Essai</a>', f"Publié le {DAY}"),
    *("minute de lecture", 'class="correction" role="note"', 'class="story__actions"'),
    *('href="#son-', "data-share", "data-keep", "data-print", "data-larger"),
    *('<figure class="hero">', "<img", 'alt="Un aplat rouge"', '<details class="contents">'),
    *('<li><a href="#partie-0">Partie 0</a></li>', 'class="body"', 'id="partie-0"'),
    *("data-copy-link", "<audio controls", 'id="sources"', 'href="https://a.example/"'),
    *('id="boite-noire"', "<p>Comment.</p>", 'id="rectificatifs"', "Le chiffre était faux."),
    *('id="qui-signe"', "Elle enquête.", TOPIC, 'class="chip" href="/personnes/'),
    *('id="dans-le-dossier"', ">Rassembler</a>", 'rel="prev"', 'rel="next"'),
    *('id="a-lire-aussi"', "card--tile", 'class="story__reason">Dans le même dossier'),
    "mailto:redaction@example.org?subject=",
)
SEARCH_WITHIN = (
    *(
        'class="transcript__search needs-script" role="search" data-transcript-search',
        'for="transcript-words"',
    ),
    *('type="search"', 'role="status" data-none="aucun passage"'),
    *('aria-label="Passage précédent"', 'aria-label="Passage suivant"'),
)
TRANSCRIPT = (
    *('id="transcription"', *SEARCH_WITHIN, '<p id="t=1"', 'href="#t=1" data-seek="1">0:01</a>'),
    *('class="speaker">Ada</b> Le tocsin sonne.', 'transcription.vtt" type="text/vtt"'),
)
EDITO = (
    *('poster__date">L’édito du <time datetime="2026-03-18"', "<h1>", "data-facade data-player="),
    *('rel="author">Camille Essai</a>', "En une phrase", 'class="standfirst">Le tocsin'),
    *("data-share", 'class="embed"', 'id="embed-code"', *TRANSCRIPT),
    *('id="aller-plus-loin"', ">Article 0</a>", TOPIC),
    *('class="neighbours"', 'rel="prev" href="/editos/', 'rel="next" href="/editos/'),
    *('id="calendrier"', "<caption>mars 2026</caption>", '<th scope="col" abbr="lundi"'),
    *('aria-current="date"><time datetime="2026-03-18"', 'aria-label="Où suivre les éditos"'),
    *('href="/flux/editos/"', 'href="https://edito.example/podcast.xml"'),
)
SHOW = (
    *('class="kicker"', "Le jeudi", "<h1>Bifurcations</h1>"),
    *('class="standfirst">Des entretiens.', 'poster__hosts">Avec', ">Camille Essai</a>"),
    *('class="chip" href="/flux/bifurcations/"', 'href="https://show.example/rss"'),
    *('class="wrap latest"', "card--episode", 'class="kicker">saison 1 · épisode 3'),
    *('card__guest">Ada Fictive et Camille Essai', 'class="card__theme"'),
    *('<time datetime="2026-03-03', 'aria-hidden="true">1:03:20', "</svg>\nTranscription</span>"),
    *('id="episodes"', 'class="tabs"', 'href="?saison=1#episodes"'),
    *('role="search" method="get" action="/recherche/"', '<label for="show-words">'),
    *('type="hidden" name="show" value="', 'type="search" name="q"'),
    *('name="invite"', ">Ada Fictive</option>", 'name="theme"', ">Énergie</option>", FILTER),
    *('class="card-list', "card--episode", 'class="kicker">saison 1 · épisode 2'),
    *('id="saisons"', "Saison 1 : Les ports", "3. "),
    *('id="credits">Financement et crédits', "<p>Payée par ses abonnés.</p>"),
)
EPISODE = (
    *('class="kicker"><a href="/bifurcations/">', "saison 1", "épisode 2", "<h1>"),
    *("data-facade data-player=", ">Écouter</h2>"),
    *('<audio controls preload="none" src="https://sons.example/a.mp3"', "player__tools"),
    *("data-speed", "a.mp3", "download>Télécharger le son</a>", "data-unplayable"),
    'id="chapitres"',
    *('class="chapter" href="#t=0" data-seek="0"', 'class="guests"', "<b>Ada Fictive</b>"),
    *("<span>Économiste</span>", 'class="standfirst">Le tocsin'),
    *('Publié le <time datetime="2026-03-02', "data-share", 'id="a-retenir"'),
    *("Nous y étions.", 'href="#t=1" data-seek="1">0:01</a>'),
    *(
        'class="anchor needs-script" href="#t=1" data-copy-link="stays"',
        'id="notes"',
        'href="https://b.example/"',
    ),
    *(*TRANSCRIPT, TOPIC, 'class="neighbours"', 'rel="prev" href="/bifurcations/'),
    *('rel="next" href="/bifurc', 'id="a-lire-aussi"', 'class="story__reason">'),
    *('class="embed"', 'id="embed-code"'),
)
ITEM = (
    *(
        'class="item-source">',
        "<picture",
        'class="badge badge--partner badge--link" href="/sources/',
    ),
    "Repris de La Gazette amie",
    *("<h1>Le tocsin du partenaire</h1>", 'byline__dates">'),
    "Article publié par La Gazette amie le <time datetime=",
    *('<a class="button button--large" href="https://gazette.example/', 'rel="noopener">Lire sur'),
    *('class="body"', "<p>Le tocsin sonne ailleurs.</p>", "notice--partner"),
    *('id="pourquoi-ici"', "placé dans le dossier", ">Rassembler</a>"),
    *("média ami", 'rel="license noopener">CC BY-SA 4.0</a>', 'class="partner-box"'),
    *(">La Gazette amie</a>", "Une gazette."),
    *('id="a-voir-aussi"', "card--tile"),
)
SOURCE = (
    *('class="kicker kicker--partner">', "<h1>La Gazette amie</h1>"),
    *('class="standfirst">Une gazette.', "<dt>Nature</dt><dd>", "<dt>Relation</dt>"),
    *("<dt>Langue</dt><dd>Français</dd>", '<dt>Site</dt><dd><a href="https://gazette-'),
    '<dt>Contact</dt><dd><a href="mailto:redaction@gazette.example">',
    '<dt>Licence</dt><dd><a href="https://creativecommons.org/licenses/by-sa/4.0/deed.fr"',
    *('<dt>Flux</dt><dd><a href="https://gazette-', "feed.xml", "<dt>Rythme</dt>"),
    *(
        "<dd>1 contenu par semaine</dd>",
        f"<dt>Dernière lecture</dt><dd>{DAY}",
        'href="/flux/sources/',
    ),
    *('name="type"', 'name="jour"', FILTER, "card-list", "Le tocsin du partenaire"),
)
SEARCH = (
    *("<h1>Recherche</h1>", 'role="search" method="get" action="/recherche/"'),
    *('<label for="search-words">', 'name="q" value="tocsin"'),
    *("<fieldset>\n      <legend>Type</legend>", 'name="type" value="article"'),
    *('type="checkbox" form="search-form" name="videos"', "<legend>Période</legend>"),
    *('name="period" value="week"', "<legend>Source</legend>", 'name="source"'),
    *("La Gazette amie", "<legend>Personne</legend>", 'name="person"', "Ada Fictive"),
    *("<legend>Dossier</legend>", 'name="dossier"', "Rassembler", "<legend>Ordre</legend>"),
    *('name="sort" value=""', 'name="sort" value="date"', 'type="submit" form="search-form"'),
    *('role="status">15\xa0résultats</p>', "card-list--results", 'class="card__title"><a href'),
)
RESULTS = (
    ('class="kicker">Santé</p>', "Le <mark>tocsin</mark>", "</svg>\nArticle</span>", DAY),
    ("<mark>tocsin</mark>", 'class="card__moment"><a href="/editos/', '#t=1">', "à 0:01"),
    ("<mark>tocsin</mark> sonne ailleurs.", 'class="card__source">La Gazette amie', "<time "),
)
"""Of the results of that search, one of each kind: they stand in no order of their own."""

LIST = ('class="card-list', 'class="card__title"><a href="/', "<time datetime=")
CONTRACTS: dict[str, tuple[str, ...]] = {
    "front": FRONT,
    "article": ARTICLE,
    "articles": (
        *("<h1>Articles</h1>", 'href="/flux/articles/"', 'class="card-list', 'class="kicker"'),
        *('class="card__title"><a href="/articles/', 'card__standfirst">Le tocsin', DAY),
    ),
    "edito": EDITO,
    "editos": (
        *("<h1>Éditos</h1>", "card--tile", 'class="card__title"><a href="/editos/'),
        *('<time datetime="2026-03-1', 'id="calendrier"', "<caption>mars 2026</caption>"),
        *('<th scope="col"', '<time datetime="2026-03-17">', 'href="/flux/editos/"'),
    ),
    "show": SHOW,
    "episode": EPISODE,
    "dossier": (
        *('class="kicker"><svg', ">Dossier</a></p>\n", "<h1>Rassembler</h1>"),
        *('class="standfirst">Le dossier.', "4\xa0contenus", 'href="/flux/rassembler/"'),
        *("card-list--numbered", 'card__title"><a href="/articles/', 'card__note">Pour commencer'),
    ),
    "dossiers": (
        *("<h1>Dossiers</h1>", 'card__title"><a href="/rassembler/">Rassembler</a>'),
        'card__standfirst">Le dossier.',
    ),
    "topic": (
        *('class="kicker">Rubrique</p>', "<h1>Énergie</h1>", 'href="/flux/themes/', 'class="tabs"'),
        *("?type=", *LIST),
    ),
    "topics": ("<h1>Thèmes</h1>", 'class="name-list"', '<a href="/themes/', "Énergie</a>"),
    "person": (
        *('class="kicker">Journaliste</p>', "<h1>Camille Essai</h1>"),
        *('href="https://camille.example/"', 'href="https://encyclopedie.example/camille" rel="me'),
        *("Elle enquête.", 'id="said-title"', "J’y étais.", '#t=61">', 'href="/flux/personnes/'),
        *('class="tabs"', "?type=entretiens", *LIST),
    ),
    "people": (
        *("<h1>Personnes</h1>", 'class="tabs"', 'href="?role=auteurs"', 'class="name-list"'),
        *(">Ada Fictive</a>", "Journaliste</span>"),
    ),
    "item": ITEM,
    "source": SOURCE,
    "sources": (
        *("<h1>Sources</h1>", "sources.opml", 'class="source-group"', 'class="source-list"'),
        *(">La Gazette amie</a></h3>", "1 contenu par semaine", "Une gazette."),
    ),
    "wire": (
        *("<h1>Le fil</h1>", 'name="type"', 'name="source"', ">La Gazette amie</option>"),
        *('name="jour"', FILTER, '<h2 class="wire__day">', "card--wire", 'card__clock"><time'),
        *('class="card__kind"', "La Gazette amie", ">Le tocsin du partenaire</a>"),
    ),
    "search": ("<h1>Recherche</h1>", 'role="search"', '<label for="search-words">', 'name="q"'),
    "results": SEARCH,
    "corrections": (
        *("<h1>Rectificatifs</h1>", DAY, "<h2><a href", ">Article 1</a></h2>"),
        "Le chiffre était faux.",
    ),
    "standard": ("<h1>Charte</h1>", 'class="body"', "<p>Un texte.</p>"),
    "form": (
        *("<h1>Contact</h1>", "<p>Écrivez-nous.</p>", '<form class="form" method="post"'),
        *("<label for=", "Message", "<textarea", "En français."),
        ">Envoyer<svg",
    ),
    "magazine": (
        *("<h1>Le Journal</h1>", "<b>Numéro 3</b>", "<b>24\xa0€</b> <span>par an"),
        *('href="https://journal.example/abonnement"', 'id="sommaire"', "<b>Un reportage</b>"),
    ),
    "kept": ("<h1>Ma liste</h1>", "data-kept-list", "data-kept-none"),
}
