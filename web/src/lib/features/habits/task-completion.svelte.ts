/** Completing tasks on Today: the toast with undo, the coin animation, and the celebration of a finished day. */
import { type ApiProblem, asProblem } from '$lib/api/problem';
import type { Query } from '$lib/data/query.svelte';
import { m, problemMessage } from '$lib/i18n';
import { toasts } from '$lib/shell/toasts.svelte';
import { flyCoin } from '$lib/ui/motion';

import coin from '../../../assets/coin.svg';

import { isAllDone } from './today-summary';
import { setTaskCompleted, type Task, today, type Today } from './today.svelte';

/** localStorage key of the last date that was celebrated. */
const CELEBRATED_KEY = 'habitro.celebrated';

export class TaskCompletion {
  /** Whether the celebration is playing. */
  celebrating = $state(false);

  /** Marks a task as done or not done. The coin animation starts at `from`, if given. */
  async toggle(task: Task, done: boolean, day: Query<Today>, from: Element | null): Promise<void> {
    const undo = { label: m.undo(), run: () => void this.toggle(task, !done, day, null) };
    const confirmation = {
      text: done ? m.today_task_done({ task: task.title }) : m.today_task_undone({ task: task.title }),
      action: undo
    };
    const sending = setTaskCompleted(task.id, done, day);
    toasts.show(confirmation);
    if (done && day === today) this.#celebrateOnce(day.data);
    try {
      const response = await sending;
      if (!response || !done) return;
      if (response.coins_earned > 0) flyCoin(from, coin);
      const [unlocked] = response.unlocked;
      const title = unlocked && (await achievementTitle(unlocked));
      // Don't replace a newer toast.
      if (toasts.shown !== confirmation) return;
      if (title) toasts.show({ text: m.today_unlocked({ title }), action: undo });
      else if (response.coins_earned > 0)
        toasts.show({ text: m.today_coins_for_task({ coins: response.coins_earned, task: task.title }), action: undo });
    } catch (thrown) {
      const problem = asProblem(thrown);
      this.celebrating = false;
      toasts.show({ text: refusalText(problem) });
      if (!problem.unreachable) void day.load();
    }
  }

  /** At most once per day, even if the last task is completed again. */
  #celebrateOnce(day: Today | undefined): void {
    if (!day || !isAllDone(day) || localStorage.getItem(CELEBRATED_KEY) === day.date) return;
    localStorage.setItem(CELEBRATED_KEY, day.date);
    this.celebrating = true;
    scrollTo({ top: 0, behavior: 'smooth' });
  }
}

/** In the user's language; these texts are loaded on demand, because Today rarely needs them. */
async function achievementTitle(unlocked: { id: string; title: string; description: string }): Promise<string> {
  const texts = await import('$lib/features/rewards/achievement-text').catch(() => undefined);
  return texts?.achievementText(unlocked).title ?? unlocked.title;
}

function refusalText(problem: ApiProblem): string {
  if (problem.code === 'too-late') return m.today_too_late();
  return problem.code === 'not-due' ? m.today_not_due() : problemMessage(problem);
}
