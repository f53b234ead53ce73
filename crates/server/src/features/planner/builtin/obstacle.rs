//! The kinds of obstacles.

/// The kind of an obstacle, by which an answer is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    Tired,
    Time,
    Phone,
    Screen,
    Forget,
    Bored,
    Stress,
    People,
    Weather,
    Craving,
    Cost,
    Place,
    Doubt,
    Other,
}
