// From a perfect day to the ledger, and what the reports make of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP, oneHabit, tasks, toggle, world } from './harness.mjs';

const here = world();

test('a perfect day is claimed, its achievement paid, coins become gems, a freeze is bought, the ledger tells it all', async () => {
  const nimali = await here.member('Nimali');
  await oneHabit(nimali);
  const { page } = nimali;
  await page.goto(`${here.origin}/today`);
  await tasks(page).nth(2).waitFor({ state: 'attached' });
  for (let at = 0; at < 3; at++) await toggle(tasks(page).nth(at));
  await page
    .getByText(/perfect day/iu)
    .first()
    .waitFor();

  await page.goto(`${here.origin}/rewards`);
  await page.getByRole('button', { name: /^claim today/iu }).click();
  await page.getByRole('button', { name: /^claim today/iu }).waitFor({ state: 'detached' });

  // Both achievements are ready, and each pays once.
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

  // Two freezes are given; there is no room for a third.
  await page
    .getByText(/2 of 2/u)
    .first()
    .waitFor();
  const feed = await nimali.api('GET', '/notifications');
  assert.equal(
    feed.items.some((item) => item.data.achievement_id === 'perfect-day'),
    true
  );
  await nimali.seen.nothing();
});

for (const viewport of [undefined, DESKTOP]) {
  test(`reports are drawn and say the same in tables, ${viewport ? 'desktop' : 'phone'}`, async () => {
    const nimali = await here.member('Nimali', viewport ? { viewport } : {});
    const { page } = nimali;
    await page.goto(`${here.origin}/reports`);
    await page
      .getByRole('link', { name: /start a habit/iu })
      .last()
      .waitFor();

    const habit = await oneHabit(nimali, 'Walk after dinner');
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
    await nimali.seen.nothing();
  });
}
