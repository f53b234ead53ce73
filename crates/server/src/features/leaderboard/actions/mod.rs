//! The use cases of this room: reading people for the board, and answering who asks.

pub mod answer;
pub mod read;
