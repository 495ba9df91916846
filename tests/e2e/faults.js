/** Tests whose page comes from a server that can be made to go wrong. */

import { startFaultyServer } from './faulty_server.js';
import { expect, test } from './support.js';

export { expect };

/** @import { FaultyServer } from './faulty_server.js' */
/** @import { FixturesOver, Own, TestOver } from './support.js' */

/** @type {FixturesOver<{server: FaultyServer}, Own>} */
const fixtures = {
  // Playwright wants to see the fixtures that one needs; the sound site's address is configured.
  server: async ({ browserName: _ }, use, info) => {
    const server = await startFaultyServer(info.project.use.baseURL ?? '');
    await use(server);
    await server.close();
  },
  baseURL: ({ server }, use) => use(server.url),
};

export const testWithFaults = /** @type {TestOver<Own & {server: FaultyServer}>} */ (
  test.extend(/** @type {any} */ (fixtures))
);
