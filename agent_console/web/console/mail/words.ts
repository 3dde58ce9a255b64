/** A node of the editor's document, as it gives itself as JSON. */
export interface Node { type?: string; text?: string; content?: Node[]; attrs?: Record<string, unknown> }

/** The words of a document as plain text: paragraphs apart, list items marked, quotes with `>`. */
export const wordsOf = (doc: Node): string => blocks(doc.content ?? []).replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();

const blocks = (nodes: readonly Node[], between = "\n\n"): string => nodes.map(block).join(between);

function block(node: Node): string {
  const children = node.content ?? [];
  switch (node.type) {
    case "bulletList": return children.map((item) => listItem(item, "- ")).join("\n");
    case "orderedList": return children.map((item, i) => listItem(item, `${Number(node.attrs?.start ?? 1) + i}. `)).join("\n");
    case "blockquote": return prefixed(blocks(children), "> ");
    default: return children.map(inline).join("");
  }
}

/** What belongs to one item stands under its first word. */
function listItem(item: Node, mark: string): string {
  return blocks(item.content ?? [], "\n").split("\n").map((line, i) => (i === 0 ? mark : " ".repeat(mark.length)) + line).join("\n");
}

const prefixed = (text: string, mark: string): string => text.split("\n").map((line) => mark + line).join("\n");

function inline(node: Node): string {
  if (node.type === "hardBreak") return "\n";
  return node.text ?? "";
}
