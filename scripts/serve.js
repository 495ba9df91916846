/** `node scripts/serve.js [--folder dist] [--port 4173] [--prefix /lenet5-live/]`: the built site. */

import { choosePort } from './lib/free_port.js';
import { readOptions } from './lib/options.js';
import { runMain, say } from './lib/run.js';
import { startStaticServer } from './lib/static_server.js';

/** The one that is taken when it is free. */
const PORT = 4173;

await runMain(async () => {
  const { folder, port, prefix } = readOptions(
    {
      folder: { type: 'string', default: 'dist' },
      port: { type: 'string' },
      prefix: { type: 'string', default: '/lenet5-live/' },
    },
    'node scripts/serve.js [--folder dist] [--port 4173] [--prefix /lenet5-live/]',
  );
  const { url } = await startStaticServer(String(folder), {
    port: await choosePort(PORT, port),
    prefix: String(prefix),
  });
  say(`The site in ${folder} is at ${url}`);
});
