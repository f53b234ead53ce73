// Letters twice as large, as somebody sets them who sees badly: nothing is wider than the screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { settled, world } from './harness.mjs';
import { furnish, guests, members, open } from './routes.mjs';

// As in the browser's settings: what is laid out by the size of letters (rem) follows, and so do its breakpoints.
const here = world({ flags: ['--blink-settings=defaultFontSize=32'] });
const WIDTHS = [320, 390, 1280];

/** What sticks out at the sides, innermost things first; nothing that scrolls within something else. */
function tooWide() {
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
  const told = inner.map(
    (each) => `${each.tagName} "${each.textContent.trim().slice(0, 40)}" to ${each.getBoundingClientRect().right}`
  );
  if (document.documentElement.scrollWidth > width)
    told.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return told;
}

async function measure(each, person, furniture) {
  const { page } = person;
  await page.setViewportSize({ width: 390, height: 844 });
  await open(each, page, here.origin, furniture);
  const found = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    await settled(page);
    for (const text of await page.evaluate(tooWide)) found.push(`${width}: ${text}`);
  }
  const size = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  assert.equal(size, '32px', 'the letters are not twice as large');
  assert.deepEqual(found, [], each.route);
}

for (const each of guests) {
  test(`${each.route} before the door`, async () => {
    const visitor = await here.visitor();
    await measure(each, visitor);
    await visitor.context.close();
  });
}

let someone, furniture;
for (const each of members) {
  test(`${each.route} inside${each.at ? `, ${each.at}` : ''}`, async () => {
    if (!someone) {
      someone = await here.member('Nimali');
      furniture = await furnish(someone, here);
    }
    await measure(each, someone, furniture);
  });
}
