// With text at 200 % nothing is wider than the screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { waitUntilStable, testApp } from './harness.mjs';
import { guestRoutes, memberRoutes, openRoute, seedAccount } from './routes.mjs';

// The font size of the browser settings: rem units and breakpoints follow it.
const app = testApp({ flags: ['--blink-settings=defaultFontSize=32'] });
const WIDTHS = [320, 390, 1280];

/** The innermost elements that overflow the sides of the page, except inside scroll containers. */
function overflowing() {
  const width = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll('body *')].filter((each) => {
    const box = each.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || (box.right <= width + 1 && box.left >= -1)) return false;
    if (each.closest('[aria-hidden="true"], .sr-only, .skip') || !each.checkVisibility()) return false;
    for (let at = each.parentElement; at && at !== document.body; at = at.parentElement)
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(at).overflowX)) return false;
    return true;
  });
  const inner = out.filter((each) => !out.some((other) => other !== each && each.contains(other)));
  const messages = inner.map(
    (each) => `${each.tagName} "${each.textContent.trim().slice(0, 40)}" to ${each.getBoundingClientRect().right}`
  );
  if (document.documentElement.scrollWidth > width)
    messages.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return messages;
}

async function measure(each, person, seeded) {
  const { page } = person;
  await page.setViewportSize({ width: 390, height: 844 });
  await openRoute(each, page, app.origin, seeded);
  const found = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    await waitUntilStable(page);
    for (const text of await page.evaluate(overflowing)) found.push(`${width}: ${text}`);
  }
  const size = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  assert.equal(size, '32px', 'the text is not at 200 %');
  assert.deepEqual(found, [], each.route);
}

for (const each of guestRoutes) {
  test(`${each.route} signed out`, async () => {
    const visitor = await app.newVisitor();
    await measure(each, visitor);
    await visitor.context.close();
  });
}

let user, seeded;
for (const each of memberRoutes) {
  test(`${each.route} signed in${each.at ? `, ${each.at}` : ''}`, async () => {
    if (!user) {
      user = await app.newUser('Nimali');
      seeded = await seedAccount(user, app);
    }
    await measure(each, user, seeded);
  });
}
