import init, { Dataset, augment } from '../../pkg/lenet5_live.js';
import { DataServer } from './data/server.js';

/** @import { FromDataWorker, InitMessage, ToDataWorker } from './protocol.js' */

/** @param {FromDataWorker} message */
const post = (message) => self.postMessage(message);

/**
 * Out of every promise, so that the page hears of it as this worker's `error` event.
 * @param {unknown} error
 */
const crash = (error) =>
  queueMicrotask(() => {
    throw error;
  });

const server = new DataServer({ Dataset, augment }, post, crash);

/** @param {InitMessage} message the first of all */
async function begin({ wasm_url }) {
  try {
    await init(wasm_url && { module_or_path: wasm_url });
    return true;
  } catch (error) {
    crash(error);
    return false;
  }
}

/** @param {MessageEvent<InitMessage>} event */
self.onmessage = ({ data: first }) => {
  const ready = begin(first);
  /** @param {MessageEvent<ToDataWorker>} event */
  self.onmessage = async ({ data: message }) => {
    if (!(await ready)) return;
    if (message.type === 'load') void server.load(message.base_url);
    else if (message.type === 'open') void server.open(message.files);
    else if (message.type === 'connect')
      server.connect(message.connection, message.port, message.own);
    else if (message.type === 'connect_race')
      server.connectRace(
        message.first_connection,
        message.ports,
        Math.max(1, navigator.hardwareConcurrency),
      );
    else if (message.type === 'disconnect') server.disconnect(message.connection);
    else server.ask(message);
  };
};
