// Renders /api/openapi.json. Everything becomes text nodes; nothing is parsed as HTML.
"use strict";

const METHODS = ["get", "post", "put", "patch", "delete"];

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A schema in a short notation of its own: {name: type, other?: type | null}. */
function sketch(schema, all, depth = 0) {
  if (!schema || depth > 5) return "…";
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return depth > 3 ? name : sketch(all[name], all, depth);
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return choice.map((one) => sketch(one, all, depth)).join(" | ");
  if (schema.type === "array") return `${sketch(schema.items ?? {}, all, depth + 1)}[]`;
  if (schema.properties) {
    const pad = "  ".repeat(depth + 1);
    const required = schema.required ?? [];
    const lines = Object.entries(schema.properties).map(
      ([name, one]) => `${pad}${name}${required.includes(name) ? "" : "?"}: ${sketch(one, all, depth + 1)}`,
    );
    return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
  }
  if (schema.type === "object") return "{…}";
  return (schema.format ?? schema.type ?? "any") + (schema.pattern ? ` /${schema.pattern}/` : "");
}

function parameters(list, all) {
  if (!list.length) return [];
  const rows = list.map((one) =>
    make(
      "tr",
      {},
      make("td", {}, make("code", {}, one.name + (one.required ? "" : "?"))),
      make("td", {}, one.in),
      make("td", {}, make("code", {}, sketch(one.schema, all, 4)), one.description ? ` ${one.description}` : ""),
    ),
  );
  return [make("h3", {}, "Parameters"), make("table", {}, make("tbody", {}, ...rows))];
}

function body(title, holder, all) {
  const content = Object.entries(holder?.content ?? {})[0];
  if (!content) return [];
  const [type, { schema }] = content;
  return [make("h3", {}, `${title} (${type})`), make("pre", {}, sketch(schema, all))];
}

function operation(method, path, it, all) {
  const [status, answer] = Object.entries(it.responses)[0];
  return make(
    "details",
    { id: it.operationId },
    make("summary", {}, make("span", { class: "method" }, method.toUpperCase()), make("code", {}, path), make("small", {}, it.summary)),
    make(
      "div",
      { class: "inside" },
      ...(it.description ? [make("p", {}, it.description)] : []),
      ...parameters(it.parameters ?? [], all),
      ...body("Request", it.requestBody, all),
      ...(status === "204" ? [make("p", {}, "Answers 204 without a body.")] : body(`Answer ${status}`, answer, all)),
    ),
  );
}

async function main() {
  const spec = await (await fetch("/api/openapi.json")).json();
  const all = spec.components.schemas;
  document.querySelector("#about").textContent = spec.info.description;
  const groups = new Map();
  for (const [path, methods] of Object.entries(spec.paths)) {
    for (const method of METHODS.filter((one) => one in methods)) {
      const it = methods[method];
      const group = groups.get(it.tags[0]) ?? [];
      groups.set(it.tags[0], [...group, operation(method, path, it, all)]);
    }
  }
  const names = [...groups.keys()];
  document.querySelector("#contents").append(...names.map((name) => make("a", { href: `#tag-${name}` }, name)));
  document
    .querySelector("#routes")
    .replaceChildren(...names.flatMap((name) => [make("h2", { id: `tag-${name}` }, name), ...groups.get(name)]));
}

main().catch((error) => {
  document.querySelector("#routes").textContent = `The document could not be loaded: ${error.message}`;
});
