//! Words by which an obstacle is recognised and made a clause.

use super::obstacle::Obstacle;

#[rustfmt::skip]
pub(super) const SIGNS: &[(Obstacle, &[&str])] = &[
    (Obstacle::Phone, &["phone", "scroll", "scrolling", "instagram", "tiktok", "social media", "screen", "screens",
        "internet", "notifications", "whatsapp", "facebook", "reels", "apps"]),
    (Obstacle::Screen, &["youtube", "netflix", "tv", "television", "series", "games", "gaming", "videos", "shows", "movies",
        "computer", "playstation"]),
    (Obstacle::Tired, &["tired", "exhausted", "sleepy", "energy", "fatigue", "worn out", "drained", "sore", "no sleep",
        "late nights", "tiredness", "exhaustion"]),
    (Obstacle::Time, &["time", "busy", "schedule", "deadlines", "overtime", "work late", "meetings", "hectic", "hours",
        "long days", "job", "workload", "commute", "late home"]),
    (Obstacle::Forget, &["forget", "forgetting", "forgetful", "remember", "slips my mind", "forgot", "memory",
        "out of sight"]),
    (Obstacle::Stress, &["stress", "stressed", "stressful", "anxious", "anxiety", "sad", "angry", "lonely", "upset",
        "nervous", "overwhelmed", "emotions", "emotional", "worried", "worries", "pressure", "depressed",
        "mood", "frustrated", "tense", "loneliness"]),
    (Obstacle::People, &["friends", "family", "kids", "children", "husband", "wife", "partner", "colleagues", "coworkers",
        "people", "party", "parties", "roommate", "social", "guests", "baby", "boyfriend", "girlfriend",
        "mother", "others", "boss", "office", "everyone", "company", "weddings"]),
    (Obstacle::Weather, &["rain", "raining", "rainy", "cold", "weather", "hot", "heat", "dark", "winter", "snow", "wind",
        "humid", "monsoon"]),
    (Obstacle::Craving, &["craving", "cravings", "urge", "urges", "crave", "temptation", "tempting", "tempted", "habit",
        "automatic", "automatically", "coffee", "tea", "alcohol", "beer", "meals", "meal", "dinner",
        "lunch", "addicted", "withdrawal", "smell", "hungry", "hunger", "dessert", "sweets"]),
    (Obstacle::Bored, &["bored", "boring", "boredom", "lazy", "laziness", "motivation", "unmotivated", "motivated",
        "discipline", "willpower", "procrastinate", "procrastination", "dont feel like", "not in the mood",
        "give up", "lose interest", "consistency", "consistent", "starting", "start"]),
    (Obstacle::Cost, &["money", "expensive", "cost", "costs", "afford", "price", "prices", "budget", "salary"]),
    (Obstacle::Place, &["travel", "travelling", "traveling", "trips", "noise", "noisy", "space", "room", "equipment", "gym",
        "far", "home", "kitchen", "messy", "clutter", "weekend", "weekends",
        "holiday", "holidays"]),
    (Obstacle::Doubt, &["afraid", "fear", "perfect", "perfectionism", "failure", "fail", "failing", "shy", "embarrassed",
        "judge", "judged", "difficult", "hard", "confused", "dont know", "doubt", "confidence", "bad at",
        "good enough", "not good", "guilty", "ashamed"]),
];

/// Times of day that are typed as if they were things.
#[rustfmt::skip]
pub(super) const HOURS: &[(&str, &str)] = &[
    ("night", "it gets hard at night"), ("nights", "it gets hard at night"),
    ("morning", "it gets hard in the morning"), ("mornings", "it gets hard in the morning"),
    ("the morning", "it gets hard in the morning"), ("the mornings", "it gets hard in the morning"),
    ("evening", "it gets hard in the evening"), ("evenings", "it gets hard in the evening"),
    ("the evening", "it gets hard in the evening"), ("the evenings", "it gets hard in the evening"),
    ("afternoon", "it gets hard in the afternoon"), ("afternoons", "it gets hard in the afternoon"),
    ("weekend", "it gets hard at the weekend"), ("weekends", "it gets hard at the weekend"),
    ("the weekend", "it gets hard at the weekend"), ("the weekends", "it gets hard at the weekend"),
    ("Mondays", "it gets hard on Mondays"), ("winter", "it gets hard in winter"),
    ("summer", "it gets hard in summer"), ("lunch", "it gets hard at lunch"), ("dinner", "it gets hard at dinner"),
    ("parties", "it gets hard at parties"), ("party", "it gets hard at parties"),
    ("meals", "it gets hard after meals"), ("travelling", "I'm travelling"), ("traveling", "I'm travelling"),
    ("motivation", "I lack motivation"), ("discipline", "I lack discipline"),
    ("willpower", "I lack willpower"), ("energy", "I lack energy"), ("time", "I lack time"), ("sleep", "I lack sleep"),
    ("patience", "I lack patience"), ("money", "I lack money"), ("confidence", "I lack confidence"),
    ("focus", "I lack focus"), ("support", "I lack support"), ("expensive", "it is expensive"),
    ("boring", "it is boring"), ("difficult", "it is difficult"), ("hard", "it is hard"), ("too hard", "it is too hard"),
    ("too expensive", "it is too expensive"), ("too boring", "it is too boring"), ("too difficult", "it is too difficult"),
    ("sick", "I'm ill"), ("ill", "I'm ill"),
];

/// Things one has one of: "phone" is "my phone", "warm bed" is "my warm bed".
#[rustfmt::skip]
pub(super) const MINE: &[&str] = &[
    "phone", "smartphone", "boss", "job", "bed", "husband", "wife", "partner", "boyfriend", "girlfriend", "baby",
    "kid", "son", "daughter", "dog", "cat", "mother", "father", "mum", "mom", "dad", "schedule", "commute", "body",
    "back", "knee", "head", "mind", "brain", "flatmate", "roommate", "laptop", "brother", "sister", "family",
];

/// Things everybody knows which one is meant.
#[rustfmt::skip]
pub(super) const KNOWN: &[&str] = &[
    "weather", "office", "kitchen", "fridge", "sofa", "couch", "television", "internet", "pub", "bar", "alarm",
    "cold", "rain", "heat", "gym", "neighbour", "neighbours", "neighbors", "kids", "children", "news",
];

/// Verbs that are nothing else: after any noun they make a clause ("mornings are chaos").
#[rustfmt::skip]
pub(super) const SURELY: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "gets", "get", "keeps", "keep", "makes", "make", "takes", "take",
    "feels", "feel", "goes", "go", "comes", "come", "wakes", "wake", "add", "adds", "won't", "don't", "doesn't",
    "can't", "isn't", "aren't", "eat", "eats", "bring", "brings", "cry", "cries", "distract", "distracts", "hurt",
    "hurts", "said", "says", "told", "asked", "offer", "interrupt", "interrupts", "tempts", "tempt", "pulls", "insist", "insists", "always", "never",
    "lasts", "expect", "expects",
];

#[rustfmt::skip]
pub(super) const FINITE: &[&str] = &[
    "is", "are", "am", "was", "has", "have", "gets", "get", "wakes", "wake", "comes", "come", "makes", "make",
    "keeps", "keep", "calls", "call", "won't", "don't", "doesn't", "can't", "isn't", "aren't", "takes", "take",
    "feels", "feel", "runs", "run", "goes", "go", "wants", "want", "needs", "need", "offers", "offer", "smokes",
    "smoke", "drinks", "drink", "eats", "eat", "distracts", "distract", "forget", "forgets", "fall", "falls",
    "ends", "end", "starts", "start", "lose", "hurts", "hurt", "pulls", "feels", "see", "sit", "work", "never",
    "always", "asks", "ask", "lies", "tempts", "invite", "invites", "rings", "buzzes", "leave", "stay",
    "finish", "arrive", "meet", "keeps", "stops", "stop", "know", "think", "could", "can", "will",
];

/// After these, a word that could be a verb ("work", "call") is a noun.
#[rustfmt::skip]
pub(super) const NOUN_BEFORE: &[&str] = &[
    "at", "of", "from", "after", "before", "the", "a", "for", "in", "on", "no", "with", "during", "and", "who",
    "that", "which", "much", "too", "enough", "long", "hard", "late",
];

#[rustfmt::skip]
pub(super) const FEELINGS: &[&str] = &[
    "tired", "exhausted", "sleepy", "lazy", "busy", "bored", "stressed", "hungry", "anxious", "lonely",
    "overwhelmed", "distracted", "forgetful", "nervous", "sad", "angry", "cold", "unmotivated", "afraid",
    "worried", "drained", "upset", "impatient", "shy", "sore", "sick", "restless", "demotivated", "frustrated",
];

#[rustfmt::skip]
pub(super) const BARE_VERBS: &[&str] = &[
    "forget", "get", "keep", "feel", "hate", "lose", "run", "fall", "wake", "come", "have", "need", "stay",
    "procrastinate", "can't", "don't", "always", "never", "give", "want", "see", "sit", "work", "overthink",
    "lack", "oversleep", "snooze", "cannot", "can",
];
