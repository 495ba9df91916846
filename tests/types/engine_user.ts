// The engine as a TypeScript user sees it: what is right compiles, and what is wrong does not.
import { createModel, createRun, openDataset, type Dataset } from 'lenet5-live/engine';

const sgd = { name: 'sgd', momentum: 0 } as const;
const set_up = { optimizer: sgd, learning_rate: 0.1, batch_size: 64, epochs: 1, seed: 1 };

export async function everything(files: File[]): Promise<number> {
  const addresses = {
    worker_url: '/engine/worker.js',
    wasm_url: new URL('https://example.org/a.wasm'),
  };
  const onDownload = (received: number, total: number) => received / total;
  await using dataset: Dataset = await openDataset(files, { onDownload, ...addresses });
  await using run = createRun({ ...set_up, train_size: dataset.train_size }, { dataset });
  run.pause();
  run.step();
  run.resume();
  let best = 0;
  for await (const event of run) {
    if (event.type === 'evaluation') best = Math.max(best, event.accuracy);
    // @ts-expect-error: only evaluations and examinations have one
    best = event.accuracy;
  }
  const model = createModel();
  await model.open(await run.save());
  const { accuracy } = await model.evaluate(dataset);
  const probabilities: Float32Array | null = await model.predict(new Uint8Array(784));
  model.dispose();
  return best + accuracy + (probabilities?.[0] ?? 0);
}

export async function mistakes(dataset: Dataset): Promise<void> {
  // @ts-expect-error: a source is an address or files
  await openDataset(7);
  // @ts-expect-error: there is no such optimizer
  createRun({ ...set_up, optimizer: { name: 'adamw' } }, { dataset });
  // @ts-expect-error: the learning rate is a number
  createRun({ ...set_up, learning_rate: '0.1' }, { dataset });
  // @ts-expect-error: there is no such verb
  createRun(set_up, { dataset }).stop();
}
