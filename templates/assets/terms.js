/* Explanations beside special words. A word is a link to the glossary (.xs-term); with this script
   its explanation also appears when the pointer or the keyboard is on it, or at the first tap.
   It stays while the pointer is on the word or on the explanation, and Esc takes it away. The
   explanations are loaded when they are first asked for; without them the link is still there. */
(() => {
  "use strict";

  const SCRIPT = new URL("glossary.js", document.currentScript.src).href;
  const WAIT = 150; // milliseconds to go from the word to its explanation

  let tip, shown, leaving, loading;

  function load() {
    loading ??= new Promise((done) => {
      const script = document.createElement("script");
      script.src = SCRIPT;
      script.onload = script.onerror = () => done(window.xsGlossary ?? {});
      document.head.append(script);
    });
    return loading;
  }

  function make() {
    const box = document.createElement("div");
    box.id = "xs-term-tip";
    box.className = "xs-tip";
    box.setAttribute("role", "tooltip");
    box.hidden = true;
    box.addEventListener("pointerenter", () => clearTimeout(leaving));
    box.addEventListener("pointerleave", leave);
    document.body.append(box);
    return box;
  }

  function place(term) {
    const word = term.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(word.left, width - tip.offsetWidth - 8));
    const below = word.bottom + 4;
    const fits = below + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${left}px`;
    tip.style.top = `${fits ? below : Math.max(8, word.top - tip.offsetHeight - 4)}px`;
  }

  async function show(term) {
    clearTimeout(leaving);
    if (shown === term) return;
    hide();
    shown = term;
    const words = await load();
    const [name, meaning] = words[term.hash.replace("#g-", "")] ?? [];
    if (shown !== term || !meaning) return;
    tip ??= make();
    const heading = document.createElement("strong");
    heading.textContent = name;
    tip.replaceChildren(heading, meaning);
    tip.hidden = false;
    term.setAttribute("aria-describedby", tip.id);
    place(term);
  }

  function hide() {
    clearTimeout(leaving);
    shown?.removeAttribute("aria-describedby");
    shown = undefined;
    if (tip) tip.hidden = true;
  }

  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(() => { if (document.activeElement !== shown) hide(); }, WAIT);
  }

  const termOf = (event) => event.target.closest?.(".xs-term");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch" && termOf(event)) show(termOf(event));
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "touch" && termOf(event)) leave();
  });
  document.addEventListener("focusin", (event) => {
    if (termOf(event)?.matches(":focus-visible")) show(termOf(event));
  });
  document.addEventListener("focusout", (event) => {
    if (termOf(event)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("click", (event) => {
    const term = termOf(event);
    if (term && event.pointerType === "touch" && shown !== term) {
      event.preventDefault(); // the first tap explains, the second one follows the link
      show(term);
    } else if (!term && !tip?.contains(event.target)) {
      hide();
    }
  });
  addEventListener("scroll", () => { if (tip && !tip.hidden) place(shown); }, { passive: true });
})();
