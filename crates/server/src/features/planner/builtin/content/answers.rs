//! Answers to an obstacle: what follows "If ..., then I".

use super::super::super::rules::HabitType;
use super::super::ifthen::Obstacle;

/// The answers for a kind of obstacle and a type of habit.
pub(in super::super) fn of(kind: Obstacle, habit: HabitType) -> &'static [&'static str] {
    match habit {
        HabitType::Good => match kind {
            Obstacle::Tired => &["{tiny} and let that count for the day", "do it sitting down, slowly, for two minutes", "move it to the morning and set the alarm for it now", "drink a glass of water first and decide after that", "do the first minute only, and may stop there", "go to bed early and put {gear} {spot} for tomorrow"],
            Obstacle::Time => &["{tiny}, because two minutes fit into any day", "do half of it now and leave the rest", "take the first free gap, even a short one", "give up one small thing today to make room, and name it", "do it before I open my messages", "put it in my calendar for tomorrow, with a fixed hour"],
            Obstacle::Phone => &["put the phone in another room and {tiny}", "switch it to flight mode for fifteen minutes", "leave the phone at the charger and start without it", "set a timer on something that is not the phone", "turn the screen to grey until I am done", "hand the phone to someone at home for a while"],
            Obstacle::Forget => &["{tiny} as soon as I notice, whatever the hour", "tie it to brushing my teeth from tomorrow on", "set one alarm with a name, not just a sound", "leave {gear} where I will trip over the thought", "write one word on my hand until it is done", "ask someone at home to mention it once"],
            Obstacle::Bored => &["{tiny} and see whether I feel like more", "count down from five and begin on one", "put on one song and do it while the song lasts", "do it somewhere else than usual", "make it smaller, not later", "remind myself that starting is the whole task"],
            Obstacle::Stress => &["breathe out slowly five times, then {tiny}", "write down what is on my mind and put the paper aside", "do it more slowly than usual, as a rest", "step outside for two minutes first", "tell someone in one sentence how I am, then begin small", "choose the gentlest version and leave it there"],
            Obstacle::People => &["say when I will be back, and take ten minutes for it", "ask them to join me for five minutes", "do it before the others are up, or after they have gone", "{tiny} in the next quiet corner", "tell them beforehand which ten minutes are mine", "do it earlier on that day, while it is calm"],
            Obstacle::Weather => &["do a short version indoors", "put on one layer more and go for five minutes", "{tiny} and leave it at that", "move it to the driest hour of the day", "make a warm drink first and start after it", "use the plan for bad days that I wrote down"],
            Obstacle::Craving => &["drink a glass of water and then {tiny}", "wait ten minutes and begin in that gap", "change the room and start there", "{tiny} before anything else", "name it out loud and carry on", "keep my hands busy with {gear}"],
            Obstacle::Place => &["do the version that needs nothing but me", "{tiny} wherever I am", "take a smaller set of things along", "ask for a quiet corner for ten minutes", "clear one square metre and use that", "do it first thing, before the place fills up"],
            Obstacle::Doubt => &["do it badly on purpose for two minutes", "{tiny} where nobody is watching", "ask one person who knows how they began", "make the next step so small that it cannot fail", "compare with last week only", "write down the thought and begin anyway"],
            Obstacle::Other => &["{tiny} and let that be enough", "do half of it and finish on a good note", "move it by one hour, not by one day", "take the smallest step I can see", "begin for two minutes and decide after that", "use the next free moment, without making up for anything"],
        },
        HabitType::Bad => match kind {
            Obstacle::Stress => &["breathe out slowly ten times before I decide", "go outside for three minutes", "write down the one thing that presses most", "{tiny} and stay with it until the wave drops", "call or text someone who calms me", "loosen my shoulders and my jaw, twice"],
            Obstacle::Tired => &["lie down for ten minutes instead", "{tiny} and call it an early night", "wash my face with cold water", "step into fresh air for three minutes", "eat something small and real first", "give the tiredness what it asks for, which is rest"],
            Obstacle::Bored => &["{tiny} and then do something with my hands", "walk once around the block", "pick one thing from my list of small pleasures", "send a message to someone I have missed", "tidy one drawer, no more", "let it be boring for five minutes and watch what happens"],
            Obstacle::People => &["hold a drink I like, so that my hands are full", "say “not today, thanks” and change the subject", "step out for two minutes when it gets hard", "tell one of them beforehand what I am trying", "leave a little earlier than the others", "stand next to the person who doesn't"],
            Obstacle::Phone => &["put the phone in another room for half an hour", "{tiny} before I touch the screen", "turn the phone face down and stand up", "close the screen and name what I was looking for", "leave the phone at the door until after dinner", "log out, so that the next time takes longer"],
            Obstacle::Craving => &["wait ten minutes and watch it rise and fall", "{tiny} and wait until it passes", "leave the table or the room for two minutes", "brush my teeth", "put something sour or minty in my mouth", "change the order of things, so that the old cue finds nothing"],
            Obstacle::Time => &["{tiny} instead, because that is a break too", "take two real minutes by an open window", "do one thing after the other and leave the rest", "stand up and stretch before I decide", "ask what can wait until tomorrow", "take the break I need on purpose"],
            Obstacle::Forget => &["stop as soon as I notice, without a word against myself", "{tiny} the moment I catch it", "put a sticker on the place where it happens", "say out loud what I was about to do", "move one thing, so that it cannot happen by itself", "make one mark on paper each time I notice"],
            Obstacle::Weather => &["{tiny} indoors by a window", "make something warm to drink", "choose an indoor swap from my list", "take a warm shower", "call someone while it lasts", "do ten minutes of something with my hands"],
            Obstacle::Place => &["change the room for ten minutes", "sit somewhere else than usual", "{tiny} before I go in", "put what invites it out of sight first", "bring my own swap along", "choose the other route"],
            Obstacle::Doubt => &["look only at the next hour", "read my reason once, slowly", "{tiny} and count that as a step", "tell someone how it really is", "remember one hard moment that did pass", "take the smallest step that is still a step"],
            Obstacle::Other => &["{tiny} and wait ten minutes", "leave the place for two minutes", "breathe out slowly five times", "do the next small useful thing with my hands", "read my reason once, slowly", "text someone one honest line"],
        },
    }
}
