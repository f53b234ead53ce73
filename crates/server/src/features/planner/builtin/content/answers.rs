//! Answers to an obstacle: what follows "If ..., then I".

use super::super::super::rules::HabitType;
use super::super::obstacle::Obstacle;

/// The answers for a kind of obstacle and a type of habit.
/// Answers of a habit to build, by its shape: `{some}` lines need an act that can be short or
/// long, `{later}` lines one that can be moved.
#[allow(clippy::too_many_lines, reason = "a table")]
pub(in super::super) fn of(kind: Obstacle, habit: HabitType) -> &'static [&'static str] {
    match habit {
        HabitType::Good => match kind {
            Obstacle::Tired => &[
                "{tiny}, and let that count for the day",
                "{some} for two minutes, as gently as I like",
                "drink a glass of water first and decide after that",
                "allow myself to stop after the first minute",
                "{later} earlier tomorrow, and put that in my calendar now",
                "go to bed early and put {gear} {spot} for tomorrow",
            ],
            Obstacle::Time => &[
                "{tiny}, because two minutes fit into any day",
                "{some} for half the time and leave the rest",
                "take the first free gap, even a short one",
                "give up one small thing today to make room, and name it",
                "{later} before I open my messages",
                "put it in my calendar for tomorrow, with a fixed hour",
            ],
            Obstacle::Phone => &[
                "put the phone in another room and {tiny}",
                "switch it to flight mode for fifteen minutes",
                "leave the phone at the charger and start without it",
                "set a timer on something that is not the phone",
                "turn the screen to grey until I am done",
                "hand the phone to someone at home for a while",
            ],
            Obstacle::Screen => &[
                "{tiny} before I switch anything on",
                "turn it off at the plug and put the remote away",
                "switch autoplay off and decide beforehand when I stop",
                "{later} first and let the screen be the reward",
                "stand up when this one ends, before the next begins",
                "begin in a room without a screen",
            ],
            Obstacle::Forget => &[
                "{tiny} as soon as I notice, whatever the hour",
                "tie it to brushing my teeth from tomorrow on",
                "set one alarm with a name, not just a sound",
                "leave a note where I will see it at the right moment",
                "write one word on my hand until it is done",
                "ask someone at home to mention it once",
            ],
            Obstacle::Bored => &[
                "{tiny}, and see whether I feel like more",
                "count down from five and begin on one",
                "put on one song and start before it ends",
                "begin somewhere else than usual",
                "make it smaller, not later",
                "remind myself that starting is the whole task",
            ],
            Obstacle::Stress => &[
                "breathe out slowly five times, then {tiny}",
                "write down what is on my mind and put the paper aside",
                "{some} more slowly than usual, as a rest",
                "step outside for two minutes first",
                "tell someone in one sentence how I am, then begin small",
                "choose the gentlest version and leave it there",
            ],
            Obstacle::People => &[
                "say when I will be back, and take ten minutes for it",
                "ask them to join me for five minutes",
                "{later} before the others are up, or after they have gone",
                "{tiny} in the next quiet corner",
                "tell them beforehand which ten minutes are mine",
                "choose a calmer hour for it on that day",
            ],
            Obstacle::Weather => &[
                "do a short version indoors",
                "put on one layer more and go for five minutes",
                "{tiny} and leave it at that",
                "move it to the best hour of the day",
                "make a warm drink first and start after it",
                "use the plan for bad days that I wrote down",
            ],
            Obstacle::Craving => &[
                "drink a glass of water and then {tiny}",
                "wait ten minutes and begin in that gap",
                "change the room and start there",
                "{tiny} before anything else",
                "name it out loud and carry on",
                "keep my hands busy with {gear}",
            ],
            Obstacle::Cost => &[
                "use what is already at home",
                "choose the plain version, which is good enough",
                "look for what costs less this week, and begin with that",
                "share it with someone, or borrow what I need",
                "ask someone who does it on a small budget how they manage",
            ],
            Obstacle::Place => &[
                "do the version that needs nothing but me",
                "{tiny} wherever I am",
                "take a smaller set of things along",
                "ask for a quiet corner for ten minutes",
                "clear one square metre and use that",
                "start first thing, before the place fills up",
            ],
            Obstacle::Doubt => &[
                "{some} badly on purpose for two minutes",
                "{tiny} where nobody is watching",
                "ask one person who knows how they began",
                "make the next step so small that it cannot fail",
                "compare with last week only",
                "write down the thought and begin anyway",
            ],
            Obstacle::Other => &[
                "{tiny}, and let that be enough",
                "{some} for half the time and finish on a good note",
                "{later} an hour later, but still today",
                "take the smallest step I can see",
                "use the next free moment, without making up for anything",
                "ask someone for five minutes of help with it",
            ],
        },
        HabitType::Bad => match kind {
            Obstacle::Stress => &[
                "breathe out slowly ten times before I decide",
                "go outside for three minutes",
                "write down the one thing that presses most",
                "{tiny} and stay with it until the wave drops",
                "call or text someone who calms me",
                "loosen my shoulders and my jaw, twice",
            ],
            Obstacle::Tired => &[
                "lie down for ten minutes instead",
                "{tiny} and call it an early night",
                "wash my face with cold water",
                "step into fresh air for three minutes",
                "eat something small and real first",
                "give the tiredness what it asks for, which is rest",
            ],
            Obstacle::Bored => &[
                "{tiny}, then look for something better to do",
                "walk once around the block",
                "pick one thing from my list of small pleasures",
                "send a message to someone I have missed",
                "tidy one drawer, no more",
                "let it be boring for five minutes and watch what happens",
            ],
            Obstacle::People => &[
                "{hold}, so that my hands are full",
                "{decline} and change the subject",
                "step out for two minutes and come back calmer",
                "tell one of them beforehand what I am trying",
                "leave a little earlier than the others",
                "move next to someone who leaves it alone",
            ],
            Obstacle::Phone => &[
                "put the phone in another room for half an hour",
                "{tiny} before I touch the screen",
                "turn the phone face down and stand up",
                "close the screen and name what I was looking for",
                "leave the phone at the door until after dinner",
                "log out, so that the next time takes longer",
            ],
            Obstacle::Craving => &[
                "wait ten minutes and watch it rise and fall",
                "{tiny} and wait until it passes",
                "leave the table or the room for two minutes",
                "brush my teeth",
                "put something sour or minty in my mouth",
                "change the order of things, so that the old cue finds nothing",
            ],
            Obstacle::Time => &[
                "{tiny} instead, because that is a break too",
                "take two real minutes by an open window",
                "do one thing after the other and leave the rest",
                "stand up and stretch before I decide",
                "ask what can wait until tomorrow",
                "take the break I need on purpose",
            ],
            Obstacle::Screen => &[
                "turn it off at the plug and {tiny}",
                "stand up when this one ends, before the next begins",
                "put the remote or the controller in another room",
                "switch autoplay off and decide beforehand when I stop",
                "do ten minutes of something with my hands first",
                "ask someone at home for a walk or a game at the table",
            ],
            Obstacle::Forget => &[
                "stop as soon as I notice, without a word against myself",
                "{tiny} the moment I catch it",
                "put a sticker on the place where it happens",
                "say out loud what I was about to do",
                "move one thing, so that it cannot happen by itself",
                "make one mark on paper each time I notice",
            ],
            Obstacle::Weather => &[
                "{tiny} indoors by a window",
                "make something warm to drink",
                "choose an indoor swap from my list",
                "take a warm shower",
                "call someone while it lasts",
                "do ten minutes of something with my hands",
            ],
            Obstacle::Cost => &[
                "{tiny} and count what I keep",
                "leave the money at home for an hour",
                "write down what it would have cost me this month",
                "choose something that is free and does me good",
            ],
            Obstacle::Place => &[
                "change the room for ten minutes",
                "sit somewhere else than usual",
                "{tiny} before I go in",
                "put what invites it out of sight first",
                "bring my own swap along",
                "choose the other route",
            ],
            Obstacle::Doubt => &[
                "look only at the next hour",
                "read my reason once, slowly",
                "{tiny} and count that as a step",
                "tell someone how it really is",
                "remember one hard moment that did pass",
                "take the smallest step that is still a step",
            ],
            Obstacle::Other => &[
                "{tiny}, and let the moment pass",
                "leave the place for two minutes",
                "breathe out slowly five times",
                "do the next small useful thing with my hands",
                "read my reason once, slowly",
                "text someone one honest line",
            ],
        },
    }
}

/// Answers of an act that is done once and is then done ("water the plants"): first one that meets
/// the obstacle, then what always helps.
pub(in super::super) fn once(kind: Obstacle) -> Vec<&'static str> {
    let first = match kind {
        Obstacle::Tired => "{verb} now and rest afterwards",
        Obstacle::Time => "{verb} first, because it is short",
        Obstacle::Phone => "put the phone down and {verb} before I pick it up again",
        Obstacle::Screen => "{verb} before I switch anything on",
        Obstacle::Forget => "{verb} as soon as I notice, whatever the hour",
        Obstacle::Bored => "count down from five and {verb}",
        Obstacle::Stress => "breathe out slowly five times, then {verb}",
        Obstacle::People => "say that I will be back in a moment, and {verb}",
        Obstacle::Weather => "{verb} at the best hour of the day",
        Obstacle::Craving => "{verb} before anything else",
        Obstacle::Cost => "choose the version that costs nothing",
        Obstacle::Place => "{verb} with whatever is at hand",
        Obstacle::Doubt => "{verb} the easy way, good enough for today",
        Obstacle::Other => "{verb} at the next free minute",
    };
    let mut out = vec![first];
    out.extend_from_slice(match kind {
        Obstacle::Forget => {
            &["set one alarm with a name, not just a sound", "tie it to brushing my teeth from tomorrow on"]
        }
        Obstacle::People => &["tell them beforehand which few minutes are mine", "{verb} while it is calm"],
        _ => &["tie it to something I do every day anyway", "{verb} before I do anything else"],
    });
    out.extend_from_slice(&["leave a note where I will see it at the right moment", "ask someone to mention it once"]);
    out
}

/// Answers of being in touch with somebody.
pub(in super::super) fn contact() -> Vec<&'static str> {
    vec![
        "ask what the day was like, and listen",
        "{verb} for two minutes only",
        "begin with one small thing I saw today",
        "send one warm line instead, and try again tomorrow",
        "say that I am not much of a talker, and ask for a story",
    ]
}

/// Answers of an evening that should end earlier.
pub(in super::super) fn bedtime(kind: Obstacle) -> Vec<&'static str> {
    let mut out = match kind {
        Obstacle::Screen => {
            vec!["turn it off at the plug and put the remote away", "decide beforehand which one is the last"]
        }
        Obstacle::Phone => vec!["put the phone on its charger in another room", "leave the last message for tomorrow"],
        Obstacle::People => vec!["say good night to everyone and go", "tell them beforehand when my evening ends"],
        Obstacle::Stress | Obstacle::Doubt => {
            vec![
                "write what is on my mind on paper and leave it in the kitchen",
                "breathe out slowly ten times in the dark",
            ]
        }
        Obstacle::Time => vec!["leave the rest on a list for tomorrow", "start the evening half an hour earlier"],
        Obstacle::Forget => vec!["set an alarm for the evening, with a name"],
        _ => Vec::new(),
    };
    out.extend_from_slice(&[
        "stop where I am and brush my teeth",
        "turn off the big light and let the rest wait until tomorrow",
        "go to bed ten minutes late instead of an hour",
        "lie down with a dull book under the small lamp",
    ]);
    out
}

/// Answers of a morning that should begin earlier.
pub(in super::super) fn morning(_kind: Obstacle) -> Vec<&'static str> {
    vec![
        "sit up and put both feet on the floor",
        "open the curtains before I think about it",
        "count to five and stand up",
        "go to bed a quarter of an hour earlier tonight",
        "move the alarm one step further away tonight",
        "drink the glass of water that I put there, standing",
    ]
}
