// What JSX becomes. A client component is wrapped in an element that the browser's code finds again and hydrates.
import { createElement, Fragment } from "react";

export { Fragment };

/** Client components, by their function: the file that they come from. Empty in the browser. */
export const islands = new Map();

export function jsx(type, props, ...children) {
  const element = createElement(type, props, ...children);
  if (!islands.has(type)) return element;
  const place = { "data-island": islands.get(type), "data-props": JSON.stringify(props ?? {}) };
  return createElement("div", place, element);
}
