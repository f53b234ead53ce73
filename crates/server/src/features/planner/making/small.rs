//! The small questions: good or bad, four questions, one task in other words. Where the AI has no
//! answer that will do, the built-in planner has one.

use tokio::time::Instant;

use super::Planner;
use crate::features::accounts::UserId;
use crate::features::planner::builtin::{self, Question, QuestionKind};
use crate::features::planner::parse;
use crate::features::planner::prompts;
use crate::features::planner::providers::Ask;
use crate::features::planner::repair::Collector;
use crate::features::planner::rules::{Classification, HabitType, PlanRequest, fold, needs_care};
use crate::features::planner::store::{Draft, Source};

impl Planner {
    async fn answer(&self, user: UserId, draft: Option<&Draft>, habit: &str, ask: &Ask) -> Option<String> {
        let deadline = Instant::now() + self.provider()?.patience().answer;
        let exchange = self.ask(user, draft.map(|draft| draft.id), habit, ask, deadline, |_| {}).await?;
        (!exchange.text.trim().is_empty()).then_some(exchange.text)
    }

    /// Whether `habit` is good, bad or not to be told; `by_ai` as the user allows it.
    pub async fn classify(&self, user: UserId, habit: &str, by_ai: bool) -> (Classification, Source) {
        if by_ai
            && let Some(answer) = self.answer(user, None, habit, &prompts::classify(habit)).await
            && let Some(told) = parse::classification(&answer)
        {
            return (told, Source::Ai);
        }
        (builtin::classify(habit), Source::Builtin)
    }

    /// The four dynamic questions.
    pub async fn questions(
        &self,
        user: UserId,
        habit: &str,
        kind: HabitType,
        motivation: &str,
        obstacle: &str,
        by_ai: bool,
    ) -> (Vec<Question>, Source) {
        if by_ai {
            let ask = prompts::questions(habit, kind, motivation, obstacle);
            let answer = self.answer(user, None, habit, &ask).await.unwrap_or_default();
            let asked = parse::questions(&answer);
            let harmless = asked.iter().all(|asked| needs_care(&asked.text).is_none());
            if asked.len() == 4 && harmless {
                let numbered = (1..).zip(asked).map(|(number, asked)| Question {
                    id: format!("ai-{number}"),
                    text: asked.text,
                    kind: if asked.choices.is_empty() { QuestionKind::Text } else { QuestionKind::Choice },
                    choices: asked.choices,
                });
                return (numbered.collect(), Source::Ai);
            }
        }
        (builtin::dynamic_questions(habit, kind, motivation, obstacle), Source::Builtin)
    }

    /// Another task for a place of `draft`; not stored.
    pub async fn reword(
        &self,
        user: UserId,
        draft: &Draft,
        day: u16,
        position: usize,
        by_ai: bool,
    ) -> Option<(String, Source)> {
        let task = draft.days.iter().find(|each| each.day == day)?.tasks.get(position)?.clone();
        let others: Vec<String> = draft.days.iter().flat_map(|day| day.tasks.iter().cloned()).collect();
        let known: std::collections::HashSet<String> = others.iter().map(|task| fold(task)).collect();
        if by_ai {
            let ask = prompts::reword(&draft.request, day, &task, &others);
            let answer = self.answer(user, Some(draft), &draft.request.habit, &ask).await.unwrap_or_default();
            let collector = Collector::new(&draft.request);
            if let Some(new) =
                parse::sentence(&answer).filter(|new| collector.will_do(new) && !known.contains(&fold(new)))
            {
                return Some((new, Source::Ai));
            }
        }
        let request = PlanRequest { exclude: others, variant: draft.request.variant + 1, ..draft.request.clone() };
        let plan = tokio::task::spawn_blocking(move || builtin::plan(&request)).await.ok()?;
        let own = plan.get(usize::from(day) - 1)?;
        Some((own.tasks[position.min(own.tasks.len() - 1)].clone(), Source::Builtin))
    }
}
