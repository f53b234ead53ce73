// Takes a screenshot of one page: node tests/shoot.mjs PATH OUT.png [--dark] [--desktop] [--width N] [--height N]
//   [--guest] [--empty] [--full] [--do 'JavaScript with page, context, server, call'] [--offline]
// Starts a server on a free port. Signs up an account unless --guest, and creates three habits unless
// --empty. Prints every console error and violation of the content security policy.
import { parseArgs } from 'node:util';

import { call, openBrowser, signUp, createHabits, startServer } from './server.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dark: { type: 'boolean' },
    desktop: { type: 'boolean' },
    width: { type: 'string' },
    height: { type: 'string' },
    guest: { type: 'boolean' },
    empty: { type: 'boolean' },
    full: { type: 'boolean' },
    offline: { type: 'boolean' },
    do: { type: 'string' }
  }
});
const [path = '/', out = 'out.png'] = positionals;

const server = await startServer();
const browser = await openBrowser();
try {
  const context = await browser.newContext({
    viewport: {
      width: Number(options.width ?? (options.desktop ? 1280 : 390)),
      height: Number(options.height ?? (options.desktop ? 800 : 844))
    },
    deviceScaleFactor: options.desktop ? 1 : 2,
    colorScheme: options.dark ? 'dark' : 'light',
    timezoneId: 'Asia/Colombo',
    locale: 'en-GB'
  });
  if (!options.guest) {
    await signUp(server, context);
    if (!options.empty) await createHabits(server, context);
  }
  const page = await context.newPage();
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && console.error(message.type(), message.text())
  );
  page.on('pageerror', (error) => console.error('page error', error.message));
  const today = options.guest ? undefined : await call(context, server.origin, 'GET', '/today');
  // `:id` stands for the first habit.
  await page.goto(server.origin + path.replace(':id', today?.habits[0]?.id ?? ''), { waitUntil: 'networkidle' });
  if (options.do) {
    const run = new Function('page', 'context', 'server', 'call', `return (async () => { ${options.do} })()`);
    await run(page, context, server, call);
  }
  if (options.offline) await context.setOffline(true);
  await page.waitForTimeout(500);
  await page.screenshot({ path: out, fullPage: options.full ?? false });
} finally {
  await browser.close();
  await server.stop();
}
