
const PERCENTILES = ["p50", "p90", "p99", "p99.9", "p99.99", "max"];

function every(report) {
  return report.measurements.flatMap(measurement =>
    measurement.runs.map((run, index) => ({
      measurement, run, name: measurement.load + (measurement.runs.length > 1 ? ", run " + (index + 1) : ""),
    })));
}

/** What the objective came to, in a sentence. */
function found(highest) {
  if (highest.rate === undefined) return "No rate keeps " + highest.objective;
  const above = highest.missed_at_rate === undefined ? "" : highest.limited_by_generator
    ? `; ${rate(highest.missed_at_rate)} is more than the generator can send`
    : `; ${rate(highest.missed_at_rate)} does not`;
  return `${rate(highest.rate)} keeps ${highest.objective}${above}`;
}

function verdict(report) {
  if (report.valid) {
    const said = report.highest ? found(report.highest) : "Valid: the generator kept up";
    const fell = report.highest ? "" : "The figures are the server's.";
    return element("section", { class: "verdict good" }, element("strong", {}, said), fell);
  }
  const reasons = every(report).filter(each => !each.run.valid)
    .map(each => element("li", {}, each.name + ": " + each.run.invalid_because));
  return element("section", { class: "verdict bad", role: "alert" },
    element("strong", {}, "INVALID: the generator could not keep up"),
    "These figures are not the server's; don't compare them.",
    element("ul", {}, ...reasons));
}

function cores(run) {
  return run.generator.cores.toFixed(2) + " cores";
}

function tile(name, value) {
  return element("div", { class: "tile" }, element("span", {}, name), element("b", {}, value));
}

function tiles(run) {
  return element("section", { class: "tiles", "aria-label": "the run's figures" },
    tile("asked for", rate(run.offered_rate)), tile("answered", rate(run.rate)),
    ...["p50", "p99", "p99.9", "max"].map(name => tile(name, time(run.latency[name + "_us"]))),
    tile("failed", share(run.failed, run.requests)), tile("generator", cores(run)));
}

function row(cell, texts, properties = {}) {
  return element("tr", properties, ...texts.map((text, i) => element(cell, i === 0 ? { class: "word" } : {}, text)));
}

function card(title, ...children) {
  return element("section", { class: "card" }, element("h2", {}, title), ...children);
}

/** A table that scrolls by itself where the screen is narrow; so it must be reachable by keyboard. */
function scrolled(label, ...parts) {
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    element("table", {}, ...parts));
}

function runs(report) {
  const head = ["load", "asked for", "answered", ...PERCENTILES, "failed", "generator", "per request", ""];
  const rows = every(report).map(({ run, name }) => row("td", [
    name, rate(run.offered_rate), rate(run.rate), ...PERCENTILES.map(p => time(run.latency[p + "_us"])),
    share(run.failed, run.requests), cores(run),
    plain(run.generator.bytes_per_request) + " B", run.valid ? "" : "INVALID",
  ], run.valid ? {} : { class: "invalid" }));
  return card("Runs", scrolled("runs", element("thead", {}, row("th", head)), element("tbody", {}, ...rows)));
}

/** How requests failed, over all runs, the most frequent first. */
function failures(report) {
  const ways = new Map();
  for (const failure of every(report).flatMap(({ run }) => run.failures)) {
    const way = failure.code ? failure.kind + ": " + failure.code : failure.kind;
    const known = ways.get(way) || { count: 0, example: failure.example };
    ways.set(way, { count: known.count + failure.count, example: known.example || failure.example });
  }
  if (ways.size === 0) return card("Errors", element("p", { class: "note" }, "No request failed."));
  const sorted = [...ways].sort((a, b) => b[1].count - a[1].count);
  const most = sorted[0][1].count;
  const rows = sorted.map(([way, { count, example }]) => {
    const bar = element("i", { class: "bar" });
    bar.style.width = 100 * count / most + "%";
    return element("tr", {}, element("td", { class: "word" }, way, element("span", { class: "said" }, example)),
      element("td", {}, plain(count), bar));
  });
  return card("Errors", scrolled("errors",
    element("thead", {}, row("th", ["error, and what the first one said", "requests"])), element("tbody", {}, ...rows)));
}

function settings(report) {
  const first = report.measurements[0];
  const pairs = [
    ["target", report.target], ["model", report.model],
    [report.measurements.length > 1 ? "loads" : "load", [...new Set(report.measurements.map(m => m.load))].join("; ")],
    ["measured", `${plain(first.duration_s)} s after ${plain(first.warm_up_s)} s of warm-up`],
    ["runs of a load", plain(first.runs.length)], ["time-out", plain(first.timeout_s) + " s"],
    ["threads", plain(first.threads)], ["connections", plain(first.connections)],
  ];
  return card("Settings",
    element("dl", {}, ...pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])));
}

/** The plots of one run, and where there are several a choice of which. */
function single(parent, report) {
  const all = every(report);
  const plots = element("div", { class: "plots" });
  const figures = element("div", {});
  let drawn = [];
  const show = index => {
    drawn.forEach(forget);
    plots.replaceChildren();
    figures.replaceChildren(tiles(all[index].run));
    drawn = overTime(plots, all[index].measurement, all[index].run);
  };
  if (all.length > 1) {
    const select = element("select", {}, ...all.map((each, i) => element("option", { value: i }, each.name)));
    select.value = String(all.length - 1);
    select.addEventListener("change", () => show(Number(select.value)));
    parent.append(element("label", { class: "choice" }, "One run in detail", select));
  }
  parent.append(figures, plots);
  show(all.length - 1);
}

function draw(report, main) {
  document.getElementById("target").textContent = report.target;
  main.append(verdict(report));
  const overview = element("div", { class: "plots" });
  if (every(report).length > 1) {
    main.append(overview);
    loads(overview, report);
    percentiles(overview, report);
    single(main, report);
  } else {
    single(main, report);
    main.append(overview);
    percentiles(overview, report);
  }
  main.append(failures(report), runs(report), settings(report));
}

if (document.getElementById("data")) {
  draw(JSON.parse(document.getElementById("data").textContent), document.querySelector("main"));
}
