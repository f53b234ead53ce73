// Every route, in both themes and three sizes: nothing for axe to find, nothing the console or the
// content security policy has to say.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { DESKTOP, PHONE, settled, tasks, toggle, world } from './harness.mjs';
import { failing, furnish, guests, known, members, open, refused } from './routes.mjs';

const here = world();
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** At 1600 the bar at the bottom of a phone hides nothing from the measuring of contrast. */
const SIZES = [PHONE, { width: 390, height: 1600 }, DESKTOP];

/**
 * What axe can't decide and somebody looked at: the rule, what it says of it, where, and why it is fine.
 * @type {{rule: string, says: RegExp, where: RegExp, on: RegExp, why: string}[]}
 */
const LOOKED_AT = [
  {
    rule: 'color-contrast',
    says: /contains an image node|too short/u,
    on: /^\/reports$/u,
    where: /^(text|\.value|\.now|\.label|\.month)/u,
    why: 'Words of a drawing, in the two colours of all text on the card behind it; axe does not look below an svg. A table says the same.'
  },
  {
    rule: 'color-contrast',
    says: /too short/u,
    on: /^\/(sign-up\/code|forgot)$/u,
    where: /shadow-soft|bg-base-100/u,
    why: 'One digit in its box, in the colour of all text on that of all boxes; hidden from screen readers.'
  },
  {
    rule: 'color-contrast',
    says: /1:1 contrast/u,
    on: /^\/(sign-up\/code|forgot)$/u,
    where: /^#/u,
    why: 'The field of the code is transparent on purpose: its digits are drawn in the boxes under it.'
  },
  {
    rule: 'color-contrast',
    says: /overlapped by another element/u,
    on: /^\/(you|reminders|leaderboard|friends|challenges\/:id)$/u,
    where:
      /bg-base-100|button\[type="submit"\]|\.push(\.w-full)?$|^\.gap-4 > \.push-plain$|^section:nth-child\(4\) > \.t-body$/u,
    why: 'The end of an open sheet: axe takes the bar of the page below for one above. Passes at 1280, where there is no bar.'
  }
];

/**
 * Before a scene axe sees a gradient and gives up. This doesn't: the least contrast of the words with
 * any colour of the sky, and of the sun, clouds and hills that their box touches. 0 where there is no scene.
 */
function leastOnScene(selector) {
  const words = document.querySelector(selector);
  let scene;
  for (let at = words; at && !scene; at = at.parentElement)
    scene = at.parentElement?.querySelector(':scope > .sky-box, :scope > .sky-fade');
  if (!scene) return 0;
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const light = (...layers) => {
    for (const color of layers) {
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((byte) =>
      byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const here = words.getBoundingClientRect();
  const touched = [...scene.querySelectorAll('div, path, circle')].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.left < here.right && box.right > here.left && box.top < here.bottom && box.bottom > here.top;
  });
  const root = getComputedStyle(document.documentElement);
  const colors = ['--dawn-1', '--dawn-2', ...(scene.matches('.sky-fade') ? ['--color-base-200'] : [])];
  const skies = colors.map((name) => root.getPropertyValue(name));
  const shapes = touched.map((each) => {
    const { fill, backgroundColor } = getComputedStyle(each);
    return each instanceof SVGElement ? fill : backgroundColor;
  });
  const ink = getComputedStyle(words).color;
  const ratios = skies.flatMap((sky) =>
    [[sky], ...shapes.map((shape) => [sky, shape])].map((ground) => {
      const [dark, bright] = [light(...ground), light(...ground, ink)].sort((one, other) => one - other);
      return (bright + 0.05) / (dark + 0.05);
    })
  );
  return Math.min(...ratios);
}

async function judge(page, route) {
  const { violations, incomplete } = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations', 'incomplete'] })
  );
  const told = (results) =>
    results.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any, all, none }) => ({
        id,
        target: target.flat().join(' '),
        text: `${id} (${help}) at ${target.flat().join(' ')}: ${[...any, ...all, ...none].map((each) => each.message).join('; ')}`
      }))
    );
  const open = [];
  for (const { id, target, text } of told(incomplete)) {
    const explained = LOOKED_AT.some(
      (each) => each.rule === id && each.on.test(route) && each.where.test(target) && each.says.test(text)
    );
    if (explained) continue;
    const onScene = id === 'color-contrast' ? await page.evaluate(leastOnScene, target) : 0;
    if (onScene < 4.5) open.push(`undecided: ${text}${onScene > 0 ? ` (${onScene.toFixed(2)}:1 on the scene)` : ''}`);
  }
  return [...told(violations).map(({ text }) => `violation: ${text}`), ...open];
}

/** Something in every empty field: of an empty one axe can't tell whether its words could be read. */
async function fill(page) {
  for (const field of await page.locator('input:visible, textarea:visible').all()) {
    const kind = (await field.getAttribute('type')) ?? 'text';
    const words = {
      text: '7',
      textarea: '7',
      search: '7',
      email: 'k@example.com',
      password: 'seven',
      tel: '7',
      number: '7'
    };
    if (words[kind] && (await field.inputValue()) === '' && (await field.isEditable())) await field.fill(words[kind]);
  }
}

async function inspect(each, person, furniture) {
  const { page } = person;
  // What is said of several sizes and themes is one finding.
  const found = new Map();
  await open(each, page, here.origin, furniture);
  await fill(page);
  for (const colorScheme of ['light', 'dark']) {
    for (const size of SIZES) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await settled(page);
      for (const text of await judge(page, each.route)) {
        found.set(text, [...(found.get(text) ?? []), `${colorScheme} ${size.width}x${size.height}`]);
      }
    }
  }
  const told = [...found].map(([text, where]) => `${text}\n  in ${where.join(', ')}`);
  assert.ok(told.length === 0, `${each.route}:\n${told.join('\n')}`);
  await person.seen.nothing();
}

test('every route of the app is visited here', () => {
  const visited = [...guests, ...members].map((each) => each.route);
  assert.deepEqual(
    known.filter((route) => !visited.includes(route)),
    []
  );
});

for (const each of guests) {
  test(`${each.route} before the door`, async () => {
    const visitor = await here.visitor();
    await visitor.context.addInitScript({ path: axe });
    await inspect(each, visitor);
    await visitor.context.close();
  });
}

let someone, furniture;
for (const each of members) {
  test(`${each.route} inside${each.at ? `, ${each.at}` : ''}`, async () => {
    if (!someone) {
      someone = await here.member('Nimali');
      await someone.context.addInitScript({ path: axe });
      furniture = await furnish(someone, here);
    }
    await inspect(each, someone, furniture);
  });
}

for (const each of refused) {
  test(`${each.route} before the door, refused`, async () => {
    const visitor = await here.visitor();
    visitor.seen.allow(/status of 4\d\d/u);
    await visitor.context.addInitScript({ path: axe });
    await inspect(each, visitor);
    await visitor.context.close();
  });
}

for (const each of failing) {
  test(`${each.route} inside, when nothing comes`, async () => {
    const person = await here.member('Kamala');
    person.seen.allow(/status of 500/u);
    await person.context.addInitScript({ path: axe });
    const furniture = await furnish(person);
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
          await page.goto(origin + (each.path?.(furniture) ?? each.route));
          await page
            .getByRole('button', { name: /try again/iu })
            .first()
            .waitFor();
        }
      },
      person,
      furniture
    );
    await person.context.close();
  });
}

test('the sign-in over a page whose session has ended', async () => {
  const person = await here.member('Kamala');
  person.seen.allow(/status of 401/u);
  await person.context.addInitScript({ path: axe });
  await furnish(person);
  await inspect(
    {
      route: '/today',
      async open(page, origin) {
        await page.goto(`${origin}/today`);
        await tasks(page).first().waitFor({ state: 'attached' });
        await person.context.clearCookies();
        await toggle(tasks(page).first());
        await page.getByRole('dialog', { name: /sign in/iu }).waitFor();
      }
    },
    person
  );
});

test('/today with nothing planned', async () => {
  const person = await here.member('Ruwan');
  await person.context.addInitScript({ path: axe });
  await inspect({ route: '/today' }, person);
});
