// Planning with an AI, against the fake AI: the whole flow and how its failures show.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { startFakeAi } from '../server.mjs';
import { waitUntilStable, taskBoxes, until, testApp } from './harness.mjs';
import { answer, heading, plannedTasks, createPlan } from './plan-wizard.mjs';

let fake;
const app = testApp({
  env: async () => {
    fake = await startFakeAi('calm');
    return { HABITRO_AI_BASE_URL: fake.base, HABITRO_AI_MODEL: 'any' };
  }
});
after(() => fake?.stop());

test('the AI writes a plan, and its first day shows on Today', async () => {
  const { page, pageErrors } = await app.newUser('Anna');
  await page.goto(`${app.origin}/new`);
  await page.getByRole('textbox').first().fill('Read 10 pages before bed');
  await page.keyboard.press('Enter');
  await heading(page)
    .filter({ hasText: /build|quit/iu })
    .waitFor();
  // The AI classified it as "build"; the user changes it and changes it back.
  await page.getByRole('radio', { name: /quit/iu }).check({ force: true });
  await page.getByRole('radio', { name: /build/iu }).check({ force: true });
  await answer(page);
  const next = page.getByRole('button', { name: /^(next|make my plan)$/iu });
  const writing = heading(page).filter({ hasText: /writing day \d+ of \d+/iu });
  const asked = [];
  for (;;) {
    await next.or(writing).first().waitFor();
    // All questions are answered and the plan is being written.
    if (await writing.isVisible()) break;
    asked.push(await answer(page, writing));
    assert.ok(asked.length < 20);
  }
  assert.ok(
    asked.some((question) => /who would be glad/iu.test(question)),
    `the AI's own questions: ${asked.join(' | ')}`
  );
  // Finished days show while others are still being written.
  await page.getByRole('heading', { level: 2, name: /^day 1$/iu }).waitFor();
  assert.ok(await writing.isVisible(), 'still writing');
  // A reload continues the same draft.
  await page.reload();
  await page.getByRole('button', { name: /start this plan/iu }).waitFor({ timeout: 60_000 });
  await page.getByText('Written by AI', { exact: true }).waitFor();
  const first = await plannedTasks(page);
  assert.equal(first.length, 3);

  // A regenerated plan has different tasks.
  await page.getByRole('button', { name: 'New plan', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /write a new plan/iu })
    .click();
  await writing.waitFor();
  await page.getByRole('button', { name: /start this plan/iu }).waitFor({ timeout: 60_000 });
  const second = await plannedTasks(page);
  assert.ok(
    second.every((task) => !first.includes(task)),
    `${first} / ${second}`
  );

  // A task can be replaced by a suggestion of the AI and edited.
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

  // The trace shows what was sent.
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
  await page.goto(`${app.origin}/today`);
  await page.getByText('Put the book on the pillow').waitFor();
  assert.equal(await taskBoxes(page).count(), 3);
  await pageErrors.assertNone();
});

test('markup in an answer of the AI shows as text only', async () => {
  const { page, pageErrors } = await app.newUser('Bo');
  await fake.behave('injected');
  await page.goto(`${app.origin}/new`);
  await createPlan(page, 'Stretch in the morning');
  assert.equal((await plannedTasks(page)).length, 3);
  await page.getByText(/didn’t give us a plan we could use/iu).waitFor();
  await page.getByRole('link', { name: /what was sent/iu }).click();
  await page
    .getByText(/what came back/iu)
    .last()
    .click();
  await waitUntilStable(page);
  // The trace shows it verbatim, as text.
  await page.getByText('onerror=alert', { exact: false }).last().waitFor();
  assert.equal(await page.locator('main img[src="x"], main script').count(), 0);
  await pageErrors.assertNone();
  await fake.behave('well');
});

test('a user can choose the built-in planner only', async () => {
  const { page, pageErrors, api } = await app.newUser('Chandra');
  await page.goto(`${app.origin}/you`);
  await page.getByRole('link', { name: /planning/iu }).click();
  const only = page.getByRole('switch', { name: /use only our own planner/iu });
  await only.check();
  await page.getByText(/nothing\. our own planner runs/iu).waitFor();
  // The switch is optimistic; wait until the server has saved it.
  await until(
    () => api('GET', '/planner/settings'),
    ({ builtin_only }) => builtin_only,
    'the saved setting'
  );
  await page.reload();
  await page.getByRole('switch', { name: /use only our own planner/iu, checked: true }).waitFor();
  await page.goto(`${app.origin}/new`);
  await createPlan(page, 'Drink water');
  await page.getByText('From our own planner', { exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: /what was sent/iu }).count(), 0);
  await pageErrors.assertNone();
});
