// Planning with an AI, against the one that is none: the whole way, and its misbehaviour on the screen.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { startFakeAi } from '../server.mjs';
import { settled, tasks, until, world } from './harness.mjs';
import { answer, heading, planned, planFor } from './planning.mjs';

let fake;
const here = world({
  env: async () => {
    fake = await startFakeAi('calm');
    return { HABITRO_AI_BASE_URL: fake.base, HABITRO_AI_MODEL: 'any' };
  }
});
after(() => fake?.stop());

test('a wish becomes a plan by the AI, and the first day is on Today', async () => {
  const { page, seen } = await here.member('Anna');
  await page.goto(`${here.origin}/new`);
  await page.getByRole('textbox').first().fill('Read 10 pages before bed');
  await page.keyboard.press('Enter');
  await heading(page)
    .filter({ hasText: /build|quit/iu })
    .waitFor();
  // The AI says "build"; the person knows better, and thinks again.
  await page.getByRole('radio', { name: /quit/iu }).check({ force: true });
  await page.getByRole('radio', { name: /build/iu }).check({ force: true });
  await answer(page);
  const next = page.getByRole('button', { name: /^(next|make my plan)$/iu });
  const writing = heading(page).filter({ hasText: /writing day \d+ of \d+/iu });
  const asked = [];
  for (;;) {
    await next.or(writing).first().waitFor();
    // The last question went and the plan is being made.
    if (await writing.isVisible()) break;
    asked.push(await answer(page, writing));
    assert.ok(asked.length < 20);
  }
  assert.ok(
    asked.some((question) => /who would be glad/iu.test(question)),
    `the AI's own questions: ${asked.join(' | ')}`
  );
  // Days show while others are still being written.
  await page.getByRole('heading', { level: 2, name: /^day 1$/iu }).waitFor();
  assert.ok(await writing.isVisible(), 'it is still writing');
  // Leaving and coming back finds it.
  await page.reload();
  await page.getByRole('button', { name: /start this plan/iu }).waitFor({ timeout: 60_000 });
  await page.getByText('Written by AI', { exact: true }).waitFor();
  const first = await planned(page);
  assert.equal(first.length, 3);

  // Another plan has other tasks.
  await page.getByRole('button', { name: 'New plan', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /write a new plan/iu })
    .click();
  await writing.waitFor();
  await page.getByRole('button', { name: /start this plan/iu }).waitFor({ timeout: 60_000 });
  const second = await planned(page);
  assert.ok(
    second.every((task) => !first.includes(task)),
    `${first} / ${second}`
  );

  // One task in other words of the AI's, one in the person's.
  await page
    .getByRole('button', { name: /task 1/iu })
    .first()
    .click();
  const field = page.getByRole('region', { name: /^day 1$/iu }).getByRole('textbox');
  const before = await field.inputValue();
  await page.getByRole('button', { name: /suggest another task/iu }).click();
  await page.waitForFunction((old) => document.querySelector('main textarea, textarea')?.value !== old, before);
  await field.fill('Put the book on the pillow');
  await page.keyboard.press('Enter');
  await page.getByRole('listitem').filter({ hasText: 'Put the book on the pillow' }).waitFor();

  // What was sent is there to be read.
  await page.getByRole('link', { name: /what was sent/iu }).click();
  await heading(page)
    .filter({ hasText: /how this plan was made/iu })
    .waitFor();
  await page.getByText('127.0.0.1', { exact: false }).first().waitFor();
  await page
    .getByText(/what was sent/iu)
    .first()
    .click();
  assert.match(await page.locator('pre').nth(1).innerText(), /Read 10 pages before bed/u);
  await page.getByRole('button', { name: /back/iu }).click();

  await page.getByRole('button', { name: /start this plan/iu }).click();
  await page.getByRole('button', { name: /start today/iu }).click();
  await heading(page).filter({ hasNotText: /start/iu }).waitFor();
  await page.goto(`${here.origin}/today`);
  await page.getByText('Put the book on the pillow').waitFor();
  assert.equal(await tasks(page).count(), 3);
  await seen.nothing();
});

test('what an AI makes up reaches the page as text or not at all', async () => {
  const { page, seen } = await here.member('Bo');
  await fake.behave('injected');
  await page.goto(`${here.origin}/new`);
  await planFor(page, 'Stretch in the morning');
  assert.equal((await planned(page)).length, 3);
  await page.getByText(/didn’t give us a plan we could use/iu).waitFor();
  await page.getByRole('link', { name: /what was sent/iu }).click();
  await page
    .getByText(/what came back/iu)
    .last()
    .click();
  await settled(page);
  // The trace shows it word for word, as words.
  await page.getByText('onerror=alert', { exact: false }).last().waitFor();
  assert.equal(await page.locator('main img[src="x"], main script').count(), 0);
  await seen.nothing();
  await fake.behave('well');
});

test('who wants our own planner only gets it', async () => {
  const { page, seen, api } = await here.member('Chandra');
  await page.goto(`${here.origin}/you`);
  await page.getByRole('link', { name: /planning/iu }).click();
  const only = page.getByRole('switch', { name: /use only our own planner/iu });
  await only.check();
  await page.getByText(/nothing\. our own planner runs/iu).waitFor();
  // The page says so at once; the server has heard it a moment later.
  await until(
    () => api('GET', '/planner/settings'),
    ({ builtin_only }) => builtin_only,
    'it is kept'
  );
  await page.reload();
  await page.getByRole('switch', { name: /use only our own planner/iu, checked: true }).waitFor();
  await page.goto(`${here.origin}/new`);
  await planFor(page, 'Drink water');
  await page.getByText('From our own planner', { exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: /what was sent/iu }).count(), 0);
  await seen.nothing();
});
