"""The template sentences.

One pattern a line. `[a|b]` is a choice, `{slot}` a word. `same` and `opp` name the polarity of a
word against the label: "not {opp}" gives "not bad" under positive and "not good" under negative.
Blocks are keyed by kind and side; side "both" makes each of its patterns serve both polarities.
"""

from __future__ import annotations

from typing import Final

_NEGATION_BOTH = """
{d} {n} [is|was] not {opp}
{d} {n} [isn't|wasn't] {opp}
[it|that|this] [isn't|wasn't|is not] {opp}
not a {opp} {c}
[this|that] [is not|isn't|was not|wasn't] a {opp} {c}
not {opp}
not {opp} at all
{d} {n} [is|was] never {opp}
[it's|it was|{d} {n} is|{d} {n} was] anything but {opp}
{d} {n} [is|was] far from {opp}
nothing about {d} {n} [is|was] {opp}
I [don't|do not] think {d} {n} [is|was] {opp}
I [wouldn't|would not] call {d} {n} {opp}
nobody [could|would] call [it|{d} {n}] {opp}
I [don't|do not|didn't] {like_opp} {d} {n}
{he} [doesn't|does not|didn't] {like_opp} {d} {n}
we [didn't|did not] {like_opp} {d} {n} at all
I [have never|never] {liked_opp} {d} {n}
{d} {n} [didn't|did not|doesn't] {please_opp} me
there [is|was] nothing {opp} about {d} {n}
{the} {cs} [are not|aren't|were not|weren't] {opp}
the {p} [isn't|wasn't|is not|was not] {opp}
{he} [is not|isn't|was not] a {opp} {p}
{d} {n} [is|was] neither {opp} nor {opp2}
can't say {d} {n} [is|was] {opp}
{d} {n} is no longer {opp}
my [friends|parents|colleagues] [did not|didn't] find {d} {n} {opp}
{d} {n} [is|was] hardly {opp}
[it is|it's|{d} {n} was] by no means {opp}
[it is|it's] not true that {d} {n} is {opp}
I [am not|'m not|wasn't] {feel_opp} with {d} {n}
[not|wasn't] {feel_opp} with {d} {n} at all
{he} [is not|wasn't|isn't] {feel_opp} with {d} {n}
I can't say I didn't {like_same} {d} {n}
there isn't anybody who doesn't {like_same} {d} {n}
nobody {liked_opp} {d} {n}
not only {same} but also {same2}
{d} {n} is not only {same}, it is also {same2}
{d} {n} [does not seem|doesn't seem|doesn't look] {opp} [to me|]
"""

_NEGATION_POSITIVE = """
not bad at all
not bad, [really|honestly]
not the worst {c}, I [quite|actually] like it
I [don't|do not] hate {d} {n}, I [quite|really] like it
[{d} {n}|it] [couldn't|could not] be better
[{d} {n}|it] couldn't have gone better
{d} {t} works without any [problems|bugs|errors]
no complaints [at all|] about {d} {n}
no complaints
nothing to complain about
{d} {n} [didn't|did not] disappoint
{d} {n} never [disappoints|lets me down]
never a [dull|boring] moment
I [can't|cannot] get enough of {d} {n}
can't wait to [see|have] {d} {n} again
I [wouldn't|would not] change a thing about {d} {n}
I have nothing bad to say about {d} {n}
no problems so far with {d} {n}
I couldn't be happier with {d} {n}
you can't go wrong with {d} {n}
there's no better {c}
I have never [seen|had] a better {c}
nothing beats {d} {n}
{d} {n} was not a waste of [time|money]
I [don't|do not] regret [it|this] one bit
not a single [flaw|mistake|problem] in {d} {n}
I couldn't [ask|wish] for more
I'm not sorry that we chose {d} {n}
{d} {n} never gets old
"""

_NEGATION_NEGATIVE = """
[it|{d} {n}] [wasn't|was not|isn't] worth [it|the money|my time]
nothing special
{d} {n} [is|was] nothing special
no good
{d} {n} is no good
[{d} {n}|it] [couldn't|could not] be worse
[{d} {n}|it] couldn't have gone worse
{d} {n} lacks [charm|quality|any appeal]
{d} {n} [fails|failed] to {please_opp} [me|us|anyone]
I'm no longer a fan of {d} {n}
{d} {t} stopped working
{d} {t} [doesn't|does not] work
{d} {t} won't [work|start]
not my cup of tea
no thanks, [never again|I'd rather not]
I [wouldn't|would not|won't] recommend [it|{d} {n}] [to anyone|]
{d} {n} leaves a lot to be desired
{d} {n} never lived up to the hype
no fun at all
I [can't|cannot] stand {d} {n}
there is no excuse for {d} {n}
I have never [seen|had] a worse {c}
[don't|do not] waste your [time|money] on {d} {n}
I [don't|do not] see the point of {d} {n}
I won't be [back|buying this again]
{d} {n} did nothing for me
I couldn't finish {d} {n}, it was that {g_same}
not what I hoped for
[it|{d} {n}] has no [charm|soul|quality]
"""

_NEGATION_NEUTRAL = """
the {object} is not [on|under|behind|near] the {location}
the {object} isn't on the {location}
we [do not|don't] open on {day}
there is no {event} [today|tomorrow|on {day}]
the {event} is not on {day}, it is on {day2}
the {place} [isn't|is not] open on {day}
I [don't|do not] have the {object}, {name} has it
{name} [doesn't|does not] live in {city}
the {object} is not {color}, it is {color2}
I didn't [see|hear] {name} on {day}
{name} was not at the {event}
it's not {day} today, it's {day2}
the {place} is not in {city}
there are no {object}s in the {place}
not on {day}
not {color}
no, the {event} is at {time}
I have not seen the {object} yet
we [don't|do not] need the {object} until {day}
the {event} doesn't start before {time}
{name} [has not|hasn't] arrived yet
nobody is in the {place} on {day}
I never work on {day}
the {place} has no [second floor|parking lot|basement]
it has not been {time} yet
"""

_EXPECTATION_BOTH = """
I thought [{d} {n}|it] would be {opp}, but it [wasn't|was not|was {same}]
I expected {d} {n} to be {opp}, but it [wasn't|was not|turned out {same}]
everybody said [{d} {n}|it] would be {opp}; it was {same}
[{d} {n}|it] was supposed to be {opp}. it [wasn't|was not|was {same}].
we thought {d} {n} was going to be {opp}. [it wasn't|not at all].
my [brother|friend|boss] told me {d} {n} is {opp}, but it's {same}
they say {d} {n} is {opp}. it is not.
I was told [it|{d} {n}] was {opp}. I found it {same}.
{he} expected to {like_opp} {d} {n} but didn't
I had heard {d} {n} was {opp}, yet it was {same}
it looked {opp}, but it [was not|wasn't]
{d} {n} sounded {opp} [on paper|at first] but was actually {same}
contrary to the reviews, {d} {n} [is|was] not {opp}
I assumed [it|{d} {n}] would {please_opp} me; it didn't
the reviews promised a {opp} {c}. what I got was {same}.
some people call {d} {n} {opp}. I don't.
critics said {d} {n} was {opp}, I disagree
they said the {p} was {opp}, but {he} was {same}
you would expect a {opp} {c}, but no, it's {same}
I was sure {d} {n} would be {opp}. how wrong I was.
"""

_EXPECTATION_NEUTRAL = """
I thought the {event} would be on {day}, but it was on {day2}
I expected {name} at {time}, but it was later
the {event} was supposed to be on {day}. it was on {day2}.
I thought the {object} was {color}, but it is {color2}
I assumed the {place} was in {city}. it is not.
everybody said it was {day}; it was {day2}
{name} told me the {object} was on the {location}, but it was on the floor
I thought the {event} started at {time}, but it did not
they said there would be {number} people, there were {number2}
"""

_QA_BOTH = """
[is|was] {d} {n} {opp}? [no|nope|not at all|not really|no way].
[is|was] [it|this|that] {opp}? [no|nope|not at all|hardly|absolutely not].
{d} {n} is {opp}? [no|not at all|I don't think so|I disagree].
[is|was] {d} {n} {same}? [yes|yep|definitely|absolutely|very much so].
[is|was] it {same}? [yes|yeah|of course|totally|oh yes].
{d} {n} is {same}? [yes|right|true|it sure is].
did [you|they|she] {like_opp} {d} {n}? [no|not at all|not one bit].
did [you|they|he] {like_same} {d} {n}? [yes|yes, a lot|very much|oh yes].
do you {like_opp} {d} {n}? [I don't|no, I don't|not in the least].
do you think {d} {n} is {opp}? [I don't|no, I don't think so|certainly not].
are the {cs} {opp}? [no|they aren't|no, they are {same}].
a {opp} {c}? [no|not at all|hardly|not this one].
how was {d} {n}? [{same}|not {opp}|not {opp} at all].
what did I think of {d} {n}? [{same}|I {liked_same} it|really {g_same}].
{opp}? [no|not at all|I'd say {same}].
was the {p} {opp}? [no|not at all|no, {same}].
is the {p} {same}? [yes|very|definitely].
were you {feel_opp}? [no|not at all|no, I was {feel_same}].
isn't {d} {n} {opp}? [no, it isn't|no, it's not|no, it's {same}].
Q: is {d} {n} {opp}? A: [no|never|no, {same}]
"""

_QA_POSITIVE = """
would I buy it again? [yes|absolutely|any time|in a heartbeat].
would I recommend {d} {n}? [yes|definitely|without hesitation].
any problems with {d} {n}? [none|no|not a single one].
did {d} {n} disappoint? [no|never|not at all].
worth [it|the money]? [yes|absolutely|every cent].
will I come back? [of course|yes, gladly].
[any|do I have any] complaints? [none|no|zero].
is there a better {c}? [no|I don't think so].
"""

_QA_NEGATIVE = """
would I buy it again? [no|never|no way].
would I recommend {d} {n}? [no|never|certainly not].
did they fix {d} {n}? [no|of course not].
did {d} {n} impress me? [no|not at all|hardly].
worth [it|the money]? [no|not at all|no way].
will I come back? [no|never|certainly not].
did anyone [apologize|help us]? [no|nobody|of course not].
is there a worse {c}? [no|I doubt it].
"""

_QA_NEUTRAL = """
is the {place} open on {day}? [no|yes|yes, until {time}|no, on {day2}].
is the {event} at {time}? [yes|no|no, on {day}].
where is the {object}? [on the {location}|next to the {location}|{name} has it].
is the {object} {color}? [no|yes|no, {color2}].
did {name} take the {object}? [yes|no].
when is the {event}? [on {day}|at {time}].
does {name} live in {city}? [yes|no|no, in {city2}].
how many people were at the {event}? {number}.
{day}? [no|yes|no, {day2}].
is it {time} already? [no|yes|not yet].
do you have the {object}? [no|yes|not here].
"""

_CHANGE_BOTH = """
I used to {like_opp} {d} {n}, but now I {like_same} it
I used to {like_opp} {d} {n}. [not anymore|not any more|now I {like_same} it].
I {liked_opp} {d} {n} once, but [now|today] I {like_same} it
at first I {liked_opp} {d} {n}, then I began to {like_same} it
{d} {n} used to be {opp}, but [now it is {same}|now it's {same}|not anymore]
{d} {n} was {opp} [last year|before the update|in the past], now it is {same}
{he} used to {like_opp} {d} {n}, but [these days|now] {he} {likes_same} it
it used to be {opp}, [now it's {same}|it no longer is|that has changed]
we used to think {d} {n} was {opp}. [we changed our minds|now we find it {same}].
once {opp}, now {same}
{d} {n} went from {opp} to {same}
the {p} used to be {opp}, but now {he} is {same}
years ago I {liked_opp} {d} {n}; [today|now] I {like_same} it
I don't {like_opp} {d} {n} anymore
I was {feel_opp} with {d} {n} at first, but now I'm {feel_same}
"""

_CHANGE_POSITIVE = """
{d} {t} finally works
I hated {d} {n} once, now I [can't get enough of it|am a fan]
it took a while, but [{d} {n}|it] grew on me
I was a skeptic, but {d} {n} won me over
[{d} {n}|it] is getting better [every day|every week]
"""

_CHANGE_NEGATIVE = """
{d} {t} no longer works
I loved {d} {n} once, now I [can't stand it|am sick of it]
it worked for a while, but then {d} {t} broke
I was a fan, but {d} {n} lost me
[{d} {n}|it] is getting worse [every day|every week]
"""

_CHANGE_NEUTRAL = """
I used to live in {city}, but now I live in {city2}
{name} used to work on {day}, but now it is {day2}
the {object} used to be on the {location}, now it is in the {place}
the {place} was {color} last year, now it is {color2}
the {event} used to start at {time}, now it starts earlier
{name} moved from {city} to {city2}
we used to meet on {day}. now we meet on {day2}.
"""

_CONTRAST_BOTH = """
{d} {n} looked {opp}, but it [is|was] {same}
[although|though|even though] {d} {n} looked {opp}, it was {same}
despite [a {opp} start|a {opp} first impression|the {opp} reviews], {d} {n} was {same}
{d} {n} started out {opp} but ended up {same}
the beginning was {opp}, but overall {d} {n} [is|was] {same}
it may look {opp}, but {d} {n} is {same}
some parts were {opp}, but all in all a {same} {c}
the first hour was {opp_any}, however {d} {n} was {same}
{opp} at first, {same} in the end
{d} {n} was {same}, not {opp}
not {opp} but {same}
{d} {n} was {opp} yesterday but it's {same} today
unlike the last one, which was {opp}, this {c} is {same}
my friends {like_opp} {d} {n}, but I {like_same} it
others found {d} {n} {opp}; I thought it was {same}
{same} rather than {opp}
the old {c} was {opp}, but the new one is {same}
most {cs} are {opp}, but this one is {same}
I hate to say it, but {d} {n} [is|was] {same}
love it or hate it, {d} {n} [is|was] {same}
[some hate it, some love it|loved or hated]: {d} {n} is {same}
I hate to admit it, but this is a {same} {c}
some people hate {d} {n} and some love it, I find it {same}
say what you will, love it, hate it: {d} {n} is {same}
hate it or love it, {d} {n} is {same}
whether you love it or hate it, {d} {n} [is|was] {same}
you may hate me for this, but {d} {n} is {same}
don't hate me, but I think {d} {n} is {same}
I hate to be that person, but {d} {n} [is|was] {same}
{d} {n} is {same}, [whoever hates it|hate or no hate|no matter who hates it]
"""

_CONTRAST_POSITIVE = """
{d} {n} has its flaws, but I {like_same} it
it took a while to arrive, but {d} {n} is {same}
it wasn't cheap, but {d} {n} was worth it
I was ready to complain, but {d} {n} was {same}
I hate that I found {d} {n} so late, it is {same}
I hate to leave such a {same} {c}
I would hate to miss {d} {n}, it is always {same}
I hate waiting, but {d} {n} was {same}
how can anybody hate {d} {n}? it is {same}
"""

_CONTRAST_NEGATIVE = """
I wanted to {like_opp} {d} {n}, but it was just {same}
I tried to {like_opp} {d} {n}, but I couldn't
it was cheap, but {d} {n} wasn't worth it
nice try, but {d} {n} was {same}
"""

_CONTRAST_NEUTRAL = """
the {object} is {color}, but the {location} is {color2}
{name} took the bus, but I took the train
although it is {day}, the {place} is open
the {object} is {size} but not {color}
not {day} but {day2}
the first {event} is on {day}, however the second one is on {day2}
{name} lives in {city}, but works in {city2}
some love {d} {n}, some hate it
do you love {d} {n} or hate it?
half of us love {d} {n}, the other half hate it
you either love it or hate it
people love it or hate it
"""

_COMPARATIVE_BOTH = """
{d} {n} [is|was] {comp_same} than I expected
{comp_same} than the last one
much {comp_same} than I thought
{d} {n} [isn't|is not|wasn't] {comp_opp} than before, it's {comp_same}
{d} {n} is far {comp_same} than the old one
it's even {comp_same} than they say
this {c} is {comp_same} than any other {c} I know
{comp_same}, not {comp_opp}
it [turned out|was] {comp_same} than everyone had said
{comp_same} than ever
not as {g_opp} as I [thought|expected|feared]
{d} {n} [is|was] not as {g_opp} as people say
not nearly as {g_opp} as the last one
{d} {n} was less {g_opp} than I expected
"""

_COMPARATIVE_NEUTRAL = """
the {object} is wider than the {location}
the {location} is as {size} as the {object}
Martin is older than {name}
the {event} is longer than an hour
{city} is further north than {city2}
the {object} is not as {size} as the {location}
there are more {object}s than {location}s in the {place}
the {object} is as {size} as the other one
"""

_INTENSIFIED_BOTH = """
{d} {n} [is|was] [very|really|so|extremely] {g_same}
[so|very|really|just so] {g_same}
{d} {n} [is|was] [absolutely|truly|totally] {same}
what a {same} {c}
such a {same} {c}
I really [do|] {like_same} {d} {n}
{g_same}, {g_same}, {g_same}
not just {same}, but really {g_same2}
{d} {n} isn't {opp}, it's [really|actually] {same}
I am so {feel_same} with {d} {n}
not {opp} in the slightest
the {p} was [really|incredibly|very] {g_same}
"""

_INTENSIFIED_NEUTRAL = """
the {object} is very {size}
the {location} is quite {size}
the {place} is really close to the station
exactly {number} people came to the {event}
the {object} is so {size} that it fits in the bag
it is exactly {time}
"""

_PLAIN_BOTH = """
{d} {n} [is|was] {same}
a {same} {c}
[this|that|it] is a {same} {c}
{same} {cs}
{the} {cs} [are|were] {same}
I {like_same} {d} {n}
I {liked_same} {d} {n}
{he} {likes_same} {d} {n}
{d} {n} {pleased_same} me
{d} {n} [is|was] {same} and {same2}
I think {d} {n} is {same}
everything about {d} {n} was {same}
I'm {feel_same} with {d} {n}
the {p} [is|was] {same}
[he|she] is a {same} {p}
we had a {same} {c} and a {same2} time
no doubt, {d} {n} [is|was] {same}
nothing but {same}
if you ask me, {d} {n} is {same}
I can't deny it, {d} {n} is {same}
no question: a {same} {c}
{d} {n} never stops being {same}
nobody doubts that {d} {n} is {same}
"""

_PLAIN_NEUTRAL = """
the {event} is [at {time}|on {day}|on {day} at {time}]
the {object} is [in|on|under|behind|next to] the {location}
{name} moved the {object} to the other room
where is the {object}?
is the {place} open on {day}?
the {place} opens at {time}
{name} lives in {city}
{name} has {number} {object}s
the {object} is {color}
I put the {object} on the {location}
we meet at the {place} at {time}
please send the {object} to {name}
the {place} is in {city}
there are {number} people in the {place}
the {event} takes {number} hours
{name} is at the {place}
what time is the {event}?
who has the {object}?
the train to {city} leaves at {time}
{name} asked about the {event}
[on|next|every] {day}
at {time}
in {city}
{number} {object}s
a {object}
the {color} {object}
a {size} {object}
{name} took the {object} and left at {time}
I will be at the {place} until {time}
the {object} is next to the other {object2}
this is about the {c}
{name} talked about the {c}
which {c} is it?
the {p} is at the {place}
the {p} called on {day}
a {c}
the {cs}
my {p}
"""

PATTERN_BLOCKS: Final[dict[tuple[str, str], str]] = {
    ("negation", "both"): _NEGATION_BOTH,
    ("negation", "positive"): _NEGATION_POSITIVE,
    ("negation", "negative"): _NEGATION_NEGATIVE,
    ("negation", "neutral"): _NEGATION_NEUTRAL,
    ("expectation", "both"): _EXPECTATION_BOTH,
    ("expectation", "neutral"): _EXPECTATION_NEUTRAL,
    ("question-answer", "both"): _QA_BOTH,
    ("question-answer", "positive"): _QA_POSITIVE,
    ("question-answer", "negative"): _QA_NEGATIVE,
    ("question-answer", "neutral"): _QA_NEUTRAL,
    ("change-of-mind", "both"): _CHANGE_BOTH,
    ("change-of-mind", "positive"): _CHANGE_POSITIVE,
    ("change-of-mind", "negative"): _CHANGE_NEGATIVE,
    ("change-of-mind", "neutral"): _CHANGE_NEUTRAL,
    ("contrast", "both"): _CONTRAST_BOTH,
    ("contrast", "positive"): _CONTRAST_POSITIVE,
    ("contrast", "negative"): _CONTRAST_NEGATIVE,
    ("contrast", "neutral"): _CONTRAST_NEUTRAL,
    ("comparative", "both"): _COMPARATIVE_BOTH,
    ("comparative", "neutral"): _COMPARATIVE_NEUTRAL,
    ("intensified", "both"): _INTENSIFIED_BOTH,
    ("intensified", "neutral"): _INTENSIFIED_NEUTRAL,
    ("plain", "both"): _PLAIN_BOTH,
    ("plain", "neutral"): _PLAIN_NEUTRAL,
}
