"""Chinese text is right on a machine without any Chinese font."""

import os
import re
from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser

from tests.browser.kinds import specimen
from tests.chromium import CHROMIUM, SWITCHES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


@pytest.fixture
def poor_machine(tmp_path: Path, site: Path) -> Path:
    """Describe a machine whose only font has Latin letters."""
    font = TTFont(site / "assets/fonts/xushi-sans.woff2")
    cutter = subset.Subsetter()
    cutter.populate(unicodes=range(0x20, 0x7F))
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = "LatinOnly"
    font.flavor = None
    (tmp_path / "fonts").mkdir()
    font.save(tmp_path / "fonts/latin.otf")
    config = tmp_path / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    return config


@pytest.mark.parametrize("kind", ["counties/*.html", "reporting/*.html"])
def test_our_font_draws_what_the_machine_cannot(
    browser: Browser, poor_machine: Path, site: Path, kind: str
) -> None:
    """Every heading and badge is drawn in our own font, in words and in charts."""
    surroundings = {**os.environ, "FONTCONFIG_FILE": str(poor_machine)}
    start = browser.browser_type.launch
    poor = start(executable_path=CHROMIUM, args=SWITCHES, env=surroundings)
    page = poor.new_page()
    page.goto((site / specimen(site, kind)).as_uri())
    page.evaluate("document.fonts.ready")
    protocol = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        protocol.send(f"{domain}.enable")
    top = protocol.send("DOM.getDocument")["root"]["nodeId"]
    for selector in (".xs-demo", ".md-header__title .md-ellipsis", "h1", "h2", "p"):
        node = protocol.send("DOM.querySelector", {"nodeId": top, "selector": selector})
        used = protocol.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]
        words = len(HAN.findall(page.locator(selector).first.inner_text()))
        ours = sum(font["glyphCount"] for font in used if font["isCustomFont"])

        assert ours >= words > 0, selector
    poor.close()


def test_font_has_every_character_of_the_site(site: Path) -> None:
    """A name with a character that the font lacks would show a box; make.py puts it in."""
    known = TTFont(site / "assets/fonts/xushi-sans.woff2").getBestCmap()
    texts = (path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    used = set().union(*texts)

    assert sorted(char for char in used if char.isprintable() and ord(char) not in known) == []
