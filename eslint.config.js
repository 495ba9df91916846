import js from '@eslint/js';
import globals from 'globals';

const inWorkers = ['www/engine/*.worker.js', 'www/engine/data/**', 'www/engine/trainer/**'];

/** The page's rooms, from the ground up. A room may import from those below it, and from itself. */
const ROOMS = ['engine', 'model', 'ui', 'charts', 'features'];
/** Rooms that know no document: what they do can run in a worker, or in Node. */
const WITHOUT_DOCUMENT = ['engine', 'model'];

/** The engine's one door: what lies behind it is its own. */
const throughTheDoor = {
  regex: '/engine/(?!index\\.js$)',
  message: 'Of the engine only index.js is for others; its messages are typed in protocol.js.',
};

/** A border a room: no import goes up. */
const borders = ROOMS.map((room, floor) => ({
  files: [`www/${room}/**/*.js`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...(room === 'engine' ? [] : [throughTheDoor]),
          ...[...ROOMS.slice(floor + 1).map((above) => `**/${above}/**`), '**/main.js'].map(
            (group) => ({
              group: [group],
              message: `Imports go down only: features, charts, ui, model, engine. ${room}/ knows nothing above it.`,
            }),
          ),
        ],
      },
    ],
    ...(WITHOUT_DOCUMENT.includes(room) && {
      'no-restricted-globals': ['error', 'window', 'document', 'localStorage'],
    }),
  },
}));

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
  },
  ...borders,
  {
    files: ['*.config.js', 'scripts/**/*.js', 'tests/**/*.js'],
    languageOptions: { globals: globals.node },
  },
  {
    // Functions of these are sent into the page that is tested or measured.
    files: [
      ...[
        'tests/e2e/**/*.js',
        'tests/soak/*.js',
        'tests/engines/recorder.js',
        'scripts/bench*.js',
        'scripts/bench/**/*.js',
      ],
      'scripts/eval_drawings.js',
    ],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
