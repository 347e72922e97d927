"use strict";
(() => {
  const panel = document.getElementById("panel");
  const body = document.getElementById("panel-body");
  const said = document.getElementById("said");
  let from = null; // the mark whose story the panel tells

  const say = (text) => { said.textContent = ""; said.textContent = text; };
  const shown = () => [...document.querySelectorAll(".doc")].find((doc) => doc.offsetParent !== null);
  const row = (doc, number) => document.getElementById(doc.id + "c" + number);

  // The story of a change stands in the ledger's table; the panel shows the same cells.
  const story = (tr) => {
    const names = [...tr.closest("table").tHead.rows[0].cells].map((cell) => cell.textContent);
    const list = document.createElement("dl");
    [...tr.cells].forEach((cell, place) => {
      if (!place || !cell.textContent) return;
      const term = document.createElement("dt");
      const text = document.createElement("dd");
      term.textContent = names[place] === "Sure" ? "Confidence" : names[place];
      text.dir = "auto";
      text.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
      list.append(term, text);
    });
    return list;
  };

  const close = () => {
    if (from) { from.classList.remove("now"); if (panel.contains(document.activeElement)) from.focus(); }
    from = null;
    panel.hidden = true;
  };

  const tell = (mark) => {
    close();
    from = mark;
    mark.classList.add("now");
    const doc = mark.closest(".doc");
    const numbers = [mark.hash.slice(doc.id.length + 2), ...(mark.dataset.also || "").split(" ")].filter(Boolean);
    const stories = numbers.map((number) => row(doc, number)).filter(Boolean).map(story);
    if (mark.dataset.sure && stories.length) stories[0].lastElementChild.textContent = mark.dataset.sure;
    body.replaceChildren(...(stories.length ? stories : ["This page has no room for the whole ledger."]));
    panel.hidden = false;
  };

  const person = (doc, who) => {
    const button = doc.querySelector(`[data-do="who"][data-who="${CSS.escape(who)}"]`);
    const on = button ? button.getAttribute("aria-pressed") !== "true" : false;
    doc.querySelectorAll(".w.on").forEach((mark) => mark.classList.remove("on"));
    doc.querySelectorAll('[data-do="who"]').forEach((one) => one.setAttribute("aria-pressed", "false"));
    if (!on) return;
    button.setAttribute("aria-pressed", "true");
    const marks = doc.querySelectorAll(".w." + CSS.escape(who));
    marks.forEach((mark) => mark.classList.add("on"));
    const first = [...marks].find((mark) => mark.closest(".r") && mark.offsetParent !== null);
    if (first) first.scrollIntoView({ block: "nearest" });
    say(button.textContent + ": " + [...marks].filter((mark) => mark.closest(".r")).length + " places marked");
  };

  // A mark that is switched off is plain text: no stop for the keyboard.
  const toggle = (box) => {
    const doc = box.closest(".doc");
    doc.classList.toggle("off" + box.dataset.plugin, !box.checked);
    doc.querySelectorAll(".m.p" + box.dataset.plugin + " > a").forEach((mark) => {
      if (box.checked) mark.href = mark.dataset.href;
      else { mark.dataset.href = mark.getAttribute("href"); mark.removeAttribute("href"); }
    });
  };

  const step = (doc, forward) => {
    const marks = [...doc.querySelectorAll(".texts .m > a[href]")];
    if (!marks.length) return;
    const place = marks.indexOf(from);
    const next = place < 0 ? (forward ? 0 : marks.length - 1) : (place + (forward ? 1 : -1) + marks.length) % marks.length;
    const fold = marks[next].closest("details");
    if (fold) fold.open = true;
    tell(marks[next]);
    marks[next].scrollIntoView({ block: "center" });
    marks[next].focus({ preventScroll: true });
  };

  // The right-hand cells and the gaps between them are the clean text, exactly.
  const clean = (doc) => [...doc.querySelectorAll(".texts td.r, .texts .fold > td")].map((cell) =>
    (cell.classList.contains("r") ? cell.textContent : "") + (cell.dataset.gap ?? "\n\n")).join("");

  const copy = async (button) => {
    const text = clean(button.closest(".doc"));
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    say(!done ? "The browser did not let the text be copied" : button.dataset.cut ? "What is shown of the text was copied" : "The clean text was copied");
    const label = button.textContent;
    button.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => { button.textContent = label; }, 2000);
  };

  const theme = () => {
    const dark = document.documentElement.dataset.theme === "dark" ||
      (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    say(dark ? "Light" : "Dark");
  };

  // A row of the list of documents names what it has in data-has: "plugin:3 class:0 ...".
  const filter = () => {
    const form = document.getElementById("filters");
    const words = form.elements.search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const wanted = [...form.querySelectorAll("select")].map((select) => select.value).filter(Boolean);
    let number = 0;
    for (const tr of document.querySelectorAll("#documents tbody tr[data-has]")) {
      const has = tr.dataset.has.split(" ");
      const text = tr.textContent.toLocaleLowerCase();
      tr.hidden = !(wanted.every((one) => has.includes(one)) && words.every((word) => text.includes(word)));
      number += tr.hidden ? 0 : 1;
    }
    document.getElementById("shown").textContent = number.toLocaleString("en") + " shown";
  };

  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".m > a");
    const who = event.target.closest("a.w, b.w");
    const control = event.target.closest("[data-do]");
    if (mark && mark.hash) { event.preventDefault(); tell(mark); }
    else if (who && who.closest(".texts")) {
      const name = [...who.classList].find((one) => /^p\d+$/.test(one));
      // The list tells of an ambiguous mention; its link leads there.
      if (name) { event.preventDefault(); person(who.closest(".doc"), name); }
    } else if (control) {
      const doc = control.closest(".doc");
      const what = control.dataset.do;
      if (what === "theme") theme();
      if (what === "close") close();
      if (what === "who") person(doc, control.dataset.who);
      if (what === "copy") copy(control);
      if (what === "next" || what === "previous") step(doc, what === "next");
    }
  });
  document.addEventListener("change", (event) => {
    const what = event.target.dataset.do;
    if (what === "toggle") toggle(event.target);
    if (what === "people") event.target.closest(".doc").classList.toggle("no-people", !event.target.checked);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  const form = document.getElementById("filters");
  if (form) {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", filter);
    form.addEventListener("reset", () => setTimeout(filter));
    filter();
  }
  addEventListener("hashchange", () => {
    close();
    const doc = shown();
    if (doc && "#" + doc.id === location.hash) { scrollTo(0, 0); doc.focus({ preventScroll: true }); }
  });
})();
