"""What a capitalised word can be: a title, a place, part of an organisation's name, a given name, a surname."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from normalizer_names.given import given_names, listed, preload, read_lines
from normalizer_names.parts import FAMILY_FIRST, PARTICLES, western_surnames
from normalizer_names.spelling import fold, word_set


class Kind:
    """What is known of a capitalised word, as bits of an int; several can hold. (An IntFlag is ten times slower.)"""

    TITLE = 1
    #: A word of the language: mostly written with a small letter.
    WORD = 2
    GIVEN = 4
    SURNAME = 8
    PLACE = 16
    #: Ends, or is part of, the name of an organisation, a place, an event or a work.
    ORG = 32
    #: Begins the name of a place or a thing (Lake, Fort, Operation).
    PREFIX = 64
    INITIAL = 128
    CAPS = 256
    PARTICLE = 512
    #: Days, months, languages, peoples and such: capitalised, never a person.
    OTHER = 1024
    #: Stands before a name and nowhere else (Mr, Dr, Madame).
    HONORIFIC = 2048
    ALL = 4095


_BREAK = Kind.TITLE | Kind.HONORIFIC | Kind.ORG | Kind.PREFIX | Kind.OTHER | Kind.WORD | Kind.PLACE


def name_like(k: int) -> bool:
    """Say whether a word can be part of a name by itself, without a given name before it."""
    return not k & _BREAK or bool(k & Kind.GIVEN and not k & (Kind.TITLE | Kind.HONORIFIC | Kind.ORG))


def strong_given(k: int) -> bool:
    """Say whether a word is a given name and nothing else."""
    return bool(k & Kind.GIVEN) and not k & _BREAK


def unlisted(k: int) -> bool:
    """Say whether nothing is known of a word that speaks against a name."""
    return not k & _BREAK


_HONORIFICS = """
mr mrs ms miss mx dr prof sir dame lord lady madame madam monsieur mme mlle herr frau fraulein senor senora don dona
signor signora sheikh shaikh sheik mullah ayatollah imam rabbi rev reverend fr hon rt saint st maulana hajj haji
comrade mag ing dipl monsignor msgr messrs datuk dato datin cllr coun revd
"""
_TITLES = """
president vice premier prime minister chancellor secretary general senator sen congressman congresswoman
representative rep governor gov mayor ambassador envoy spokesman spokeswoman spokesperson chairman chairwoman chair
chairperson chief director commissioner speaker king queen prince princess emperor empress tsar czar tsarina sultan
emir pope cardinal archbishop bishop father sister brother pastor colonel col captain capt major maj lieutenant lt
sergeant sgt corporal admiral adm commander marshal officer inspector detective constable sheriff judge justice
attorney lawyer counsel professor doctor deputy acting former late ex interim outgoing incoming undersecretary under
assistant senior junior foreign defense defence finance interior economy affairs state health energy trade treasury
home justice education labour labor culture transport environment leader head boss coach manager captain striker
midfielder defender goalkeeper actor actress singer author writer journalist reporter editor correspondent
columnist analyst economist historian scientist philosopher poet novelist director producer comedian rapper host
anchor ceo cfo coo cto founder co-founder cofounder entrepreneur billionaire lawmaker politician activist dissident
oligarch diplomat tsarevna aide adviser advisor strategist pollster whistleblower prosecutor magistrate duke duchess
earl count countess baron baroness marquis viscount protector regent rector dean provost chancellors councillor
councilman councilwoman alderman md mp mep us uk eu un u.s. u.k. american russian ukrainian british french german
italian spanish polish turkish egyptian chinese japanese indian iranian iraqi israeli palestinian syrian lebanese saudi
canadian australian european democrat republican democratic conservative labour tory liberal socialist communist
president-elect vice-president vice-chairman kremlin white house pentagon nato opposition son daughter wife husband
widow mother youtuber gen brig brigadier coroner registrar footballer surgeon physician physicist chemist sculptor
photographer illustrator conductor pianist violinist drummer guitarist choreographer biographer sociologist biologist
psychologist psychiatrist nutritionist paediatrician pediatrician cardiologist oncologist epidemiologist archaeologist
magician golfer cricketer boxer sprinter swimmer cyclist jockey teammate quarterback linebacker rookie
"""
_ORGS = """
university college school institute institution foundation fund bank group company corporation corp inc ltd llc plc gmbh
co sa ag bv association society council committee commission agency authority department ministry office bureau court
party union league club team fc united city county state states province district region republic kingdom empire
federation army navy force forces corps brigade regiment division police parliament congress senate assembly house
museum gallery theatre theater cinema library hospital clinic church cathedral abbey mosque temple synagogue street
avenue road boulevard lane square park garden gardens bridge tower building center centre hall palace castle airport
station port harbour harbor island islands isle peninsula river lake sea ocean bay gulf strait channel canal mountain
mountains mount hill hills valley desert forest coast beach springs falls creek wood woods award awards prize medal
trophy cup championship championships open tournament games olympics festival fair show series trilogy film movie album
song book novel times post journal herald tribune gazette telegraph guardian independent mirror sun star observer
chronicle news press media television tv radio channel network magazine review report act law amendment treaty
agreement accord accords pact protocol convention declaration doctrine plan programme program project initiative
campaign operation war battle revolution uprising crisis conference summit forum meeting day week month year century
administration government cabinet regime era dynasty family brothers bros sons motors airlines airways industries
technologies systems software pharmaceuticals holdings partners capital ventures investments securities insurance
records studios pictures entertainment productions publishing stadium arena field raceway trail canyon glacier
pipeline dam reservoir refinery plant mine tribune academy trust alliance coalition movement front brigades network
museum memorial monument cemetery hotel resort restaurant cafe bar mall plaza court estate farm ranch heights
village town township borough parish archipelago plateau basin delta cape point rocks crossing junction
administration line zone belt bureau effect theorem law equation syndrome disease scale principle curve telescope
observatory laboratory laboratories lab labs satellite mission spacecraft rocket missile cruiser destroyer carrier
submarine ship boat express edition version model protocol standard index exchange market markets store stores shop
supermarket pharmacy brewery winery bakery restaurant grill kitchen
"""
_PREFIXES = """
lake mount mt fort port cape camp hurricane storm typhoon cyclone operation hotel hms uss ss san santa santo sao los
las el point river rio isla ile puerto villa new north south east west northern southern eastern western upper lower
greater central royal casa maison chateau domaine hacienda clos bodega palazzo piazza rue calle cafe club team
university college church school hospital cathedral planet comet asteroid boeing airbus mercedes
planet project battle treaty republic bank museum institute order grand great little big old
"""
_PLACES = """
afghanistan albania algeria america americas andorra angola argentina armenia asia australia austria azerbaijan
bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia herzegovina botswana brazil
britain brunei bulgaria burkina burma burundi cambodia cameroon canada chad chile china colombia comoros congo costa
rica croatia cuba cyprus czechia denmark djibouti dominica ecuador egypt england eritrea estonia eswatini ethiopia
europe fiji finland france gabon gambia germany ghana greece greenland grenada guatemala guinea guyana haiti honduras
hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kiribati kosovo
kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg macedonia madagascar
malawi malaysia maldives mali malta mauritania mauritius mexico micronesia moldova monaco mongolia montenegro morocco
mozambique myanmar namibia nauru nepal netherlands holland nicaragua niger nigeria norway oman pakistan palau
palestine panama papua paraguay peru philippines poland portugal qatar romania russia rwanda samoa saudi arabia
scotland senegal serbia seychelles singapore slovakia slovenia somalia spain sudan suriname sweden switzerland syria
taiwan tajikistan tanzania thailand togo tonga trinidad tobago tunisia turkey turkmenistan tuvalu uganda ukraine
uruguay uzbekistan vanuatu vatican venezuela vietnam wales yemen yugoslavia zambia zimbabwe africa antarctica arctic
crimea donbas donbass donetsk luhansk lugansk chechnya dagestan siberia catalonia bavaria saxony normandy brittany
provence tuscany sicily sardinia corsica crete kurdistan kashmir punjab tibet xinjiang manchuria gaza sinai
hong kong macau kyiv kiev kharkiv kharkov odesa odessa lviv mariupol kherson zaporizhzhia bakhmut dnipro minsk moscow
petersburg sochi kazan grozny london manchester liverpool birmingham edinburgh glasgow belfast dublin cardiff oxford
cambridge bristol leeds york paris lyon marseille nice toulouse strasbourg bordeaux berlin munich hamburg frankfurt
cologne stuttgart dresden leipzig bonn vienna salzburg geneva zurich basel bern davos rome milan turin venice florence
naples bologna genoa madrid barcelona seville valencia bilbao lisbon porto brussels antwerp bruges amsterdam rotterdam
hague utrecht copenhagen stockholm gothenburg malmo oslo bergen helsinki reykjavik tallinn riga vilnius warsaw krakow
gdansk prague brno bratislava budapest bucharest sofia belgrade zagreb sarajevo skopje tirana pristina podgorica
ljubljana athens thessaloniki nicosia valletta istanbul ankara izmir tbilisi yerevan baku tehran isfahan baghdad mosul
basra erbil kirkuk damascus aleppo homs idlib raqqa beirut tripoli benghazi tunis algiers casablanca rabat cairo
alexandria khartoum darfur addis ababa nairobi mombasa kampala kigali kinshasa lagos abuja accra dakar bamako
johannesburg pretoria durban harare lusaka luanda maputo riyadh jeddah mecca medina doha dubai abu dhabi muscat sanaa
aden amman jerusalem tel aviv haifa ramallah hebron kabul kandahar herat islamabad karachi lahore peshawar delhi mumbai
kolkata calcutta chennai bangalore bengaluru hyderabad dhaka colombo kathmandu yangon rangoon bangkok phuket hanoi
saigon phnom penh vientiane manila jakarta bali surabaya kuala lumpur beijing shanghai guangzhou shenzhen wuhan
chongqing tianjin nanjing taipei tokyo osaka kyoto hiroshima nagasaki fukushima okinawa seoul busan pyongyang sydney
melbourne brisbane perth canberra adelaide auckland wellington christchurch washington chicago boston philadelphia
houston dallas austin denver phoenix seattle portland detroit atlanta miami orlando tampa baltimore cleveland
pittsburgh cincinnati columbus milwaukee minneapolis memphis nashville charlotte louisville vegas oakland sacramento
honolulu anchorage brooklyn manhattan bronx queens harlem hollywood broadway alabama alaska arizona arkansas
california carolina colorado connecticut dakota delaware florida georgia hawaii idaho illinois indiana iowa kansas
kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada
hampshire jersey ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming ontario
quebec alberta manitoba saskatchewan toronto montreal vancouver ottawa calgary edmonton winnipeg halifax havana
kingston caracas bogota medellin quito lima santiago valparaiso buenos aires montevideo asuncion brasilia rio janeiro
paulo salvador recife guadalajara tijuana monterrey acapulco cancun balkans caucasus mediterranean baltic atlantic
pacific danube rhine thames seine nile volga dnieper jordan hudson everest alps andes himalayas sahara kursk belgorod
rostov vladivostok essex kent sussex surrey devon cornwall norfolk suffolk yorkshire lancashire cumbria midlands
wimbledon westminster windsor brighton nottingham sheffield newcastle sunderland southampton portsmouth plymouth
leicester coventry bradford lancaster durham aberdeen dundee swansea cork galway limerick
"""
_OTHERS = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat
christmas easter ramadan hanukkah passover thanksgiving halloween english french german spanish russian italian
chinese japanese arabic hebrew latin greek dutch portuguese polish turkish korean hindi urdu persian swedish danish
norwegian finnish czech hungarian romanian bulgarian serbian croatian ukrainian american americans british briton
britons irish scottish scots welsh european europeans african africans asian asians arab arabs jewish jews muslim
muslims christian christians catholic catholics protestant protestants orthodox buddhist hindu sunni shia shiite kurd
kurds kurdish islamic islam soviet nazi nazis democrats republicans communists tories russians ukrainians chinese
germans israelis palestinians iranians iraqis syrians turks poles afghans covid internet facebook twitter google
youtube instagram tiktok whatsapp telegram reddit wikipedia amazon microsoft apple tesla netflix disney samsung sony
toyota honda nissan hyundai volkswagen bmw audi porsche ford boeing airbus reuters bloomberg cnn bbc nbc cbs abc fox
msnbc afp tass xinhua dpa politico axios spotify uber airbnb paypal visa mastercard nasdaq dow ftse nikkei dax bitcoin
god jesus christ allah buddha bible koran quran torah nobel pulitzer grammy emmy bafta homo
"""
# Two capitalised words that look like a person's and are a company or a brand.
_COMPANIES = """
morgan stanley|philip morris|calvin klein|ralph lauren|tommy hilfiger|harley davidson|mercedes benz|louis vuitton
aston martin|alfa romeo|walt disney|sam adams|jack daniels|johnnie walker|jim beam|marie claire|elizabeth arden
estee lauder|charles schwab|edward jones|merrill lynch|fannie mae|freddie mac|sallie mae|dow jones|wells fargo|eli lilly
rio tinto|jp morgan|j p morgan|marks spencer|hugo boss|jimmy choo|paul smith|ted baker|kate spade|michael kors
yves rocher|mary kay|betty crocker|aunt jemima|uncle ben|ben jerry|wendys|arthur andersen|ernst young|raymond james
smith barney|stanley black|baker hughes|thomson reuters|bell canada|rolls royce|lloyds tsb|santa claus|uncle sam
saint petersburg|los angeles|hong kong|las vegas|john doe|jane doe|jack russell|bloody mary|virgin mary|tel aviv
abu dhabi|addis ababa|phnom penh|kuala lumpur|buenos aires|sri lanka|sierra leone|costa rica|burkina faso|al qaeda
al jazeera|al shabaab|al arabiya|boko haram|el salvador|san marino|martin luther king day|prince edward island
art deco|art nouveau|pinot noir|pinot grigio|pinot gris|cabernet franc|santa fe|sante fe|bee gees|palo alto|ann arbor
lockheed martin|aston villa|mont blanc|mahi mahi|art basel|art institute
don bosco|james bond|harry potter|sherlock holmes|mickey mouse|donald duck|super mario
"""


# Given names that are also English words. Other words in the list of given names are taken for words.
_WORD_NAMES = word_set(
    """
    mark bill will frank grace grant hope faith joy rose dean guy jack sue rob pat art drew rich nick bob dawn daisy
    ruby amber crystal olive ivy violet lily iris jade pearl summer autumn dolly penny sandy sunny max miles chase
    clay cliff dale earl gene glen hunter chuck buddy buck jay lance mason reed roman sterling ward wade victor
    christian june may april august gray kit lane robin rusty skip sonny stone taylor tanner tyler archer carter
    cooper parker harper piper sage savannah scarlett sierra sky skye heather hazel holly ginger eve ally basil
    blanche bliss cam don dolly dot eli foster garner julian hayley len levy lucky marques mat raoul sander sid tad
    winter fern flora gloria carol cherry candy bunny jean gale jewel laurel rosemary tiffany trinity marina melody
    harmony honor charity chastity destiny diamond genesis heaven justice liberty mercy patience prudence serenity
    temperance unity verity viola bella alma angel colt duke king prince major merit noble norm otter ray red rex
    rock rocky rod rusty seth baron basil barry bud cash chip christ dick don doc gay gus hank harry heath herb
    homer ike jimmy jock josh lee leo les lou mack marshal matt mike mickey moss ned otto peter pierce randy reg
    ross russ sam shannon sherry stew stormy ted terry tim tom tony trey vic wally woody
    """
)
_STATES = word_set(
    """
    U.S U.K U.N E.U U.S.A U.A.E D.C L.A N.Y US UK UN EU UAE USA USSR
    """
)


_GREEK_ARTICLES = ("Ο", "Η")

HONORIFICS, TITLES, ORGS = word_set(_HONORIFICS), word_set(_TITLES), word_set(_ORGS)
#: Titles that say whether a man or a woman is meant.
GENDERS = dict.fromkeys(word_set("mrs ms miss madame madam mme lady dame frau senora signora"), "f") | dict.fromkeys(
    word_set("mr sir lord herr monsieur senor signor"), "m"
)


@cache
def _genders() -> dict[str, str]:
    return dict.fromkeys(read_lines("men.txt"), "m") | dict.fromkeys(read_lines("women.txt"), "f")


def gender_of(given: str) -> str:
    """Give "m" or "f" if a folded given name is nearly always a man's or a woman's, else an empty string."""
    return _genders().get(given, "")


PREFIXES, PLACES, OTHERS = word_set(_PREFIXES), word_set(_PLACES), word_set(_OTHERS)
COMPANIES = frozenset(part for line in _COMPANIES.split("\n") for part in line.split("|") if part)


@cache
def surnames() -> Mapping[str, None]:
    """Give the common surnames, folded."""
    return listed(read_lines("surnames.txt"))


@cache
def common_surnames() -> Mapping[str, None]:
    """Give the surnames that many people share, so that one alone does not say who is meant."""
    return listed((*read_lines("common.txt"), *sorted(FAMILY_FIRST)))


@cache
def words() -> Mapping[str, None]:
    """Give the English words that are mostly written with a small letter."""
    return listed(read_lines("words.txt"))


class _Words(dict[str, tuple[str, int]]):
    """The words met so far. (Where nearly every word is known, an `lru_cache` costs twice as much.)"""

    def __missing__(self, token: str) -> tuple[str, int]:
        if len(self) >= _MOST_WORDS:
            self.clear()
        if token.isascii() and token.istitle() and token.isalpha() and len(token) > 1:  # nearly every word
            key = token.lower()
            found = key, (_bits or _fill()).get(key, 0)
        else:
            found = fold(token), kind(token)
        self[token] = found
        return found


_MOST_WORDS = 65536
#: Capitalised words, as written, to their folded form and what they can be: `look_up` for whoever looks up many.
WORDS: Mapping[str, tuple[str, int]] = _Words()


def look_up(token: str) -> tuple[str, int]:
    """Give a capitalised word folded, and what it can be."""
    return WORDS[token]


#: Every listed word, folded, and what it can be; filled when the first word is looked up.
_bits: dict[str, int] = {}


def _fill() -> dict[str, int]:
    """Read all lists of words now, so that no document pays for it later."""
    preload()
    _genders()
    common_surnames()
    western_surnames()
    groups = (
        (Kind.TITLE, TITLES | {f"{title}s" for title in TITLES}), (Kind.HONORIFIC, HONORIFICS), (Kind.ORG, ORGS),
        (Kind.PREFIX, PREFIXES), (Kind.PLACE, PLACES), (Kind.OTHER, OTHERS), (Kind.PARTICLE, PARTICLES),
        (Kind.WORD, words()), (Kind.SURNAME, surnames()),
        (Kind.GIVEN, given_names().keys() - (words().keys() - _WORD_NAMES)),
    )  # fmt: skip
    for flag, group in groups:
        for word in group:
            _bits[word] = _bits.get(word, 0) | flag
    for word in ("jr", "sr"):  # They end a name, whatever else they are short for.
        _bits[word] = 0
    return _bits


# What stands before a second capital in a name: MacDonald, DiCaprio, LaToya, VanDyke.
_BEFORE_CAPITAL = word_set(
    """
    Mc Mac De Del Della Di Da Du Des Dos La Le Lo Van Von Fitz Al El Ben Bin Ter Ten St San Jo Ja Ap Ab Ó O
    """
)
_INNER_CAPITAL = re.compile(r"^(\w*?[^\W\d_A-Z])([A-Z]\w*)$")


def _spelt_as_a_thing(word: str) -> bool:
    """Say whether digits or capitals within a word show that it is no name: iPhone12, NordVPN, MacBook."""
    if word.isupper():
        return not word.isalpha() and any(map(str.isdigit, word))
    for part in word.replace("’", "'").split("-"):
        if not part.isalpha() and any(letter.isdigit() for letter in part):
            return True
        found = None if part[1:].islower() else _INNER_CAPITAL.match(part)
        if found and (
            found[1] not in _BEFORE_CAPITAL or _bits.get(found[2].lower(), 0) & (Kind.WORD | Kind.SURNAME) == Kind.WORD
        ):
            return True
    return False


# What holds of a hyphenated word if it holds of the last part.
_BY_LAST_PART = Kind.TITLE | Kind.ORG | Kind.OTHER | Kind.SURNAME


def kind(token: str) -> int:
    """Say what a capitalised word, as written, can be."""
    plain = token.rstrip(".")
    if plain in _STATES:
        return Kind.OTHER
    if token in _GREEK_ARTICLES:
        return Kind.WORD
    if len(plain) == 1 or (len(plain) <= 5 and "." in plain and plain.replace(".", "").isupper()):
        return Kind.INITIAL
    if not token[0].isupper():
        return Kind.PARTICLE if "-" not in token else Kind.SURNAME
    bits = _bits or _fill()
    if not (plain[1:].islower() and plain.isalpha()) and _spelt_as_a_thing(plain):
        return Kind.OTHER
    key = fold(plain)
    found = bits.get(key, 0)
    if " " in key:
        parts = [bits.get(part, 0) for part in key.split()]
        found |= parts[-1] & _BY_LAST_PART
        if all(part & Kind.WORD for part in parts):
            found |= Kind.WORD
        if parts[0] & parts[-1] & Kind.GIVEN:
            found |= Kind.GIVEN
    return found | Kind.CAPS if len(plain) > 1 and plain.isupper() else found
