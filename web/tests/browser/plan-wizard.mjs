// Steps through the plan wizard.
import assert from 'node:assert/strict';

/** The heading of the page, which identifies the step. */
export const heading = (page) => page.getByRole('heading', { level: 1 });

/**
 * Answers one question with its first choice, or with text. Returns the question once the next step
 * or `instead` shows.
 */
export async function answer(page, instead, number = '10') {
  const asked = await heading(page).innerText();
  const choices = page.getByRole('main').getByRole('radio');
  const fields = page.getByRole('main').getByRole('textbox');
  // Keep an existing answer: 21 days, the type the planner chose, or what a test has typed.
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

/** Enters the wish and its type; the first question shows. */
export async function goToQuestions(page, wish) {
  await page.getByRole('textbox').first().fill(wish);
  await page.keyboard.press('Enter');
  await heading(page)
    .filter({ hasText: /build|quit/iu })
    .waitFor();
  await answer(page);
}

/** Goes from the wish to the plan review. Returns the questions. */
export async function createPlan(page, wish) {
  await goToQuestions(page, wish);
  return goToPlan(page);
}

/** Goes from a question to the plan review, answering `number` where a number is asked for. */
export async function goToPlan(page, number) {
  const accept = page.getByRole('button', { name: /start this plan/iu });
  const next = page.getByRole('button', { name: /^(next|make my plan)$/iu });
  const asked = [];
  for (;;) {
    await accept.or(next).first().waitFor();
    if (await accept.isVisible()) return asked;
    asked.push(await answer(page, undefined, number));
    assert.ok(asked.length < 20, `too many questions: ${asked.join(' | ')}`);
  }
}

/** The tasks of the selected day of the plan. */
export const plannedTasks = (page) =>
  page
    .getByRole('region', { name: /^day \d+$/iu })
    .getByRole('listitem')
    .allInnerTexts();
