//! The streams of a plan: which lists and combinations feed which role.

use super::content::{self, Pack};
use super::stream::{Stream, fronts, pairs, triples};
use super::topics::Topic;

/// One stream a role.
pub(super) struct Streams {
    pub cues: Stream,
    pub acts: Stream,
    pub notes: Stream,
    pub looks: Stream,
    pub ahead: Stream,
    pub own_ifs: Stream,
    pub pack_ifs: Stream,
    pub whys: Stream,
    pub told: Stream,
    pub closing_looks: Stream,
    pub closing_ahead: Stream,
}

impl Streams {
    pub(super) fn new(
        topic: &Topic,
        pack: &'static Pack,
        counted: bool,
        waits: bool,
        turn: usize,
        own: Vec<String>,
    ) -> Self {
        let shared = content::shared(topic.course());
        let base = shared.pack;
        let (alone, own_acts) = (content::alone(pack), content::own_acts(pack));
        let both = |alone: bool, own: &[&'static str], base: &[&'static str]| -> Vec<&'static str> {
            if alone { own.to_vec() } else { own.iter().chain(base).copied().collect() }
        };
        let weeks = |alone: bool, pick: fn(&Pack) -> &[&'static [&'static str]; 4]| -> [Vec<&'static str>; 4] {
            std::array::from_fn(|week| both(alone, pick(pack)[week], pick(base)[week]))
        };
        let more = |own: &[&'static str], shared: &[&'static str]| -> Vec<&'static str> {
            own.iter().chain(shared).copied().collect()
        };
        let preps = more(pack.preps, shared.preps);
        let questions = more(pack.questions, shared.questions);
        // "Keep to 5 cigarettes after every meal" would be wrong: an amount for the day has no place.
        let places = if counted { Vec::new() } else { pack.places.to_vec() };
        let hour = own_acts && !alone;
        let focuses = if hour { pack.focuses.to_vec() } else { more(pack.focuses, shared.focuses) };
        let prefixes = if hour { &[] } else { shared.prefixes };
        let ifs: Vec<&'static str> = both(alone, pack.ifs, base.ifs);
        // A wait needs its hour in front: "put ten minutes between the craving and your answer
        // after lunch" has the answer after lunch.
        let acts = if waits {
            let mut acts = fronts(pack.places, &focuses).into_iter();
            let mut mixed = Vec::new();
            for line in triples(prefixes, &[], &focuses) {
                mixed.push(line);
                mixed.extend(acts.next());
            }
            mixed.extend(acts);
            mixed
        } else {
            triples(prefixes, &places, &focuses)
        };
        Self {
            cues: Stream::weekly(weeks(alone, |p| &p.cues), turn, pairs(shared.moments, &preps, ", ")),
            acts: Stream::weekly(weeks(own_acts, |p| &p.acts), turn, acts),
            notes: Stream::weekly(weeks(alone, |p| &p.notes), turn, pairs(shared.media, &questions, " ")),
            looks: Stream::flat(shared.looks, turn, pairs(shared.look_media, shared.look_questions, " ")),
            ahead: Stream::flat(shared.ahead, turn, pairs(shared.ahead_media, shared.ahead_questions, " ")),
            own_ifs: Stream::owned(own, turn),
            pack_ifs: Stream::flat(&ifs, turn, Vec::new()),
            whys: Stream::flat(shared.whys, turn, Vec::new()),
            told: Stream::flat(shared.told, turn, Vec::new()),
            closing_looks: Stream::flat(shared.closing_looks, turn, Vec::new()),
            closing_ahead: Stream::flat(shared.closing_ahead, turn, Vec::new()),
        }
    }
}
