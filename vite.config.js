import path from 'node:path';
import { defineConfig } from 'vite';
import { pageParts } from './scripts/lib/page_parts.js';
import { ROOT } from './scripts/lib/run.js';
import { ENGINES } from './scripts/lib/wasm.js';

// VITE_ENGINE comes from the scripts' --engine; the page reads it as import.meta.env.VITE_ENGINE.
const engine = /** @type {keyof typeof ENGINES} */ (process.env.VITE_ENGINE ?? 'flex');

export default defineConfig({
  // Relative addresses: the site works under any path.
  base: './',
  plugins: [pageParts(ROOT)],
  resolve: {
    alias: [
      {
        find: /^(\.\.\/)+pkg\/lenet5_live\.js$/,
        replacement: path.join(ROOT, ENGINES[engine].folder, 'lenet5_live.js'),
      },
    ],
  },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // Every asset is a file of its own: data: addresses would be refused by a strict content policy.
    assetsInlineLimit: 0,
    // Every browser that has wasm's SIMD has modulepreload.
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    strictPort: true,
    watch: { ignored: ['**/target/**', '**/dist/**', '**/test-results/**'] },
  },
});
