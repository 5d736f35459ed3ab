/** Building blocks for the page. Text always becomes a text node: nothing here parses HTML. */

import { WORDING } from "./wording.js";

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners under `on`, and children (nodes or strings). */
export function el(tag, attributes, children) {
  const node = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([name, value]) => {
    if (name === "on") {
      Object.entries(value).forEach(([type, listener]) => node.addEventListener(type, listener));
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  });
  (children || []).forEach((child) => {
    if (child) node.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  });
  return node;
}

/** One of the symbols at the top of index.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.appendChild(use);
  return svg;
}

export function empty(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
}

export function byId(id) {
  return document.getElementById(id);
}

/** Fills the skeleton's `data-t`, `data-label` and `data-placeholder` from the wording. */
export function fillWording(root) {
  root.querySelectorAll("[data-t]").forEach((node) => {
    node.textContent = WORDING[node.dataset.t];
  });
  root.querySelectorAll("[data-label]").forEach((node) => {
    node.setAttribute("aria-label", WORDING[node.dataset.label]);
  });
  root.querySelectorAll("[data-placeholder]").forEach((node) => {
    node.setAttribute("placeholder", WORDING[node.dataset.placeholder]);
  });
}
