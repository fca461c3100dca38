/* Find and sort in tables. A table asks for it with data-xs-find (the label of the search box) and
   data-xs-sort (the label of the list of orders, for phones, where headers are out of sight); a
   column header may be a facet (data-xs-facet, with the words of "all").
   Without this script every row is there, in the order of the page. */
(() => {
  "use strict";

  const FEW = 7; // rows that one sees at a glance need no search box
  const narrow = matchMedia("(max-width: 44.9375em)"); // as in xushi.css

  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  const rowsOf = (table) => [...table.tBodies].flatMap((body) => [...body.rows]);

  function controls(table) {
    const box = document.createElement("div");
    box.className = "xs-find";
    const frame = table.closest(".xs-scroll") ?? table;
    frame.before(box);
    return box;
  }

  function labelled(box, words, control) {
    const label = document.createElement("label");
    const name = document.createElement("span");
    name.textContent = words;
    label.append(name, control);
    box.append(label);
    return control;
  }

  /* A box that hides the rows without what is typed, and one list for each facet. */
  function makeFindable(table) {
    const box = controls(table);
    const input = document.createElement("input");
    input.type = "search";
    labelled(box, table.dataset.xsFind, input);
    const facets = [...table.tHead.rows[0].cells]
      .filter((header) => header.dataset.xsFacet)
      .map((header) => ({ column: header.cellIndex, list: facet(table, box, header) }))
      .filter(({ list }) => list);
    const count = document.createElement("output");
    count.className = "xs-find__count";
    box.append(count);

    const apply = () => {
      const asked = plain(input.value).split(" ").filter(Boolean);
      const rows = rowsOf(table);
      let shown = 0;
      for (const row of rows) {
        const text = plain(row.dataset.xsWords ?? "") + " " + plain(row.textContent);
        const fits =
          asked.every((word) => text.includes(word)) &&
          facets.every(({ column, list }) => !list.value || wordsOf(row.cells[column]).includes(list.value));
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      for (const body of table.tBodies) body.hidden = [...body.rows].every((row) => row.hidden);
      count.value = shown === rows.length ? "" : `${shown} / ${rows.length}`;
    };
    input.addEventListener("input", apply);
    box.addEventListener("change", apply);
  }

  /* What a cell can be found by: each of its links, or all it says. */
  function wordsOf(cell) {
    if (cell?.dataset.xsValue !== undefined) return [cell.dataset.xsValue];
    const links = [...(cell?.querySelectorAll("a") ?? [])];
    return (links.length ? links : [cell]).map((part) => part?.textContent.trim() ?? "");
  }

  function facet(table, box, header) {
    const list = document.createElement("select");
    list.append(new Option(header.dataset.xsFacet, ""));
    const seen = new Set(rowsOf(table).flatMap((row) => wordsOf(row.cells[header.cellIndex])));
    seen.delete("");
    if (seen.size < 2) return null;
    for (const words of seen) list.append(new Option(words, words));
    return labelled(box, header.textContent.trim(), list);
  }

  /* A header becomes a button that orders the rows by its column, up and then down. */
  function makeSortable(table) {
    if (table.dataset.xsSort) makeOrders(table);
    for (const header of table.tHead.rows[0].cells) {
      if (header.colSpan > 1 || !header.textContent.trim()) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "xs-sort";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => sort(table, header));
    }
    if (!table.matches(".xs-table--stack")) return;
    // What is out of sight on phones is out of the order of keys; the list of orders does the same.
    const reach = () => {
      for (const button of table.tHead.querySelectorAll(".xs-sort")) {
        button.tabIndex = narrow.matches ? -1 : 0;
      }
    };
    narrow.addEventListener("change", reach);
    reach();
  }

  function makeOrders(table) {
    const box = (table.closest(".xs-scroll") ?? table).previousElementSibling;
    if (!box?.matches(".xs-find")) return;
    const list = document.createElement("select");
    list.append(new Option("—", ""));
    for (const [place, header] of [...table.tHead.rows[0].cells].entries()) {
      const words = header.textContent.trim();
      list.append(new Option(`${words} ↑`, `${place} up`), new Option(`${words} ↓`, `${place} down`));
    }
    labelled(box, table.dataset.xsSort, list).parentElement.classList.add("xs-find__order");
    list.addEventListener("change", () => {
      const [place, way] = list.value.split(" ");
      if (way) sort(table, table.tHead.rows[0].cells[place], way === "down");
    });
  }

  function sort(table, header, down = header.ariaSort === "ascending") {
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.ariaSort = down ? "descending" : "ascending";
    const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const key = (row) => {
      const cell = row.cells[header.cellIndex];
      const value = cell?.dataset.xsValue ?? cell?.textContent.trim() ?? "";
      return { number: value === "" ? NaN : Number(value), text: value };
    };
    for (const body of table.tBodies) {
      const keyed = [...body.rows].map((row) => [key(row), row]);
      keyed.sort(([one], [other]) => compare(one, other, order) * (down ? -1 : 1));
      body.append(...keyed.map(([, row]) => row));
    }
  }

  function compare(one, other, order) {
    const [left, right] = [Number.isNaN(one.number), Number.isNaN(other.number)];
    if (!left && !right) return one.number - other.number;
    if (left !== right) return left ? 1 : -1;
    return order.compare(one.text, other.text);
  }

  for (const table of document.querySelectorAll("table[data-xs-find]")) {
    if (rowsOf(table).length > FEW) makeFindable(table);
  }
  for (const table of document.querySelectorAll("table[data-xs-sort]")) {
    if (rowsOf(table).length > 1) makeSortable(table);
  }
})();
