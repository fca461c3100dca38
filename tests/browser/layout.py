"""What is wrong with the layout of an open page.

Too wide, sticking out, text upon text, or one letter a line.

Charts are looked at as wholes; what stands where inside them is theirs.
"""

from __future__ import annotations

from playwright.sync_api import Page

_FAULTS = """() => {
  const wide = document.documentElement.clientWidth;
  const found = [];
  scrollTo({ top: 0, behavior: "instant" }); // so that the header lies upon nothing
  const about = (node) => `${node.tagName}.${node.getAttribute("class")} "${
    node.textContent.trim().replace(/\\s+/g, " ").slice(0, 30)}"`;
  if (document.documentElement.scrollWidth > wide)
    found.push(`the page is ${document.documentElement.scrollWidth} wide`);

  /* The part of a box that is seen: nothing outside of what cuts or moves it. */
  const seen = (node, box) => {
    let { left, right, top, bottom } = box;
    for (let above = node; above && above !== document.body; above = above.parentElement) {
      const style = getComputedStyle(above);
      if (style.clipPath !== "none") return null;
      if (style.overflowX !== "visible" && !(above instanceof SVGElement)) {
        const frame = above.getBoundingClientRect();
        left = Math.max(left, frame.left); right = Math.min(right, frame.right);
        top = Math.max(top, frame.top); bottom = Math.min(bottom, frame.bottom);
      }
    }
    return right - left > 2 && bottom - top > 2 && right > 0 ? { left, right, top, bottom } : null;
  };

  for (const table of document.querySelectorAll(".xs-table--stack")) {
    const frame = table.closest(".xs-scroll");
    if ((wide < 700 || wide > 1200) && frame?.scrollWidth > frame?.clientWidth + 1)
      found.push(`a table of few columns moves sideways: ${about(table)}`);
  }

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, node = text.parentElement;
    const shown = node.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
    if (!text.data.trim() || !shown || node instanceof SVGElement) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const lines = range.getClientRects(), letters = text.data.trim().length;
    if (lines.length > 4 && letters < 2 * lines.length && seen(node, lines[0]))
      found.push(`stands on end: ${about(node)}`);
    for (const rect of lines) {
      const box = seen(node, rect);
      if (!box) continue;
      if (box.right > wide + 1) found.push(`sticks out: ${about(node)}`);
      texts.push({ ...box, node });
    }
  }

  texts.sort((one, other) => one.top - other.top);
  for (const [place, one] of texts.entries()) {
    for (let next = place + 1; next < texts.length && texts[next].top < one.bottom; next++) {
      const other = texts[next];
      const low = Math.min(one.bottom, other.bottom) - other.top;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const height = Math.min(one.bottom - one.top, other.bottom - other.top);
      if (one.node !== other.node && across > 2 && low > 0.4 * height)
        found.push(`${about(one.node)} upon ${about(other.node)}`);
    }
  }
  return [...new Set(found)];
}"""


def faults(page: Page) -> list[str]:
    """Name what is wider than the page, texts that cover each other, and columns of letters."""
    found: list[str] = page.evaluate(_FAULTS)
    return found
