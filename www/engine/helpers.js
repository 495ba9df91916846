/** The other workers of a run, which share its batches. */
import { exchangePorts } from './trainer/exchange.js';
import { makeTrainerWorker, trainerLost, WorkerLink } from './worker_link.js';

/** @import { FromTrainer, HelpMessage, RunConfig } from './protocol.js' */
/** @import { Addresses } from './worker_link.js' */

export class Helpers {
  /** @type {WorkerLink<HelpMessage, FromTrainer>[]} */
  #links = [];
  /** For the worker that leads: to each helper, and to its partners in the exchange. @type {{helpers: MessagePort[], partners: MessagePort[]}} */
  ports;

  /**
   * @param {RunConfig} config
   * @param {Uint8Array | null} weights safetensors
   * @param {Addresses} addresses
   * @param {(message: string) => void} onCrash one of them is lost, and the run with it
   */
  constructor(config, weights, addresses, onCrash) {
    const [partners, ...others] = exchangePorts(config.workers ?? 1);
    const helpers = others.map((partners) => {
      /** @type {WorkerLink<HelpMessage, FromTrainer>} */
      const link = new WorkerLink(makeTrainerWorker(addresses), addresses, {
        onMessage: (message) => {
          if (message.type === 'crashed') onCrash(message.message);
        },
        onLost: (reason) => onCrash(trainerLost(reason)),
      });
      this.#links.push(link);
      const { port1, port2 } = new MessageChannel();
      link.send({ type: 'help', config, weights, port: port2, partners }, [port2, ...partners]);
      return port1;
    });
    this.ports = { helpers, partners };
  }

  /** Lets go of them, at any time. */
  dismiss() {
    for (const link of this.#links.splice(0)) link.close();
  }
}
