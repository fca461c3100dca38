/* The theme opens its drawer, and the contents in it, by labels that answer to a pointer only. Here
   they become buttons for the keyboard too. Without this script the drawer comes out as soon as the
   focus enters it; with it, what is closed cannot be reached (both in xushi.css). */
(() => {
  "use strict";

  const drawer = document.getElementById("__drawer");
  const inside = document.querySelector(".md-sidebar--primary");
  const label = document.querySelector(".md-header label[for=__drawer]");
  if (!drawer || !inside || !label) return;

  const close = () => drawer.checked && drawer.click();

  function makeButton(label) {
    const box = document.getElementById(label.htmlFor);
    const button = document.createElement("button");
    for (const { name, value } of label.attributes) button.setAttribute(name, value);
    button.type = "button";
    button.append(...label.childNodes);
    label.replaceWith(button);
    const tell = () => button.setAttribute("aria-expanded", String(box.checked));
    button.addEventListener("click", () => box.click());
    box.addEventListener("change", tell);
    tell();
    return button;
  }

  const opener = makeButton(label);
  for (const other of inside.querySelectorAll("label[for=__toc]")) makeButton(other);

  // Who opened the drawer by key (a click without a pointer) goes on in it; who leaves it, closes it.
  opener.addEventListener("click", ({ detail }) => {
    if (drawer.checked && detail === 0) inside.querySelector("a")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    close();
    opener.focus();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (!inside.contains(target) && target !== opener) close();
  });
})();
