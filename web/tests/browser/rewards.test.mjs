// Rewards from a perfect day to the history, and the reports.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP, createHabit, taskBoxes, toggle, testApp } from './harness.mjs';

const app = testApp();

test('claims, achievements and conversions are paid and listed in the history', async () => {
  const nimali = await app.newUser('Nimali');
  await createHabit(nimali);
  const { page } = nimali;
  await page.goto(`${app.origin}/today`);
  await taskBoxes(page).nth(2).waitFor({ state: 'attached' });
  for (let at = 0; at < 3; at++) await toggle(taskBoxes(page).nth(at));
  await page
    .getByText(/perfect day/iu)
    .first()
    .waitFor();

  await page.goto(`${app.origin}/rewards`);
  await page.getByRole('button', { name: /^claim today/iu }).click();
  await page.getByRole('button', { name: /^claim today/iu }).waitFor({ state: 'detached' });

  // Both achievements can be claimed once.
  for (const title of ['First Tick', 'Perfect Day']) {
    const claim = page.getByRole('button', { name: `Claim the reward for ${title}` });
    await claim.click();
    await claim.waitFor({ state: 'detached' });
  }
  const after = await nimali.api('GET', '/rewards');
  // 100 + 30 + 2 x 500 coins; 2.0 + 0.1 + 2 x 1.0 gems.
  assert.deepEqual([after.coins, after.gems], [1130, '4.1']);

  await page
    .getByRole('button', { name: /turn coins|convert|into gems/iu })
    .first()
    .click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^all$/iu }).click();
  await sheet.getByRole('button', { name: /^turn/iu }).click();
  await sheet.waitFor({ state: 'detached' });
  const converted = await nimali.api('GET', '/rewards');
  assert.equal(converted.coins < 100, true);

  const ledger = await nimali.api('GET', '/rewards/ledger?limit=200');
  const reasons = new Set(ledger.items.map((entry) => entry.reason));
  for (const reason of ['welcome', 'task', 'streak', 'achievement', 'conversion'])
    assert.equal(reasons.has(reason), true, reason);
  await page.getByText('Achievement', { exact: true }).first().waitFor();
  await page.getByText('Coins to gems', { exact: true }).first().waitFor();

  // The two free freezes are the maximum.
  await page
    .getByText(/2 of 2/u)
    .first()
    .waitFor();
  const feed = await nimali.api('GET', '/notifications');
  assert.equal(
    feed.items.some((item) => item.data.achievement_id === 'perfect-day'),
    true
  );
  await nimali.pageErrors.assertNone();
});

for (const viewport of [undefined, DESKTOP]) {
  test(`report charts and their tables show the same data, ${viewport ? 'desktop' : 'phone'}`, async () => {
    const nimali = await app.newUser('Nimali', viewport ? { viewport } : {});
    const { page } = nimali;
    await page.goto(`${app.origin}/reports`);
    await page
      .getByRole('link', { name: /start a habit/iu })
      .last()
      .waitFor();

    const habit = await createHabit(nimali, 'Walk after dinner');
    const today = await nimali.api('GET', '/today');
    for (const task of today.habits[0].tasks.slice(0, 2)) await nimali.api('PUT', `/tasks/${task.id}/completion`);
    await page.reload();
    await page.getByRole('heading', { name: 'Your year' }).waitFor();
    assert.equal(await page.getByRole('row', { name: / 2 3 67%/u }).count(), 1);
    await page
      .getByRole('table', { name: /week by week/u })
      .getByRole('row', { name: / 2 3$/u })
      .waitFor({ state: 'attached' });
    await page
      .getByRole('table', { name: /habit strength/iu })
      .getByRole('row')
      .nth(1)
      .waitFor({ state: 'attached' });

    await page.getByRole('radio', { name: '12 months' }).check({ force: true });
    await page.getByRole('heading', { name: 'The last twelve months' }).waitFor();
    await page.getByRole('radio', { name: '5 years' }).check({ force: true });
    await page.getByRole('heading', { name: 'The last five years' }).waitFor();
    await page.getByRole('combobox', { name: /filter by habit/iu }).selectOption('bad');
    await page.getByText('0 of 0 tasks done.').first().waitFor();
    await page.getByRole('combobox', { name: /filter by habit/iu }).selectOption(habit.id);
    await page.getByText('2 of 3 tasks done.').first().waitFor();
    await nimali.pageErrors.assertNone();
  });
}
