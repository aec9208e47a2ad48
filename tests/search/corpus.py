"""A small newsroom to search in: what `queries.tsv` looks for, by key."""

from dataclasses import dataclass

from cms.models import Publication
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory


@dataclass(frozen=True, slots=True)
class Story:
    """An article: a key, its title, its standfirst, a text."""

    key: str
    title: str
    standfirst: str
    text: str = ""


ARTICLES = (
    Story(
        "hopital",
        "L’hôpital public au bord de la rupture",
        "Infirmières et aides-soignants racontent des nuits sans lits.",
        "Les urgences ferment faute de médecins, et les brancards s’alignent dans les couloirs.",
    ),
    Story(
        "retraites",
        "Réforme des retraites : ce qui change à 64 ans",
        "Trimestres, carrières longues, pensions : les réponses à vos questions.",
        "Le gouvernement a choisi le 49.3 plutôt qu’un vote. Les syndicats manifestent jeudi.",
    ),
    Story(
        "eboueurs",
        "La grève des éboueurs continue à Paris",
        "Les ordures s’entassent depuis dix jours dans la moitié des arrondissements.",
        "Les grévistes tiennent le piquet devant l’incinérateur d’Ivry.",
    ),
    Story(
        "loyers",
        "Encadrement des loyers : les propriétaires trichent",
        "Notre enquête sur trois mille annonces.",
        "Un bailleur sur trois dépasse le plafond. Les locataires n’osent pas réclamer.",
    ),
    Story(
        "cheminots",
        "Les cheminots défendent les petites lignes",
        "Huit cents gares ont fermé en vingt ans.",
        "Les voyageurs attendent l’autocar sous la pluie, le contrôleur a disparu.",
    ),
    Story(
        "a69",
        "A69 : le chantier suspendu par le tribunal",
        "Entre Toulouse et Castres, l’autoroute est arrêtée.",
        "Les zadistes, perchés dans les platanes, ont fêté la décision.",
    ),
    Story(
        "bassines",
        "Mégabassines : à qui appartient l’eau ?",
        "Dans les Deux-Sèvres, les nappes phréatiques se vident.",
        "À Sainte-Soline, les irrigants pompent l’hiver ce qui manquera l’été.",
    ),
    Story(
        "classes",
        "Carte scolaire : des classes fermées dans les villages",
        "Les maires ruraux se mobilisent.",
        "L’institutrice a vingt-huit élèves, de la maternelle au cours moyen.",
    ),
    Story(
        "parcoursup",
        "Parcoursup, la machine à trier les lycéens",
        "Des algorithmes que personne n’explique.",
        "Les bacheliers attendent des semaines une réponse des universités.",
    ),
    Story(
        "coeur",
        "Le cœur de la ville se vide de ses commerces",
        "Une vitrine sur cinq est baissée.",
        "Les centres commerciaux de la rocade ont tout aspiré.",
    ),
    Story(
        "oeuvre",
        "Une œuvre oubliée de la Commune retrouvée au musée",
        "La toile dormait dans les réserves depuis 1871.",
        "Courbet l’aurait peinte à la prison de Sainte-Pélagie.",
    ),
    Story(
        "police",
        "Violences policières : la vidéo qui contredit le rapport",
        "Un lycéen éborgné, trois versions.",
        "L’avocate demande la saisine d’un juge d’instruction.",
    ),
    Story(
        "logement",
        "Logement social : deux millions de familles en attente",
        "Les communes riches préfèrent payer l’amende.",
        "La loi impose un quart d’habitations à loyer modéré.",
    ),
    Story(
        "canicule",
        "Canicule : les villes étouffent sous le béton",
        "Planter des arbres ne suffira pas.",
        "Les îlots de chaleur suivent la carte des quartiers pauvres.",
    ),
    Story(
        "lait",
        "Agriculteurs : le prix du lait ne paie plus le travail",
        "Les laiteries négocient à la baisse.",
        "Une éleveuse du Cantal vend ses vaches et cherche un emploi.",
    ),
    Story(
        "florange",
        "L’usine de Florange, dix ans après",
        "Les hauts-fourneaux se sont tus, les promesses aussi.",
        "Les sidérurgistes ont été reclassés, ou pas.",
    ),
    Story(
        "entrepots",
        "Entrepôts : les caristes débrayent avant les soldes",
        "Des cadences dictées par une oreillette.",
        "Le commerce en ligne livre en un jour, ses manutentionnaires s’épuisent.",
    ),
    Story(
        "smic",
        "Le Smic augmente, les salaires se tassent",
        "Un salarié sur six est au minimum.",
        "L’inflation mange le reste de la paie.",
    ),
    Story(
        "fortune",
        "Impôt sur la fortune : le retour d’un débat",
        "Taxer les plus hauts patrimoines, deux pour cent par an.",
        "Les milliardaires menacent de partir, les économistes en doutent.",
    ),
    Story(
        "mercosur",
        "Mercosur : le Parlement européen saisit la justice",
        "L’accord commercial divise la majorité.",
        "Le bœuf brésilien arriverait sans droits de douane.",
    ),
    Story(
        "mayotte",
        "Mayotte : l’eau courante un jour sur trois",
        "L’île manque de citernes et de promesses tenues.",
        "Le choléra rôde dans les bidonvilles de Mamoudzou.",
    ),
    Story(
        "prisons",
        "Prisons surpeuplées : dormir par terre",
        "Des matelas au sol dans neuf maisons d’arrêt.",
        "Les surveillants pénitentiaires alertent à leur tour.",
    ),
    Story(
        "presse",
        "Aides à la presse : qui possède les journaux ?",
        "Neuf milliardaires, la moitié des quotidiens.",
        "La concentration des médias menace le pluralisme.",
    ),
    Story(
        "nucleaire",
        "Nucléaire : les réacteurs coûtent toujours plus cher",
        "À Flamanville, douze ans de retard.",
        "La Cour des comptes chiffre la facture.",
    ),
    Story(
        "handicap",
        "Élèves handicapés : des accompagnantes payées à mi-temps",
        "Sans elles, pas d’école inclusive.",
        "Leur contrat est précaire, leur métier ne l’est pas.",
    ),
    Story(
        "municipales",
        "Élections municipales : les listes citoyennes s’organisent",
        "Des habitants écrivent leur programme.",
        "Les candidates sont tirées au sort dans deux quartiers.",
    ),
    Story(
        "proportionnelle",
        "Scrutin proportionnel : mode d’emploi",
        "Comment on élirait l’Assemblée.",
        "Chaque voix compterait, même celles des petits partis.",
    ),
    Story(
        "creches",
        "Crèches privées : la course au profit",
        "Des couches rationnées, des repas pesés.",
        "Les auxiliaires de puériculture témoignent sous couvert d’anonymat.",
    ),
    Story(
        "pesticides",
        "Pesticides : les riverains des vignes portent plainte",
        "Le glyphosate est dans l’air des cours de récréation.",
        "Les viticulteurs demandent du temps et des aides.",
    ),
    Story(
        "librairies",
        "Les librairies indépendantes face au prix du papier",
        "Tenir une boutique avec un pour cent de marge.",
        "La libraire de Guéret a lancé une souscription.",
    ),
    Story(
        "football",
        "Football populaire : un club repris par ses supporters",
        "Une voix par socio, et des places à cinq euros.",
        "Les ultras ont racheté les murs du stade.",
    ),
    Story(
        "traducteurs",
        "Intelligence artificielle : les traducteurs remplacés",
        "Relire la machine pour moitié prix.",
        "Les éditeurs parlent de post-édition.",
    ),
    Story(
        "marseille",
        "À Marseille, Mélenchon parle de l’eau",
        "Dix mille personnes sur la plage.",
        "Il propose une règle verte et la gratuité des premiers mètres cubes.",
    ),
    Story(
        "poste",
        "Aujourd’hui, la Poste ferme un bureau par jour",
        "Les facteurs livrent aussi les repas.",
        "Le relais de l’épicerie ne remplace pas un guichet.",
    ),
    Story(
        "cantines",
        "Cantines à un euro : l’exemple d’un village",
        "Du bio, local, et cuisiné sur place.",
        "Le cuisinier connaît les maraîchers par leur prénom.",
    ),
    Story(
        "dette",
        "Dette publique : qui détient quoi ?",
        "Assureurs, banques centrales, fonds : l’inventaire.",
        "Les taux d’intérêt remontent, les créanciers s’inquiètent peu.",
    ),
    Story(
        "chomage",
        "Assurance chômage : des règles toujours plus dures",
        "Les allocataires perdent deux mois d’indemnisation.",
        "À France Travail, les conseillères ne suivent plus.",
    ),
    Story(
        "seisme",
        "Séisme au Maroc : un an sous les tentes",
        "Les villages de l’Atlas attendent la reconstruction.",
        "Les tremblements ont emporté les canaux d’irrigation.",
    ),
)

RECORDINGS = (
    Story(
        "austerite",
        "Budget : l’austérité recommence",
        "Trente milliards de moins, et pour qui ?",
        "[00:00] Bonsoir à toutes et à tous.\n\n[00:41] Ils appellent cela du saupoudrage.\n\n"
        "[02:05] La vérité, c’est que l’on sabre les hôpitaux et que l’on épargne les dividendes.",
    ),
    Story(
        "paix",
        "La paix se prépare aussi",
        "Parler avec ses voisins n’est pas capituler.",
        "[00:00] Bonsoir.\n\n[01:12] Une diplomatie sans ambassadeurs ne négocie rien.\n\n"
        "[03:30] Le désarmement n’est pas un gros mot.",
    ),
    Story(
        "vacances",
        "Des vacances pour tout le monde",
        "Quatre enfants sur dix ne partent pas.",
        "[00:00] Bonsoir.\n\n[00:58] Les colonies ferment, les campings se privatisent.",
    ),
)

EPISODES = (
    Story(
        "semences",
        "Cultiver sans poison",
        "Une agronome raconte dix ans de champs.",
        "Ada : [00:00] Bienvenue.\n\nAda : [12:41] Les semences paysannes circulent, se donnent, "
        "s’échangent.\n\nAda : [31:07] Le ver de terre laboure mieux que le tracteur.",
    ),
    Story(
        "communs",
        "Les communs numériques",
        "À qui sont les logiciels ?",
        "Ada : [00:00] Bonjour.\n\nAda : [05:20] Un wiki, c’est une bibliothèque qui s’écrit.\n\n"
        "Ada : [44:02] La souveraineté commence par les serveurs.",
    ),
    Story(
        "filmer",
        "Filmer les luttes",
        "Une documentariste et ses caméras.",
        "Ada : [00:00] Bonjour.\n\nAda : [09:15] Le montage, c’est l’art de renoncer.",
    ),
)

ITEMS = (
    Story("dockers", "Dockers : le port du Havre bloqué", "Les grues sont à l’arrêt."),
    Story("loup", "Le loup revient dans les Cévennes", "Bergers et naturalistes se parlent."),
    Story("toits", "Maraîchers urbains : cultiver sur les toits", "Des tomates à Romainville."),
    Story("gratuite", "Gratuité des transports : Montpellier fait ses comptes", "Plus de trams."),
    Story("feminicides", "Féminicides : les bracelets manquent", "Les associations s’indignent."),
    Story("ble", "Blé : la sécheresse divise les récoltes", "Les silos sont à moitié pleins."),
    Story("oeufs", "Œufs : la pénurie gagne les rayons", "Les poules n’y sont pour rien."),
    Story("jouets", "À Noël, les salariés du jouet font grève", "Les rayons seront clairsemés."),
    Story("nuit", "Train de nuit : la ligne Paris-Nice rouvre", "Couchettes complètes en août."),
    Story("abeilles", "Abeilles : un hiver meurtrier", "Les apiculteurs comptent les ruches."),
    Story("ecrans", "Cinéma : les petites salles résistent", "Des séances à quatre euros."),
    Story("foret", "La forêt des Landes replantée en pins", "Deux ans après les incendies."),
)

PEOPLE = (
    Story("melenchon", "Jean-Luc Mélenchon", "Fondateur d’un mouvement."),
    Story("panot", "Mathilde Panot", "Députée du Val-de-Marne."),
    Story("guette", "Clémence Guetté", "Députée, elle parle du climat."),
    Story("bompard", "Manuel Bompard", "Mathématicien et député."),
    Story("coquerel", "Éric Coquerel", "Il préside une commission."),
    Story("obono", "Danièle Obono", "Députée de Paris."),
    Story("aubry", "Manon Aubry", "Eurodéputée."),
    Story("garnier", "Aurélie Garnier", "Agronome."),
)

TOPICS = (
    Story("ecologie", "Écologie", "environnement, biodiversité"),
    Story("sante", "Santé", "médecine, soin"),
    Story("education", "Éducation", "enseignement"),
)

DOSSIERS = (
    Story("luttes", "Dix ans de luttes syndicales", "Des cortèges aux conquêtes."),
    Story("guerre_eau", "La guerre de l’eau", "Sources, barrages, tuyaux."),
)


def build() -> dict[int, str]:
    """Makes it all; the key of each row of the counter, by primary key."""
    for story in ARTICLES:
        body = [("text", f"<p>{story.text}</p>")]
        pages.article(title=story.title, standfirst=story.standfirst, body=body)
    for story in RECORDINGS:
        pages.edito(title=story.title, standfirst=story.standfirst, transcript=story.text)
    for story in EPISODES:
        pages.episode(title=story.title, standfirst=story.standfirst, transcript=story.text)
    source = SourceFactory.create(name="Le Monde en commun", slug="monde-en-commun")
    for story in ITEMS:
        html = f"<p>{story.standfirst}</p>"
        FeedItemFactory.create(
            source=source, title=story.title, excerpt=story.standfirst, html=html
        )
    for story in PEOPLE:
        pages.person(name=story.title, biography=story.standfirst)
    for story in TOPICS:
        pages.topic(name=story.title, aliases=story.standfirst)
    for story in DOSSIERS:
        pages.dossier(title=story.title, standfirst=story.standfirst)
    told = (*ARTICLES, *RECORDINGS, *EPISODES, *ITEMS, *PEOPLE, *TOPICS, *DOSSIERS)
    titles = {_plain(story.title): story.key for story in told}
    rows = Publication.objects.values_list("pk", "search_title")
    found = {pk: titles[_plain(title)] for pk, title in rows if _plain(title) in titles}
    assert len(found) == len(told)
    return found


def _plain(title: str) -> str:
    """Without its spaces, which typography changes."""
    return "".join(title.split())
