
const scheme = matchMedia("(prefers-color-scheme: dark)");
const charts = [];

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

/** Colours of many lines, from cold to warm. */
function shade(index, count) {
  const hue = count < 2 ? 217 : 217 + 150 * index / (count - 1);
  return () => `hsl(${hue} 70% ${scheme.matches ? 68 : 45}%)`;
}

function axis(label, values, more = {}) {
  return {
    label, values: (u, ticks) => ticks.map(tick => tick === null ? "" : values(tick)),
    stroke: () => color("quiet"), labelSize: 22, labelFont: "12px system-ui, sans-serif",
    font: "12px system-ui, sans-serif",
    grid: { stroke: () => color("line"), width: 1 }, ticks: { stroke: () => color("line"), width: 1 },
    ...more,
  };
}

function line(label, stroke, value, more = {}) {
  return { label, stroke, width: 2, spanGaps: false, points: { size: 5 }, value: (u, v) => value(v), ...more };
}

/** Round ticks of a logarithmic axis: about as many, however many decades it spans. */
function round(u, index, min, max) {
  const decades = Math.log10(max / min);
  const steps = decades > 3 ? [1] : decades > 1.2 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
  const ticks = [];
  for (let power = Math.floor(Math.log10(min)); 10 ** power <= max; power++) {
    ticks.push(...steps.map(step => Number((step * 10 ** power).toPrecision(2))));
  }
  return ticks.filter(tick => tick >= min && tick <= max);
}

const LATENCIES = { scale: "y", size: 62, splits: round, filter: (u, ticks) => ticks };

/** The range of a logarithmic scale, never narrower than from a half to the double. */
function wide(u, min, max) {
  if (min === null || max === null) return [1, 10];
  const spare = Math.max(1.25, 2 / (max / min) ** 0.5);
  return [min / spare, max * spare];
}

/** Draws a chart into a figure, and again when its width or the colours change. */
function figure(parent, title, note, options, data) {
  const place = element("div", { class: "plot", role: "img", "aria-label": title + ": " + note });
  parent.append(element("figure", {},
    element("figcaption", {}, element("h2", {}, title), element("p", { class: "note" }, note)), place));
  const size = () => ({ width: Math.max(200, place.clientWidth), height: 280 });
  const chart = new uPlot({ cursor: { points: { size: 7 } }, ...options, ...size() }, data, place);
  const drawn = { chart, watcher: new ResizeObserver(() => {
    if (chart.width !== size().width) chart.setSize(size());
  }) };
  drawn.watcher.observe(place);
  charts.push(drawn);
  return drawn;
}

function forget(drawn) {
  drawn.watcher.disconnect();
  drawn.chart.destroy();
  charts.splice(charts.indexOf(drawn), 1);
}

scheme.addEventListener("change", () => charts.forEach(drawn => drawn.chart.redraw(false, true)));

/** Latency and rate of one run, second by second. */
function overTime(parent, measurement, run) {
  const from = measurement.warm_up_s;
  const end = from + measurement.duration_s;
  const seconds = run.intervals.filter(i => i.to_s > from && i.to_s - i.from_s >= 0.5);
  const at = seconds.map(i => i.to_s);
  const of = name => seconds.map(i => i[name] > 0 ? i[name] : null);
  const per = name => seconds.map(i => {
    const length = Math.min(i.to_s, end) - Math.max(i.from_s, from);
    return length > 0.1 ? i[name] / length : null;
  });
  const x = axis("seconds since the load began", t => plain(t));
  const latency = figure(parent, "Latency over time", "median, 99th percentile and longest of each second", {
    scales: { x: { time: false }, y: { distr: 3, range: wide } },
    axes: [x, axis("latency", time, LATENCIES)],
    series: [
      { label: "at", value: (u, v) => v === null ? "–" : plain(v) + " s" },
      line("p50", () => color("low"), time), line("p99", () => color("mid"), time),
      line("max", () => color("high"), time, { width: 1 }),
    ],
  }, [at, of("p50_us"), of("p99_us"), of("max_us")]);
  const rates = figure(parent, "Rate over time", "requests that were meant to leave, were answered well, and failed", {
    scales: { x: { time: false }, y: { range: (u, min, max) => [0, Math.max(1, (max || 0) * 1.1)] } },
    axes: [x, axis("requests per second", plain, { size: 62 })],
    series: [
      { label: "at", value: (u, v) => v === null ? "–" : plain(v) + " s" },
      line("asked for", () => color("ideal"), rate, { dash: [6, 4] }),
      line("answered", () => color("low"), rate), line("failed", () => color("high"), rate),
    ],
  }, [at, per("requests"), per("answered_in_time"), per("failed")]);
  return [latency, rates];
}

/** The latency at each percentile, on an axis that gives every further nine the same room. */
function percentiles(parent, report) {
  const points = Math.max(...report.curves.map(curve => curve.length));
  if (points < 1) return;
  const of = Array.from({ length: Math.max(points, 2) }, (_, i) => 10 ** (i / report.curve_points));
  const lines = report.curves.map(curve => of.map((_, i) => i < curve.length ? curve[i] : null));
  const powers = u => {
    const ticks = [];
    for (let tick = 1; tick <= u.scales.x.max * 1.001; tick *= 10) ticks.push(tick);
    return ticks;
  };
  const last = of[of.length - 1];
  figure(parent, "Latency by percentile", "the share of good answers that were at least as fast", {
    scales: { x: { time: false, distr: 3, range: () => [1, Math.max(last, 10)] }, y: { distr: 3, range: wide } },
    axes: [
      axis("percentile", of => percentile(of).replace(" %", ""), { splits: powers, filter: (u, ticks) => ticks }),
      axis("latency", time, LATENCIES),
    ],
    series: [
      { label: "percentile", value: (u, v) => v === null ? "–" : (100 - 100 / v).toFixed(Math.max(1, Math.ceil(Math.log10(v)) - 1)) + " %" },
      ...lines.map((_, i) => line(report.measurements[i].load, shade(i, lines.length), time, { points: { show: false } })),
    ],
  }, [of, ...lines]);
}

/** Every run of several loads: how latency grows with the rate, and where the rate stops to follow. */
function loads(parent, report) {
  const runs = report.measurements
    .flatMap(measurement => measurement.runs.map(run => ({ run, open: measurement.load.startsWith("open") })));
  const valid = runs.filter(each => each.run.valid).sort((a, b) => a.run.rate - b.run.rate).map(each => each.run);
  if (valid.length < 2) return;
  const dots = { points: { show: true, size: 7 } };
  figure(parent, "Latency against rate", "each point is a run; runs that the generator spoilt are left out", {
    scales: { x: { time: false }, y: { distr: 3, range: wide } },
    axes: [axis("answered per second", plain), axis("latency", time, LATENCIES)],
    series: [
      { label: "rate", value: (u, v) => rate(v) },
      line("p50", () => color("low"), time, dots), line("p99", () => color("mid"), time, dots),
      line("p99.9", () => color("high"), time, dots),
    ],
  }, [valid.map(run => run.rate), ...["p50_us", "p99_us", "p99.9_us"].map(name => valid.map(run => run.latency[name] || null))]);
  const open = runs.filter(each => each.open).map(each => each.run).sort((a, b) => a.offered_rate - b.offered_rate);
  if (open.length < 2) return;
  const offered = open.map(run => run.offered_rate);
  figure(parent, "Answered against asked for", "a server that keeps up stays on the dashed line", {
    scales: { x: { time: false }, y: { range: (u, min, max) => [0, Math.max(1, max * 1.08)] } },
    axes: [axis("asked for per second", plain), axis("answered per second", plain, { size: 62 })],
    series: [
      { label: "asked for", value: (u, v) => rate(v) },
      line("all of it", () => color("ideal"), rate, { dash: [6, 4], points: { show: false } }),
      line("answered", () => color("low"), rate, dots),
      line("answered, INVALID", () => color("high"), rate, { width: 0, points: { show: true, size: 8 } }),
    ],
  }, [offered, offered, open.map(run => run.valid ? run.rate : null), open.map(run => run.valid ? null : run.rate)]);
}
