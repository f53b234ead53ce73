//! Words the phrases are made with: languages, instruments, crafts, verbs.

#[rustfmt::skip]
pub(super) const LANGUAGES: &[&str] = &[
    "Spanish", "English", "French", "German", "Japanese", "Korean", "Italian", "Mandarin", "Chinese", "Arabic",
    "Hindi", "Portuguese", "Russian", "Dutch", "Swedish", "Turkish", "Sinhala", "Tamil",
];

#[rustfmt::skip]
pub(super) const INSTRUMENTS: &[&str] = &[
    "guitar", "piano", "violin", "ukulele", "flute", "keyboard", "cello", "saxophone", "trumpet", "drums",
    "veena", "tabla", "sitar",
];

/// The smallest bit of an exercise that was named.
#[rustfmt::skip]
pub(super) const FIRST_REPEATS: &[(&[&str], &str)] = &[
    (&["push ups", "pushups", "press ups", "push up"], "do two slow push-ups, against the wall if need be"),
    (&["sit ups", "situps"], "do three slow sit-ups"),
    (&["pull ups", "pullups"], "hang from the bar for ten seconds"),
    (&["burpees"], "do one slow burpee"),
    (&["lunges"], "do three slow lunges"),
];

/// Crafts: the words that name them, the verb, the tools, the smallest bit.
#[rustfmt::skip]
pub(super) const CRAFTS: &[(&[&str], &str, &str, &str)] = &[
    (&["draw", "drawing"], "draw", "your paper and pencil", "draw one line"),
    (&["sketch", "sketching"], "sketch", "your sketchbook and pencil", "draw one line"),
    (&["paint", "painting", "watercolour", "watercolours", "watercolor", "watercolors"], "paint",
        "your brush, paper and paints", "put one colour on paper"),
    (&["knit", "knitting"], "knit", "your needles and wool", "knit one row"),
    (&["crochet", "crocheting"], "crochet", "your hook and yarn", "crochet one row"),
    (&["sew", "sewing", "embroidery"], "sew", "your needle, thread and cloth", "make three stitches"),
    (&["photography", "photos", "photograph"], "take photos", "your camera", "take one photo"),
    (&["calligraphy"], "practise calligraphy", "your pen and paper", "write one letter slowly"),
    (&["origami"], "fold paper", "your stack of paper", "make one fold"),
];

/// Verbs with an object that may open a habit.
#[rustfmt::skip]
pub(super) const VERBS: &[&str] = &[
    "water", "practise", "practice", "play", "floss", "brush", "take", "make", "plan", "call", "phone", "text",
    "message", "ring", "wash", "feed", "walk", "train", "learn", "review", "track", "weigh", "use", "wear",
    "apply", "visit", "help", "teach", "check", "prepare", "pack", "listen", "watch", "sit", "stand", "stretch",
    "eat", "drink", "cook", "read", "write", "draw", "paint", "sing", "dance", "build", "record", "log", "note",
    "memorise", "memorize", "recite", "do", "solve", "sort", "plant", "grow", "give", "send", "say", "tell",
    "thank", "hug", "compliment", "pray", "meditate", "go", "spend", "save", "donate", "bring", "carry", "ride",
    "hold", "close", "open", "turn", "put", "set", "keep", "leave", "shower", "moisturise", "clean", "tidy",
    "fix", "repair", "mend", "groom", "bite", "pick", "crack", "chew", "touch", "pull", "interrupt", "check",
    "buy", "order", "argue", "judge", "blame", "compare", "skip", "snack", "grind", "twirl", "smoke", "vape",
    "scratch", "rub", "lick", "suck", "criticise", "nag", "shout", "yell", "raise", "talk", "speak", "cancel",
    "ignore", "volunteer", "study", "juggle",
];

/// Words before "the" or "your" that are no verbs.
#[rustfmt::skip]
pub(super) const NOT_VERBS: &[&str] = &[
    "in", "on", "at", "with", "for", "from", "after", "before", "all", "both", "about", "not", "over", "under",
    "during", "into", "of", "off", "as", "less", "more", "while", "half", "such", "around", "without", "out", "up",
    "being", "is", "are", "was", "has", "have", "no", "only", "just", "become",
];

/// Verbs that are a habit on their own.
#[rustfmt::skip]
pub(super) const INTRANSITIVE: &[&str] = &[
    "garden", "practise", "practice", "floss", "juggle", "volunteer", "moisturise", "complain", "gossip",
    "swear", "lie", "worry", "overthink", "argue", "yell", "shout", "slouch", "fidget", "interrupt", "vape",
    "snack", "overeat", "dance", "sing", "rest", "smile", "listen",
];
