"""Spell names as the newsrooms of many languages do, so that the matcher sees many spellings of one person.

Russian Cyrillic is the pivot: it says, nearly letter by letter, how a name sounds, and what each language writes for
its letters is a table. Names that are no Russian ones are given as Russian newsrooms write them, after the original
form.
"""

from __future__ import annotations

import re

# What each language writes for the letters, where it isn't the English way. Longer combinations come first.
_ENGLISH = (
    "щ shch|ж zh|х kh|ц ts|ч ch|ш sh|ю yu|я ya|ё yo|ъ |ь |а a|б b|в v|г g|д d|е e|з z|и i|й y|к k|л l|м m|н n|о o|п p|"
    "р r|с s|т t|у u|ф f|ы y|э e"
)
_LANGUAGES = {
    "en": "дж j|кс x",
    "en2": "дж dj|ий i|ый y|ю iu|я ia|й i|х h|ё e",
    "de": "дж dsch|кс x|ий i|ый y|щ schtsch|ж sch|х ch|ц z|ч tsch|ш sch|ю ju|я ja|ё jo|в w|з s|й j",
    "de2": "дж dsch|кс x|ий ij|щ schtsch|ж sh|х ch|ц z|ч tsch|ш sch|ю ju|я ja|ё jo|в w|з s|й i",
    "pl": "дж dż|кс ks|ий ij|ль l|ле le|ли li|ля la|лё lo|щ szcz|ж ż|х ch|ц c|ч cz|ш sz|ю ju|я ja|ё io|в w|й j|л ł",
    "fr": "дж dj|ге gue|ги gui|кс x|ий i|ый y|щ chtch|ж j|ц ts|ч tch|ш ch|ю iou|я ia|ё io|у ou|й ï",
    "nl": "дж dzj|кс x|ий i|щ sjtsj|ж zj|х ch|ц ts|ч tsj|ш sj|ю joe|я ja|ё jo|у oe|й j",
    "hu": "дж dzs|ий ij|щ scs|ж zs|х h|ц c|ч cs|ш s|с sz|ю ju|я ja|ё jo|ы i|й j",
    "cs": "дж dž|ий ij|щ šč|ж ž|х ch|ц c|ч č|ш š|ю ju|я ja|ё jo|й j",
    "hr": "дж dž|ий i|щ šč|ж ž|х h|ц c|ч č|ш š|ю ju|я ja|ё jo|ы i|й j",
    "lv": "дж dž|ий ij|щ šč|ж ž|х h|ц c|ч č|ш š|ю ju|я ja|ё jo|ы i|й j",
    "lt": "дж dž|ий ij|щ šč|ж ž|х ch|ц c|ч č|ш š|ю iu|я ia|ё io|й j",
    "sv": "дж dzj|ий ij|щ sjtj|ж zj|х ch|ц ts|ч tj|ш sj|ю ju|я ja|ё jo|й j",
    "fi": "дж dž|ий i|щ štš|ж ž|х h|ц ts|ч tš|ш š|ю ju|я ja|ё jo|й i",
    "tr": "дж c|ий i|щ şç|ж j|х h|ц ts|ч ç|ш ş|ю yu|я ya|ё yo|ы ı|й y",
    "az": "дж c|ий i|щ şş|ж j|х x|ц ts|ч ç|ш ş|ю yu|я ya|ё yo|г q|ы ı|й y",
    "es": "дж y|ий i|щ sch|ж zh|х j|ц ts|ч ch|ш sh|ю yu|я ia|ё io|й i",
    "ro": "дж gi|ге ghe|ги ghi|че ce|чи ci|ий i|щ șci|ж j|х h|ц ț|ч ci|ш ș|ю iu|я ia|ё io|ы î|й i",
    "pt": "дж dj|ге gue|ги gui|ий i|щ chtch|ж j|х kh|ц ts|ч tch|ш ch|ю iu|я ia|ё io|с s|й i",
}
_VOWELS = "aeiouyąęēīūāēėšž"

# Russian, Bulgarian, Ukrainian, Armenian, Georgian and Central Asian names, freely put together: the matcher learns
# spellings from them, not people.
_GIVEN = """
Александр Алексей Анатолий Андрей Антон Аркадий Борис Вадим Валентин Валерий Василий Виктор Виталий Владимир Владислав
Вячеслав Геннадий Георгий Григорий Денис Дмитрий Евгений Егор Захар Иван Игорь Илья Кирилл Константин Леонид Максим
Михаил Никита Николай Олег Павел Пётр Роман Руслан Сергей Станислав Степан Тимофей Фёдор Юрий Яков Ярослав Боян Цветан
Желю Симеон Бойко Пламен Румен Стоян Кирил Ахмед Рамзан Мухаммад Хасан Хусейн Ибрагим Юсуф Рашид Фарид Абдулла Салех
Тигран Гагик Армен Вазген Арташес Шота Звиад Зураб Гиорги Вахтанг Бидзина Нурсултан Касымжомарт Шавкат Ислам Аскар
Сооронбай Гурбангулы Махмуд Джамал Саддам Халид Башар Анна Мария Екатерина Елена Ирина Юлия Наталья Ольга Светлана
Людмила Цветелина Надежда Валентина Хатуна Асия Фатима Зайнаб
"""
_SURNAMES = """
Хрущёв Горбачёв Жуков Щербаков Чуркин Шойгу Жириновский Зюганов Явлинский Чубайс Ходорковский Шевчук Яценюк Ющенко
Тимошенко Кучма Кравчук Чернышёв Рыжков Миронов Собянин Лужков Кудрявцев Степашин Примаков Гайдар Чехов Тургенев
Пушкин Достоевский Чайковский Шостакович Мусоргский Вишневский Рыбаков Куйбышев Дзержинский Ежов Журавлёв Цой Цыганков
Юрьев Яковлев Ильин Белых Толстых Грызлов Быстрицкий Железняков Шувалов Фрадков Кожемякин Зайцев Воробьёв Соловьёв
Живков Желев Стоичков Цанков Чаушев Пейчев Гечев Вълчев Първов Кръстев Йорданов Иванчев Божков Жечев Шишков
Юсуфов Шевченко Хачатурян Саркисян Петросян Арутюнян Мкртчян Ходжаев Джабраилов Каримов Рахмонов Назарбаев Токаев
Мирзиёев Жээнбеков Бакиев Бердымухамедов Алиев Гаджиев Магомедов Шамсутдинов Джугашвили Шеварднадзе Саакашвили
Маргвелашвили Бурджанадзе Иванишвили Гамсахурдия Кикабидзе Чхеидзе Хабурзания Насралла Хаджири Джафари Мухаммеди
Захарченко Плотницкий Кличко Порошенко Гриценко Чорновил Тягнибок Лещенко Шкиряк Войцеховский Качмарек
"""
#: The original form, and how Russian newsrooms write it.
_OTHERS = """
George Bush/Джордж Буш; Hillary Clinton/Хиллари Клинтон; Jimmy Fallon/Джимми Фэллон; Boris Johnson/Борис Джонсон
Theresa May/Тереза Мэй; Gordon Brown/Гордон Браун; James Callaghan/Джеймс Каллаган
Margaret Thatcher/Маргарет Тэтчер; Harold Wilson/Гарольд Вильсон; Jeremy Corbyn/Джереми Корбин; Nick Clegg/Ник Клегг
Charles Dickens/Чарльз Диккенс; George Washington/Джордж Вашингтон; Thomas Jefferson/Томас Джефферсон
Andrew Jackson/Эндрю Джексон; Richard Nixon/Ричард Никсон; Gerald Ford/Джеральд Форд; Ronald Reagan/Рональд Рейган
Mitt Romney/Митт Ромни; Bernie Sanders/Берни Сандерс; Paul Ryan/Пол Райан; Walter Mondale/Уолтер Мондейл
Hubert Humphrey/Хьюберт Хамфри; Nelson Rockefeller/Нельсон Рокфеллер; John McCain/Джон Маккейн
William Shakespeare/Уильям Шекспир; Winston Churchill/Уинстон Черчилль; Jacques Chirac/Жак Ширак
Georges Pompidou/Жорж Помпиду; Charles de Gaulle/Шарль де Голль; Jean Castex/Жан Кастекс; Victor Hugo/Виктор Гюго
Johannes Rau/Йоханнес Рау; Helmut Schmidt/Гельмут Шмидт; Johann Wolfgang Goethe/Иоганн Вольфганг Гёте
Friedrich Schiller/Фридрих Шиллер; Wolfgang Schüssel/Вольфганг Шюссель; Jörg Haider/Йорг Хайдер
Olaf Scholz/Олаф Шольц; Władysław Jagiełło/Владислав Ягайло; Wojciech Jaruzelski/Войцех Ярузельский
Tadeusz Mazowiecki/Тадеуш Мазовецкий; Józef Piłsudski/Юзеф Пилсудский; Václav Havel/Вацлав Гавел
Miloš Zeman/Милош Земан; Slobodan Milošević/Слободан Милошевич; Franjo Tuđman/Франьо Туджман
Zoran Đinđić/Зоран Джинджич; Ivica Račan/Ивица Рачан; Aleksandar Vučić/Александр Вучич
Milo Đukanović/Мило Джуканович; Janez Janša/Янез Янша; Nicolae Ceaușescu/Николае Чаушеску
Traian Băsescu/Траян Бэсеску; Ion Iliescu/Ион Илиеску; Viktor Orbán/Виктор Орбан; Ferenc Gyurcsány/Ференц Дюрчань
Mustafa Kemal Atatürk/Мустафа Кемаль Ататюрк; Süleyman Demirel/Сулейман Демирель; Abdullah Gül/Абдулла Гюль
Bülent Ecevit/Бюлент Эджевит; Necmettin Erbakan/Неджметтин Эрбакан; Kemal Kılıçdaroğlu/Кемаль Кылычдароглу
Celal Bayar/Джеляль Баяр; Cevdet Sunay/Джевдет Сунай; Ahmet Davutoğlu/Ахмет Давутоглу; Hacı Bektaş/Хаджи Бекташ
Gamal Abdel Nasser/Гамаль Абдель Насер; Anwar Sadat/Анвар Садат; Saad Hariri/Саад Харири; Rafic Hariri/Рафик Харири
Camille Chamoun/Камиль Шамун; Bashar al-Assad/Башар Асад; Yasser Arafat/Ясир Арафат; Saddam Hussein/Саддам Хусейн
Mahmoud Ahmadinejad/Махмуд Ахмадинежад; Hashemi Rafsanjani/Хашеми Рафсанджани; Mohammad Khatami/Мохаммад Хатами
Jawaharlal Nehru/Джавахарлал Неру; Rajiv Gandhi/Раджив Ганди; Pervez Musharraf/Первез Мушарраф
Deng Xiaoping/Дэн Сяопин; Jiang Zemin/Цзян Цзэминь; Hu Jintao/Ху Цзиньтао; Zhou Enlai/Чжоу Эньлай
Kim Il-sung/Ким Ир Сен; Kim Dae-jung/Ким Дэ Чжун; Shinzo Abe/Синдзо Абэ; Junichiro Koizumi/Дзюнъитиро Коидзуми
Ho Chi Minh/Хо Ши Мин; Suharto Wijaya/Сухарто Виджая; Jacob Zuma/Джейкоб Зума; Cyril Ramaphosa/Сирил Рамафоса
Julius Nyerere/Джулиус Ньерере; Desmond Tutu/Десмонд Туту; Giorgio Napolitano/Джорджо Наполитано
Giuseppe Garibaldi/Джузеппе Гарибальди; Giulio Andreotti/Джулио Андреотти; Luiz Inácio Lula/Луис Инасиу Лула
Jair Bolsonaro/Жаир Болсонару; Juan Perón/Хуан Перон; Hugo Chávez/Уго Чавес; Jorge Videla/Хорхе Видела
José Mujica/Хосе Мухика; Josip Broz/Иосип Броз; Yitzhak Rabin/Ицхак Рабин; Shimon Peres/Шимон Перес
Menachem Begin/Менахем Бегин; Ehud Barak/Эхуд Барак; Golda Meir/Голда Меир
Vytautas Landsbergis/Витаутас Ландсбергис; Dalia Grybauskaitė/Даля Грибаускайте; Valdis Zatlers/Валдис Затлерс
Andris Bērziņš/Андрис Берзиньш; Toomas Ilves/Тоомас Ильвес; Urho Kekkonen/Урхо Кекконен; Olof Palme/Улоф Пальме
Jens Stoltenberg/Йенс Столтенберг
"""


def spell(name: str, language: str) -> str:
    """Write a name in Cyrillic as a language does that is written in Latin letters."""
    return " ".join(_ended(_spell_word(word, language), word, language) for word in name.split())


def _spell_word(word: str, language: str) -> str:
    pairs = [pair.partition(" ")[::2] for pair in f"{_LANGUAGES[language]}|{_ENGLISH}".split("|")]
    table = dict(reversed(pairs))
    combinations = re.compile("|".join(sorted(table, key=len, reverse=True)))
    plain = re.sub("(?<=[жчшщ])ё", "е", word.lower())
    latin = combinations.sub(lambda found: table[found[0]], plain)
    return latin[:1].upper() + latin[1:]


def _ended(latin: str, word: str, language: str) -> str:
    """Give the ending that a language adds to foreign names."""
    if language == "lv" and word[-1] not in "аяео":
        return (latin[:-1] if latin[-1] in "yj" else latin) + "s"
    if language == "lt" and word[-1] not in "аяоеиу":
        return (latin[:-2] if latin.endswith("ij") else latin) + ("is" if latin.endswith("ij") else "as")
    if language == "cs" and word.endswith(("ова", "ева", "ина")):
        return latin[:-1] + "ová"
    return latin


def original_and_spellings() -> list[list[str]]:
    """Give the spellings of each name, the original form first where there is one."""
    given, surnames = _GIVEN.split(), _SURNAMES.split()
    people = [[f"{given[i * 7 % len(given)]} {surname}"] for i, surname in enumerate(surnames)]
    people += [[f"{name} {surnames[(i * 11 + 5) % len(surnames)]}"] for i, name in enumerate(given)]
    others = [entry.strip().split("/") for line in _OTHERS.strip().splitlines() for entry in line.split(";")]
    spelled = []
    for *original, pivot in people + others:
        spelled.append(list(dict.fromkeys([*original, *(spell(pivot, language) for language in _LANGUAGES)])))
    return spelled
