//! The table of topics: the words by which each is recognised, and the phrases for its tasks.

use super::super::rules::HabitType::{self, Bad, Good};
use super::category::Category::{
    self, Creativity, General, Mindfulness, Money, Movement, Music, Nourishment, Reading, Screens, Sleep, Social,
    Study, Substances, Tidiness, Writing,
};
use super::content::{self, Pack};
use crate::features::planner::rules::text::find_phrase;

/// The phrases of a topic.
///
/// To build: `doing` "reading", `it` "your reading", `gear` "your book", `spot` "on your pillow",
/// `tiny` "read one page", `verb` "read", `counted` the verb before an amount ("read" 8 pages).
///
/// To quit: `doing` "smoking", `it` "the urge to smoke", `gear` what invites it, `spot` the
/// hardest moment of a day, `tiny` the quickest swap, `verb` "smoke", `counted` what is counted
/// ("cigarettes").
pub(super) struct Lex {
    pub doing: &'static str,
    pub it: &'static str,
    pub gear: &'static str,
    pub spot: &'static str,
    pub tiny: &'static str,
    pub verb: &'static str,
    pub counted: &'static str,
}

/// One topic of the built-in planner.
pub(super) struct Topic {
    pub slug: &'static str,
    pub category: Category,
    pub kind: HabitType,
    /// Words that say it is this topic; the longer and the earlier, the surer.
    pub strong: &'static [&'static str],
    /// Words that only hint at it.
    pub weak: &'static [&'static str],
    pub lex: Lex,
    /// The default ramp: amount on the first day, amount in the last phase, unit. `None` if the act has
    /// no amount.
    pub ramp: Option<(u32, u32, &'static str)>,
    pub pack: &'static Pack,
}

impl Topic {
    /// Returns whether the plan builds or quits. Some habits are quit by building their counterpart
    /// ("being late" by being ready early).
    pub(super) fn course(&self) -> HabitType {
        match self.slug {
            "lateness" | "mess" | "sitting" | "late-nights" | "snoozing" | "procrastination" => Good,
            _ => self.kind,
        }
    }
}

macro_rules! topic {
    ($slug:literal, $cat:ident, $kind:ident, $ramp:expr, $pack:ident, [$($s:literal),*], [$($w:literal),*],
     $doing:literal, $it:literal, $gear:literal, $spot:literal, $tiny:literal, $verb:literal, $counted:literal) => {
        Topic {
            slug: $slug, category: $cat, kind: $kind, strong: &[$($s),*], weak: &[$($w),*], ramp: $ramp, pack: &content::$pack,
            lex: Lex { doing: $doing, it: $it, gear: $gear, spot: $spot, tiny: $tiny, verb: $verb, counted: $counted },
        }
    };
}

const MIN: &str = "minutes";

/// All topics. The last two are the general ones.
#[rustfmt::skip]
pub(super) static TOPICS: &[Topic] = &[
    topic!("running", Movement, Good, Some((5, 20, MIN)), MOVEMENT,
        ["run", "running", "jog", "jogging", "marathon", "half marathon", "5k", "10k", "couch to 5k", "sprints",
        "runner"], [],
        "running", "your run", "your running shoes", "by the front door", "run to the end of the street and back",
        "run", "run"),
    topic!("walking", Movement, Good, Some((5, 20, MIN)), MOVEMENT,
        ["walk", "walking", "steps", "hike", "hiking", "stroll", "walk the dog", "10000 steps"], ["outside",
        "outdoors", "fresh air"],
        "walking", "your walk", "your walking shoes", "by the front door", "walk once around the block", "walk",
        "walk"),
    topic!("cycling", Movement, Good, Some((5, 20, MIN)), MOVEMENT,
        ["cycle", "cycling", "bike", "biking", "bicycle", "spinning class"], ["ride"],
        "cycling", "your ride", "your helmet", "by the front door", "ride once around the block", "ride", "ride"),
    topic!("swimming", Movement, Good, Some((5, 25, MIN)), MOVEMENT,
        ["swim", "swimming", "pool"], ["laps"],
        "swimming", "your swim", "your swimming bag", "by the front door", "swim two easy lengths", "swim", "swim"),
    topic!("yoga", Movement, Good, Some((3, 15, MIN)), STRENGTH,
        ["yoga", "stretch", "stretching", "stretches", "pilates", "mobility", "tai chi", "surya namaskar",
        "sun salutations"], ["flexible", "flexibility"],
        "stretching", "your stretch", "your mat", "where you can see it", "do two slow stretches", "stretch", "do"),
    topic!("strength", Movement, Good, Some((3, 15, MIN)), STRENGTH,
        ["gym", "push ups", "pushups", "press ups", "push up", "squats", "weights", "lift weights", "strength",
        "strength training", "plank", "planks", "sit ups", "situps", "pull ups", "pullups", "burpees", "crossfit",
        "kettlebell", "muscle", "lunges", "calisthenics"], [],
        "training", "your training", "your training clothes", "on the chair by your bed", "do five slow squats",
        "train", "do"),
    topic!("movement", Movement, Good, Some((3, 15, MIN)), MOVEMENT,
        ["exercise", "exercising", "workout", "workouts", "work out", "working out", "cardio", "hiit", "dance",
        "dancing", "zumba", "sport", "sports", "football", "cricket", "badminton", "tennis", "basketball", "climbing",
        "martial arts", "karate", "boxing", "kickboxing", "jump rope", "skipping rope", "physio", "physiotherapy",
        "training", "move more", "get fit", "be active", "in shape", "standing desk", "stand more"], ["fit",
        "fitness", "active", "lose weight", "weight", "move", "train", "stronger"],
        "moving", "your exercise", "your sports clothes", "on the chair by your bed", "move for two minutes",
        "exercise", "do"),
    topic!("reading", Reading, Good, Some((3, 15, MIN)), READING,
        ["read", "reading", "book", "books", "novel a month", "pages", "bible", "quran", "scripture", "kindle",
        "audiobook", "audiobooks"], ["library", "chapter", "chapters", "literature"],
        "reading", "your reading", "your book", "on your pillow", "read one page", "read", "read"),
    topic!("waking", Sleep, Good, Some((5, 45, MIN)), WAKING,
        ["wake up", "waking up", "wake", "get up", "getting up", "early riser", "rise early", "morning person",
        "out of bed", "5am club"], ["morning routine", "alarm"],
        "getting up", "your morning", "your alarm", "across the room", "sit up and put both feet on the floor",
        "get up", "get up"),
    topic!("sleep", Sleep, Good, Some((5, 45, MIN)), SLEEP,
        ["sleep", "sleeping", "bed earlier", "to bed", "bedtime", "in bed by", "asleep", "lights out", "rest more",
        "nap", "8 hours", "sleep hygiene", "sleep schedule"], ["bed", "tired", "insomnia"],
        "going to bed", "your bedtime", "your pyjamas", "on your pillow", "turn off the big light", "go to bed",
        "sleep"),
    topic!("water", Nourishment, Good, Some((2, 8, "glasses of water")), WATER,
        ["water", "hydrate", "hydrated", "hydration", "glasses of water", "drink water", "drink more water",
        "fluids"], ["drink", "litres", "glasses"],
        "drinking water", "your water", "your water bottle", "where you sit most of the day",
        "drink three slow sips of water", "drink water", "drink"),
    topic!("cooking", Nourishment, Good, Some((5, 20, MIN)), FOOD,
        ["cook", "cooking", "home cooked", "meal prep", "meal prepping", "prep meals", "prepare meals", "bake",
        "baking", "pack lunch", "packed lunch", "cook at home"], ["recipe", "kitchen"],
        "cooking", "your cooking", "one good pan and a clean board", "on the counter",
        "put one vegetable on the chopping board", "cook", "cook"),
    topic!("breakfast", Nourishment, Good, None, BREAKFAST,
        ["breakfast", "eat breakfast", "eat in the morning"], [],
        "having breakfast", "your breakfast", "a bowl and a spoon", "on the table",
        "eat a few bites of something simple", "have breakfast", "eat"),
    topic!("food", Nourishment, Good, Some((1, 5, "portions of fruit or vegetables")), FOOD,
        ["vegetables", "vegetable", "veggies", "fruit", "fruits", "eat healthy", "eat healthier", "healthy food",
        "healthy eating", "eat better", "salad", "protein", "whole foods", "eat clean", "balanced diet", "eat more",
        "vegan", "vegetarian", "mediterranean diet", "portions", "fibre", "fiber", "eat slowly", "mindful eating",
        "eat at home", "lunch", "healthy", "healthier"], ["eat", "eating", "diet", "food", "nutrition", "meals",
        "meal"],
        "eating well", "your next good plate", "fruit and vegetables", "at eye level in the kitchen",
        "eat one piece of fruit", "eat well", "eat"),
    topic!("language", Study, Good, Some((3, 15, MIN)), LANGUAGE,
        ["language", "learn spanish", "learn english", "learn french", "learn german", "learn japanese",
        "learn tamil", "learn sinhala", "spanish", "english", "french", "german", "japanese", "korean", "italian",
        "mandarin", "chinese", "arabic", "hindi", "portuguese", "russian", "dutch", "swedish", "turkish", "sinhala",
        "tamil", "vocabulary", "duolingo", "flashcards", "grammar", "anki", "sign language", "ielts", "toefl",
        "new words"], [],
        "practising the language", "your language practice", "your word cards", "beside the kettle",
        "say five words out loud", "practise the language", "learn"),
    topic!("coding", Study, Good, Some((5, 20, MIN)), CODING,
        ["code", "coding", "programming", "program", "python", "javascript", "rust", "leetcode", "write code",
        "learn to code", "software", "sql", "web development", "app development", "open source", "side project",
        "github"], ["project"],
        "coding", "your coding time", "your editor with the right file", "open on the screen",
        "open the file and write one line", "code", "write"),
    topic!("study", Study, Good, Some((5, 20, MIN)), STUDY,
        ["study", "studying", "exam", "exams", "homework", "revise", "revision", "course", "online course", "learn",
        "learning", "thesis", "dissertation", "maths", "math", "university", "school", "lecture", "lectures", "notes",
        "a levels", "certification", "chess", "assignments"], ["class", "practice", "practise"],
        "studying", "your study time", "your notes and one pen", "open on the desk",
        "open the notes and read one line", "study", "study"),
    topic!("music", Music, Good, Some((3, 15, MIN)), PRACTICE,
        ["guitar", "piano", "violin", "drums", "ukulele", "flute", "keyboard", "cello", "saxophone", "trumpet",
        "sing", "singing", "instrument", "music practice", "scales", "play music", "practise music", "practice music",
        "bass guitar", "veena", "tabla", "sitar", "choir", "dj", "compose", "music", "ගිටාර්"], [],
        "practising", "your practice", "your instrument or your music", "within arm's reach",
        "play or sing one line slowly", "practise", "practise"),
    topic!("art", Creativity, Good, Some((3, 15, MIN)), PRACTICE,
        ["draw", "drawing", "sketch", "sketching", "paint", "painting", "watercolour", "watercolor", "knit",
        "knitting", "crochet", "sew", "sewing", "photography", "take photos", "pottery", "woodwork", "craft",
        "crafts", "calligraphy", "design practice", "creative", "art", "origami", "embroidery"], ["hobby"],
        "working at your craft", "your craft time", "your tools", "on the table, ready to use",
        "make one small line, stitch or mark", "work at your craft", "make"),
    topic!("gratitude", Mindfulness, Good, Some((2, 3, "good things of the day")), GRATITUDE,
        ["gratitude", "grateful", "thankful", "gratitude journal", "thankfulness", "count my blessings"], [],
        "noticing what was good", "your gratitude notes", "your notebook", "on your pillow", "name one good thing",
        "note what was good", "write down"),
    topic!("prayer", Mindfulness, Good, Some((2, 10, MIN)), MINDFULNESS,
        ["pray", "prayer", "praying", "prayers", "devotional", "worship", "rosary", "salah", "namaz", "puja",
        "chanting"], [],
        "praying", "your prayer time", "a quiet chair", "away from the phone", "say one short prayer", "pray", "say"),
    topic!("meditation", Mindfulness, Good, Some((2, 10, MIN)), MINDFULNESS,
        ["meditate", "meditation", "meditating", "mindfulness", "mindful", "breathing", "breathe", "breathwork",
        "breathing exercises", "headspace", "be present", "calm", "stress", "anxiety", "relax", "relaxation",
        "vipassana", "be calmer", "less stressed", "patience", "patient"], ["breaths", "slow down", "unwind"],
        "sitting quietly", "your quiet minutes", "a cushion or chair", "in a quiet corner", "take three slow breaths",
        "sit quietly", "take"),
    topic!("journal", Writing, Good, Some((2, 10, MIN)), WRITING,
        ["journal", "journaling", "write in my journal", "write my journal", "write a journal", "keep a diary", "write a diary", "write in my diary", "journalling", "diary", "morning pages", "bullet journal"], ["reflect"],
        "writing in your journal", "your journal", "your journal and a pen", "on the bedside table",
        "write one honest sentence", "write in your journal", "write"),
    topic!("writing", Writing, Good, Some((3, 15, MIN)), WRITING,
        ["write", "writing", "blog", "blogging", "novel", "poem", "poetry", "poems", "short story", "short stories",
        "newsletter", "screenplay", "memoir", "essay", "essays", "lyrics"], ["words a day", "story", "stories",
        "article", "articles"],
        "writing", "your writing", "your open page and a pen", "on the table", "write one bad sentence", "write",
        "write"),
    topic!("tidiness", Tidiness, Good, Some((2, 10, MIN)), TIDINESS,
        ["tidy", "tidying", "clean", "cleaning", "declutter", "decluttering", "dishes", "wash up", "washing up",
        "laundry", "make my bed", "make the bed", "make bed", "vacuum", "organise", "organize", "organised",
        "organized", "housework", "chores", "household", "sweep", "mop", "inbox zero", "iron", "ironing",
        "clear my desk", "unclutter", "minimalism", "keep my room", "keep the house"], ["room", "house", "desk",
        "home", "inbox", "wardrobe"],
        "tidying", "your tidy round", "an empty basket and a cloth", "where the mess begins",
        "put five things back where they live", "tidy", "put away"),
    topic!("money", Money, Good, None, MONEY,
        ["save", "saving", "save money", "savings", "budget", "budgeting", "expenses", "track spending",
        "track my spending", "track expenses", "invest", "investing", "debt", "pay off", "finances", "finance",
        "frugal", "money", "emergency fund", "retirement", "put aside", "set aside"], ["dollars", "rupees", "euros",
        "spend"],
        "looking after your money", "your money minutes", "your money notebook", "beside your keys",
        "write down the last thing you paid for", "write down what you spent today", "put aside"),
    topic!("social", Social, Good, None, SOCIAL,
        ["call", "phone my", "friend", "friends", "family", "parents", "mum", "mom", "mother", "dad", "father", "brother", "sister", "listener", 
        "grandmother", "grandparents", "wife", "husband", "partner", "kids", "children", "my son", "my daughter",
        "socialise", "socialize", "networking", "volunteer", "volunteering", "compliment", "compliments", "be kind",
        "kindness", "kinder", "listen", "talk to", "small talk", "social", "meet people", "new people", "date night",
        "keep in touch", "stay in touch", "thank you notes", "quality time", "spend time", "time with", "neighbours"], ["people", "say hello",
        "smile", "someone", "message", "text"],
        "staying close to people", "your time for people", "a short list of names", "where you drink your coffee",
        "send one warm line", "reach out to one person", "reach out to"),
    topic!("confidence", General, Good, None, CONFIDENCE,
        ["confident", "confidence", "self confidence", "self esteem", "self worth", "self love", "self respect",
        "assertive", "assertiveness", "speak up", "believe in myself", "love myself", "less shy", "not be shy", "brave",
        "braver", "bolder", "courage", "stand up for myself", "trust myself", "outgoing", "public speaking",
        "stage fright", "self assured", "charismatic"], ["shy"],
        "taking small brave steps", "your brave step", "a card with your brave step", "in your pocket or bag",
        "breathe out slowly and say the first word", "take one small brave step", "take"),
    topic!("life", General, Good, None, LIFE,
        ["better person", "better version of myself", "best version of myself", "better version", "best version",
        "change my life", "improve my life", "fix my life", "life together", "turn my life around", "better life",
        "good life", "happy life", "improve myself", "work on myself", "better myself", "change myself",
        "reinvent myself", "self improvement", "self development", "personal development", "personal growth",
        "self care", "be happy", "be happier", "happier", "happiness", "be better", "get better", "do better",
        "feel better", "good habits", "better habits", "healthy habits", "new me", "success", "successful",
        "purpose", "meaning in life", "good person", "grow as a person", "new life", "start over", "better man",
        "better woman", "better human", "be good", "be great", "work life balance", "balance in life", "life better",
        "everything"], ["life", "myself", "better", "happy"],
        "keeping small promises to yourself", "your small promise", "a card with today's promise",
        "where you will see it", "do the smallest part of your promise", "keep today's small promise", "keep"),
    topic!("punctual", General, Good, Some((3, 15, MIN)), PUNCTUAL,
        ["be on time", "arrive on time", "leave on time", "leave home on time", "to work on time", "to school on time",
        "punctual", "punctuality", "arrive early", "be early"], [],
        "being on time", "your next appointment", "keys, bag and shoes", "by the front door",
        "put your shoes where you will step into them", "be on time", "be ready"),
    topic!("focus", Study, Good, Some((5, 25, MIN)), PROCRASTINATION,
        ["productive", "productivity", "discipline", "disciplined", "self discipline", "willpower", "time management",
        "manage my time", "focused", "get things done", "get more done", "work harder", "be consistent", "deep work",
        "concentrate", "concentration", "motivated", "organise my time", "organize my time", "pomodoro",
        "to do list", "prioritise", "prioritize", "finish what i start", "finish things"], ["consistent", "focus"],
        "working on what matters", "your most important task", "today's one task on a slip of paper", "on the desk",
        "do two minutes of the task", "work on your most important task", "do"),
    topic!("smoking", Substances, Bad, Some((15, 60, MIN)), SMOKING,
        ["smoke", "smoking", "cigarette", "cigarettes", "cigs", "cigar", "cigars", "tobacco", "nicotine", "beedi",
        "bidi", "chain smoking", "smoker"], [],
        "smoking", "the urge to smoke", "lighters, ashtrays and spare packs", "the cigarette after a meal",
        "drink a glass of cold water", "smoke", "cigarettes"),
    topic!("vaping", Substances, Bad, Some((15, 60, MIN)), SMOKING,
        ["vape", "vaping", "juul", "e cigarette", "e cigarettes", "ecig", "weed", "cannabis", "marijuana", "joints",
        "hookah", "shisha", "snus", "pot", "betel", "chewing betel"], [],
        "reaching for it", "the urge for it", "the device and everything that goes with it",
        "the first one of the day", "drink a glass of cold water", "reach for it", "times"),
    topic!("alcohol", Substances, Bad, Some((15, 60, MIN)), ALCOHOL,
        ["alcohol", "drinking", "beer", "beers", "wine", "whisky", "whiskey", "vodka", "rum", "gin", "arrack",
        "booze", "sober", "sobriety", "binge drinking", "alcoholic", "drunk", "hangover", "cocktails", "drinks",
        "pub", "toddy", "dry january", "dry july"], ["drink"],
        "drinking alcohol", "the wish for a drink", "the bottles at home", "the first drink of the evening",
        "pour a tall glass of something cold without alcohol", "drink alcohol", "drinks"),
    topic!("caffeine", Substances, Bad, Some((15, 60, MIN)), INTAKE,
        ["caffeine", "coffee", "coffees", "espresso", "energy drinks", "energy drink", "red bull", "tea addiction",
        "cups of coffee", "cups of tea"], ["tea"],
        "having caffeine", "the pull towards another cup", "the coffee tin and the biggest mug",
        "the cup in the afternoon", "drink a glass of cold water", "reach for caffeine", "cups"),
    topic!("sugar", Substances, Bad, Some((15, 60, MIN)), INTAKE,
        ["sugar", "sweets", "sweet", "candy", "chocolate", "soda", "soft drinks", "fizzy drinks", "cola", "coke",
        "dessert", "desserts", "cake", "cakes", "ice cream", "biscuits", "cookies", "sugary", "donuts", "pastries",
        "sugary drinks", "pepsi"], ["jaggery"],
        "eating sweet things", "the craving for something sweet", "the sweets and biscuits",
        "the sweet thing after a meal", "eat a piece of fruit slowly", "reach for sugar", "sweet things"),
    topic!("snacking", Nourishment, Bad, Some((15, 60, MIN)), INTAKE,
        ["junk food", "fast food", "junk", "snacking", "snack", "snacks", "overeating", "overeat", "eat out",
        "crisps", "chips", "fried food",
        "midnight snacks", "late night snacking", "emotional eating", "stress eating", "comfort eating",
        "binge eating", "mindless eating", "eating late", "burgers", "pizza", "carbs", "meat", "salt", "bread",
        "eat less", "eating at my desk", "processed food", "instant noodles", "gluten"], ["eating", "eat", "food"],
        "snacking without hunger", "the craving", "the snacks within reach", "the hour after dinner",
        "drink a cup of tea slowly", "snack", "snacks"),
    topic!("procrastination", Screens, Bad, Some((3, 20, MIN)), PROCRASTINATION,
        ["procrastinate", "procrastinating", "procrastination", "putting things off", "put things off", "putting off",
        "delaying", "wasting time", "waste time", "laziness", "lazy", "leave things to the last minute",
        "last minute", "distracted", "distractions", "multitasking", "easily distracted", "avoiding work",
        "avoiding tasks"], [],
        "putting things off", "the pull to do it later", "the open tabs and the pile on the desk",
        "the moment before you begin", "do two minutes of the task", "put things off", "delays"),
    topic!("gaming", Screens, Bad, Some((15, 60, MIN)), SCREENS,
        ["gaming", "video games", "video game", "games", "game", "playing games", "playstation", "xbox", "fortnite",
        "league of legends", "mobile games", "pubg", "minecraft", "roblox", "candy crush", "steam"], [],
        "gaming", "the pull to play", "the controller and the game icons", "the first hour of the evening",
        "stand up and stretch your hands", "play", "games"),
    topic!("tv", Screens, Bad, Some((15, 60, MIN)), SCREENS,
        ["tv", "television", "netflix", "binge watching", "binge watch", "binge", "series", "shows", "watching tv",
        "watching series", "youtube", "watching youtube", "watching videos", "videos", "streaming", "episodes",
        "anime", "movies"], ["watching", "watch"],
        "watching", "the pull of the next episode", "the remote and the autoplay setting",
        "the moment an episode ends", "stand up and turn on the big light", "watch", "episodes"),
    topic!("phone", Screens, Bad, Some((15, 60, MIN)), SCREENS,
        ["phone", "smartphone", "mobile", "screen time", "screens", "screen", "social media", "instagram", "tiktok",
        "facebook", "twitter", "reddit", "snapchat", "whatsapp", "doomscroll", "doomscrolling", "doom scrolling",
        "scroll", "scrolling", "reels", "shorts", "news", "internet", "online", "apps", "notifications",
        "checking my email", "checking email", "emails", "devices", "laptop in bed", "digital detox", "phone in bed",
        "phone addiction", "surfing the web", "screen free", "dating apps"], ["email", "computer", "laptop"],
        "scrolling", "the urge to check your phone", "the apps that pull at you", "the first minutes after waking",
        "put the phone face down and look out of a window", "scroll", "checks"),
    topic!("spending", Money, Bad, Some((30, 90, MIN)), SPENDING,
        ["spending", "overspending", "impulse buying", "impulse purchases", "impulse shopping", "shopping",
        "online shopping", "buying", "buy", "spend money", "spend less money", "amazon", "gambling", "gamble",
        "betting", "bet", "lottery", "casino", "credit card", "daraz", "shopaholic", "wasting money", "waste money",
        "takeaway", "takeaways", "take out", "takeout", "eating out", "food delivery", "delivery apps", "lending money", "sports betting", "online gambling"], ["spend", "money"],
        "spending on impulse", "the urge to spend", "saved cards and shopping apps",
        "the quiet hour with a phone in your hand", "put the item on a wait list", "spend on impulse", "purchases"),
    topic!("body", General, Bad, Some((15, 60, MIN)), BODY,
        ["bite my nails", "biting my nails", "nail biting", "biting nails", "bite nails", "nails", "skin picking",
        "picking my skin", "pick my skin", "picking", "hair pulling", "pulling my hair", "cracking my knuckles",
        "crack my knuckles", "knuckle cracking", "knuckles", "touching my face", "touch my face", "thumb sucking",
        "lip biting", "biting my lips", "bite my lips", "grinding my teeth", "picking my nose", "slouching", "slouch",
        "fidgeting", "hair twirling", "scratching"], [],
        "the old movement", "the urge in your hands", "rough edges and idle moments",
        "the minutes in front of a screen", "press your fingertips together and breathe out", "do it", "times"),
    topic!("talk", Social, Bad, Some((15, 60, MIN)), TALK,
        ["complaining", "complain", "gossip", "gossiping", "swearing", "swear", "cursing", "cussing", "interrupting",
        "interrupt people", "interrupt", "shouting", "shout", "yelling", "yell", "lying", "lie", "arguing",
        "criticising", "criticizing", "judging", "sarcasm", "being rude", "snapping at", "nagging", "talking over",
        "blaming", "blame", "losing my temper", "anger", "angry", "temper", "people pleasing", "saying yes",
        "apologising", "apologizing", "saying sorry", "oversharing", "bragging", "jealous", "jealousy"], [],
        "the old reaction", "the urge to react", "the conversations that set it off", "the first tense minute",
        "take one slow breath before you answer", "react", "times"),
    topic!("thoughts", Mindfulness, Bad, Some((15, 60, MIN)), THOUGHTS,
        ["overthinking", "overthink", "worrying", "worry", "ruminating", "rumination", "negative self talk",
        "self talk", "negative thoughts", "negative thinking", "self criticism", "self doubt", "comparing myself",
        "compare myself", "perfectionism", "being hard on myself", "stressing", "stress", "panicking",
        "catastrophising", "catastrophizing", "daydreaming", "thinking too much", "being negative", "self pity",
        "beating myself up", "guilt"], ["thinking"],
        "going round in circles", "the pull to go over it again", "the quiet moments that set it off",
        "the minutes before sleep", "name three things you can see", "go over it again", "times"),
    topic!("late-nights", Sleep, Bad, Some((5, 45, MIN)), SLEEP,
        ["staying up late", "stay up late", "staying up", "stay up", "going to bed late", "sleeping late",
        "sleep late", "late nights", "bedtime procrastination", "revenge bedtime procrastination",
        "going to sleep late", "up all night", "all nighters"], [],
        "going to bed", "your bedtime", "your pyjamas", "on your pillow", "turn off the big light", "go to bed",
        "sleep"),
    topic!("snoozing", Sleep, Bad, Some((5, 45, MIN)), WAKING,
        ["snooze", "snoozing", "snooze button", "hitting snooze", "hit snooze", "oversleeping", "oversleep",
        "lying in", "waking up late", "wake up late", "sleeping in", "sleep in", "getting up late"], [],
        "getting up", "your morning", "your alarm", "across the room", "sit up and put both feet on the floor",
        "get up", "get up"),
    topic!("lateness", General, Bad, Some((3, 15, MIN)), PUNCTUAL,
        ["being late", "always late", "arriving late", "running late", "late for work", "late to work", "lateness",
        "tardiness", "unpunctual", "be late", "late for everything"], [],
        "being on time", "your next appointment", "keys, bag and shoes", "by the front door",
        "put your shoes where you will step into them", "be on time", "be ready"),
    topic!("mess", Tidiness, Bad, Some((2, 10, MIN)), TIDINESS,
        ["clutter", "being messy", "messy", "hoarding", "leaving dishes", "leaving clothes", "leaving things", "mess",
        "dirty dishes", "untidy"], [],
        "tidying", "your tidy round", "an empty basket and a cloth", "where the mess begins",
        "put five things back where they live", "tidy", "put away"),
    topic!("sitting", Movement, Bad, Some((3, 15, MIN)), MOVEMENT,
        ["sitting", "sitting all day", "sedentary", "being inactive", "couch potato", "sit too much",
        "taking the lift", "taking the elevator"], [],
        "moving", "your exercise", "your sports clothes", "on the chair by your bed",
        "stand up and move for two minutes", "move", "do"),
    topic!("general", General, Good, None, GOOD,
        [], [],
        "your new habit", "your new habit", "what you need for it", "where you will see it",
        "do the first two minutes", "make a start on it", "do"),
    topic!("general-bad", General, Bad, Some((15, 60, MIN)), BAD,
        [], [],
        "the old habit", "the urge", "the things that set it off", "the usual hard moment",
        "drink a glass of water slowly", "give in", "times"),
];

/// The general topic of a type.
pub(super) fn general(kind: HabitType) -> &'static Topic {
    let slug = if kind == Good { "general" } else { "general-bad" };
    TOPICS.iter().find(|t| t.slug == slug).unwrap_or(&TOPICS[0])
}

/// The topic of the given type that a text (as by `spaced`) speaks of most clearly.
pub(super) fn best(text: &str, kind: HabitType) -> Option<&'static Topic> {
    let mut best: Option<(&'static Topic, i64)> = None;
    for topic in TOPICS.iter().filter(|t| t.kind == kind) {
        let hits = topic.strong.iter().map(|p| (p, 1_000)).chain(topic.weak.iter().map(|p| (p, 0)));
        for (phrase, weight) in hits {
            let Some(at) = find_phrase(text, phrase) else { continue };
            let words = i64::try_from(phrase.split(' ').count()).unwrap_or(1);
            let place = i64::try_from(at).unwrap_or(i64::MAX).min(400);
            let score = weight + words * 60 - place;
            if best.is_none_or(|(_, top)| score > top) {
                best = Some((topic, score));
            }
        }
    }
    best.map(|(topic, _)| topic).or_else(|| misspelt(text, kind))
}

/// The topic of a word that is one slip of the finger away from its own: "watr", "exercice".
fn misspelt(text: &str, kind: HabitType) -> Option<&'static Topic> {
    text.split_whitespace().filter(|w| (4..=16).contains(&w.len()) && w.is_ascii()).find_map(|word| {
        TOPICS.iter().filter(|t| t.kind == kind).find(|topic| {
            topic.strong.iter().any(|known| known.len() >= 5 && !known.contains(' ') && one_slip(word, known))
        })
    })
}

/// Whether two words with the same first letter differ by one letter left out, put in, changed or
/// swapped with its neighbour. A plural is a word of its own.
fn one_slip(typed: &str, known: &str) -> bool {
    let (a, b) = (typed.as_bytes(), known.as_bytes());
    if a.first() != b.first() || a.len().abs_diff(b.len()) > 1 || known.strip_suffix('s') == Some(typed) {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Less => a == &b[1..],
        std::cmp::Ordering::Greater => &a[1..] == b,
        // One letter changed in the middle of a short word is often another word ("plants", "plans").
        std::cmp::Ordering::Equal => {
            a.len() >= 2 && (a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..] || typed.len() >= 8 && a[1..] == b[1..])
        }
    }
}
