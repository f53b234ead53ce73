// Every route, in both themes and three sizes, has no axe finding, no console error and no violation
// of the content security policy.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { DESKTOP, PHONE, waitUntilStable, taskBoxes, toggle, testApp } from './harness.mjs';
import {
  appRoutes,
  failingRoutes,
  guestRoutes,
  memberRoutes,
  openRoute,
  refusedForms,
  seedAccount
} from './routes.mjs';

const app = testApp();
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** At a height of 1600 the tab bar covers nothing, so axe can measure the contrast of all text. */
const SIZES = [PHONE, { width: 390, height: 1600 }, DESKTOP];

/**
 * Undecided axe results that were reviewed by hand: the rule, axe's message, where it occurs, and why it is fine.
 * @type {{rule: string, says: RegExp, where: RegExp, on: RegExp, why: string}[]}
 */
const REVIEWED = [
  {
    rule: 'color-contrast',
    says: /contains an image node|too short/u,
    on: /^\/reports$/u,
    where: /^(text|\.value|\.now|\.label|\.month)/u,
    why: 'Text of a chart, in the two text colours on the card behind it; axe does not look below an svg. A table has the same data.'
  },
  {
    rule: 'color-contrast',
    says: /too short/u,
    on: /^\/(sign-up\/code|forgot)$/u,
    where: /shadow-soft|bg-base-100/u,
    why: 'One digit in its box, in the usual text and field colours; hidden from screen readers.'
  },
  {
    rule: 'color-contrast',
    says: /1:1 contrast/u,
    on: /^\/(sign-up\/code|forgot)$/u,
    where: /^#/u,
    why: 'The code field is transparent on purpose: the boxes below it show the digits.'
  },
  {
    rule: 'color-contrast',
    says: /overlapped by another element/u,
    on: /^\/(you|reminders|leaderboard|friends|challenges\/:id)$/u,
    where:
      /bg-base-100|button\[type="submit"\]|\.button(\.w-full)?$|^\.gap-4 > \.button-text$|^section:nth-child\(4\) > \.t-body$/u,
    why: 'The end of an open sheet: axe takes the tab bar of the page behind it for one in front. Passes at 1280, where there is no bar.'
  }
];

/**
 * The lowest contrast of an element's text on the illustrated header, where axe gives up because of
 * the gradient. Compares with every colour of the sky and of the shapes that overlap the element's
 * box. Returns 0 where there is no illustration.
 */
function lowestContrastOnScene(selector) {
  const text = document.querySelector(selector);
  let scene;
  for (let at = text; at && !scene; at = at.parentElement)
    scene = at.parentElement?.querySelector(':scope > .sky-box, :scope > .sky-fade');
  if (!scene) return 0;
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (...layers) => {
    for (const color of layers) {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((byte) =>
      byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const textBox = text.getBoundingClientRect();
  const overlapping = [...scene.querySelectorAll('div, path, circle')].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.left < textBox.right && box.right > textBox.left && box.top < textBox.bottom && box.bottom > textBox.top;
  });
  const root = getComputedStyle(document.documentElement);
  const colors = ['--dawn-1', '--dawn-2', ...(scene.matches('.sky-fade') ? ['--color-base-200'] : [])];
  const skies = colors.map((name) => root.getPropertyValue(name));
  const shapes = overlapping.map((each) => {
    const { fill, backgroundColor } = getComputedStyle(each);
    return each instanceof SVGElement ? fill : backgroundColor;
  });
  const ink = getComputedStyle(text).color;
  const ratios = skies.flatMap((sky) =>
    [[sky], ...shapes.map((shape) => [sky, shape])].map((ground) => {
      const [dark, bright] = [luminance(...ground), luminance(...ground, ink)].sort((one, other) => one - other);
      return (bright + 0.05) / (dark + 0.05);
    })
  );
  return Math.min(...ratios);
}

async function findingsOf(page, route) {
  const { violations, incomplete } = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations', 'incomplete'] })
  );
  const flatten = (results) =>
    results.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any, all, none }) => ({
        id,
        target: target.flat().join(' '),
        text: `${id} (${help}) at ${target.flat().join(' ')}: ${[...any, ...all, ...none].map((each) => each.message).join('; ')}`
      }))
    );
  const open = [];
  for (const { id, target, text } of flatten(incomplete)) {
    const explained = REVIEWED.some(
      (each) => each.rule === id && each.on.test(route) && each.where.test(target) && each.says.test(text)
    );
    if (explained) continue;
    const contrast = id === 'color-contrast' ? await page.evaluate(lowestContrastOnScene, target) : 0;
    if (contrast < 4.5)
      open.push(`undecided: ${text}${contrast > 0 ? ` (${contrast.toFixed(2)}:1 on the scene)` : ''}`);
  }
  return [...flatten(violations).map(({ text }) => `violation: ${text}`), ...open];
}

/** Fills every empty field, because axe can't judge the contrast of an empty one. */
async function fillFields(page) {
  for (const field of await page.locator('input:visible, textarea:visible').all()) {
    const kind = (await field.getAttribute('type')) ?? 'text';
    const values = {
      text: '7',
      textarea: '7',
      search: '7',
      email: 'k@example.com',
      password: 'seven',
      tel: '7',
      number: '7'
    };
    if (values[kind] && (await field.inputValue()) === '' && (await field.isEditable())) await field.fill(values[kind]);
  }
}

async function inspect(each, person, seeded) {
  const { page } = person;
  // The same finding in several sizes and themes is reported once.
  const found = new Map();
  await openRoute(each, page, app.origin, seeded);
  await fillFields(page);
  for (const colorScheme of ['light', 'dark']) {
    for (const size of SIZES) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await waitUntilStable(page);
      for (const text of await findingsOf(page, each.route)) {
        found.set(text, [...(found.get(text) ?? []), `${colorScheme} ${size.width}x${size.height}`]);
      }
    }
  }
  const messages = [...found].map(([text, where]) => `${text}\n  in ${where.join(', ')}`);
  assert.ok(messages.length === 0, `${each.route}:\n${messages.join('\n')}`);
  await person.pageErrors.assertNone();
}

test('every route of the app is covered', () => {
  const visited = [...guestRoutes, ...memberRoutes].map((each) => each.route);
  assert.deepEqual(
    appRoutes.filter((route) => !visited.includes(route)),
    []
  );
});

for (const each of guestRoutes) {
  test(`${each.route} signed out`, async () => {
    const visitor = await app.newVisitor();
    await visitor.context.addInitScript({ path: axe });
    await inspect(each, visitor);
    await visitor.context.close();
  });
}

let user, seeded;
for (const each of memberRoutes) {
  test(`${each.route} signed in${each.at ? `, ${each.at}` : ''}`, async () => {
    if (!user) {
      user = await app.newUser('Nimali');
      await user.context.addInitScript({ path: axe });
      seeded = await seedAccount(user, app);
    }
    await inspect(each, user, seeded);
  });
}

for (const each of refusedForms) {
  test(`${each.route} signed out, with errors`, async () => {
    const visitor = await app.newVisitor();
    visitor.pageErrors.allow(/status of 4\d\d/u);
    await visitor.context.addInitScript({ path: axe });
    await inspect(each, visitor);
    await visitor.context.close();
  });
}

for (const each of failingRoutes) {
  test(`${each.route} signed in, when loading fails`, async () => {
    const person = await app.newUser('Kamala');
    person.pageErrors.allow(/status of 500/u);
    await person.context.addInitScript({ path: axe });
    const seeded = await seedAccount(person);
    await person.page.route(each.api, (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: '/problems/internal', title: 'Something failed', status: 500, request_id: 'r-17' })
      })
    );
    await inspect(
      {
        route: each.route,
        async open(page, origin) {
          await page.goto(origin + (each.path?.(seeded) ?? each.route));
          await page
            .getByRole('button', { name: /try again/iu })
            .first()
            .waitFor();
        }
      },
      person,
      seeded
    );
    await person.context.close();
  });
}

test('the sign-in sheet over a page whose session has ended', async () => {
  const person = await app.newUser('Kamala');
  person.pageErrors.allow(/status of 401/u);
  await person.context.addInitScript({ path: axe });
  await seedAccount(person);
  await inspect(
    {
      route: '/today',
      async open(page, origin) {
        await page.goto(`${origin}/today`);
        await taskBoxes(page).first().waitFor({ state: 'attached' });
        await person.context.clearCookies();
        await toggle(taskBoxes(page).first());
        await page.getByRole('dialog', { name: /sign in/iu }).waitFor();
      }
    },
    person
  );
});

test('/today without habits', async () => {
  const person = await app.newUser('Ruwan');
  await person.context.addInitScript({ path: axe });
  await inspect({ route: '/today' }, person);
});
