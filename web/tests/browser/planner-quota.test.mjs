// Who has used up the AI's share of the day is told so, and gets a plan all the same.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { startFakeAi } from '../server.mjs';
import { world } from './harness.mjs';
import { answer, heading, toQuestions } from './planning.mjs';

let fake;
const here = world({
  env: async () => {
    fake = await startFakeAi('well');
    // Enough for the small questions, not for a plan. Without limits there would be none on this.
    return {
      HABITRO_AI_BASE_URL: fake.base,
      HABITRO_AI_MODEL: 'any',
      HABITRO_AI_DAILY_TOKENS: '1500',
      HABITRO_LIMITS: 'on'
    };
  }
});
after(() => fake?.stop());

test('the share of the day is used up: it says until when, and our own planner writes the plan', async () => {
  const { page, seen } = await here.member('Anna');
  seen.allow(/status of 429/u);
  await page.goto(`${here.origin}/new`);
  await toQuestions(page, 'Stretch in the morning');
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
  await seen.nothing();
});
