/**
 * `npm run mutants`: changes the crate's code in one place after the other, and says which changes no test notices.
 * All of it takes many hours; `--file src/digit.rs` is one file, `--shard 1/50` every fiftieth mutant.
 * `.cargo/mutants.toml` says what is changed and which tests run.
 */

import path from 'node:path';
import { readOptions } from './lib/options.js';
import { Problem, ROOT, capture, run, runMain } from './lib/run.js';

const USAGE = 'npm run mutants -- [--file src/FILE.rs …] [--shard 1/50]';

await runMain(async () => {
  const { file, shard } = readOptions(
    { file: { type: 'string', multiple: true }, shard: { type: 'string' } },
    USAGE,
  );
  if (!capture('cargo', ['mutants', '--version']))
    throw new Problem('cargo-mutants is missing. Run:\n  cargo install --locked cargo-mutants');
  const files = Array.isArray(file) ? file.flatMap((one) => ['--file', String(one)]) : [];
  const part = shard ? ['--shard', String(shard)] : [];
  // In a copy of the project, with what has been compiled of the dependencies.
  const env = { CARGO_TARGET_DIR: path.join(ROOT, 'target') };
  await run('cargo', ['mutants', '--workspace', '--output', 'target', ...files, ...part], { env });
});
