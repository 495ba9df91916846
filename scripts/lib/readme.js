/** The commands that the README gives, and how each is tried in seconds. */

/**
 * @typedef {object} Trial
 * @property {'ends' | 'serves' | 'elsewhere'} how it ends by itself, or serves until it is stopped; `elsewhere` it is
 *   a step of `npm test`, or `npm test` itself
 * @property {string} line what is run: the README's command, with less to do
 * @typedef {object} Places
 * @property {string} data a folder with a few images in the four IDX files
 * @property {string} out a folder for what is written
 * @property {number} port a free one
 */

/** What only another machine has, and one that prints a figure in its place. */
const OTHER_SYSTEM = "'python torch_lenet.py'";
const FIGURE = `'node -p "JSON.stringify({samples_per_s: 1})"'`;

/** @type {[RegExp, (command: string, places: Places) => Trial][]} */
const TRIALS = [
  [/^npm test\b|^npm run (check|fuzz|mutants)\b|^wasm-pack test /, elsewhere],
  [/^npm start\b/, (command, { port }) => serves(given(command, '--port', String(port)))],
  [/^node scripts\/serve\.js$/, (command, { port }) => serves(`${command} --port ${port}`)],
  [/^npm run build$/, ends],
  [/^npm run eval:drawings$/, (command) => ends(`${command} -- --first 2`)],
  [/^npm run bench\b/, (command) => ends(shortBench(command))],
  [/^npm run soak\b/, (command) => ends(given(command, '--minutes', '0.01'))],
  [/^cargo run --release -p lenet5 -- [a-z]+ /, (command, at) => ends(shortRun(command, at))],
];

/**
 * Every command of the document: what stands in a block of shell, and what a table or a sentence quotes.
 * @param {string} markdown
 * @returns {string[]} each once, without comments, a continued line as one
 */
export function commandsOf(markdown) {
  const blocks = [...markdown.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block);
  const lines = blocks
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter(Boolean);
  const prose = markdown.replaceAll(/^```[^]*?^```$/gm, '');
  const quoted = [...prose.matchAll(/`((?:npm|node|cargo|wasm-pack) [^`]+)`/g)].map(
    ([, line]) => line,
  );
  return [...new Set([...lines, ...quoted])];
}

/**
 * @param {string} command
 * @param {Places} places
 * @returns {Trial | null} null for a command that nobody has said how to try
 */
export function trialOf(command, places) {
  const found = TRIALS.find(([pattern]) => pattern.test(command));
  return found ? found[1](command, places) : null;
}

/** @param {string} line @returns {Trial} */
function ends(line) {
  return { how: 'ends', line };
}

/** @param {string} line @returns {Trial} */
function serves(line) {
  return { how: 'serves', line };
}

/** @param {string} line @returns {Trial} */
function elsewhere(line) {
  return { how: 'elsewhere', line };
}

/**
 * A command with an option of this value, in the place of the one that it has.
 * @param {string} command
 * @param {string} option
 * @param {string} value
 */
function given(command, option, value) {
  const present = new RegExp(`${option} \\S+`);
  if (present.test(command)) return command.replace(present, `${option} ${value}`);
  // npm passes on what stands after its own `--`.
  const separator = command.startsWith('npm ') && !command.includes(' -- ') ? ' --' : '';
  return `${command}${separator} ${option} ${value}`;
}

/** One worker, one round of a fifth of a second, and the smallest of several batches. @param {string} command */
function shortBench(command) {
  const other = command.replace(OTHER_SYSTEM, FIGURE).replace(/--batch (\d+)\S*/, '--batch $1');
  const quick = other.includes('--quick') ? other : `${given(other, '--rounds', '1')} --quick`;
  return given(given(quick, '--seconds', '0.2'), '--workers', '1');
}

/**
 * One epoch of a few images, and nothing written beside the project's own files.
 * @param {string} command
 * @param {Places} places
 */
function shortRun(command, { data, out }) {
  const [, subcommand] = /-- ([a-z]+)/.exec(command) ?? [];
  const name = /--out (\S+)/.exec(command)?.[1].replaceAll('/', '-');
  let line = given(command, '--data', data);
  if (name) line = given(line, '--out', `${out}/${name}`);
  if (subcommand !== 'evaluate') line = given(line, '--epochs', '1');
  // As the other tests build it: what they have compiled serves here too.
  return line.replace('-p lenet5 ', '-p lenet5 --features ndarray ');
}
