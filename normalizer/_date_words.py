"""The words of date lines: months, week days, "published", "ago", ... in some twenty languages.

Names of months and days follow Unicode CLDR. All words are kept folded (see `fold`).
"""

from __future__ import annotations

import re
import unicodedata

#: Month names in full, inflected and short; a blank within a name is written "_". A name that means different
#: months in two languages (Croatian "listopad" against Polish) is left to the language with more speakers.
_MONTH_NAMES = (
    "january jan januar janvier janv enero ene janeiro gennaio gen januari stycznia sty styczen января янв"
    " январь січня січ січень ledna led leden januara tammikuuta tammikuu ιανουαριου ιαν ιανουαριοσ ocak"
    " ianuarie ian януари јануар gener يناير كانون_الثاني ژانویه ינואר ינו׳ जनवरी",
    "february feb februar fevrier fevr fev febrero fevereiro febbraio februari lutego luty февраля февр фев"
    " февраль лютого лютий unora unor helmikuuta helmikuu φεβρουαριου φεβ φεβρουαριοσ subat sub februarie"
    " febr февруари фебруар febrer فبراير شباط فوریه פברואר פבר׳ फरवरी",
    "march mar marz mars marzo marco maart mrt marca marzec марта мар март березня бер березень brezna"
    " brezen marec marts maaliskuuta maaliskuu μαρτιου μαρ μαρτιοσ mart martie marcius marc maret مارس اذار"
    " مارچ מרץ मारच",
    "april apr avril avr abril abr aprile kwietnia kwi kwiecien апреля апр апрель април квітня квіт квітень"
    " dubna duben huhtikuuta huhtikuu απριλιου απρ απριλιοσ nisan nis aprilie aprilis ابريل نيسان اوریل"
    " אפריל אפר׳ अपरैल",
    "may mai mayo maio maggio mag mei maja maj мая маи май травня трав травень kvetna kveten toukokuuta"
    " toukokuu μαιου μαι μαιοσ mayıs majus мај maig مايو ايار مه מאי मई",
    "june jun juni juin junio junho giugno giu czerwca cze czerwiec июня июн июнь червня черв червень cervna"
    " cerven kesakuuta kesakuu ιουνιου ιουν ιουνιοσ haziran haz iunie junius юни јун juny يونيو حزيران ژوین"
    " יוני जून",
    "july jul juli juillet juil julio julho luglio lug lipca lip lipiec июля июл июль липня липень cervence"
    " cervenec heinakuuta heinakuu ιουλιου ιουλ ιουλιοσ temmuz tem iulie julius юли јул juliol يوليو تموز"
    " ژوییه יולי जुलाई",
    "august aug aout agosto ago augustus sierpnia sie sierpien августа авг август серпня серп серпень srpna"
    " srpen augusti elokuuta elokuu αυγουστου αυγ αυγουστοσ agustos agu augusztus agost agustus اغسطس اب اوت"
    " אוגוסט אוג׳ अगसत",
    "september sep sept septembre septiembre setembro set settembre wrzesnia wrz wrzesien сентября сент сен"
    " сентябрь вересня вер вересень zari syyskuuta syyskuu σεπτεμβριου σεπ σεπτεμβριοσ eylul eyl septembrie"
    " szeptember szept септември септембар setembre سبتمبر ايلول سپتامبر ספטמבר ספט׳ सितंबर",
    "october oct oktober okt octobre octubre outubro out ottobre ott pazdziernika paz pazdziernik октября"
    " окт октябрь жовтня жовт жовтень rijna rijen lokakuuta lokakuu οκτωβριου οκτ οκτωβριοσ ekim eki"
    " octombrie октомври октобар اكتوبر تشرين_الاول اکتبر אוקטובר אוק׳ अकटूबर",
    "november nov novembre noviembre novembro listopada lis listopad ноября нояб ноя ноябрь листопада лист"
    " листопад marraskuuta marraskuu νοεμβριου νοε νοεμβριοσ kasım kas noiembrie ноември новембар نوفمبر"
    " تشرين_الثاني نوامبر נובמבר נוב׳ नवंबर",
    "december dec dezember dez decembre diciembre dic dezembro dicembre grudnia gru grudzien декабря дек"
    " декабрь грудня груд грудень prosince prosinec desember des joulukuuta joulukuu δεκεμβριου δεκ"
    " δεκεμβριοσ aralık ara decembrie декември децембар ديسمبر كانون_الاول دسامبر דצמבר דצמ׳ दिसंबर",
)

#: The folded name of a month to its number.
MONTHS = {name.replace("_", " "): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}

_WEEKDAYS = (
    "sunday monday tuesday wednesday thursday friday saturday sun mon tue tues wed thu thur thurs fri sat"
    " sonntag montag dienstag mittwoch donnerstag freitag samstag sonnabend so mo di mi do fr sa dimanche"
    " lundi mardi mercredi jeudi vendredi samedi dim lun mar mer jeu ven sam domingo lunes martes miercoles"
    " jueves viernes sabado dom mie jue vie sab segunda terca quarta quinta sexta feira seg ter qua qui sex"
    " domenica lunedi martedi mercoledi giovedi venerdi sabato gio zondag maandag dinsdag woensdag donderdag"
    " vrijdag zaterdag niedziela poniedziałek wtorek sroda czwartek piatek sobota воскресенье понедельник"
    " вторник среда четверг пятница суббота вс пн вт ср чт пт сб неділя понеділок вівторок середа четвер"
    " субота нд nedele pondeli utery streda ctvrtek patek sondag mandag tisdag onsdag torsdag fredag lordag"
    " søndag tirsdag lørdag κυριακη δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυρ δευ τρι τετ πεμ παρ"
    " σαβ pazar pazartesi salı carsamba persembe cuma cumartesi paz pzt sal car per cum cmt duminica luni"
    " marti miercuri joi vineri sambata vasarnap hetfo kedd szerda csutortok pentek szombat الاحد الاثنين"
    " الثلاثاء الاربعاء الخميس الجمعة السبت"
)

#: Words that say what a date is the date of. They don't make a date line by themselves.
_LABELS = (
    "published publication posted updated update modified created released issued edited revised reviewed"
    " added uploaded submitted filed first last originally date dated time veroffentlicht erschienen"
    " aktualisiert aktualisierung erstellt geandert zuletzt stand datum uhrzeit letzte anderung publie mis"
    " jour mise modifie actualise derniere mise ecrit cree parution publicado publicada actualizado"
    " actualizada fecha ultima actualizacion modificado atualizado atualizada atualizacao criado data"
    " pubblicato pubblicata aggiornato aggiornata aggiornamento ultimo gepubliceerd bijgewerkt laatst"
    " gewijzigd geplaatst opublikowano publikacja aktualizacja zaktualizowano dodano dodany data utworzono"
    " modyfikacja ostatnia опубликовано опубликована обновлено обновлена дата публикации создано изменено"
    " размещено добавлено обновление последнее опубліковано оновлено створено δημοσιευση δημοσιευθηκε"
    " δημοσιευτηκε ενημερωση ενημερωθηκε τελευταια ημερομηνια yayınlanma yayın tarihi tarih guncelleme"
    " guncellendi guncellenme eklenme son giris yayınlandı olusturulma publicerad publicerat uppdaterad"
    " uppdaterat publiceret opdateret publisert oppdatert sist senast julkaistu paivitetty publikovano"
    " aktualizovano vydano publicat publicata actualizat megjelent frissitve kozzeteve dipublikasikan"
    " diperbarui diterbitkan نشر نشرت تاريخ النشر اخر تحديث تم التحديث محدث حدث في يوم"
)

#: Small words between the others.
_FILLERS = (
    "on at of the in by to am um uhr den der vom von le la el los les il lo du de del d da do dos em a as ai"
    " alle ore est et y a e i o w dnia godz roku r g г года году в от час ч р о год і στισ στην απο και ωρα"
    " ve saat kl den klockan klo ora h hs las pm am p m yang just ق م ص مساء صباحا الساعة بتوقيت the since"
    " than less about more over almost time local eastern pacific central edt est et pt pst pdt cst cdt mst"
    " mdt bst gmt utc cet cest msk mez mesz eet eest ist jst kst aest aedt z t мск πμ μμ"
)

#: Relative ages: each needs a number or "a" before or after the unit, except those of `_RELATIVE_DAYS`.
_UNITS = (
    "second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks wk month months"
    " year years yr yrs sekunden minuten minute stunde stunden std tag tagen tage woche wochen monat monate"
    " monaten jahr jahre jahren seconde secondes heure heures jour jours semaine semaines mois an ans annee"
    " annees segundo segundos minuto minutos hora horas dia dias semana semanas mes meses ano anos minuti"
    " ora ore giorno giorni settimana settimane mese mesi anno anni uur dagen weken maanden jaar godzin"
    " godziny godzine dni dzien tydzien tygodni tygodnie miesiac miesiace miesiecy rok lata lat minut minuty"
    " секунд минут минуты минуту час часа часов день дня днеи неделя недели недель неделю месяц месяца"
    " месяцев год года лет хвилин хвилини години годин днів дні тижні тижнів місяць місяці місяців рік роки"
    " років λεπτα λεπτο ωρα ωρεσ μερα μερεσ ημερα ημερεσ εβδομαδα εβδομαδεσ μηνα μηνεσ χρονια χρονο ετη"
    " dakika saat gun hafta ay yıl sene minuter timmar timme dagar veckor manader timer dager dage uker"
    " maneder دقيقة دقائق ساعة ساعات يوم ايام اسبوع اسابيع شهر اشهر سنة سنوات عام اعوام jam hari minggu"
    " bulan tahun menit"
)
_AGO = "ago vor hace ha fa geleden temu назад тому πριν once sedan siden atras منذ قبل lalu old"
_RELATIVE_DAYS = (
    "today yesterday now heute gestern aujourd'hui aujourd hui hier hoy ayer hoje ontem oggi ieri vandaag"
    " gisteren dzis dzisiaj wczoraj сегодня вчера сьогодні вчора σημερα χθεσ χτεσ bugun dun idag igar اليوم"
    " امس"
)

#: In Chinese, Japanese and Korean nothing separates words: pieces, the longest first.
_CJK = re.compile(
    r"(?:最終更新日時|最終更新日|最終更新|更新日時|公開日時|掲載日時|配信日時|发布时间|發布時間|更新时间|更新時間|发布日期|發布日期|"
    r"发表时间|發表時間|发布于|發佈於|发表于|最后更新|最後更新|更新于|更新於|投稿日|更新日|公開日|掲載日|作成日|発行日|配信|公開|掲載|投稿|"
    r"更新|发布|發布|發佈|发表|時間|时间|日期|来源时间|小时前|小時前|時間前|分钟前|分鐘前|分前|天前|日前|个月前|個月前|ヶ月前|か月前|周前|週間前|"
    r"年前|秒前|刚刚|今天|昨天|今日|昨日|星期[一二三四五六日天]|周[一二三四五六日]|週[一二三四五六日]|[月火水木金土日]曜日?|上午|下午|午前|午後|"
    r"北京时间|日本時間|年|月|日|号|時|时|点|分|秒|于|於|入力|수정|입력|등록|게시|작성|업데이트|년|월|일|시|분|초|전|오전|오후|[월화수목금토일]요일)+"
)

#: Unambiguous abbreviations of time zones; others (IST, CST, BST, MST) mean several zones.
ZONES = {
    "UTC": "+00:00",
    "GMT": "+00:00",
    "CET": "+01:00",
    "MEZ": "+01:00",
    "CEST": "+02:00",
    "MESZ": "+02:00",
    "EEST": "+03:00",
    "EDT": "-04:00",
    "CDT": "-05:00",
    "PDT": "-07:00",
    "PST": "-08:00",
    "JST": "+09:00",
}

#: Hours to add: "p.m.", and Greek "μ.μ.".
MERIDIEM = {"a": 0, "p": 12, "π": 0, "μ": 12}

#: Languages whose numeric dates are written day first. Not English, where it differs by country.
_DAY_FIRST = (
    "ar be bg bs ca cs cy da de el es et eu fi fr gl gd ga he hi hr id is it lv mk ms mt nb nl nn no pl pt"
    " ro ru sk sl sq sr tr uk ur vi"
)
DAY_FIRST_LANGUAGES = frozenset(_DAY_FIRST.split())


def fold(text: str) -> str:
    """Give ``text`` without case and accents."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold())
    if not text.isascii():
        combining = unicodedata.combining
        text = "".join([c for c in text if not combining(c)]).replace("ς", "σ")
    return text


_DATE_WORD = frozenset(MONTHS) | frozenset(_WEEKDAYS.split())
_DATE_WORD |= {part for name in MONTHS if " " in name for part in name.split()}
_LABEL = frozenset(_LABELS.split())
_UNIT = frozenset(_UNITS.split())
_AGO_WORD = frozenset(_AGO.split())
_RELATIVE = frozenset(_RELATIVE_DAYS.split())
_FILLER = frozenset(_FILLERS.split()) | _AGO_WORD

_KNOWN = _DATE_WORD | _LABEL | _UNIT | _RELATIVE | _FILLER

#: A first word with only ASCII around it, so that, folded, it is the first piece of the folded text, too.
_FIRST_WORD = re.compile(r"[ -/:-@\[-`{-~]*+([^\W\d_]++)(?=[\x00-\x7f]|$)")
_PIECE = re.compile(r"\d+(?:st|nd|rd|th|er|[ºª°])?(?![^\W_])|\d+|[^\W\d_]+")
_ORDINAL = frozenset(("η", "ησ", "ο"))
_NUMERIC_DATE = re.compile(r"\b\d{1,4}\s?([./-])\s?\d{1,2}\s?\1\s?\d{1,4}(?!\d)|\d{4}\s?[年년]|\d\s?[月월]\s?\d")
_DAY_AND_MONTH = re.compile(r"\b\d{1,2}[./-]\d{1,2}(?!\d)")
_IL_Y_A = re.compile(r"\bil y a\b")
_CLOCK = re.compile(r"\b\d{1,2}\s?[:h.時时点시]\s?\d\d(?!\d)|\b\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
_PUNCTUATION_OUTSIDE = re.compile(r"[?!%$€£¥=\\{}@#&^~<>“”\"«»;]")


def only_date_words(text: str) -> bool:
    """Say whether ``text`` has only words and numbers of date lines, and they make a date or an age."""
    if _PUNCTUATION_OUTSIDE.search(text):
        return False
    folded = fold(text)
    months = units = labels = relative = ago = numbers = cjk = 0
    for match in _PIECE.finditer(folded):
        word = match[0]
        if word[0].isdigit():
            if len(word) > 14:
                return False
            numbers += 1
        elif word in _UNIT or word in _DATE_WORD:
            units += word in _UNIT
            months += word in _DATE_WORD
            ago += word in _AGO_WORD
        elif word in _RELATIVE:
            relative += 1
        elif word in _LABEL:
            labels += 1
        elif _CJK.fullmatch(word):
            cjk += 1
        elif word in _AGO_WORD:
            ago += 1
        elif word not in _FILLER and not (word in _ORDINAL and numbers):
            return False
    if not numbers:
        return relative > 0 and labels > 0
    ago += bool(_IL_Y_A.search(folded))
    named = labels + relative + cjk > 0
    return (
        months > 0
        or cjk > 0
        or bool(_NUMERIC_DATE.search(folded))
        or (units > 0 and ago > 0)
        or (named and bool(_CLOCK.search(folded) or _DAY_AND_MONTH.search(folded)))
    )


def begins_otherwise(text: str) -> bool:
    """Say whether a text's first word is none that `only_date_words` knows, which settles most lines quickly."""
    first = _FIRST_WORD.match(text)
    if first is None:
        return False
    word = fold(first[1])
    return word not in _KNOWN and word.isalpha() and not _CJK.fullmatch(word)
