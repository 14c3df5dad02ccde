/* The page script: draws charts when they come into view, switches prepared frames, filters the ledger. */
(function () {
  "use strict";
  const root = document.documentElement;
  const base = (root.dataset.content_root || "./") + "_static/vendor/vega/";
  let library = null;

  function script(name) {
    return new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = base + name;
      element.onload = done;
      element.onerror = () => failed(new Error("could not load " + name));
      document.head.append(element);
    });
  }

  /* Vega is fetched once, and only on a page with a chart. A page with widgets has require.js, with which vega would
     register itself instead of answering to its name; it is kept out of sight while vega loads. */
  function vega() {
    library = library || (async () => {
      const define = window.define;
      window.define = undefined;
      for (const name of ["vega.js", "vega-lite.js", "vega-embed.js", "vega-interpreter.js"]) await script(name);
      window.define = define;
      return window.vegaEmbed;
    })();
    return library;
  }

  const worn = () => root.dataset.theme || "light";

  function inks(theme) {
    const dark = theme === "dark";
    const ink = dark ? "#e6e6e6" : "#222832";
    const faint = dark ? "#8a8f98" : "#70757d";
    return {
      axis: { labelColor: ink, titleColor: ink, gridColor: faint, domainColor: faint, tickColor: faint },
      legend: { labelColor: ink, titleColor: ink },
      header: { labelColor: ink, titleColor: ink },
      title: { color: ink, subtitleColor: ink },
      view: { stroke: faint },
      text: { color: ink },
      rule: { color: ink },
    };
  }

  function merged(first, second) {
    const out = { ...first };
    for (const [key, value] of Object.entries(second)) {
      const both = typeof value === "object" && value !== null && !Array.isArray(value) && typeof out[key] === "object";
      out[key] = both ? merged(out[key], value) : value;
    }
    return out;
  }

  const drawn = new Map();
  const underway = new Map();

  /* One drawing of a chart at a time: whoever asks again for the same inks gets the same drawing, and other inks wait
     their turn, so that the last asked for is the one that stays. */
  function draw(holder) {
    const theme = worn();
    const now = underway.get(holder);
    if (now && now.theme === theme) return now.drawing;
    const before = now ? now.drawing.catch(() => {}) : Promise.resolve();
    const next = { theme, drawing: before.then(() => render(holder, theme)) };
    next.drawing = next.drawing.finally(() => { if (underway.get(holder) === next) underway.delete(holder); });
    underway.set(holder, next);
    return next.drawing;
  }

  async function render(holder, theme) {
    const source = holder.querySelector("script[type='application/json']");
    const spec = JSON.parse(source.textContent);
    spec.config = merged(inks(theme), spec.config || {});
    let stage = holder.querySelector(":scope > .wp-stage");
    if (!stage) {
      stage = document.createElement("div");
      stage.className = "wp-stage";
      holder.append(stage);
    }
    const embed = await vega();
    const before = drawn.get(holder);
    if (before) before.finalize();
    const result = await embed(stage, spec, {
      renderer: "svg", actions: false, ast: true, expr: window.vega.expressionInterpreter, tooltip: { theme },
    });
    drawn.set(holder, result);
    if (spec.width === "container") fitted.observe(holder);
    name(holder, stage);
    holder.dataset.drawn = theme;
  }

  /* The chart is one picture with one description; its controls are named by what they bind. */
  function name(holder, stage) {
    const svg = stage.querySelector("svg");
    if (svg) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", holder.getAttribute("aria-label"));
      svg.querySelectorAll("[role]").forEach((part) => { part.removeAttribute("role"); part.removeAttribute("aria-roledescription"); part.removeAttribute("aria-label"); });
    }
    stage.querySelectorAll(".vega-bind").forEach((bind) => {
      const label = bind.querySelector(".vega-bind-name");
      bind.querySelectorAll("input, select").forEach((control) => {
        if (!control.closest("label") || !control.closest("label").textContent.trim()) control.setAttribute("aria-label", label ? label.textContent : "value");
      });
    });
  }

  /* Vega measures its container when the window changes; the theme's columns settle a moment later. */
  let settled = 0;
  const fitted = new ResizeObserver((entries) => {
    const wrong = entries.some(({ target }) => {
      const svg = target.querySelector("svg");
      return svg && target.clientWidth > 0 && Math.abs(svg.clientWidth - target.clientWidth) > 1 || svg && Number(svg.getAttribute("width")) > target.clientWidth + 1;
    });
    if (!wrong) return;
    clearTimeout(settled);
    settled = setTimeout(() => window.dispatchEvent(new Event("resize")), 150);
  });

  const fail = (holder) => (error) => {
    holder.append(Object.assign(document.createElement("p"), { textContent: "This chart could not be drawn: " + error.message }));
  };

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      draw(entry.target).catch(fail(entry.target));
    }
  }, { rootMargin: "300px" });

  function explorer(figure) {
    const controls = [...figure.querySelectorAll(".wp-controls input, .wp-controls select")];
    const frames = new Map([...figure.querySelectorAll(".wp-frame")].map((frame) => [frame.dataset.key, frame]));
    const value = (control) => control.type === "range" ? control.dataset.values.split("|")[Number(control.value)] : control.value;
    function show() {
      for (const control of controls) {
        if (control.type !== "range") continue;
        control.setAttribute("aria-valuetext", value(control));
        control.parentElement.querySelector("output").textContent = value(control);
      }
      const key = controls.map(value).join("|");
      frames.forEach((frame, name) => { frame.hidden = name !== key; });
      /* A chart cannot measure itself while hidden: it is drawn when its frame is first shown. */
      const current = frames.get(key);
      current.querySelectorAll(".wp-chart:not([data-drawn])").forEach((holder) => draw(holder).catch(fail(holder)));
    }
    controls.forEach((control) => control.addEventListener("input", show));
    show();
  }

  function filters(bar) {
    const table = document.querySelector("table.wp-claims");
    const selects = [...bar.querySelectorAll("select")];
    const report = bar.querySelector("output");
    const show = () => {
      let count = 0;
      table.querySelectorAll("tbody tr").forEach((row) => {
        row.hidden = selects.some((select) => select.value && row.dataset[select.dataset.filter] !== select.value);
        if (!row.hidden) count += 1;
      });
      report.textContent = count + " shown";
    };
    selects.forEach((select) => select.addEventListener("input", show));
    show();
  }

  /* A formula inside a sentence does not break: one that is wider than its column scrolls inside itself. */
  function wideFormulas() {
    const formulas = [...document.querySelectorAll(".bd-article mjx-container:not([display])")];
    formulas.filter((formula) => formula.classList.contains("wp-wide")).forEach((formula) => {
      formula.classList.remove("wp-wide");
      formula.removeAttribute("tabindex");
    });
    const wide = formulas.filter((formula) => {
      let column = formula.parentElement;
      while (getComputedStyle(column).display === "inline") column = column.parentElement;
      return formula.getBoundingClientRect().width > column.clientWidth;
    });
    wide.forEach((formula) => { formula.classList.add("wp-wide"); formula.setAttribute("tabindex", "0"); });
  }

  /* What scrolls sideways must be reachable by keyboard. */
  function scrollable() {
    wideFormulas();
    document.querySelectorAll(".bd-article pre, .bd-article .math, .bd-article table.table, .bd-article .output table, .wp-drawing, .bd-article mjx-container[display='true']").forEach((box) => {
      /* An editor lies over its code and takes the keyboard itself. */
      if (box.scrollWidth > box.clientWidth + 1 && !box.closest(".wp-editing")) box.setAttribute("tabindex", "0");
    });
  }

  /* Brings to life what is inside: the page at first, later the outputs of cells that ran in the reader's browser. */
  function wire(part) {
    part.querySelectorAll(".wp-chart").forEach((holder) => { if (!holder.closest(".wp-frame")) seen.observe(holder); });
    part.querySelectorAll(".wp-explore").forEach(explorer);
    part.querySelectorAll(".wp-filters").forEach(filters);
    scrollable();
  }

  function redraw() {
    drawn.forEach((view, holder) => {
      if (!holder.isConnected) {
        /* Its cell ran again; should a reset bring it back it is drawn anew. */
        view.finalize();
        drawn.delete(holder);
      } else if (holder.dataset.drawn !== worn()) draw(holder).catch(fail(holder));
    });
  }

  /* Paper is light, and shows the charts that nobody has scrolled to. */
  let screen = null;

  function toPaper() {
    if (!screen) screen = { theme: root.dataset.theme, mode: root.dataset.mode };
    Object.assign(root.dataset, { theme: "light", mode: "light" });
    const charts = [...document.querySelectorAll(".wp-chart")].filter((holder) => holder.dataset.drawn !== "light" && !holder.closest("[hidden]"));
    return Promise.all(charts.map((holder) => draw(holder).catch(fail(holder))));
  }

  function fromPaper() {
    if (screen) Object.assign(root.dataset, screen);
    screen = null;
  }

  /* The theme's buttons name these functions in attributes, which the page's policy does not let run. */
  const actions = {
    print: () => toPaper().then(() => window.print()),
    fullscreen: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
  };

  /* Chapters whose cells run in the reader's browser name their files. From disk browsers refuse modules: there the
     printed page stays as it is. */
  function live() {
    const site = document.getElementById("wp-live");
    if (!site || location.protocol === "file:") return;
    const { hash } = JSON.parse(site.textContent).files["live.mjs"];
    import(new URL(`${root.dataset.content_root}live/live.mjs?${hash}`, location));
  }

  function start() {
    wire(document);
    live();
    document.addEventListener("wp-added", (event) => wire(event.target));
    document.querySelectorAll("[data-wp-action]").forEach((button) => button.addEventListener("click", actions[button.dataset.wpAction]));
    /* The browser's own menu does not wait for charts; the button and the keys do. */
    window.addEventListener("beforeprint", toPaper);
    window.addEventListener("afterprint", fromPaper);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      actions.print();
    });
    new MutationObserver(redraw).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
    window.addEventListener("load", () => setTimeout(scrollable, 500));
    window.addEventListener("resize", scrollable);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
