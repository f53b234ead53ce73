import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

import { bundledPackages } from './scripts/bundled-packages.mjs';
import { chunks } from './scripts/chunks.mjs';
import { finishBuild } from './scripts/finish-build.mjs';
import { plainIcons } from './scripts/plain-icons.mjs';
import { options as messages } from './scripts/messages.mjs';
import { splitMessages } from './scripts/split-messages.mjs';

const server = process.env.HABITRO_SERVER ?? 'http://localhost:8080';

export default defineConfig(({ command }) => ({
  // `npm run messages` has compiled the messages before a build; only the dev server watches them.
  plugins: [
    tailwindcss(),
    command === 'serve' && !process.env.VITEST ? paraglideVitePlugin(messages) : [],
    plainIcons(),
    svelte(),
    splitMessages(),
    finishBuild(),
    bundledPackages()
  ],
  resolve: {
    alias: { $lib: new URL('./src/lib', import.meta.url).pathname },
    // Vitest would else pick Svelte's server build, in which runes don't react.
    conditions: process.env.VITEST ? ['browser'] : undefined
  },
  build: {
    target: 'es2022',
    // The content security policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // dist/.gitignore keeps the folder in the repository; scripts/finish-build.mjs sweeps the rest.
    emptyOutDir: false,
    rolldownOptions: {
      input: { index: './index.html', 'service-worker': './src/service-worker.ts' },
      output: {
        codeSplitting: chunks(),
        entryFileNames: (chunk) => (chunk.name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js')
      }
    }
  },
  // Bundled ahead for the dev server they would come with their frames.
  optimizeDeps: { exclude: ['@lucide/svelte'] },
  server: { proxy: { '/api': { target: server, changeOrigin: false } } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' }
}));
