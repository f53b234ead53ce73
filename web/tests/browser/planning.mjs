// The way through the screens of a new habit.
import assert from 'node:assert/strict';

/** The words at the top of the screen, by which one screen is told from the next. */
export const heading = (page) => page.getByRole('heading', { level: 1 });

/**
 * Answers one question: the first of its choices, or words of our own. Says what it asked once
 * there is another screen, or `instead` has come.
 */
export async function answer(page, instead, number = '10') {
  const asked = await heading(page).innerText();
  const choices = page.getByRole('main').getByRole('radio');
  const fields = page.getByRole('main').getByRole('textbox');
  // What is chosen or typed already stays: 21 days, what the planner took the habit for, a test's own words.
  const chosen = (await page.locator('main :checked').count()) > 0;
  const typed = (await fields.count()) > 0 && (await fields.first().inputValue()) !== '';
  if (!chosen && !typed) {
    if ((await choices.count()) > 0) await choices.first().check({ force: true });
    else {
      const numeric = (await fields.first().getAttribute('inputmode')) === 'numeric';
      await fields.first().fill(numeric ? number : 'I scroll on my phone until late');
    }
  }
  await page.getByRole('button', { name: /^(next|make my plan)$/iu }).click();
  const another = heading(page).filter({ hasNotText: asked });
  await (instead ? another.or(instead).first() : another).waitFor();
  return asked;
}

/** Says the wish and what it is; the first question stands on the screen. */
export async function toQuestions(page, wish) {
  await page.getByRole('textbox').first().fill(wish);
  await page.keyboard.press('Enter');
  await heading(page)
    .filter({ hasText: /build|quit/iu })
    .waitFor();
  await answer(page);
}

/** From the wish to the plan to look at. Answers the questions that were asked. */
export async function planFor(page, wish) {
  await toQuestions(page, wish);
  return toPlan(page);
}

/** From a question on; `number` where one is asked for. */
export async function toPlan(page, number) {
  const accept = page.getByRole('button', { name: /start this plan/iu });
  const next = page.getByRole('button', { name: /^(next|make my plan)$/iu });
  const asked = [];
  for (;;) {
    await accept.or(next).first().waitFor();
    if (await accept.isVisible()) return asked;
    asked.push(await answer(page, undefined, number));
    assert.ok(asked.length < 20, `it asks on and on: ${asked.join(' | ')}`);
  }
}

/** The tasks of the day that is shown of a plan. */
export const planned = (page) =>
  page
    .getByRole('region', { name: /^day \d+$/iu })
    .getByRole('listitem')
    .allInnerTexts();
