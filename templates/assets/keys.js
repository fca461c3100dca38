/* The theme opens its drawer, and the contents in it, by labels that answer to a pointer only. Here
   they become buttons for the keyboard too. Without this script the drawer comes out as soon as the
   focus enters it; with it, what is closed cannot be reached (both in xushi.css). */
(() => {
  "use strict";

  const drawer = document.getElementById("__drawer");
  const inside = document.querySelector(".md-sidebar--primary");
  const opener = document.querySelector(".md-header label[for=__drawer]");
  if (!drawer || !inside || !opener) return;

  const close = () => drawer.checked && drawer.click();

  function makeButton(label) {
    const box = document.getElementById(label.htmlFor);
    const tell = () => label.setAttribute("aria-expanded", String(box.checked));
    label.tabIndex = 0;
    label.setAttribute("role", "button");
    box.addEventListener("change", tell);
    label.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation(); // the theme knows Enter on labels, not the space bar
      label.click();
    });
    tell();
  }

  makeButton(opener);
  for (const label of inside.querySelectorAll("label[for=__toc]")) makeButton(label);

  // Who opened the drawer by key goes on in it; who leaves it, closes it.
  opener.addEventListener("keydown", (event) => {
    if (drawer.checked && event.defaultPrevented) inside.querySelector("a")?.focus();
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
