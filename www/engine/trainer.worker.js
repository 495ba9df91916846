import init, * as wasm from '../../pkg/lenet5_live.js';
import { Commands } from './trainer/commands.js';
import { Model } from './trainer/model.js';
import { makeYield } from './trainer/yield.js';

/** @import { FromTrainer, ToTrainer } from './protocol.js' */

/**
 * @param {FromTrainer} message
 * @param {ArrayBufferLike[]} [buffers] given away with it
 */
const post = (message, buffers = []) =>
  self.postMessage(message, { transfer: /** @type {ArrayBuffer[]} */ (buffers) });

const model = new Model(wasm, (message) => post({ type: 'crashed', message }));
const commands = new Commands(model, post, makeYield());

const ready = init().then(
  () => {
    post({ type: 'ready', catalogue: model.catalogue() });
    return true;
  },
  (error) => {
    post({ type: 'crashed', message: `The wasm module could not be loaded (${error}).` });
    return false;
  },
);

/** @param {MessageEvent<ToTrainer>} event */
self.onmessage = async ({ data }) => {
  if (await ready) void commands.obey(data);
};
