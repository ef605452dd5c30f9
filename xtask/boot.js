// Starts the islands of a page, as leptos' own inline script would: pages have no inline scripts.

// Leptos looks for what the server serialised; no island has resources, so there is nothing.
globalThis.__RESOLVED_RESOURCES = [];
globalThis.__SERIALIZED_ERRORS = [];
globalThis.__INCOMPLETE_CHUNKS = [];

// The children of an island are the server's, but islands among them belong to the outer island's owner.
const outer = [];

function hydrate(node, islands) {
  const isIsland = node.localName === "leptos-island";
  const isChildren = node.localName === "leptos-children";
  if (isIsland) {
    outer.at(-1)?.();
    islands[node.dataset.component]?.(node);
  }
  if (isChildren) outer.push(node.$$on_hydrate);
  for (const child of node.children) hydrate(child, islands);
  if (isChildren) outer.pop();
}

async function start() {
  const islands = await import("./GLUE");
  await islands.default({ module_or_path: new URL("./WASM", import.meta.url) });
  islands.hydrate();
  hydrate(document.body, islands);
}

// The page reads and works without islands: they begin once it has been painted.
requestAnimationFrame(() => setTimeout(start));
