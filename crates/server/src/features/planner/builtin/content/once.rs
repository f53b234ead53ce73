//! Acts that are done once and are then done: breakfast, the plants, the teeth, the vitamins.

use super::Pack;

const ACTS: [&[&str]; 4] = [
    &["{act} today, at the moment you have chosen", "{act}, and put a mark on the calendar", "{act} before you look at your messages", "{act}, with nothing else going on", "{act}, right after something you do every day anyway", "{act}, and take your time with it", "{act}, and enjoy that it is done"],
    &["{act}, on the same signal as yesterday", "{act}, a little earlier than yesterday", "{act}, and look closely at what you are doing", "{act}, without any reminder if you can", "{act}, then stand still for one breath", "{act}, with music you like", "{act}, and leave everything ready for tomorrow"],
    &["{act}, even on a full day", "{act}, whatever the mood", "{act}, before the busiest part of the day begins", "{act}, and notice the small reluctance passing", "{act}, as carefully as on the first day", "{act}, at a calm moment you make for it", "{act}, and show someone how you do it"],
    &["{act}, as if for the first time", "{act}, and improve one small thing about it", "{act}, as a favour to tomorrow", "{act}, and think of the person who taught you", "{act}, with twice the care and half the hurry", "{act}, and listen to whatever there is to hear", "{act}, from memory, with all reminders gone"],
];

const PLACES: &[&str] = &["at your usual moment", "before your first screen of the day", "in the first quiet minute you find", "while the house is calm", "between two things you have to do anyway", "just before something you look forward to", "at the time that worked best last week", "as soon as you can"];

pub(in super::super) static ONCE: Pack = Pack {
    cues: [
        &["Put {gear} {spot}", "Choose the moment: what will you have just done when you begin", "Set one alarm for it and give it a name you will smile at", "Take away one step between you and {it}", "Write a note of four words and stick it at eye level", "Tell someone at home when you will do it", "Draw a row of seven boxes for the week, and put a pen beside it"],
        &["Name the thing you do every day just before, and let it be your signal", "Move the reminder to where you really look", "Have everything at hand before lunch", "Say out loud when you will do it today", "Look at the row of boxes, and at the one that was hardest", "Decide what you will do if the usual moment is gone", "Put {gear} in order, so that it is a pleasure to use"],
        &["Look ahead at today and find the moment that is safest", "Plan how it works when you are away from home", "Ask someone to stand in for you on a day when you cannot", "Leave yourself a friendly note at the place where you tend to forget", "Prepare tomorrow's round tonight", "Do it before the thing you like least today", "Choose a second signal for days with another rhythm"],
        &["Take the reminder away for a day and see whether the moment finds you", "Give the place a small repair or a clean", "Write down how you do it, so that someone else could", "Move it to another hour for once", "Look for a better tool, or look after the one you have", "Put the signal back in plain sight", "Plan for a day this month that will be unusual"],
    ],
    acts: ACTS,
    notes: super::good::GOOD.notes,
    ifs: &["If the usual moment is gone, then I do it at the next free minute", "If I think “later”, then I do it now, because it is short", "If I am away from home, then I do the part that is possible there", "If yesterday slipped, then I simply do it today", "If somebody needs me just then, then I come back to it within the hour", "If I am not sure whether I did it, then I look at my boxes"],
    preps: &[],
    places: PLACES,
    focuses: &[],
    questions: &[],
};

pub(in super::super) static BREAKFAST: Pack = Pack {
    cues: [
        &["Put {gear} {spot} tonight", "Write three breakfasts you like on a note for the fridge", "Buy what you need for the next three mornings", "Set the alarm ten minutes earlier for tomorrow", "Fill the kettle and lay the table before you go to bed", "Choose one thing that is ready in two minutes: fruit, yoghurt, bread, an egg"],
        &["Soak, slice or cook something tonight for tomorrow morning", "Put your bag and your clothes ready, so that the morning has room for it", "Ask who would like to sit down with you tomorrow", "Place the phone away from the table", "Put fruit where you pass in the morning", "Look at the mornings of the week and pick the tightest one"],
        &["Prepare a breakfast to take along for the fullest morning", "Keep one spare breakfast at work, at school or in your bag", "Go to bed a quarter of an hour earlier tonight", "Eat dinner a little earlier this evening, so that you wake up hungry", "Decide what you will have if the fridge is empty", "Plan one slow breakfast for the weekend"],
        &["Try a breakfast from another country", "Invite someone for breakfast", "Ask an older person what they had as a child", "Change one ingredient for something fresher", "Set the table with the good cup", "Write your five best breakfasts on one card"],
    ],
    acts: [
        &["{act}, however small", "{act} sitting down", "{act}, and taste the first three bites", "{act} before the first screen", "{act}, the simplest one on your list", "{act} within an hour of getting up", "{act}, and drink a glass of water with it"],
        &["{act} at the table, with the radio at most", "{act}, and add a piece of fruit", "{act}, prepared last night", "{act} with someone, or with a page of a book", "{act}, and give it ten minutes", "{act} by the window", "{act}, with something that keeps you going until noon"],
        &["{act}, even if you are late: take it along", "{act}, on a morning without appetite just a few bites", "{act}, also after a short night", "{act}, without planning the day while you chew", "{act}, and put the cup away in peace", "{act}, a warm one today", "{act}, and start the day five minutes slower"],
        &["{act} somewhere outdoors or near an open window", "{act}, and make it beautiful", "{act}, a new one", "{act}, and prepare one for someone else", "{act}, and notice how your morning has changed", "{act}, slowly, as on a holiday"],
    ],
    notes: [
        &["Note at what hour you got hungry again", "Tonight, put out what tomorrow needs", "Write down how the morning felt with it, in one word"],
        &["Write down which breakfast kept you going longest", "Notice your mood at eleven o'clock", "Tell someone what you had", "Note what made the tightest morning possible"],
        &["Write down your rescue breakfast", "Note whether you reach for sweets less before noon", "Ask someone at home whether mornings are calmer", "Write down what you like about sitting down"],
        &["Write down your breakfast for guests", "Note what you would miss", "Give someone your quickest recipe", "Plan a late one for a free day"],
    ],
    ifs: &["If I get up late, then I take a banana and some bread along", "If I am not hungry, then I eat three bites and pack the rest", "If the fridge is empty, then I buy something on the way and eat it sitting down", "If I reach for the phone, then I put it behind me until the cup is empty", "If others leave without eating, then I sit down for five minutes all the same"],
    preps: &["set out a bowl and a spoon", "wash a piece of fruit", "fill the kettle", "check what is left for tomorrow", "put the phone away from the table", "write one breakfast idea on the list"],
    places: &["at the table", "by the window", "before the first message", "within an hour of getting up", "with someone", "with the radio on", "in peace", "before you get dressed"],
    focuses: &["and taste the first bite", "and add something fresh", "and drink a glass of water", "and sit until the cup is empty", "and plan nothing for five minutes", "and say good morning to someone", "and note how long it keeps you going", "and leave the table ready for tomorrow"],
    questions: &["which breakfast makes the best mornings?", "what did you have time to notice?", "who would you like to sit down with?"],
};
