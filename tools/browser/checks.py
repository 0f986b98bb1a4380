"""What can be checked of a page without eyes."""

from playwright.sync_api import Page

# Runs in the page: what stands in the way of people who do not see well, or use no pointer.
AUDIT = r"""
() => {
  const found = [];
  const name = (e) => (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent
    || e.getAttribute('alt') || e.title || '').trim();
  const shown = (e) => {
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    return style.visibility !== 'hidden' && style.display !== 'none' && box.width > 0 && box.height > 0;
  };
  const text = (e) => e.tagName.toLowerCase() + ' "' + (name(e) || e.outerHTML).slice(0, 60) + '"';
  for (const e of document.querySelectorAll('a, button, select, textarea, summary, input:not([type=hidden])')) {
    if (shown(e) && !name(e)) found.push('no label: ' + e.outerHTML.slice(0, 120));
  }
  for (const e of document.querySelectorAll('img:not([alt]), svg[role=img]:not([aria-label])')) {
    found.push('no text for a picture: ' + e.outerHTML.slice(0, 120));
  }
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids)) {
    if (ids.filter((other) => other === id).length > 1) found.push('id twice: ' + id);
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  if (!document.documentElement.lang) found.push('no language');
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth + 1) {
    const wide = [...document.querySelectorAll('main *')].filter(
      (e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, figure, pre, code'));
    found.push('wider than the screen: ' + wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 90)).join(' | '));
  }
  // WCAG 2.2, 1.4.3: the relative luminance of text and of what is behind it.
  const parts = (color) => (color.match(/[\d.]+/g) || []).map(Number);
  const over = (front, back) => {
    const alpha = front[3] ?? 1;
    return [0, 1, 2].map((i) => front[i] * alpha + back[i] * (1 - alpha));
  };
  const luminance = (color) => {
    const [r, g, b] = color.map((v) => {
      v /= 255;
      return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (e) => {
    const chain = [];
    for (let at = e; at; at = at.parentElement) chain.push(parts(getComputedStyle(at).backgroundColor));
    return chain.reverse().reduce((back, color) => over(color, back), [255, 255, 255]);
  };
  const seen = new Set();
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !shown(e) || e.closest('[hidden], script, style, option, [aria-hidden=true], title')) continue;
    const style = getComputedStyle(e);
    const back = behind(e);
    const front = over(parts(e.namespaceURI.endsWith('svg') ? style.fill : style.color), back);
    const [a, b] = [luminance(front), luminance(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24;
    const key = front.map(Math.round) + '/' + back.map(Math.round);
    if (ratio < (isLarge ? 3 : 4.5) && !seen.has(key)) {
      seen.add(key);
      found.push('contrast ' + ratio.toFixed(2) + ' of ' + text(e));
    }
  }
  return found;
}
"""


class Complaints:
    def __init__(self):
        self.lines: list[str] = []
        self.checks = 0

    def expect(self, holds: bool, what: str):
        self.checks += 1
        if not holds:
            self.lines.append(what)

    def attach(self, page: Page):
        """Whatever the browser itself complains of."""
        page.on("pageerror", lambda error: self.lines.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: message.type in ("error", "warning")
            # A wrong filter and a missing page are answered with these on purpose.
            and not any(f"status of {status}" in message.text for status in (400, 404))
            and self.lines.append(f"{page.url}: console: {message.text}"),
        )

    def audit(self, page: Page, name: str):
        found = page.evaluate(AUDIT)
        self.checks += 1
        self.lines += [f"{name}: {line}" for line in found]
