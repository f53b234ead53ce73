import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/lib/paraglide', 'src/lib/api/schema.d.ts', 'public'] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Our router takes plain addresses.
      'svelte/no-navigation-without-resolve': 'off'
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // Reactive state uses runes; a plain Map or Date is intended.
      'svelte/prefer-svelte-reactivity': 'off',
      // The content security policy forbids both.
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': ['error', { allowTransitions: true }]
    }
  },
  {
    // Shared pieces are pure: props in, events out.
    files: ['src/lib/ui/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['$lib/api/*', '$lib/data/*', '$lib/features/*', '$lib/shell/*'], message: 'lib/ui does no I/O.' }
          ]
        }
      ]
    }
  }
);
