import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vitest/config";

/** A visitor's page must not feel the widget (design, "Web chat"): 60 KB gzipped at most. */
const MAX_GZIPPED_BYTES = 60 * 1024;

function sizeLimit(): Plugin {
  return {
    name: "parley-size-limit",
    generateBundle(_, bundle) {
      for (const [name, output] of Object.entries(bundle)) {
        const content = output.type === "chunk" ? output.code : output.source;
        const bytes = gzipSync(content, { level: 9 }).length;
        if (bytes > MAX_GZIPPED_BYTES) {
          this.error(
            `${name} is ${String(bytes)} bytes gzipped; ${String(MAX_GZIPPED_BYTES)} are allowed`,
          );
        }
        console.log(`${name}: ${(bytes / 1024).toFixed(1)} KB gzipped of 60`);
      }
    },
  };
}

/** The chat widget: one classic script that any site can embed. */
export default defineConfig({
  root: "widget",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [sizeLimit()],
  build: {
    outDir: "../dist/widget",
    emptyOutDir: true,
    target: "es2022",
    reportCompressedSize: false,
    lib: {
      entry: "main.tsx",
      formats: ["iife"],
      name: "ParleyWidget",
      fileName: () => "widget.js",
    },
  },
  test: { include: ["**/*.test.ts"], environment: "node" },
});
