import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The agents' console. The chat widget has a build of its own (vite.widget.config.ts). */
export default defineConfig({
  root: "console",
  base: "/",
  plugins: [react()],
  build: {
    outDir: "../dist/console",
    emptyOutDir: true,
    target: "es2022",
    // A strict CSP allows neither inline scripts nor data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      "/api": "http://127.0.0.1:8000",
      "/widget": "http://127.0.0.1:8000",
      "/socket.io": { target: "http://127.0.0.1:8000", ws: true },
    },
  },
  test: { include: ["**/*.test.ts"], environment: "node" },
});
