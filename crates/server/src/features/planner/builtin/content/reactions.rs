//! Bodily habits, ways of speaking, and thoughts that go in circles.

use super::Pack;

pub(in super::super) static BODY: Pack = Pack {
    cues: [
        &["Carry a slip of paper and make a mark each time you catch your hands at it, early or late", "Find out where your hands are just before it starts, and write down three places", "Put something to hold where it happens most: a smooth stone, a ring, a pen", "Look after the spot: smooth an edge, put on some cream, trim what invites you", "Tell one person, and agree on a friendly word they may say", "Take a photo of how it looks today, for yourself"],
        &["Put a small plaster, a thread or a bracelet where you will notice it in time", "Place a reminder at eye level where you sit longest", "Keep your hands busy from the first minute of a film or a call", "Carry a small file or some cream in your pocket", "Practise your counter-move ten times without any urge: {tiny}", "Change how you sit in the place where it happens"],
        &["Think of today's most tense half hour, and decide what your hands will hold", "Give your hands ten minutes of real work: dough, clay, yarn, soap and water", "Put a second thing to hold in your bag or your coat", "Decide what you will do the moment you notice, as one clear movement", "Warm your hands before the hour when it is worst", "Ask the person you told what they have seen"],
        &["Take a new photo and put it beside the first", "Treat yourself to something that cares for the spot", "Find the last place where it still happens, and change one thing there", "Pass your thing to hold on, or find a new one", "Go through a whole film with your hands open in your lap, as an experiment", "Write down the early sign you know best by now"],
    ],
    acts: [
        &["{act}, with something to hold in your hand", "{act}, and make a mark each time you stop yourself early", "{act}, and when you notice, {tiny}", "{act}, in the easiest part of the day", "{act}, and rest your hands flat for one breath every now and then", "{act}, in the place where it usually happens", "{act}, and say “noticed” under your breath when you catch it"],
        &["{act}, and catch it one movement earlier than yesterday", "{act} while you read, watch or listen to something", "{act}, and use your counter-move for a full minute", "{act}, and loosen your shoulders and your jaw", "{act}, and look after the spot once, with care", "{act}, and note what you felt: bored, tense or tired", "{act}, with both hands around a warm cup for part of it"],
        &["{act}, through the most tense part of the day", "{act}, in a conversation or a meeting", "{act}, and if it happens, simply open your hand and go on", "{act}, without anything to hold", "{act}, and breathe out slowly each time your hand rises", "{act}, when you are tired, with an early night after it", "{act}, and notice how short the urge has become"],
        &["{act}, and forget to count", "{act}, on a day with bad news or a deadline", "{act}, and enjoy how your hands or your face look", "{act}, through a whole film", "{act}, and let an itch or an edge just be there", "{act}, and use your hands for something you are proud of"],
    ],
    notes: [
        &["Tonight, count the marks and write down only the number", "Write down what came just before the strongest urge", "Look after the spot for two minutes before bed"],
        &["Note how early you caught it today: at the touch, on the way, or before", "Compare the spot with the first photo", "Write down which thing to hold works best", "Let someone rub your hands or shoulders, or do it yourself"],
        &["Write down what your hands are asking for when they start", "Note the longest stretch of the week", "Write one kind sentence for the next time it happens", "Plan a small treat for your hands or your face"],
        &["Take a photo for the end of the month", "Tell someone what helped most", "Write down what you no longer hide", "Note which mood still brings it, and what that mood needs"],
    ],
    ifs: &["If my hand rises, then I {tiny}", "If I feel a rough edge, then I smooth it with care and leave it", "If I watch something, then I hold a thing in both hands from the start", "If I notice too late, then I open my hand and make one mark, nothing more", "If I am tense, then I drop my shoulders and breathe out twice", "If someone comments, then I say that I am working on it"],
    preps: &["put your thing to hold within reach", "use a little cream or smooth one edge", "loosen your shoulders and open both hands", "practise your counter-move five times", "sit differently for a while", "look at your marks so far"],
    places: &["in front of a screen", "on the phone", "while you read", "in a conversation", "in bed before sleep", "at your desk", "on the way somewhere", "while you wait", "in the hour that is hardest", "after a tense moment"],
    focuses: &["and catch it early once", "and keep your shoulders low", "and rest your hands in your lap", "and hold something cool", "and look after the spot afterwards", "and count the times you noticed in time", "and breathe out when your hand moves", "and let an urge fade by itself", "and be gentle about the rest", "and give your hands something to make"],
    questions: &["where were your hands when you were at ease?", "how early do you notice it now?", "which moment of the day is safe already?"],
};

pub(in super::super) static TALK: Pack = Pack {
    cues: [
        &["Make a small mark on paper each time you notice it, before, during or after", "Write down the three people or places that bring it out", "Choose one conversation today in which you will listen first", "Agree on a friendly sign with someone you trust", "Write down what you would rather say in the usual moment", "Put a dot on your watch or your phone, as a reminder to pause"],
        &["Before the first talk of the day, loosen your jaw and breathe out", "Prepare a sentence that buys you time: let me think about that", "Decide on one thing you will praise today", "Eat and drink something before the hour when your fuse is short", "Write down the need behind the last time it happened", "Choose where you will go for two minutes if it gets tense"],
        &["Plan the talk you expect to be hard, with your first sentence and your last", "Ask someone how your words have sounded lately, and only say thank you", "Think of the person who annoys you most, and of one reason they may have", "Prepare an apology of one sentence, in case you need it", "Leave five minutes free before and after the tense part of the day", "Choose a question to ask instead of an opinion"],
        &["Visit or call someone you once hurt or bored, with a kind word", "Write down three phrases you have stopped using", "Watch how someone you admire handles anger or silence", "Set yourself a day of questions only", "Renew your sign with the person you trust", "Look for the good side of something you usually complain about"],
    ],
    acts: [
        &["{act}, and take one breath before each answer", "{act}, in one conversation that you choose", "{act}, and when you catch it, stop in the middle of the sentence", "{act}, and let the other one finish", "{act}, beginning with the people you live with", "{act}, and ask a question where you would have reacted", "{act}, and speak a little more slowly than usual"],
        &["{act}, and say what you need in one plain sentence", "{act}, with the people who bring it out", "{act}, and find something good to say about someone absent", "{act}, and let one remark pass unanswered", "{act}, and lower your voice where you would have raised it", "{act}, and repeat what you heard before you reply", "{act}, and leave the room for two minutes if you must"],
        &["{act}, even when you are right", "{act}, and if it slips out, mend it within the hour", "{act}, when you are tired or hungry", "{act}, in writing too: read it once before you send it", "{act}, and stay kind to yourself when it is hard", "{act}, in a group", "{act}, and notice the second in which you could choose"],
        &["{act}, through a whole gathering", "{act}, and turn one complaint into a request", "{act}, and stay curious for one minute longer", "{act}, and tell someone what they do well", "{act}, and hear how the others speak when you leave room", "{act}, and enjoy a silence"],
    ],
    notes: [
        &["Tonight, write down one moment when you chose differently", "Note what you felt in your body just before", "Think of one person who made your day easier, and tell them"],
        &["Write down what was really at stake in the tensest moment", "Note who relaxes when you do", "Say sorry for one small thing, without a but", "Listen to someone for five minutes and ask only questions"],
        &["Write the sentence that helps you to pause, on a card", "Ask someone close whether they notice a change", "Write down what you have not had to take back this week", "Forgive yourself one sharp word, and learn one thing from it"],
        &["Write down three talks that went better than they would have", "Thank the person who gave you the sign", "Note what people tell you now that they did not before", "Describe the kind of voice you want to have at home"],
    ],
    ifs: &["If I feel heat in my face, then I breathe out before I speak", "If it has slipped out, then I say sorry in one sentence and go on", "If others join in with it, then I ask about something else", "If I am hungry or tired, then I put off the difficult talk", "If I want to say yes and mean no, then I answer tomorrow", "If someone provokes me, then I ask what they need"],
    preps: &["take one slow breath", "think of something good about the next person you meet", "drop your shoulders", "decide on one question to ask", "drink a glass of water", "choose one sentence that buys you time"],
    places: &["at home", "at work or at school", "on the phone", "in messages", "at the table", "with the person who finds your sore spot", "in traffic or in a queue", "in a group", "in the first hour after you come home", "when the day gets long"],
    focuses: &["and ask one more question", "and let someone else have the last word", "and say something kind instead", "and pause for one breath", "and notice your tone", "and mend what slips out", "and look the other person in the eye", "and speak about your own wish", "and leave one thing unsaid", "and thank someone"],
    questions: &["what did you hear because you waited?", "what did you want to protect?", "who felt safe with you today?"],
};

pub(in super::super) static THOUGHTS: Pack = Pack {
    cues: [
        &["Give the thoughts a fixed quarter of an hour in the afternoon, and put it in your calendar", "Put a notebook where they find you most often", "Write down the sentence that comes back most, word for word", "Choose a name for the voice, a slightly funny one", "List five things that bring you back: cold water, music, walking, a voice, a task", "Write down what you can change about it, and what you cannot"],
        &["Put a card with three questions by your bed: Is it true? Is it useful? Is it now?", "Plan ten minutes with your hands for the hour when it is worst", "Decide what you will do with the thought when it comes: write, park or act", "Go outside once before noon", "Set a soft bell as a reminder to look up", "Tell someone that you are practising this"],
        &["Prepare for the hardest time of day with a plan of three steps", "Write a reply to the voice, as you would write it to a friend", "Take one small step on something you have been turning over", "Choose one piece of news, one account or one talk to leave out today", "Lay a dull book beside your bed for the small hours", "Find the first sign in your body: the brow, the belly or the breath"],
        &["Read your notes from week one", "Change the place of your quarter of an hour", "Ask someone wise how they deal with it", "Write down three worries that never happened", "Learn one breathing or walking exercise by heart", "Plan an hour that fills your head with something good"],
    ],
    acts: [
        &["{act}, and put what comes up on paper for later", "{act}, and name three things you can see when it starts", "{act}, and say to the thought: not now, at five", "{act}, and keep your hands busy", "{act}, on a walk", "{act}, and count ten slow breaths when you notice it", "{act}, and look at something far away"],
        &["{act}, and ask of the loudest thought: is it useful", "{act}, and do the next small thing in front of you", "{act}, and give the voice its funny name", "{act}, and put one worry into one sentence with a date", "{act}, and call someone about something else", "{act}, and feel both feet on the floor when it pulls", "{act}, and leave one question open on purpose"],
        &["{act}, in the hour that is usually hardest", "{act}, and answer yourself as you would a friend", "{act}, and if you slip back in, notice it and come out again", "{act}, and decide one small thing within two minutes", "{act}, and move your body for three minutes first", "{act}, and let good enough be good enough once", "{act}, and let the thought sit there while you go on"],
        &["{act}, and enjoy a minute of an empty head", "{act}, on a day that gives you reasons", "{act}, and laugh about one old worry", "{act}, and do something without planning it", "{act}, and help someone else to let go of something", "{act}, and trust a decision you have made"],
    ],
    notes: [
        &["Tonight, write down what is on your mind, and close the book", "Note at what hour it was loudest", "Write down one thing that went well and was your doing"],
        &["Read yesterday's page and strike out what solved itself", "Note how long it lasted today, and what ended it", "Write down a fact that speaks against the thought", "Take a warm shower and listen to the water"],
        &["Write to yourself in the tone of a good friend, three lines", "Note a decision that you made and kept", "Write down the need behind the thought: safety, praise, rest or contact", "Tell someone what has become lighter"],
        &["Write down what you have learnt about your head", "Note a moment of ease and what was around you", "Choose one worry to give back to its owner", "Look at the sky for two minutes"],
    ],
    ifs: &["If it starts at night, then I write one line in the kitchen and go back to bed", "If I have thought it three times, then I do one small thing about it or park it", "If I am hard on myself, then I ask what I would say to a friend", "If my head is full, then I walk for five minutes without the phone", "If I compare myself, then I look at where I was a month ago", "If it stays heavy for weeks, then I talk to a doctor or someone I trust"],
    preps: &["name three things you can see", "put both feet on the floor", "write one line in the notebook", "take three slow breaths", "look out of a window", "do one small thing with your hands"],
    places: &["on a walk", "in bed before sleep", "in the afternoon", "at your desk", "after a talk", "in the shower", "when it gets quiet", "in the morning", "while you cook", "in the hour that is hardest"],
    focuses: &["and park one thought on paper", "and feel your feet", "and come back as often as you need", "and do one thing with your hands", "and speak kindly to yourself", "and leave one question open", "and breathe out longer than in", "and look around the room", "and call someone", "and notice when it is quiet"],
    questions: &["which thought turned out to be only a thought?", "what did you do while you were not thinking about it?", "what would a good friend say?"],
};

