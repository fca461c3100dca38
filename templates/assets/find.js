/* The directory in the search box of the theme: counties, units and indicators by full and short
   name, pinyin or its initials, alias and code. Its files (made by generator/search) are scripts,
   so that they load from a folder, too, and none is asked for before the box is used. */
(() => {
  "use strict";

  const SHOWN = 8; // hits at once; the others unfold
  const MOST = 60;
  const FEW_LETTERS = 3; // so many letters must fit inside a name, or begin a code
  const ENOUGH = 20000; // units that one query may load

  const query = document.querySelector("[data-md-component=search-query]");
  const result = document.querySelector("[data-md-component=search-result]");
  const toggle = document.getElementById("__search");
  const config = document.getElementById("__config");
  if (!query || !result || !toggle || !config) return;
  const base = new URL(`${JSON.parse(config.textContent).base}/`, location.href);

  let start = null; // what start.js holds, arranged
  const loaded = new Map(); // file: promise of its entries
  const units = new Map(); // id: entry

  /* --- files --------------------------------------------------------------------------------- */

  const arrived = {};
  window.xushiDirectory = (name, data) => arrived[name]?.(data);

  function load(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(`assets/directory/${name}.js`, base);
        arrived[name] = resolve;
        script.addEventListener("error", () => {
          loaded.delete(name); // the next key tries again
          reject(new Error(`${name} is not there`));
        });
        script.addEventListener("load", () => script.remove());
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  }

  const begin = () => load("start").then((data) => (start ??= arrange(data)));

  function arrange(data) {
    const readings = new Map(); // character: its syllables, the usual one first
    for (const table of [data.usual, data.others]) {
      for (const [syllable, characters] of Object.entries(table)) {
        for (const character of characters) {
          readings.set(character, [...(readings.get(character) ?? []), syllable]);
        }
      }
    }
    const found = { ...data, readings };
    found.syllables = new Set([...Object.keys(data.usual), ...Object.keys(data.others)]);
    found.counties = data.counties.map((row, number) =>
      entry(found, row, `counties/${row[0]}`, [0, 0, number], data.words.county, row[2]));
    found.indicators = data.indicators.map((row, number) =>
      entry(found, row, `indicators/${row[0]}`, [2, 0, number], data.words.indicator, row[2]));
    return found;
  }

  function unit(row) {
    const [id, , place, kind = 0] = row;
    if (!units.has(id)) {
      const county = start.counties[place].name;
      const order = [1, kind, place];
      units.set(id, entry(start, row, `units/${id}`, order, start.kinds[kind], county, county));
    }
    return units.get(id);
  }

  function entry(data, row, path, order, kind, about, town = "") {
    const [id, name, , , short = "", others = "", code = "", closed = 0] = row;
    const names = [name, short, ...others.split("|")].filter(Boolean).map((text, number) => ({
      text,
      own: number === 0 || (number === 1 && short !== ""),
      signs: signs(data, text),
    }));
    for (const each of names) each.starts = starts(each, town);
    const codes = [code, id].filter(Boolean);
    return { id, name, names, codes, path, order, kind, about, closed };
  }

  /* --- texts --------------------------------------------------------------------------------- */

  const plain = (text) =>
    text.normalize("NFKC").toLowerCase().replace(/ü/g, "v").replace(/[^\p{L}\p{N}]/gu, "");

  /* The letters, digits and characters of a name, each with how it is read and where it stands. */
  function signs(data, text) {
    const found = [];
    let at = 0;
    for (const character of text) {
      const to = at + character.length;
      for (const sign of plain(character)) {
        found.push({ sign, said: data.readings.get(character) ?? [], from: at, to });
      }
      at = to;
    }
    return found;
  }

  /* Where else people begin to type a name: after that of its county, and at each word. */
  function starts({ text, signs: all }, town) {
    const found = [];
    for (const before of [town, town.slice(0, -1)]) {
      if (before.length > 1 && text.startsWith(before)) {
        found.push(all.findIndex((sign) => sign.from >= before.length));
        break;
      }
    }
    all.forEach((sign, number) => {
      if (number && /\s/.test(text[sign.from - 1])) found.push(number);
    });
    return found.filter((number) => number > 0);
  }

  /* --- ranks --------------------------------------------------------------------------------- */

  /* What fits better has the smaller number; equal ones stand by kind, county and id. */
  const RANK = {
    name: 0,
    otherName: 1, // an alias, a code, an id
    letters: 2, // all of a name, as pinyin or its initials
    lettersElse: 3, // the same with a less usual reading
    begins: 4,
    lettersBegin: 5,
    lettersElseBegin: 6,
    otherBegins: 7,
    word: 8, // what follows the county's name, or another word of the name
    inside: 9,
    lettersInside: 10,
    codeBegins: 11,
    words: 12, // several words, each somewhere
  };

  const PINYIN = 1;
  const UNUSUAL = 2;

  /* Read the query from one sign of a name on: as it is written, or as pinyin, each syllable whole
     or only its beginning. Gives where it ends and how it was read, or null. */
  function fit(asked, all, at, used = 0, how = 0) {
    if (used === asked.length) return { to: at, how };
    if (at === all.length) return null;
    const { sign, said } = all[at];
    let best = null;
    const keep = (found) => {
      if (found && (!best || found.how < best.how)) best = found;
    };
    if (asked.startsWith(sign, used)) keep(fit(asked, all, at + 1, used + sign.length, how));
    for (let number = 0; number < said.length; number += 1) {
      const syllable = said[number];
      if (asked[used] !== syllable[0]) continue;
      const as = how | PINYIN | (number ? UNUSUAL : 0);
      for (const length of lengths(syllable)) {
        if (asked.startsWith(syllable.slice(0, length), used)) {
          keep(fit(asked, all, at + 1, used + length, as));
        }
      }
      const rest = asked.length - used; // the last syllable may be half typed
      if (rest > 1 && rest < syllable.length && syllable.startsWith(asked.slice(used))) {
        keep({ to: at + 1, how: as });
      }
    }
    return best;
  }

  const lengths = (syllable) => {
    const initial = syllable[1] === "h" ? [2] : []; // zh, ch, sh
    return [...new Set([syllable.length, ...initial, 1])];
  };

  function rankName(asked, { signs: all, own, starts: others }) {
    const found = fit(asked, all, 0);
    if (found) {
      const exact = found.to === all.length;
      if (!own) {
        return hit(exact && !(found.how & PINYIN) ? RANK.otherName : RANK.otherBegins, all, 0, found);
      }
      const step = found.how & UNUSUAL ? 2 : found.how & PINYIN ? 1 : 0;
      const [whole, part] = [
        [RANK.name, RANK.letters, RANK.lettersElse],
        [RANK.begins, RANK.lettersBegin, RANK.lettersElseBegin],
      ];
      return hit((exact ? whole : part)[step], all, 0, found);
    }
    for (const at of others) {
      const inner = fit(asked, all, at);
      if (inner) return hit(RANK.word, all, at, inner);
    }
    for (let at = 1; at < all.length; at += 1) {
      const inner = fit(asked, all, at);
      if (inner && !(inner.how & PINYIN)) return hit(RANK.inside, all, at, inner);
      if (inner && asked.length >= FEW_LETTERS) return hit(RANK.lettersInside, all, at, inner);
    }
    return null;
  }

  const hit = (rank, all, at, { to }) => ({ rank, from: all[at].from, to: all[to - 1].to });

  function rankEntry(asked, one) {
    let best = null;
    for (const name of one.names) {
      const found = rankName(asked, name);
      if (found && (!best || found.rank < best.rank)) best = { ...found, text: name.text };
    }
    for (const code of one.codes) {
      const bare = plain(code);
      const exact = bare === asked;
      const rank = exact ? RANK.otherName : RANK.codeBegins;
      const fits = exact || (asked.length >= FEW_LETTERS && bare.startsWith(asked));
      if (fits && (!best || rank < best.rank)) {
        best = { rank, text: code, from: 0, to: exact ? code.length : 0 };
      }
    }
    return best;
  }

  /* Several words may each stand in a name, or name the county. */
  function rankWords(words, one) {
    const whole = rankEntry(words.join(""), one);
    if (whole || words.length < 2) return whole;
    let marked = null;
    for (const word of words) {
      const found = rankEntry(word, one);
      const place = found ?? (one.order[0] === 1 && rankEntry(word, start.counties[one.order[2]]));
      if (!place) return null;
      marked ??= found;
    }
    return marked && { ...marked, rank: RANK.words };
  }

  function hits(words, those) {
    const found = [];
    for (const list of [start.counties, those, start.indicators]) {
      for (const one of list) {
        const best = rankWords(words, one);
        if (best) found.push({ ...best, one });
      }
    }
    const order = (left, right) =>
      left.rank - right.rank ||
      left.one.order[0] - right.one.order[0] ||
      left.one.closed - right.one.closed ||
      left.one.order[1] - right.one.order[1] ||
      left.one.order[2] - right.one.order[2] ||
      (left.one.id < right.one.id ? -1 : 1);
    return found.sort(order);
  }

  /* --- which files ---------------------------------------------------------------------------- */

  /* The letters with which names may begin that are asked for so, most syllables first. */
  function spellings(asked) {
    const found = new Set();
    const read = (at, letters) => {
      if (found.size >= 32) return;
      if (at >= asked.length || letters.length >= start.depth) {
        found.add(letters);
        return;
      }
      const sign = String.fromCodePoint(asked.codePointAt(at));
      if (!/[a-z]/.test(sign)) {
        const said = start.readings.get(sign);
        read(at + sign.length, letters + (said ? said[0][0] : sign.length > 1 ? "\uffff" : sign));
        return;
      }
      for (let length = Math.min(6, asked.length - at); length > 1; length -= 1) {
        const part = asked.slice(at, at + length);
        const last = at + length === asked.length;
        const syllable = start.syllables.has(part) || /^[zcs]h$/.test(part) ||
          (last && [...start.syllables].some((one) => one.startsWith(part)));
        if (syllable) read(at + length, letters + sign);
      }
      read(at + 1, letters + sign);
    };
    read(0, "");
    return found;
  }

  /* The files that may hold a name, and whether some were left out because there are too many.
     A file goes from its own letters to those of the next one. */
  function filesFor(words) {
    const wanted = new Set();
    let n = 0;
    let left = false;
    const asked = words.length > 1 ? [words.join(""), ...words] : words;
    for (const letters of new Set(asked.flatMap((word) => [...spellings(word)]))) {
      const files = start.shards.filter(([first], number) =>
        !wanted.has(first) && first < `${letters}\uffff` &&
        !(start.shards[number + 1]?.[0] <= letters));
      const more = files.reduce((sum, [, size]) => sum + size, 0);
      if (n + more > ENOUGH) {
        left = true;
        continue;
      }
      n += more;
      for (const [first] of files) wanted.add(first);
    }
    return { files: [...wanted].map(fileName), left };
  }

  const fileName = (first) => {
    if (/^[a-z0-9]*$/.test(first)) return first ? `units-${first}` : "units";
    return ["units-", ...[...first].map((sign) => sign.charCodeAt(0).toString(16))].join("-");
  };

  /* --- what is seen --------------------------------------------------------------------------- */

  const box = document.createElement("div");
  box.className = "xs-directory";
  const status = document.createElement("p");
  status.className = "xs-directory__count";
  status.setAttribute("role", "status");
  const list = document.createElement("ol");
  list.className = "xs-directory__list";
  box.append(status, list);

  const say = (text, n) => text.replace("%(n)s", n);

  function element(tag, name, ...children) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...children);
    return made;
  }

  function marked(text, { from, to }) {
    const mark = element("mark", "", text.slice(from, to));
    return [text.slice(0, from), ...(to > from ? [mark] : []), text.slice(to)];
  }

  function line(found) {
    const { one, text } = found;
    const title = element("span", "xs-directory__name");
    const part = marked(text, found);
    const at = one.name.indexOf(text);
    if (at >= 0) title.append(...marked(one.name, { from: at + found.from, to: at + found.to }));
    else title.append(one.name, " ", element("span", "xs-directory__other", ...part));
    const about = [one.kind, one.about, one.closed ? start.words.closed : ""].filter(Boolean);
    const link = element("a", "xs-directory__link", title,
      element("span", "xs-directory__about", about.join(" · ")));
    link.href = new URL(one.path + start.ending, base);
    link.tabIndex = -1; // the theme's arrow keys lead here, as to its own results
    return link;
  }

  function show(found, left) {
    const first = found.slice(0, SHOWN).map((each) => element("li", "", line(each)));
    const rest = found.slice(SHOWN, MOST).map(line);
    if (rest.length) {
      const more = element("summary", "", say(start.words.more, rest.length));
      more.tabIndex = -1;
      first.push(element("li", "", element("details", "xs-directory__more", more, ...rest)));
    }
    list.replaceChildren(...first);
    const n = found.length ? say(start.words.found, found.length) : start.words.none;
    const cut = found.length > MOST ? say(start.words.first, MOST) : "";
    const hint = left ? start.words.type_more : "";
    const text = [n, cut, hint].filter(Boolean).join(" · ");
    if (status.textContent !== text) status.textContent = text;
    status.classList.toggle("xs-directory__count--none", !found.length && !left);
    box.classList.toggle("xs-directory--found", found.length > 0);
  }

  function clear() {
    list.replaceChildren();
    status.textContent = "";
    box.classList.remove("xs-directory--found");
  }

  let last = null;

  async function update() {
    const words = query.value.split(/\s+/u).map(plain).filter(Boolean);
    const asked = words.join(" ");
    if (asked === last) return;
    last = asked;
    if (!asked) {
      clear();
      return;
    }
    try {
      await begin();
      const { files, left } = filesFor(words);
      const rows = (await Promise.all(files.map(load))).flat();
      if (asked === last) show(hits(words, new Set(rows.map(unit))), left);
    } catch {
      last = null; // the theme's own results are there all the same
    }
  }

  /* --- when ----------------------------------------------------------------------------------- */

  function open() {
    if (document.readyState === "loading") return; // the theme still looks for its own first child
    if (!box.isConnected) result.prepend(box);
    begin().then(() => (start.shards.length === 1 ? load(fileName(start.shards[0][0])) : null))
      .catch(() => {});
    update();
  }

  query.addEventListener("focus", open);
  query.addEventListener("input", () => (box.isConnected ? update() : open()));
  query.form.addEventListener("reset", () => setTimeout(update));
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const first = list.querySelector("a");
    if (!first) return; // the theme opens its own best result
    event.preventDefault();
    event.stopPropagation();
    first.click();
  });
  toggle.addEventListener("change", () => {
    list.hidden = !toggle.checked; // as the theme does with its own list
  });
  list.hidden = !toggle.checked;
  if (document.activeElement === query) addEventListener("DOMContentLoaded", open);
})();
