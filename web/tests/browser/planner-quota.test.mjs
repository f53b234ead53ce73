// When the daily AI quota is used up, the app says so and the built-in planner takes over.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { startFakeAi } from '../server.mjs';
import { testApp } from './harness.mjs';
import { answer, heading, goToQuestions } from './plan-wizard.mjs';

let fake;
const app = testApp({
  env: async () => {
    fake = await startFakeAi('well');
    // Enough for the questions, not for a plan. The quota applies only with limits on.
    return {
      HABITRO_AI_BASE_URL: fake.base,
      HABITRO_AI_MODEL: 'any',
      HABITRO_AI_DAILY_TOKENS: '1500',
      HABITRO_LIMITS: 'on'
    };
  }
});
after(() => fake?.stop());

test('an exhausted quota shows its reset time, and the built-in planner writes the plan', async () => {
  const { page, pageErrors } = await app.newUser('Anna');
  pageErrors.allow(/status of 429/u);
  await page.goto(`${app.origin}/new`);
  await goToQuestions(page, 'Stretch in the morning');
  const own = page.getByRole('button', { name: /use our own planner/iu });
  const next = page.getByRole('button', { name: /^(next|make my plan)$/iu });
  for (let asked = 0; ; asked++) {
    await next.or(own).first().waitFor();
    if (await own.isVisible()) break;
    await answer(page, own);
    assert.ok(asked < 20);
  }
  await heading(page)
    .filter({ hasText: /reached today’s limit/iu })
    .waitFor();
  assert.match(await page.getByRole('alert').innerText(), /available again at \d\d:\d\d/iu);
  assert.doesNotMatch(await page.locator('main').innerText(), /connection dropped|send us this/iu);
  await own.click();
  await page.getByRole('button', { name: /start this plan/iu }).waitFor();
  await page.getByText('From our own planner', { exact: true }).waitFor();
  await pageErrors.assertNone();
});
