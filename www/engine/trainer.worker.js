import init, * as wasm from '../../pkg/lenet5_live.js';
import { Commands } from './trainer/commands.js';
import { Model } from './trainer/model.js';
import { makeYield } from './trainer/yield.js';

/** @import { FromTrainer, InitMessage, ToTrainer } from './protocol.js' */

/**
 * @param {FromTrainer} message
 * @param {ArrayBufferLike[]} [buffers] given away with it
 */
const post = (message, buffers = []) =>
  self.postMessage(message, { transfer: /** @type {ArrayBuffer[]} */ (buffers) });

const model = new Model(wasm, (message) => post({ type: 'crashed', message }));
const commands = new Commands(model, post, makeYield());

/** @param {InitMessage} message the first of all */
async function begin({ wasm_url }) {
  try {
    await init(wasm_url && { module_or_path: wasm_url });
    post({ type: 'ready', catalogue: model.catalogue() });
    return true;
  } catch (error) {
    post({ type: 'crashed', message: `The wasm module could not be loaded (${error}).` });
    return false;
  }
}

/** @param {MessageEvent<InitMessage>} event */
self.onmessage = ({ data: first }) => {
  const ready = begin(first);
  /** @param {MessageEvent<ToTrainer>} event */
  self.onmessage = async ({ data }) => {
    if (await ready) void commands.obey(data);
  };
};
