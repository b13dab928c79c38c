-- The twin of lib/text.py in the database: fold_text = fold, search_text = search_fold. Change both together:
-- lib/tests/test_fold_in_the_database.py compares them on every character.
--
-- Nothing here asks the database's collation (lower() and character classes would), so that a fold is the same
-- on every server and an index never goes stale. plpgsql, because a SQL function with steps is planned anew for
-- each statement: 130 microseconds a row on PostgreSQL 15 when one calls the other. A long translate() is slow
-- and runs only when the text holds a letter for it. Names are found under any search_path: pg_catalog is always
-- searched first, and our own function is called with its schema.

CREATE OR REPLACE FUNCTION public.fold_text(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fold$
DECLARE
  letters text := t;
  words text;
BEGIN
  IF t ~ '[^\u0001-\u007f]' THEN
    letters := normalize(regexp_replace(t,
      '[''\u0060\u02b9-\u02c1\u02ee\u034f\u0374\u0674\u1abe\u1fef\u20dd-\u20e0\u20e2-\u20e4\uff07\uff40'
      '\u00ad\u00b4\u05f3\u05f4\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8'
      '\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f'
      '\u2018-\u201b\u202a-\u202e\u2060-\u206f\u2120\u2122\u3164\ufcf2-\ufcf4\ufe00-\ufe0f\ufe71\ufe77'
      '\ufe79\ufe7b\ufe7d\ufe7f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+',
      '', 'g'), nfkd);
  END IF;
  letters := lower(regexp_replace(letters,
    '[''\u0060\u02b9-\u02c1\u02ee\u0300-\u036f\u064b-\u065f\u0670\u0674\u1ab0-\u1aff\u1dc0-\u1dff'
    '\u20d0-\u20ff]+',
    '', 'g') COLLATE "C");
  IF letters ~ '[^\u0001-\u007f]' THEN
    IF letters ~ '[ٱکڪیےہھەۃ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹]' THEN
      letters := translate(letters,
        'ىةٱکڪیےہھەۃ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
        'يهاككييهههه01234567890123456789');
    END IF;
    letters := replace(replace(letters, 'ى', 'ي'), 'ة', 'ه');
    IF letters ~ '[Æ-ʋẞ]' THEN
      letters := translate(letters,
        'ÆŒẞÞØøŁłĐđÐðĦħŦŧŊŋıĸƏƁƊƎƐƔƖƘƆƲƳ',
        'æœßþoollddddhhttnnikəɓɗǝɛɣɩƙɔʋƴ');
      letters := replace(replace(replace(replace(letters, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
    END IF;
    IF letters ~ '[Α-ςЀ-ӿԱ-ՖᲐ-Ჿ]' THEN
      letters := translate(letters,
        'ςΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏѢѲѴҐҒҖҘҚҜҞҠҢҤҦҨ'
        'ҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖᲐᲑᲒᲓᲔᲕᲖᲗᲘᲙᲚᲛᲜᲝᲞᲟ'
        'ᲠᲡᲢᲣᲤᲥᲦᲧᲨᲩᲪᲫᲬᲭᲮᲯᲰᲱᲲᲳᲴᲵᲶᲷᲸᲹᲺᲽᲾᲿ',
        'σαβγδεζηθικλμνξοπρστυφχψωабвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџѣѳѵґғҗҙқҝҟҡңҥҧҩ'
        'ҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆაბგდევზთიკლმნოპჟ'
        'რსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶჷჸჹჺჽჾჿ');
    END IF;
  END IF;
  words := btrim(regexp_replace(letters,
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02c2-\u02c5\u02d2-\u02eb\u02ed'
    '\u02ef-\u02ff\u0375\u03f6\u0482\u055a-\u055f\u0589-\u058f\u05be\u05c0\u05c3\u05c6\u05f3-\u060f'
    '\u061b-\u061f\u066a-\u066d\u06d4\u06dd\u06de\u06e9\u06fd\u06fe\u0700-\u070f\u07f6-\u07f9\u07fe\u07ff'
    '\u0830-\u083e\u085e\u0888\u0890\u0891\u08e2\u0964\u0965\u0970\u09f2\u09f3\u09fa\u09fb\u09fd\u0a76'
    '\u0af0\u0af1\u0b70\u0bf3-\u0bfa\u0c77\u0c7f\u0c84\u0d4f\u0d79\u0df4\u0e3f\u0e4f\u0e5a\u0e5b'
    '\u0f01-\u0f17\u0f1a-\u0f1f\u0f34\u0f36\u0f38\u0f3a-\u0f3d\u0f85\u0fbe-\u0fc5\u0fc7-\u0fda'
    '\u104a-\u104f\u109e\u109f\u10fb\u1360-\u1368\u1390-\u1399\u1400\u166d\u166e\u1680\u169b\u169c'
    '\u16eb-\u16ed\u1735\u1736\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a\u1940-\u1945\u19de-\u19ff\u1a1e'
    '\u1a1f\u1aa0-\u1aa6\u1aa8-\u1aad\u1b5a-\u1b6a\u1b74-\u1b7e\u1bfc-\u1bff\u1c3b-\u1c3f\u1c7e\u1c7f'
    '\u1cc0-\u1cc7\u1cd3\u2000-\u20c0\u2104-\u212e\u213a-\u214d\u214f\u218a-\u244a\u2500-\u2775'
    '\u2794-\u2bff\u2ce5-\u2cea\u2cf9-\u2cfc\u2cfe\u2cff\u2d70\u2e00-\u2e2e\u2e30-\u3004\u3008-\u3020'
    '\u3030\u3037\u303d-\u303f\u30a0\u30fb\u3190\u3191\u31c0-\u31e3\u327f\u4dc0-\u4dff\ua490-\ua4c6\ua4fe'
    '\ua4ff\ua60d-\ua60f\ua673\ua67e\ua6f2-\ua716\ua720\ua721\ua789\ua78a\ua828-\ua82b\ua836-\ua839'
    '\ua874-\ua877\ua8ce\ua8cf\ua8f8-\ua8fa\ua8fc\ua92e\ua92f\ua95f\ua9c1-\ua9cd\ua9de\ua9df\uaa5c-\uaa5f'
    '\uaa77-\uaa79\uaade\uaadf\uaaf0\uaaf1\uab5b\uab6a\uab6b\uabeb\ufbb2-\ufdff\ufe45\ufe46\ufeff-\ufffd'
    '\U0001cf50-\U0001d15d\U0001d16a-\U0001d16c\U0001d173-\U0001d17a\U0001d183-\U0001d184'
    '\U0001d18c-\U0001d1a9\U0001d1ae-\U0001d241\U0001d300-\U0001d356\U0001eef0-\U0001f0f5'
    '\U0001f10d-\U0001fbca]+',
    ' ', 'g'), ' ');
  IF words = '' THEN  -- a text of signs alone keeps them
    words := btrim(regexp_replace(letters, '[\u0001-\u0020\u007f-\u00a0\u1680\u2028\u2029]+', ' ', 'g'), ' ');
  END IF;
  RETURN words;
END
$fold$;

-- The folded text and, where that differs, its compound names joined: عبد الله is found as عبدالله too.
CREATE OR REPLACE FUNCTION public.search_text(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $search$
DECLARE
  folded text := public.fold_text(t);
BEGIN
  IF folded ~ '(^| )(عبد|ابو|ابا|ابي|ابن|بن|ام|ال|بو|al|el|abd|abdul|abdel|abu|abou|bin|ibn|ben) | (الدين|الله)( |$)' THEN
    RETURN folded || ' ' || regexp_replace(folded,
      '(?<=(?:^| )(?:عبد|ابو|ابا|ابي|ابن|بن|ام|ال|بو|al|el|abd|abdul|abdel|abu|abou|bin|ibn|ben)) | (?=(?:الدين|الله)(?: |$))',
      '', 'g');
  END IF;
  RETURN folded;
END
$search$;
