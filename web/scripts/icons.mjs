// Draws the PNG icons from icons/*.svg with Chromium (`npm run icons`); the results are committed.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const here = new URL('..', import.meta.url);
const wanted = [
  ['app-icon.svg', 'icon-192.png', 192],
  ['app-icon.svg', 'icon-512.png', 512],
  ['app-icon-maskable.svg', 'maskable-192.png', 192],
  ['app-icon-maskable.svg', 'maskable-512.png', 512],
  ['app-icon-maskable.svg', 'touch-180.png', 180]
];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [from, to, size] of wanted) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const picture = Buffer.from(readFileSync(new URL(`icons/${from}`, here))).toString('base64');
  await page.setContent(
    `<body style="margin:0"><img width="${size}" height="${size}" style="display:block" src="data:image/svg+xml;base64,${picture}">`
  );
  await page.waitForFunction('document.images[0].complete');
  await page.screenshot({ path: new URL(`public/icons/${to}`, here).pathname, omitBackground: true });
  await page.close();
}
await browser.close();
