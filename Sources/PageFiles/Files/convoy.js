// What pages do beyond their HTML: parts that change by themselves, choosing all rows, values under the
// pointer, copying commands. Everything else works without.
"use strict";

// Parts of a page that the server sends again when the store changes. A hidden page listens to nothing.
function listen(address) {
  let stream = null;
  let isOver = false;
  function open() {
    if (stream || isOver || document.hidden) return;
    stream = new EventSource(address);
    stream.onmessage = (event) => {
      const part = JSON.parse(event.data);
      const element = document.getElementById(part.id);
      if (element) replace(element, part.html);
    };
    stream.addEventListener("over", () => { isOver = true; close(); });
  }
  function close() {
    if (stream) stream.close();
    stream = null;
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}

// New content for an element; what was chosen in it stays chosen.
function replace(element, html) {
  const chosen = new Set(
    [...element.querySelectorAll("input:checked")].map((input) => input.name + "=" + input.value));
  const open = [...element.querySelectorAll("details")].map((details) => details.open);
  const active = element.contains(document.activeElement) ? document.activeElement : null;
  // What somebody is typing stays.
  if (active && active.matches("input[type=text], textarea, select")) return;
  const path = active ? pathTo(active, element) : [];
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const input of template.content.querySelectorAll("input[type=checkbox]")) {
    input.checked = chosen.has(input.name + "=" + input.value);
  }
  [...template.content.querySelectorAll("details")].forEach((details, index) => {
    details.open = open[index] ?? details.open;
  });
  element.replaceChildren(template.content);
  chartsIn(element);
  const same = path.reduce((at, index) => at?.children[index], element);
  if (active && same) same.focus({ preventScroll: true });
}

// The places of an element and of those around it among their siblings, from `root` on.
function pathTo(element, root) {
  const path = [];
  for (let at = element; at !== root; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  return path;
}

// A box over a column of boxes; with Shift, a range of them.
function choosing(head) {
  const form = head.closest("form");
  const boxes = () => [...form.querySelectorAll(`tbody input[name="${head.dataset.picks}"]`)];
  let last = null;
  head.addEventListener("change", () => boxes().forEach((box) => { box.checked = head.checked; }));
  form.addEventListener("click", (event) => {
    const all = boxes();
    const here = all.indexOf(event.target);
    if (here < 0) return;
    const before = all.indexOf(last);
    if (event.shiftKey && before >= 0) {
      for (let i = Math.min(here, before); i <= Math.max(here, before); i++) {
        all[i].checked = event.target.checked;
      }
    }
    last = event.target;
    head.checked = all.every((box) => box.checked);
    head.indeterminate = !head.checked && all.some((box) => box.checked);
  });
}

// The value of each curve nearest to the pointer, beside it.
function pointing(figure) {
  const tip = document.createElement("div");
  tip.className = "tip convoy-chart";
  tip.hidden = true;
  figure.append(tip);
  figure.addEventListener("pointerleave", () => { tip.hidden = true; mark(null); });
  function mark(x) {
    const svg = figure.querySelector("svg.convoy-chart");
    if (!svg) return;
    let line = svg.querySelector(".pointer");
    if (x === null) { if (line) line.remove(); return; }
    if (!line) {
      line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      line.setAttribute("class", "axis pointer");
      svg.append(line);
    }
    const height = svg.viewBox.baseVal.height;
    for (const [name, value] of [["x1", x], ["x2", x], ["y1", 36], ["y2", height - 60]]) {
      line.setAttribute(name, value);
    }
  }
  figure.addEventListener("pointermove", (event) => {
    const svg = figure.querySelector("svg.convoy-chart");
    if (!svg) return;
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
    const nearest = new Map();
    for (const spot of svg.querySelectorAll("circle.hit")) {
      const text = spot.querySelector("title").textContent;
      const series = text.slice(0, text.lastIndexOf(", "));
      const distance = Math.abs(spot.cx.baseVal.value - x);
      if (!(nearest.get(series)?.distance <= distance)) nearest.set(series, { spot, text, distance });
    }
    if (!nearest.size) return;
    const all = [...nearest.values()];
    const closest = all.reduce((a, b) => (b.distance < a.distance ? b : a));
    mark(closest.spot.cx.baseVal.value);
    tip.replaceChildren(...all.filter((each) => each.distance < closest.distance + 12)
      .slice(0, 24).map((each) => {
        const row = document.createElement("div");
        row.className = each.spot.getAttribute("class").replace("hit", "entry");
        const text = document.createElement("span");
        text.textContent = each.text;
        row.append(text);
        return row;
      }));
    tip.hidden = false;
    const outer = figure.getBoundingClientRect();
    const left = event.clientX - outer.left;
    tip.classList.toggle("left", left > outer.width / 2);
    // CSSOM is not inline style: the Content-Security-Policy lets it pass.
    tip.style.setProperty("--x", left + "px");
    tip.style.setProperty("--y", event.clientY - outer.top + "px");
  });
}

function chartsIn(element) {
  element.querySelectorAll("figure.chart:not(.still)").forEach(pointing);
}

// The links that MLflow's clients print.
function followLink() {
  const link = /^#\/experiments\/[^/]+\/runs\/([0-9a-f-]{32,36})/.exec(location.hash);
  if (link) location.replace("/runs/" + link[1]);
}

document.addEventListener("DOMContentLoaded", () => {
  followLink();
  if (document.body.dataset.live) listen(document.body.dataset.live);
  document.querySelectorAll("input[data-picks]").forEach(choosing);
  chartsIn(document);
  document.querySelectorAll("form[data-auto]").forEach((form) => {
    form.addEventListener("change", () => form.requestSubmit());
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(input|select|textarea)$/i.test(event.target.tagName)) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (target) { event.preventDefault(); target.focus(); }
  });
  document.addEventListener("click", (event) => {
    for (const details of document.querySelectorAll("details.chooser[open]")) {
      if (!details.contains(event.target)) details.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of document.querySelectorAll("details.chooser[open]")) {
      details.open = false;
      details.querySelector("summary").focus();
    }
  });
});
