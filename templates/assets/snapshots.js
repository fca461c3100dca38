/* Links to snapshots. On a disk they lie beside the folder of sites, on a server below the root of
   the site. Written is the way on a disk, which also leads there on a server that shows the site at
   its root; from any other place the way is found here. */
(() => {
  "use strict";

  if (!location.protocol.startsWith("http")) return;
  const root = new URL(document.currentScript.dataset.xsRoot || "./", location.href);
  for (const link of document.querySelectorAll("a[data-xs-kept]")) {
    if ("xsInternal" in link.dataset) {
      link.removeAttribute("href"); // no server has them
    } else {
      link.href = new URL(`snapshots/${link.dataset.xsKept}`, root).href;
    }
  }
})();
