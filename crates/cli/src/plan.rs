//! `habitro plan`: prints a plan by the built-in planner, without a server.

use habitro_server::features::planner::builtin;
use habitro_server::features::planner::rules::{self, Classification, HabitType, MAX_DAYS, PlanDay, PlanRequest};

/// Arguments of the command.
#[derive(clap::Args)]
pub struct PlanArgs {
    /// The habit to build or quit, e.g. "read 20 pages a day"
    habit: String,
    /// Number of days
    #[arg(long, default_value_t = 21, value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_DAYS)))]
    days: u16,
    /// Build (good) or quit (bad); by default guessed from the habit
    #[arg(long = "type", value_name = "TYPE", value_parser = parse_type)]
    kind: Option<HabitType>,
    /// Your motivation
    #[arg(long, default_value = "")]
    motivation: String,
    /// The main obstacle
    #[arg(long, default_value = "")]
    obstacle: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn parse_type(text: &str) -> Result<HabitType, String> {
    match text {
        "good" => Ok(HabitType::Good),
        "bad" => Ok(HabitType::Bad),
        _ => Err("expected good or bad".to_owned()),
    }
}

/// Prints the plan; an error is a message for the user.
pub fn print(args: &PlanArgs) -> Result<(), String> {
    let habit = args.habit.trim();
    if !(2..=200).contains(&habit.chars().count()) {
        return Err("the habit must have 2 to 200 characters".to_owned());
    }
    if let Some(care) = [habit, &args.motivation, &args.obstacle].into_iter().find_map(rules::needs_care) {
        return Err(format!("{} {}", care.message, care.help));
    }
    let kind = args.kind.unwrap_or_else(|| match builtin::classify(habit) {
        Classification::Bad => HabitType::Bad,
        Classification::Good | Classification::Unknown => HabitType::Good,
    });
    let request = PlanRequest {
        habit: habit.to_owned(),
        kind,
        duration_days: args.days,
        motivation: args.motivation.clone(),
        obstacle: args.obstacle.clone(),
        quantity: rules::quantity_in(habit),
        answers: Vec::new(),
        exclude: Vec::new(),
        variant: 0,
    };
    let days = builtin::plan(&request);
    let text = if args.json {
        let document = serde_json::json!({
            "habit": habit, "type": kind, "duration_days": args.days, "source": "builtin", "days": days,
        });
        serde_json::to_string_pretty(&document).map_err(|error| error.to_string())? + "\n"
    } else {
        format_plan(habit, kind, &days)
    };
    crate::print_text(&text)
}

fn format_plan(habit: &str, kind: HabitType, days: &[PlanDay]) -> String {
    let goal = match kind {
        HabitType::Good => "to build",
        HabitType::Bad => "to quit",
    };
    let mut text = format!("{habit} ({goal}, {} days)\n", days.len());
    for day in days {
        text.push_str(&format!("\nDay {}\n", day.day));
        for (position, task) in (1..).zip(&day.tasks) {
            text.push_str(&format!("  {position}. {task}\n"));
        }
    }
    if days.len() < 66 {
        text.push_str("\nThis is the first phase: it takes about 66 days for a habit to become automatic.\n");
    }
    text
}
