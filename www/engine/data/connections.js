/** @import { DataRequest } from '../protocol.js' */
/**
 * @typedef {object} Served
 * @property {(request: DataRequest) => void} hear
 * @property {() => void} [onLeave]
 */

/**
 * The ports to trainer workers. One ends when its worker says that it leaves, or when the page says it
 * for a worker that is lost: only Chromium tells a port that its other end is gone.
 */
export class Connections {
  /** @type {Map<number, {port: MessagePort, onLeave?: () => void}>} */
  #open = new Map();

  /** @param {number} id @param {MessagePort} port @param {Served} served */
  open(id, port, { hear, onLeave }) {
    this.#open.set(id, { port, onLeave });
    port.onmessage = ({ data }) => {
      if (data.type === 'leave') this.close(id);
      else hear(data);
    };
  }

  /** Both sides may say so. @param {number} id */
  close(id) {
    const connection = this.#open.get(id);
    if (!connection) return;
    this.#open.delete(id);
    connection.port.close();
    connection.onLeave?.();
  }

  get ports() {
    return [...this.#open.values()].map(({ port }) => port);
  }
}
