
"use strict";

/** A number in as few digits as tell it apart, with a blank between thousands. */
function plain(number) {
  if (number === null || number === undefined || !Number.isFinite(number)) return "–";
  const size = Math.abs(number);
  const digits = size >= 100 || Number.isInteger(number) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const [whole, rest] = number.toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return rest === undefined ? grouped : grouped + "." + rest;
}

/** A time in microseconds, in the unit that suits it. */
function time(micros) {
  if (micros === null || micros === undefined) return "–";
  if (micros < 1000) return plain(micros) + " µs";
  return micros < 1e6 ? plain(micros / 1e3) + " ms" : plain(micros / 1e6) + " s";
}

function rate(perSecond) {
  return perSecond === null || perSecond === undefined ? "–" : plain(perSecond) + "/s";
}

function share(part, whole) {
  if (whole === 0 || part === 0) return "0 %";
  const percent = 100 * part / whole;
  return percent < 0.01 ? "< 0.01 %" : plain(percent) + " %";
}

/** The percentile that leaves one in `of` above it: 99.9 % for 1000. */
function percentile(of) {
  if (of <= 1) return "0 %";
  const nines = Math.max(0, Math.round(Math.log10(of)) - 2);
  return (100 - 100 / of).toFixed(nines) + " %";
}

/** An element with a text or with children, none of which is ever read as HTML. */
function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
