#include "engine/testing/report/html_parts.h"

namespace luarig {

// The page says everything without it. With it, tests can be filtered, and the address says by
// what: #status=failed&text=stock&cell=redis-7.4.
const std::string_view kPageScript = R"js(
"use strict";
(() => {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const files = [...document.querySelectorAll("#tests .file")];
  const lower = (element, selector) => element.querySelector(selector).textContent.toLowerCase();
  const tests = files.flatMap(file => [...file.querySelectorAll(".test")].map(element => ({
    element, file, cell: element.dataset.cell, statuses: [element.dataset.status],
    text: lower(element, ".name") + " " + lower(file, "h3")})));
  const rows = [...document.querySelectorAll("#matrix tbody tr")].map(element => ({
    element, statuses: element.dataset.status.split(" "), text: lower(element, "th")}));

  const matches = (one, filter) =>
    (!filter.status || one.statuses.includes(filter.status)) &&
    (!filter.cell || one.cell === undefined || one.cell === filter.cell) &&
    filter.text.toLowerCase().split(/\s+/).every(word => one.text.includes(word));

  function apply(filter) {
    const filtered = Object.values(filter).some(value => value);
    const left = new Set();
    let count = 0;
    for (const test of tests) {
      const match = matches(test, filter);
      test.element.hidden = !match;
      if (match) { ++count; left.add(test.file); }
    }
    for (const file of files) {
      file.hidden = !left.has(file);
      if (filtered && left.has(file)) file.open = true;
    }
    for (const row of rows) row.element.hidden = !matches(row, filter);
    shown.textContent = filtered ? `${count} of ${tests.length} shown` : "";
  }

  // An address that is no filter is a place on the page: opens what it lies in.
  function follow() {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) {
      const place = document.getElementById(hash);
      if (!place) return;
      if (place.hidden || place.closest("[hidden]")) { fill({}); apply(current()); }
      for (let at = place; at; at = at.parentElement) if (at.localName === "details") at.open = true;
      place.scrollIntoView();
      return;
    }
    fill(Object.fromEntries(new URLSearchParams(hash)));
    apply(current());
    if (hash) document.getElementById("tests").scrollIntoView();
  }

  function fill(filter) {
    const status = [...form.elements.status].find(one => one.value === (filter.status || ""));
    (status || form.elements.status[0]).checked = true;
    form.elements.text.value = filter.text || "";
    if (form.elements.cell) form.elements.cell.value = filter.cell || "";
  }

  function current() {
    const value = name => form.elements[name] ? form.elements[name].value : "";
    return {status: value("status"), text: value("text").trim(), cell: value("cell")};
  }

  if (!form) return;
  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", () => {
    const filter = current();
    apply(filter);
    const words = Object.entries(filter).filter(([, value]) => value);
    history.replaceState(null, "", "#" + new URLSearchParams(words));
  });
  const openAll = open => {
    for (const one of document.querySelectorAll("details.test")) one.open = open;
    if (open) for (const file of files) file.open = true;
  };
  document.getElementById("open").addEventListener("click", () => openAll(true));
  document.getElementById("close").addEventListener("click", () => openAll(false));
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    form.elements.text.focus();
  });
  addEventListener("hashchange", follow);
  if (location.hash) follow();
})();
)js";

}  // namespace luarig
