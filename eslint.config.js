import js from '@eslint/js';
import globals from 'globals';

const inWorkers = ['www/*.worker.js', 'www/data/**/*.js', 'www/trainer/**/*.js'];

export default [
  {
    ignores: ['target/', 'pkg/', 'dist/', 'public/', 'test-results/', 'playwright-report/'],
  },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-console': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['www/**/*.js'],
    ignores: inWorkers,
    languageOptions: { globals: globals.browser },
  },
  {
    files: inWorkers,
    languageOptions: { globals: globals.worker },
    rules: {
      // The data flow's one rule that a linter can hold: workers know nothing of the page.
      'no-restricted-globals': ['error', 'window', 'document', 'localStorage'],
    },
  },
  {
    files: ['*.config.js', 'scripts/**/*.js', 'tests/**/*.js'],
    languageOptions: { globals: globals.node },
  },
  {
    // Functions of these are sent into the page that is tested or measured.
    files: [
      ...['tests/e2e/**/*.js', 'scripts/bench*.js', 'scripts/bench/**/*.js'],
      'scripts/eval_drawings.js',
    ],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
