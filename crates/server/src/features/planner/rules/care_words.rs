//! The words that tell a wish that could hurt, and those that only look like it.

#[rustfmt::skip]
pub(super) const SELF_HARM: &[&str] = &[
    "cut my arm", "cutting my arm", "cut my legs", "cut my thighs", "burn my skin", "burning my skin", "burn my arm",
    "tie a noose", "make a noose", "kill myself", "killing myself", "end my life", "ending my life", "take my life", "take my own life",
    "suicide", "commit suicide", "suicidal", "self harm", "selfharm", "self harming", "hurt myself",
    "hurting myself", "harm myself", "harming myself", "cut myself", "cutting myself", "cut my wrists",
    "cutting my wrists", "cut my arms", "cutting my arms", "burn myself", "burning myself", "hang myself",
    "hanging myself", "stop living", "quit living", "quit life", "end it all", "want to die", "wanna die",
    "wish i was dead", "wish i were dead", "better off dead", "jump off a bridge", "not be alive",
    "dont want to live", "do not want to live", "dont want to be alive", "give up on life", "punish my body",
    "punch myself", "hit myself", "hitting myself", "starve myself to death", "shoot myself", "drown myself",
    "disappear forever", "be dead", "no longer be alive", "unalive myself", "unalive", "kms", "stop existing", "dont want to be here",
    "do not want to be here", "go on living", "never come back", "better off without me", "front of a train",
    "slit my wrists", "slit my wrist", "until i bleed", "till i bleed", "cut my skin", "cutting my skin",
    "cut into my skin", "bang my head", "banging my head", "stop being alive", "never wake up", "reason to live",
    "kil myself", "kill my self", "killing my self", "hurt my self", "harm my self", "cut my self", "jump off a roof",
    "jump off a building", "in front of a car", "in front of a bus", "no point in living", "tired of living",
    "tired of being alive", "end everything", "sleep forever", "die before my",
];

/// Self-harm words are fine where the wish is to leave them behind; the answer stays the same,
/// since somebody who writes this deserves more than a planner. Only these are let through.
#[rustfmt::skip]
pub(super) const SELF_HARM_HARMLESS: &[&str] = &[
    "suicide prevention", "suicide awareness", "suicide squad", "suicide hotline volunteer", "suicide squats",
    "suicide runs", "suicide drills",
];

#[rustfmt::skip]
pub(super) const EATING: &[&str] = &[
    "starve", "starving", "starvation", "starve myself", "starving myself", "stop eating completely",
    "stop eating altogether", "stop eating food", 
    "not eat anything", "eat nothing", "eating nothing", "dont eat anything", "dont eat at all",
    "not eat at all", "never eat again", "anorexia", "anorexic", "pro ana", "proana", "pro mia", "thinspo",
    "bulimia", "purge after", "purging", "purge my food", "purge food", "throw up after", "throwing up after",
    "vomit after", "vomiting after", "make myself vomit", "making myself vomit", "make myself throw up",
    "make myself sick", "dry fasting", "dry fast", "water fast", "water fasting", "take laxatives",
    "taking laxatives", "laxatives to lose", "laxatives after", "live on water",
    "only drink water and eat nothing", "only water for", "nothing but water", "eat only ice", "chew and spit",
    "lose weight by not eating", "skip all meals", "skip every meal", "skipping all meals", "diet pills",
    "eat as little as possible", "stop drinking water", "quit drinking water", "eat one apple a day",
    "eat only one apple a day", "breatharian", "fast for a week", "fast for weeks", "eat every other day",
    "size zero", "no food", "without food", "as thin as possible", "spit out my food", "spit out food",
    "spitting out food", "stop swallowing", "insulin to lose", "vomit every", "ice cubes only", "eat only ice cubes", "stop eating until", "stop eating completely", "stop eating anything", "stop eating forever",
];

#[rustfmt::skip]
pub(super) const DOSING: &[&str] = &[
    "try heroin", "try cocaine", "try meth", "try lsd", "try ecstasy", "try fentanyl", "smoke meth", "smoke crack",
    "snort cocaine", "overdose", "overdosing", "od on", "higher dose", "increase my dose", "increase the dose",
    "increase my dosage", "double my dose", "double the dose", "double my insulin", "twice my dose", "twice the dose", "double my dosage", "raise my dose",
    "lower my dose", "lower my dosage", "reduce my dose", "reduce my dosage", "change my dose",
    "change my dosage", "adjust my dose", "adjust my dosage", "adjust my insulin", "microdose", "microdosing",
    "take steroids", "taking steroids", "inject steroids", "cycle steroids", "inject testosterone",
    "take more pills", "taking more pills", "take more painkillers", "more sleeping pills",
    "sleeping pills every", "start heroin", "take heroin", "use heroin", "take cocaine", "use cocaine",
    "do cocaine", "take ecstasy", "take mdma", "take lsd", "take meth", "use meth", "take adderall",
    "abuse adderall", "take ketamine", "take xanax", "take oxycodone", "take fentanyl", "skip my insulin",
    "skip insulin", "skipping insulin", "less insulin", "more insulin", "drink bleach", "get high on",
    "sniff glue", "huff paint", "drink myself unconscious", "blackout drunk", "black out drunk",
    "get drunk every", "than prescribed", "double dose", "triple dose", "take more xanax",
    "inject insulin", "smoke heroin", "inject heroin", "inject drugs", "magic mushrooms", "take mushrooms",
    "take ritalin", "take modafinil", "drink until i pass out", "drink till i pass out", "pills at once",
    "tablets at once", "take fentanyl patches", "snort ritalin", "ecstasy every", "sniff petrol", "sniff gas",
];

/// What stopping one's own treatment sounds like: one of these ...
#[rustfmt::skip]
pub(super) const STOPPING: &[&str] = &[
    "stop", "stopping", "quit", "quitting", "give up", "giving up", "come off", "coming off", "get off",
    "getting off", "go off", "going off", "wean off", "weaning off", "taper", "tapering", "skip", "reduce",
    "cut down", "cut back", "cut out", "less", "fewer", "without", "no more", "avoid", "drop", "ditch",
    "throw away", "flush", "live without", "off my", "refuse", "replace", "no longer take", "not take",
    "dont take", "halve", "get rid of", "change", "lower",
];

/// ... together with one of these.
#[rustfmt::skip]
pub(super) const MEDICINE: &[&str] = &[
    "medication", "medications", "medicine", "medicines", "meds", "antidepressant", "antidepressants",
    "anti depressants", "ssri", "ssris", "lithium", "insulin", "antipsychotic", "antipsychotics",
    "blood thinner", "blood thinners", "warfarin", "statins", "statin", "beta blocker", "beta blockers",
    "blood pressure pills", "blood pressure tablets", "heart pills", "heart tablets", "prozac", "zoloft",
    "sertraline", "fluoxetine", "lexapro", "escitalopram", "citalopram", "venlafaxine", "effexor", "xanax",
    "valium", "diazepam", "benzodiazepines", "benzos", "lorazepam", "clonazepam", "methadone", "chemotherapy",
    "chemo", "dialysis", "inhaler", "antibiotics", "epilepsy tablets", "epilepsy pills", "anticonvulsants",
    "seizure meds", "prescribed pills", "prescription", "prescriptions", "my pills", "my tablets",
    "thyroid pills", "thyroid tablets", "levothyroxine", "metformin", "prednisone", "arv", "arvs",
    "hiv treatment", "hiv pills", "seroquel", "quetiapine", "olanzapine", "lamotrigine", "mood stabilisers",
    "mood stabilizers", "heart medicine", "epipen", "oxygen therapy", "gabapentin", "pregabalin", "opioids", "psychiatrist gave me", "psychiatrist prescribed", "the pill my",
    "oxycodone", "tramadol", "morphine", "suboxone", "adhd pills",
];

/// Keeping to a treatment, or sorting the cupboard, is a fine habit.
#[rustfmt::skip]
pub(super) const MEDICINE_HARMLESS: &[&str] = &[
    "stop forgetting", "quit forgetting", "stop skipping", "quit skipping", "stop missing", "quit missing",
    "not skip", "dont skip", "never skip", "without skipping", "without missing", "without fail", "on time",
    "remember to take", "stop being late with", "medicine ball", "medicine cabinet", "medicine cupboard",
    "expired", "study medicine", "read about medicine", "not forget", "dont forget", "avoid missing",
    "avoid forgetting", "avoid skipping", "stop running out", "medicine exam", "prescription glasses",
    "prescription costs", "laughter is", "not miss", "dont miss", "never miss",
];

#[rustfmt::skip]
pub(super) const WITHDRAWAL: &[&str] = &[
    "detox from alcohol at home", "alcohol detox", "home detox", "detox at home from",
    "quit alcohol cold turkey", "stop drinking cold turkey", "quit drinking cold turkey", "alcohol cold turkey",
    "cold turkey from alcohol", "cold turkey from benzos", "bottle of vodka a day", "bottle of whisky a day",
    "bottle of whiskey a day", "bottle of spirits a day", "bottle of gin a day", "bottle of rum a day",
    "bottle of arrack a day", "bottles of wine a day", "shakes when i dont drink", "shake when i dont drink",
    "shaking when i dont drink", "heavily dependent", "alcohol withdrawal", "withdrawal seizures",
    "delirium tremens", "detox from heroin", "heroin cold turkey", "quit heroin", "stop heroin",
    "stop using heroin", "quit fentanyl", "stop fentanyl", "stop using fentanyl", "quit opioids at once",
    "drink from morning", "the shakes", "shakes in the morning", "detox from alcohol alone",
    "detox from alcohol on my own", "detox alone", "benzos cold turkey", "xanax cold turkey", "litre of whisky a day",
    "litre of vodka a day", "liter of vodka a day", "liter of whisky a day", "litre of spirits a day", "physically dependent on alcohol",
];

#[rustfmt::skip]
pub(super) const DRUNK_DRIVING: &[&str] = &[
    "drive drunk", "driving drunk", "drunk driving", "drink and drive", "drinking and driving", "drive when drunk",
    "drive faster when drunk", "drive while drunk", "drive after drinking",
];

#[rustfmt::skip]
pub(super) const OTHERS_VERBS: &[&str] = &[
    "kill", "killing", "hurt", "hurting", "harm", "harming", "murder", "stab", "shoot", "poison", "poisoning",
    "strangle", "punch", "beat up", "beating up", "hit", "hitting", "slap", "slapping", "attack", "bully",
    "bullying", "choke", "choking", "kick", "kicking", "stalk", "stalking", "torture", "abuse", "beat", "beating",
];

#[rustfmt::skip]
pub(super) const OTHERS_PEOPLE: &[&str] = &[
    "my wife", "my husband", "my partner", "my girlfriend", "my boyfriend", "my kids", "my kid", "my children",
    "my child", "my son", "my daughter", "my mother", "my mom", "my mum", "my father", "my dad", "my brother",
    "my sister", "my boss", "my neighbour", "the neighbour", "the neighbours", "the neighbors", "my neighbours",
    "my neighbor", "my ex", "my teacher", "my classmate", "my classmates", "my colleague", "my colleagues",
    "my coworker", "my dog", "my cat", "someone", "somebody", "people", "him", "her", "them", "a person",
    "animals", "others", "cats", "dogs", "kids", "children", "strangers", "women", "my roommate", "my baby",
    "the baby", "the dog", "the cat", "my pets", "my pet", "my students", "my employees", "my grandmother",
    "my mother in law", "my parents",
];

/// Plain threats and pursuits.
#[rustfmt::skip]
pub(super) const OTHERS_WHOLE: &[&str] = &[
    "make a bomb", "build a bomb", "make bombs", "follow my ex", "following my ex", "spy on my", "set fire to",
    "get revenge", "take revenge", "shoot up", "burn down",
];

/// Words around [`DOSING`] and [`EATING`] that make them a manner of speaking.
#[rustfmt::skip]
pub(super) const FIGURES: &[&str] = &[
    "get high on life", "high on life", "overdose on good", "overdose on books", "overdose on kindness",
    "overdose of kindness", "eat nothing sweet", "eat nothing sugary", "eat nothing fried", "eat nothing after",
    "eating nothing after", "eat nothing between", "no food after", "no food in bed", "no food before bed",
    "no food waste", "no food at my desk", "no food in front", "no food delivery", "without food waste",
    "without food delivery", "without food on my", "never wake up late", "never wake up tired", "never come back late",
    "milk shakes", "protein shakes", "sleep forever young", "no food from",
];
