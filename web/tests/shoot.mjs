// One page as a picture: node tests/shoot.mjs PATH OUT.png [--dark] [--desktop] [--width N] [--height N]
//   [--guest] [--empty] [--full] [--do 'JavaScript with page, context, server, call'] [--offline]
// A server with file mail is started on a free port; unless --guest somebody signs up, and unless
// --empty has three habits. Says every error of the console and of the content security policy.
import { parseArgs } from 'node:util';

import { call, openBrowser, signUp, someHabits, startServer } from './server.mjs';

const { values: wish, positionals } = parseArgs({
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
      width: Number(wish.width ?? (wish.desktop ? 1280 : 390)),
      height: Number(wish.height ?? (wish.desktop ? 800 : 844))
    },
    deviceScaleFactor: wish.desktop ? 1 : 2,
    colorScheme: wish.dark ? 'dark' : 'light',
    timezoneId: 'Asia/Colombo',
    locale: 'en-GB'
  });
  if (!wish.guest) {
    await signUp(server, context);
    if (!wish.empty) await someHabits(server, context);
  }
  const page = await context.newPage();
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && console.error(message.type(), message.text())
  );
  page.on('pageerror', (error) => console.error('page error', error.message));
  const today = wish.guest ? undefined : await call(context, server.origin, 'GET', '/today');
  // `:id` stands for the first habit.
  await page.goto(server.origin + path.replace(':id', today?.habits[0]?.id ?? ''), { waitUntil: 'networkidle' });
  if (wish.do) {
    const run = new Function('page', 'context', 'server', 'call', `return (async () => { ${wish.do} })()`);
    await run(page, context, server, call);
  }
  if (wish.offline) await context.setOffline(true);
  await page.waitForTimeout(500);
  await page.screenshot({ path: out, fullPage: wish.full ?? false });
} finally {
  await browser.close();
  await server.stop();
}
