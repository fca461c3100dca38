/* Draw the charts of a page anew when they come into view, so that they can be asked for values
   and saved. Until then, on paper, and where data are to be saved, the drawing of the page stands.
   The rows of a chart stand in its table or beside it as JSON; how a type of chart looks stands in
   chart-specs.js, and the drawing is Vega's. Both are loaded as scripts and only when needed: a
   page that was opened from a folder may not fetch anything. */
(() => {
  "use strict";

  const ours = document.currentScript.src;
  const beside = (path) => new URL(path, ours).href;
  const loading = new Map();
  const NUMBER = /^[\u2212-]?[0-9][0-9,\u202f]*([.][0-9]+)?/;
  const SVG = "http://www.w3.org/2000/svg";

  function load(path) {
    if (!loading.has(path)) {
      loading.set(
        path,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = beside(path);
          script.onload = resolve;
          script.onerror = () => reject(new Error(`cannot load ${path}`));
          document.head.append(script);
        }),
      );
    }
    return loading.get(path);
  }

  function element(name, attributes = {}, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  }

  const say = (name, words) =>
    window.xushiCharts.words[name].replace(/%\((\w+)\)s/g, (_, key) => words[key]);

  /* --- rows -------------------------------------------------------------- */

  function read(cell) {
    const drawn = cell.dataset.xsDrawn;
    if (drawn !== undefined) return drawn === "" ? null : Number(drawn);
    const found = NUMBER.exec(cell.textContent);
    return found ? Number(found[0].replace(/[,\u202f]/g, "").replace("\u2212", "-")) : null;
  }

  function fromTable(payload, table) {
    return [...table.tBodies[0].rows].map((line, number) => {
      const row = {};
      for (const name of window.xushiCharts.fields[payload.type]) {
        const column = payload.held.indexOf(name);
        row[name] = column < 0 ? (payload[name]?.[number] ?? null) : read(line.cells[column]);
      }
      row.period = line.cells[payload.held.indexOf("period")].textContent;
      const value = line.cells[payload.held.indexOf("value")].textContent;
      row.text = say("says", { name: row.period, value });
      return row;
    });
  }

  function rowsOf(payload, figure) {
    if (payload.held) return fromTable(payload, figure.querySelector("table"));
    const fields = window.xushiCharts.fields[payload.type];
    return payload.rows.map((row) =>
      Object.fromEntries(fields.map((name, number) => [name, row[number]])),
    );
  }

  /* Put one page's rows and parameters into a copy of the compiled chart. */
  function filled(payload, rows, height) {
    const spec = structuredClone(window.xushiCharts.specs[payload.type]);
    for (const param of spec.params ?? []) {
      if (param.name in payload.params) param.value = payload.params[param.name];
    }
    spec.height = height;
    spec.datasets = { ...spec.datasets, rows };
    spec.config.font = getComputedStyle(document.body).fontFamily;
    return spec;
  }

  /* --- reading by keyboard ----------------------------------------------- */

  /* What Vega says inside, in English, would only be in the way of those who listen. */
  function silence(canvas) {
    for (const part of canvas.querySelectorAll("*")) {
      for (const name of ["role", "aria-label", "aria-roledescription", "aria-hidden"]) {
        part.removeAttribute(name);
      }
    }
    canvas.querySelector("svg")?.setAttribute("aria-hidden", "true");
  }

  /* The marks of each row, found by the sentence that the row carries. */
  function marksByText(canvas) {
    const found = new Map();
    for (const part of canvas.querySelectorAll("path, rect")) {
      const text = part.__data__?.datum?.text;
      const kind = part.__data__?.mark?.marktype;
      if (text && part.__data__.opacity !== 0 && (kind === "symbol" || kind === "rect")) {
        found.set(text, [...(found.get(text) ?? []), part]);
      }
    }
    return found;
  }

  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  function readable(canvas, output, texts) {
    let at = -1;
    const show = (place) => {
      at = Math.min(Math.max(place, 0), texts.length - 1);
      canvas.querySelectorAll(".xs-at").forEach((mark) => mark.classList.remove("xs-at"));
      marksByText(canvas).get(texts[at])?.forEach((mark) => mark.classList.add("xs-at"));
      output.textContent = texts[at];
    };
    const hint = () => {
      canvas.querySelectorAll(".xs-at").forEach((mark) => mark.classList.remove("xs-at"));
      output.textContent = say("keys", {});
    };
    canvas.addEventListener("keydown", (event) => {
      const place = { Home: 0, End: texts.length - 1 }[event.key] ?? at + STEPS[event.key];
      if (Number.isNaN(place) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      show(place);
    });
    canvas.addEventListener("blur", hint);
    hint();
  }

  /* --- saving ------------------------------------------------------------ */

  const LOOKS = [
    "fill", "fill-opacity", "font-family", "font-size", "font-weight", "opacity", "overflow",
    "paint-order", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "stroke-opacity", "stroke-width", "text-anchor", "vector-effect", "visibility",
  ];

  function headings(figure) {
    let above = figure;
    while (above && !/^H[1-6]$/.test(above.tagName)) {
      above = above.previousElementSibling ?? above.parentElement;
    }
    const plain = (node) => [...(node?.childNodes ?? [])]
      .filter((part) => !part.classList?.contains("headerlink"))
      .map((part) => part.textContent).join("").trim();
    const title = figure.querySelector("figcaption strong")?.textContent;
    return title ?? [...new Set([plain(above), plain(document.querySelector("h1"))])].join(" · ");
  }

  function svgElement(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  }

  /* A copy that needs no style sheet: in light colours, with its title, its sentence and what the
     foot of the page says, in a stage outside the view that must be removed again. */
  function standalone(figure, drawing) {
    const shown = drawing.querySelector(".xs-chart__canvas svg") ?? drawing.querySelector("svg");
    const { width, height } = shown.getBoundingClientRect();
    const stage = element("div", { class: "xs-chart xs-stage-of-copy", "data-md-color-scheme": "default" });
    const copy = shown.cloneNode(true);
    copy.removeAttribute("aria-hidden");
    const side = shown.matches(".xs-drawing") ? shown.getBoundingClientRect().x - drawing.getBoundingClientRect().x : 8;
    const whole = svgElement("svg", {
      xmlns: SVG, role: "img", width: Math.ceil(width + 2 * side), height: Math.ceil(height + 84), class: "xs-copy",
    });
    const says = figure.querySelector(".xs-chart__says").textContent;
    const unit = figure.querySelector(".xs-chart__unit")?.textContent ?? "";
    const source = document.querySelector(".xs-facts li")?.textContent.trim() ?? "";
    const title = headings(figure);
    copy.setAttribute("x", side);
    copy.setAttribute("y", 52);
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    whole.append(
      svgElement("title", {}, title),
      svgElement("desc", {}, says),
      svgElement("rect", { width: "100%", height: "100%", class: "xs-copy__ground" }),
      svgElement("text", { x: 8, y: 22, class: "xs-copy__title" }, title),
      svgElement("text", { x: 8, y: 40, class: "xs-x" }, unit),
      copy,
      svgElement("text", { x: 8, y: height + 76, class: "xs-x" }, source),
    );
    stage.append(whole);
    document.querySelector(".md-typeset").append(stage);
    for (const part of whole.querySelectorAll("svg, path, rect, text, g, circle, line")) {
      const style = getComputedStyle(part);
      const looks = LOOKS.map((name) => [name, style.getPropertyValue(name)]);
      // One by one, for a strict policy passes over a whole attribute.
      looks.forEach((look) => part.style.setProperty(...look));
    }
    return { stage, whole };
  }

  function bare(whole) {
    const copy = whole.cloneNode(true);
    for (const part of [copy, ...copy.querySelectorAll("*")]) {
      for (const { name, value } of [...part.attributes]) {
        if (value.startsWith("var(") || name === "class" || name === "id" || name.startsWith("data-") || (name.startsWith("aria-") && part !== copy)) {
          part.removeAttribute(name);
        }
      }
    }
    return copy;
  }

  const address = (svg) =>
    `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;

  /* Words are written on the picture itself: a picture inside a picture has no fonts of the page. */
  function write(context, whole) {
    const origin = whole.getBoundingClientRect();
    for (const text of whole.querySelectorAll("text")) {
      const style = getComputedStyle(text);
      const matrix = text.getScreenCTM();
      const apart = (text.getAttribute("x") ?? "").includes(" ");
      context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      context.fillStyle = style.fill;
      context.strokeStyle = style.stroke;
      context.lineWidth = parseFloat(style.strokeWidth);
      context.lineJoin = "round";
      context.globalAlpha = Number(style.opacity);
      const pieces = apart ? [...text.textContent] : [text.textContent];
      pieces.forEach((piece, number) => {
        if (!piece || style.visibility === "hidden") return;
        const place = text.getStartPositionOfChar(number).matrixTransform(matrix);
        const at = [piece, place.x - origin.x, place.y - origin.y];
        if (style.stroke !== "none") context.strokeText(...at);
        context.fillText(...at);
      });
    }
    context.globalAlpha = 1;
  }

  async function picture(whole) {
    const wordless = bare(whole);
    wordless.querySelectorAll("text").forEach((text) => text.remove());
    const image = new Image();
    image.src = address(wordless);
    await image.decode();
    const [width, height] = ["width", "height"].map((name) => Number(whole.getAttribute(name)));
    const canvas = element("canvas", { width: width * 2, height: height * 2 });
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    context.drawImage(image, 0, 0, width, height);
    write(context, whole);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  async function save(figure, drawing, format) {
    const { stage, whole } = standalone(figure, drawing);
    try {
      const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(bare(whole))}\n`;
      const blob = format === "SVG" ? new Blob([text], { type: "image/svg+xml" }) : await picture(whole);
      const page = location.pathname.split("/").filter(Boolean).pop()?.replace(/\.html$/, "") || "index";
      const link = element("a", { download: `${page}-${figure.id}.${format.toLowerCase()}` });
      link.href = URL.createObjectURL(blob);
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    } finally {
      stage.remove();
    }
  }

  function tools(figure, drawing) {
    const buttons = ["SVG", "PNG"].map((format) => {
      const words = say("save", { format });
      const button = element("button", { type: "button", title: words, "aria-label": words }, format);
      button.addEventListener("click", () => save(figure, drawing, format));
      return button;
    });
    drawing.append(element("div", { class: "xs-chart__tools" }, ...buttons));
  }

  /* --- drawing ----------------------------------------------------------- */

  async function draw(drawing) {
    if (drawing.dataset.xsState) return;
    drawing.dataset.xsState = "started";
    const figure = drawing.closest("figure");
    await load("chart-specs.js");
    tools(figure, drawing);
    if (navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches) {
      drawing.dataset.xsState = "kept";
      return;
    }
    await load("vendor/vega.js");
    const payload = JSON.parse(drawing.dataset.xsChart);
    const rows = rowsOf(payload, figure);
    const height = drawing.querySelector("svg").height.baseVal.value;
    const output = element("output", { id: `${figure.id}-read`, class: "xs-chart__read" });
    const canvas = element("div", {
      class: "xs-chart__canvas", role: "application", tabindex: "0",
      "aria-labelledby": `${figure.id}-says`, "aria-describedby": output.id,
    });
    drawing.prepend(canvas, output);
    await window.vegaEmbed(canvas, filled(payload, rows, height), {
      actions: false,
      ast: true,
      defaultStyle: false,
      formatLocale: window.xushiCharts.formats.number,
      logLevel: 1, // errors only: rows without a value are no reason to warn
      renderer: "svg",
      tooltip: { disableDefaultStyle: true, id: "xs-tooltip" },
    });
    silence(canvas);
    readable(canvas, output, rows.map((row) => row.text));
    drawing.dataset.xsState = "done";
  }

  /* The drawing of the page stays where ours cannot be made. */
  function fail(drawing, error) {
    drawing.dataset.xsState = "failed";
    drawing.querySelectorAll(".xs-chart__canvas, .xs-chart__read").forEach((part) => part.remove());
    console.error(error);
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) {
          watcher.unobserve(target);
          draw(target).catch((error) => fail(target, error));
        }
      }
    },
    { rootMargin: "100px 0px" },
  );
  document.querySelectorAll("[data-xs-chart]").forEach((drawing) => watcher.observe(drawing));
})();
