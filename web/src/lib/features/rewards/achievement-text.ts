/** Achievement texts in the user's language, by id; unknown achievements keep the server's text. */
import { m } from '$lib/i18n';

type AchievementText = readonly [title: () => string, text: () => string];

const TEXTS: Record<string, AchievementText> = {
  'first-tick': [m.achievement_first_tick_title, m.achievement_first_tick_text],
  'first-plan': [m.achievement_first_plan_title, m.achievement_first_plan_text],
  'perfect-day': [m.achievement_perfect_day_title, m.achievement_perfect_day_text],
  'gold-week': [m.achievement_gold_week_title, m.achievement_gold_week_text],
  '3-days': [m.achievement_3_days_title, m.achievement_3_days_text],
  '7-days': [m.achievement_7_days_title, m.achievement_7_days_text],
  '21-days': [m.achievement_21_days_title, m.achievement_21_days_text],
  '66-days': [m.achievement_66_days_title, m.achievement_66_days_text],
  '100-days': [m.achievement_100_days_title, m.achievement_100_days_text],
  '365-days': [m.achievement_365_days_title, m.achievement_365_days_text],
  'phase-one': [m.achievement_phase_one_title, m.achievement_phase_one_text],
  'second-nature': [m.achievement_second_nature_title, m.achievement_second_nature_text],
  'finish-line': [m.achievement_finish_line_title, m.achievement_finish_line_text],
  comeback: [m.achievement_comeback_title, m.achievement_comeback_text],
  'early-bird': [m.achievement_early_bird_title, m.achievement_early_bird_text],
  'night-owl': [m.achievement_night_owl_title, m.achievement_night_owl_text],
  'honest-skip': [m.achievement_honest_skip_title, m.achievement_honest_skip_text],
  'week-without': [m.achievement_week_without_title, m.achievement_week_without_text],
  'smoke-free-week': [m.achievement_smoke_free_week_title, m.achievement_smoke_free_week_text],
  'frozen-and-saved': [m.achievement_frozen_and_saved_title, m.achievement_frozen_and_saved_text],
  'thousand-coins': [m.achievement_thousand_coins_title, m.achievement_thousand_coins_text],
  'first-gem-converted': [m.achievement_first_gem_converted_title, m.achievement_first_gem_converted_text],
  'plan-editor': [m.achievement_plan_editor_title, m.achievement_plan_editor_text],
  'note-taker': [m.achievement_note_taker_title, m.achievement_note_taker_text],
  'ten-perfect-days': [m.achievement_ten_perfect_days_title, m.achievement_ten_perfect_days_text],
  'fifty-perfect-days': [m.achievement_fifty_perfect_days_title, m.achievement_fifty_perfect_days_text],
  'hundred-ticks': [m.achievement_hundred_ticks_title, m.achievement_hundred_ticks_text],
  'thousand-ticks': [m.achievement_thousand_ticks_title, m.achievement_thousand_ticks_text],
  'first-friend': [m.achievement_first_friend_title, m.achievement_first_friend_text],
  'challenge-joined': [m.achievement_challenge_joined_title, m.achievement_challenge_joined_text],
  'challenge-finished': [m.achievement_challenge_finished_title, m.achievement_challenge_finished_text],
  'challenge-founded': [m.achievement_challenge_founded_title, m.achievement_challenge_founded_text]
};

interface AchievementInput {
  id: string;
  title: string;
  description: string;
}

export function achievementText({ id, title, description }: AchievementInput): { title: string; description: string } {
  const known = TEXTS[id];
  return known ? { title: known[0](), description: known[1]() } : { title, description };
}
