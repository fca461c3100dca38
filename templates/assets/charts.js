/* Draw the charts of a page when they come into view.
   A figure carries its rows as JSON; how a type of chart looks stands in chart-specs.js, and the
   drawing is Vega's. Both are loaded as scripts and only when needed: a page that was opened from
   a folder may not fetch anything. Without this script the sentence and the table remain. */
(() => {
  "use strict";

  const ours = document.currentScript.src;
  const beside = (path) => new URL(path, ours).href;
  const loading = new Map();

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

  /* Put one page's rows and parameters into a copy of the compiled chart. */
  function filled(payload) {
    const spec = structuredClone(window.xushiCharts.specs[payload.type]);
    const rows = payload.rows.map((row) =>
      Object.fromEntries(payload.columns.map((name, number) => [name, row[number]])),
    );
    for (const param of spec.params ?? []) {
      if (param.name in payload.params) param.value = payload.params[param.name];
    }
    spec.height = payload.height;
    spec.datasets = { ...spec.datasets, rows };
    spec.config.font = getComputedStyle(document.body).fontFamily;
    return spec;
  }

  /* The figure has one name and one sentence; what Vega says inside, in English, would only
     be in the way of those who listen. */
  function silence(drawing) {
    for (const part of drawing.querySelectorAll("*")) {
      for (const name of ["role", "aria-label", "aria-roledescription", "aria-hidden"]) {
        part.removeAttribute(name);
      }
    }
    drawing.querySelector("svg")?.setAttribute("aria-hidden", "true");
  }

  async function draw(drawing) {
    if (drawing.dataset.xsDrawn) return;
    drawing.dataset.xsDrawn = "started";
    await Promise.all([load("vendor/vega.js"), load("chart-specs.js")]);
    const payload = JSON.parse(document.getElementById(drawing.dataset.xsChart).textContent);
    const place = document.createElement("div");
    place.className = "xs-chart__canvas";
    drawing.replaceChildren(place);
    await window.vegaEmbed(place, filled(payload), {
      actions: false,
      ast: true,
      defaultStyle: false,
      formatLocale: window.xushiCharts.formats.number,
      logLevel: 1, // errors only: rows without a value are no reason to warn
      renderer: "svg",
      tooltip: { disableDefaultStyle: true, id: "xs-tooltip" },
    });
    silence(drawing);
    drawing.dataset.xsDrawn = "done";
  }

  function fail(drawing, error) {
    drawing.dataset.xsDrawn = "failed";
    drawing.hidden = true;
    console.error(error);
    drawing.closest("figure")?.querySelector("details")?.setAttribute("open", "");
  }

  const begin = (drawing) => draw(drawing).catch((error) => fail(drawing, error));

  const waiting = document.querySelectorAll("[data-xs-chart]");
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) {
          watcher.unobserve(target);
          begin(target);
        }
      }
    },
    { rootMargin: "300px 0px" },
  );
  for (const drawing of waiting) watcher.observe(drawing);
  window.addEventListener("beforeprint", () => waiting.forEach(begin));
})();
