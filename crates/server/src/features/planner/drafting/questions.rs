//! The short questions: classification, the four dynamic questions, and rewording a task. If the AI
//! has no valid answer, the built-in planner provides one.

use tokio::time::Instant;

use super::Planner;
use crate::features::accounts::UserId;
use crate::features::planner::actions::calls::CallSubject;
use crate::features::planner::builtin::{self, Question, QuestionKind};
use crate::features::planner::parse::{self, ParsedQuestion};
use crate::features::planner::prompts;
use crate::features::planner::providers::ChatRequest;
use crate::features::planner::repair::Collector;
use crate::features::planner::rules::{Classification, HabitType, PlanRequest, fold, needs_care};
use crate::features::planner::store::{Draft, Source};

impl Planner {
    async fn text_of(&self, about: CallSubject, request: &ChatRequest) -> Option<String> {
        let deadline = Instant::now() + self.provider()?.timeouts().answer;
        let response = self.call(about, request, deadline, |_| {}).await?;
        (!response.text.trim().is_empty()).then_some(response.text)
    }

    /// Classifies `habit`. `with_ai` is whether the user allows the AI.
    pub async fn classify(&self, user: UserId, habit: &str, with_ai: bool) -> (Classification, Source) {
        if with_ai
            && let Some(text) = self.text_of(CallSubject::new(user, habit), &prompts::classify(habit)).await
            && let Some(classification) = parse::classification(&text)
        {
            return (classification, Source::Ai);
        }
        (builtin::classify(habit), Source::Builtin)
    }

    /// Returns the four dynamic questions.
    pub async fn questions(
        &self,
        user: UserId,
        habit: &str,
        kind: HabitType,
        motivation: &str,
        obstacle: &str,
        with_ai: bool,
    ) -> (Vec<Question>, Source) {
        if with_ai {
            let prompt = prompts::questions(habit, kind, motivation, obstacle);
            let text = self.text_of(CallSubject::new(user, habit), &prompt).await.unwrap_or_default();
            let questions = parse::questions(&text);
            let harmless = questions.iter().all(is_harmless);
            if questions.len() == 4 && harmless {
                let numbered = (1..).zip(questions).map(|(number, question)| Question {
                    id: format!("ai-{number}"),
                    text: question.text,
                    kind: if question.choices.is_empty() { QuestionKind::Text } else { QuestionKind::Choice },
                    choices: question.choices,
                });
                return (numbered.collect(), Source::Ai);
            }
        }
        (builtin::dynamic_questions(habit, kind, motivation, obstacle), Source::Builtin)
    }

    /// Returns another task for a position of `draft`. It is not stored.
    pub async fn reword(
        &self,
        user: UserId,
        draft: &Draft,
        day: u16,
        position: usize,
        with_ai: bool,
    ) -> Option<(String, Source)> {
        let task = draft.days.iter().find(|each| each.day == day)?.tasks.get(position)?.clone();
        let others: Vec<String> = draft.days.iter().flat_map(|day| day.tasks.iter().cloned()).collect();
        let known: std::collections::HashSet<String> = others.iter().map(|task| fold(task)).collect();
        if with_ai {
            let prompt = prompts::reword(&draft.request, day, &task, &others);
            let about = CallSubject { draft: Some(draft.id), ..CallSubject::new(user, &draft.request.habit) };
            let text = self.text_of(about, &prompt).await.unwrap_or_default();
            let collector = Collector::new(&draft.request);
            if let Some(new) =
                parse::sentence(&text).filter(|new| collector.is_acceptable(new) && !known.contains(&fold(new)))
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

/// Returns whether neither the text of a question nor one of its choices needs care.
fn is_harmless(question: &ParsedQuestion) -> bool {
    std::iter::once(&question.text).chain(&question.choices).all(|text| needs_care(text).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_harmless_reads_the_choices_too() {
        let question = |text: &str, choices: &[&str]| ParsedQuestion {
            text: text.to_owned(),
            choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        };
        assert!(is_harmless(&question("When does it fit best?", &["In the morning", "At noon"])));
        assert!(!is_harmless(&question("How could I kill myself?", &[])));
        assert!(!is_harmless(&question("What helps you?", &["A walk", "To kill myself"])));
    }
}
