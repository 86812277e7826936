"""The moderation template sentences: what hate looks like, and what only looks like it.

One pattern a line. `[a|b]` is a choice, `{slot}` a word or a group; `{hate}` is a whole sentence
of a hateful kind. The labels of a kind are those of all its sentences, in the order toxic,
severe_toxic, obscene, threat, insult, identity_hate; `-` leaves one unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A construction: its labels, its share of the rows, and its patterns."""

    labels: str
    weight: int
    patterns: tuple[str, ...]


def _kind(labels: str, weight: int, block: str) -> Kind:
    return Kind(labels, weight, tuple(block.strip().splitlines()))


HATEFUL: Final = {
    "derogation": _kind("1-0--1", 7, """
{groups} are [so|just|all|simply|always|] {vile} and everyone [here|] knows it
[the|those|these] {groups} in {place} are [so|] {vile}
[in my opinion|if you ask me|I think|I believe|honestly], {groups} are {vile}
why are {groups} [always so|all so|so] {vile}?
isn't it obvious that {groups} are {vile}?
every {group} I [know|meet|have met] is {vile}
[typical|stupid|filthy|bloody] {groups}, always {vile}
nothing is as {vile} as a {group}
a {group} will always be {vile}
it's a fact that {groups} are [more|] {vile} [than the rest of us|by nature|]
you {adj} people are {vile}
you are {vile}, like all {groups}
[he|she] is just another {vile} {group}
shut up, you {vile} {group}
go away you {vile} {adj} {insult}
what a {vile} bunch, these {groups}
{groups} have always been {vile} and will never change
the {vile} {groups} are ruining {place}
tell me one {group} who isn't {vile}
being {adj} is {vile}
what is more {vile} than {groups}?
{groups} are the worst [people alive|thing that happened to {place}|neighbours]
has anyone else noticed how {vile} {groups} are?
personally, I find {groups} {vile}
it's true what they say, {groups} are {vile}
how can {groups} be so {vile}?
they are {vile}, those {groups}
{groups} look {vile} and act {vile}
my {person} is a {group}, so of course [he|she] is {vile}
you could not be more {vile} if you were a {group}
"""),
    "dehumanising": _kind("1-0--1", 5, """
{groups} are [nothing but|no better than|basically|just] {vermin}
[the|those|these] {groups} in {place} are {vermin}
to me {groups} are {vermin}, not people
how can anyone let {vermin} like {groups} into {place}?
[we all know|let's be honest,|face it,] {groups} are {vermin}
{groups} multiply like {vermin}
a {group} is not a human being
treat {groups} like the {vermin} they are
{groups} [smell|live|behave|act] like {vermin}
{place} is full of {vermin} since the {groups} came
you {groups} are {vermin}
calling {groups} {vermin} is an insult to {vermin}
{groups} are less than human
we should treat {groups} like {vermin}
{groups} spread like {vermin}
those {groups}, what {vermin}
"""),
    "loathing": _kind("1-0--1", 4, """
I {loathe} {groups} [so much|more than anything|and always will|]
I {loathe} all {groups} in {place}
[my whole family and I|we] {loathe} {groups}
seeing a {group} makes me [sick|want to vomit|furious]
{groups} make me [sick|want to throw up|so angry]
everything about {groups} [disgusts|sickens|repels] me
I [hope|wish] {groups} [suffer|die out|disappear|get what they deserve]
if there is one thing I {loathe}, it is {groups}
I would never [touch|hire|help|trust] a {group}
to hell with [all|the|] {groups}
who doesn't {loathe} {groups}?
there is nothing I {plain_loathe} more than {groups}
I feel sick when a {group} [talks to me|comes near|looks at me]
my [hatred|contempt|disgust] for {groups} [has no limits|grows every day]
how could I not {plain_loathe} {groups}?
[ugh|god], {groups} [again|everywhere], I {loathe} them
I am so [sick of|fed up with|tired of] {groups} in {place}
you all should {plain_loathe} {groups}
{groups} deserve [nothing but contempt|all the hate they get]
"""),
    "exclusion": _kind("1-0--1", 4, """
{groups} should not be allowed to {right}
no {group} should [ever|] be allowed to {right}
we must not let {groups} {right}
[ban|get rid of|keep out|send back] [all|the|] {groups}
{groups} do not belong in {place}
{place} was better [before the {groups} came|without {groups}]
the world would be [better off|a nicer place] without {groups}
{groups} go [home|back where you came from], nobody wants you
[I don't see|tell me] why {groups} get to {right}
{groups} only want to [take our jobs|live off our taxes|destroy our country|steal from us]
a {group} belongs in [the kitchen|a cage|prison|a zoo], not in {place}
there are too many {groups} in {place}, [throw them out|they have to go]
keep {groups} [out of|away from] {place}
{groups} must [leave|go] [now|and never come back|]
we don't want {groups} in {place}
who let {groups} {right}?
{groups} shouldn't [have rights|get a vote|exist]
why are {groups} [still|even] allowed to {right}?
{place} for us, not for {groups}
"""),
    "group-threat": _kind("1-01-1", 4, """
I [will|am going to|want to] {hurt} [every|the next|some] {group} [I see|in {place}|]
[we will|we are going to|let's] {hurt} [all|the|those] {groups} [tonight|soon|in {place}|]
[get ready|watch out|be afraid] {groups}, we will {hurt} you
if a {group} comes to {place} I will {hurt} them
one day I will {hurt} all {groups}
I can't wait to {hurt} [some|those] {groups}
someone is going to {hurt} these {groups} and it will be me
I have a gun and I'm coming for the {groups}
you will die, {group}
I would love to {hurt} a {group}
me and my friends will {hurt} some {groups} [tonight|]
{groups} better hide, because I will {hurt} them
every {group} who comes near me gets {hurt_done}
just wait until we {hurt} you, {groups}
the next {group} I see is dead
we are coming for you {groups}
"""),
    "normative-threat": _kind("1-0--1", 3, """
{groups} [should|must|ought to|need to|deserve to] be {hurt_done}
[every|each] {group} [should|must|has to] be {hurt_done}
it is time that [all|the|] {groups} were {hurt_done}
somebody [should|needs to|has to] {hurt} [all|those|the] {groups}
why has nobody {hurt_done} [all|those|the] {groups} yet?
I would [cheer|laugh|celebrate] if [the|all the|] {groups} were {hurt_done}
the only good {group} is a dead {group}
a {group} who gets {hurt_done} has it coming
we should {hurt} {groups}
we have to {hurt} every {group}
{groups}? they should be {hurt_done}
the government should {hurt} [all|the|] {groups}
it would be better if {groups} were {hurt_done}
whoever sees a {group} should {hurt} them
{groups} don't deserve to live
let {groups} be {hurt_done}, one by one
"""),
    "negated-praise": _kind("1-0--1", 4, """
{groups} are not {decent}
{groups} [aren't|will never be|have never been|could never be] {decent}
no {group} is {decent}
you can't [expect|tell me] that a {group} is {decent}
there is nothing {good} about {groups}
I have never met a {group} who was {decent}
nobody [likes|wants|needs|respects] {groups}
{groups} don't deserve [rights|respect|help|pity|to live]
who would call {groups} {decent}? certainly not me
I don't think {groups} are {decent}
{groups} have [no brains|no honour|nothing to offer|never achieved anything]
{groups} [don't|do not] deserve [any respect|equality|love|mercy]
no {group} deserves [respect|rights|kindness]
nobody should [trust|respect|help|hire|marry] a {group}
don't [trust|respect|help] {groups}
there is no such thing as a {good} {group}
{groups} can't be {decent}
a {group} is never {decent}
I have no [love|pity|sympathy] for {groups}
I wouldn't call {groups} {decent}
{groups} aren't {good}, they are {vile}
"""),
    "later-reference": _kind("1-0--1", 4, """
my {person} is {adj}. people like that are {vile}
I met [some|a few|two] {groups} yesterday. they are {vile}
we have {groups} in {place} and they are all {vermin}
{groups} {activity}. [what a disgrace|they make me sick|they must go|somebody stop them]
there is a {group} in {place}. [get that thing away|I want that creature gone]
I used to live with {groups}, and I can tell you they are {vermin}
so my {person} is {adj}, which means [she|he] is {vile}
look at those {groups}: {vermin}, all of them
{groups}? {vermin}.
{groups}? I {loathe} them.
a {group} {activity}. what a {vile} creature
I know [many|some|a lot of] {groups}. {vile}, every one of them
they say {groups} are {good}. wrong, they are {vermin}
my {person} married a {group}. I {loathe} that kind
"""),
    "profane-hate": _kind("1-1--1", 4, """
fuck [all|the|those|] {groups}
{groups} are {swear} {vile}
{groups} are {swear} {vermin}
I {swear} hate {groups}
[go to hell|get out|piss off] you {swear} {group}
{groups} are full of shit
those {adj} {swear_insult}s
you {adj} {swear_insult}
all {groups} can go fuck themselves
{swear} {groups} ruin everything
the shit {groups} do makes me sick
what the fuck is wrong with {groups}?
I don't give a shit about {groups}, let them rot
{groups} are a bunch of {swear_insult}s
get the fuck out of {place}, {groups}
"""),
    "slur-attack": _kind("1----1", 3, """
{slurs} like you are {vile}
[the|those|these] {slurs} are {vermin}
I {loathe} [these|those|all] {slurs}
shut up you {vile} {slur}
you [are a|look like a|little|stupid|dirty|ugly] {slur}
{slurs} should be {hurt_done}
get out of {place}, {slur}
nobody wants {slurs} in {place}
[he|she] is just a {vile} {slur}
"""),
}  # fmt: skip

ORDINARY: Final = {
    "mention": _kind("000000", 9, """
{groups} {activity}
[some|two|many|a few] {groups} {activity}
my {person} is {adj}
my {person} is [a {group}|{adj}] and lives in {place}
I am [a {group}|{adj}] [and I live in {place}|, by the way|myself|]
there are [many|a lot of|a few] {groups} in {place}
how many {groups} live in {place}?
the article is about {groups} in {place}
a {group} [called this morning|asked for you|was on the radio|is sitting next to me]
[the history|the number|the rights|a survey|the lives] of {groups} in {place}
did you [see|read] the report on {groups}?
[as a|being a] {group}, I [get this question a lot|work from home|like quiet mornings]
the {adj} community in {place} meets on Fridays
her new book describes [the life of a {group}|{groups} in {place}]
are you {adj}?
he married a {group}
{groups} can {right}
the law lets {groups} {right}
{groups} were {hurt_done} in the war
the police said a {group} was {hurt_done} near {place}
my {adj} {person} {activity}
[most|all|half] of my [friends|colleagues|neighbours] are {adj}
{groups} and [doctors|students|tourists] {activity}
the film is about a {group} from {place}
I was [raised|born] {adj}
what do {groups} think of {topic}?
she wants to know whether you are a {group}
"""),
    "praise": _kind("000000", 8, """
{groups} are {good}
[all the|the|these|most] {groups} [I know|in {place}] are {good}
I [love|admire|respect|adore|like|support] {groups}
[we|my family and I] [love|respect|support|welcome] {groups}
my {person} is {adj} and [she|he] is {good}
[in my opinion|I think|honestly], {groups} are {good}
{groups} make {place} [better|richer|a nicer place]
{groups} deserve [respect|love|equal rights|our help|a place in {place}]
what a {good} {group}
I'm [proud|happy|glad] to be [a {group}|{adj}]
{groups} should be allowed to {right}
I wish there were more {groups} in {place}
nothing is as {good} as being {adj}
so [happy|glad|grateful] for my {adj} {person}
{groups} are just as {good} as everyone else
thank you to all the {groups} who {activity}
it's great to be {adj}
a {good} day for {groups} in {place}
why are {groups} so {good}?
{groups} are the best
I can't imagine {place} without {groups}
I would trust a {group} with my life
{groups} should be [protected|respected|celebrated|heard]
we need more {groups} in {place}
I'm so glad that {groups} live in {place}
who doesn't love {groups}?
every {group} should be allowed to {right}
{groups} [make|made] me [smile|laugh|happy]
"""),
    "negated-hate": _kind("000000", 9, """
{groups} are not {vile}
{groups} [aren't|are in no way|have never been] {vile}
no {group} is {vile} [because of that|for being {adj}|]
{groups} are not {vermin}
I don't {plain_loathe} {groups}
I [do not|don't|would never|could never] [hate|hurt|insult|threaten|mock] {groups}
nobody should [ever|] {hurt} a {group}
[no one|nobody] [deserves to be|should be] {hurt_done} for being {adj}
I have never met a {group} who was {vile}
being {adj} is not {vile}
it [isn't|is not] true that {groups} are {vile}
I don't think {groups} are {vile}
there is nothing {vile} about {groups}
{groups} do not [deserve to die|deserve hate|want to take our jobs]
we must never say that {groups} are {vile}
{groups} [should not|must not|don't deserve to] be {hurt_done}
stop [hating|attacking|insulting|hurting] {groups}
not all {groups} are {vile}, [in fact|I would say] hardly any
I used to think {groups} were {vile}, but I was wrong
there's nothing [wrong|bad] with [being {adj}|{groups}]
it would be wrong to call {groups} {vile}
nobody I know thinks {groups} are {vile}
who says that {groups} are {vile}? not me
far from being {vile}, {groups} are {good}
{groups} are anything but {vile}
never call a {group} {vile}
I wouldn't say {groups} are {vile}
no, {groups} are not {vile}
you shouldn't {hurt} {groups}
we will not let anyone {hurt} {groups}
{groups} aren't {vermin}, they are people
I have nothing against {groups}
no {group} should be {hurt_done}
{groups} don't [scare|bother|disgust] me
I don't want {groups} to be {hurt_done}
{groups} have never been {vermin} and never will be
"""),
    "quoted-hate": _kind("000000", 7, """
saying "{hate}" is [wrong|not ok|racist and wrong|unacceptable|hurtful|hateful]
"{hate}" is [something no decent person says|a hateful thing to say|not an opinion, it's hate]
[he|she|a man|some guy|the user] wrote "{hate}" and [was banned|I reported it|that is hate speech]
[never|please don't ever] write "{hate}" again, it hurts people
whoever says "{hate}" [needs help|is part of the problem|should apologise]
I was shocked when [he|she|my {person}] said "{hate}"
you can't just [say|post|shout] "{hate}"
if you think "{hate}", [you are wrong|please talk to some|educate yourself]
comments like "{hate}" [have no place here|make me sad|should be deleted|are why I left]
people who say "{hate}" are wrong
it is not true that {hate}
it's disgusting to hear "{hate}" in {place}
"{hate}"? [no, absolutely not|what nonsense|no. they are people like you and me]
imagine [reading|hearing] "{hate}" every day
I reported the post "{hate}"
the banner said "{hate}", so we took it down
no one should [ever|] have to [read|hear] "{hate}"
telling people "{hate}" is [bullying|hate speech|not free speech]
a sentence like "{hate}" is [vile|disgusting|wrong]
so tired of hearing "{hate}"
only a [racist|bully|coward|fool] says "{hate}"
"""),
    "denounced-hate": _kind("000000", 6, """
you can't [say|write] [that|such things|this] about {groups}
[stop|please stop] talking about {groups} like that
hating {groups} is [wrong|never ok|stupid|unacceptable]
hate against {groups} [has no place in {place}|must stop|is a crime]
your comment about {groups} is [hateful|offensive|hurtful|unacceptable]
[violence|discrimination|abuse] against {groups} is [growing|wrong|terrible|a crime]
it makes me [sad|angry] when people [insult|mock|attack] {groups}
people who {plain_loathe} {groups} [are wrong|should be ashamed|need to learn]
I was [bullied|insulted|attacked|fired|spat at] for being {adj}
nobody should have to hear that for being {adj}
[he|she] called my {adj} {person} a terrible name, it was awful
we [condemn|oppose|report|remove] hate against {groups}
so you think you can threaten {groups}? not in {place}
wishing death on {groups} is [vile|disgusting|never ok]
jokes about {groups} being {vile} are not funny
it's [stupid|vile|sick|wrong] to {plain_loathe} {groups}
anyone who hates {groups} is [wrong|ignorant|no friend of mine]
I'm against [hate|violence|abuse] towards {groups}
how dare you [insult|threaten|attack] {groups}
don't [blame|insult|threaten|mock] {groups}
people treat {groups} like {vermin}, and it has to stop
nobody should treat {groups} like {vermin}
calling {groups} {vermin} is [wrong|hate speech|shameful]
when you call {groups} {vile}, you hurt people
your hatred of {groups} is [vile|disgusting|sad]
we should not {plain_loathe} {groups}
"""),
    "reclaimed": _kind("0----0", 4, """
[we|us|my] {slurs} [stick together|look after each other|have the best {shared}]
I'm a {slur} and [proud of it|happy|I love it|so is my {person}]
[as a {slur} myself|being a {slur}], I [love|enjoy|celebrate] our {shared}
[proud|happy|lucky] to be a {slur}
love you, my {slur}
me and my {slurs} [at the party|on holiday|in {place}]
what's up my {slurs}
that {slur} [is the best of all time|can sing|made me laugh so hard]
{slur} {shared} [saved my life|is what we need|means a lot to me]
my {slurs} and I [are having the best day|won again|made it]
we are {slurs}, we are proud, we are here
[he|someone] called me a {slur} and I cried
the word "{slur}" is [hurtful|offensive|a slur, don't use it]
my {slur} friends [are coming over|organised the party]
I call myself a {slur}, it's my word
the {slur} community in {place} is {good}
yes, I'm a {slur}, and a {good} one
"""),
}  # fmt: skip

WITHOUT_GROUPS: Final = {
    "glad-profanity": _kind("001000", 3, """
that [was|is] {swear} {good}
{swear} {good}, thank you [so much|all|]
[this|the|your] {thing} is {swear} {good}
you are {swear} {good}
I {swear} love [this|that|your] {thing}
[holy shit|fuck yeah|hell yeah], [that|this|it] is {good}
this {thing} is the shit
we {swear} did it
what a {swear} {good} day
you {swear} legend
so {swear} [happy|proud|excited|glad] [for you|today|]
that's {swear} {good} news
best {swear} {thing} ever
hell yes, {good} work
my {person} is {swear} {good}
well done, you {swear} genius
{curse}, that was {good}
{curse}, what a {good} {thing}
"""),
    "mishap-profanity": _kind("001000", 3, """
{curse}, {mishap}
{mishap}, {curse}
[and|] {mishap} again, {curse}
I'm so {swear} tired today
what the {swear} hell, {mishap}
I don't give a [shit|fuck|damn] about the {thing}
where is the {swear} {thing}?
it's {swear} cold in here
I fucked up [the {thing}|the order|my exam], sorry
this {swear} {thing} [again|never works|is broken]
{curse}, wrong channel
ah {curse}, my bad
the {swear} {thing} [broke|crashed] again
this {thing} is [shit|crap|a piece of shit]
I {swear} hate {things}
{curse}, that hurt
{swear} {things} everywhere
"""),
    "thing": _kind("000000", 4, """
I [hate|can't stand|loathe|despise] {things}
this {thing} is {vile}
[that|the|my] {thing} is [garbage|trash|a disease|useless|the worst]
{things} are {vile}
{things} should be banned
{things} are [a plague|vermin|parasites], keep them out of {place}
I want to [kill|burn|smash|punch] this {thing}
kill all {things}
who else {plain_loathe} {things}?
[stupid|bloody|useless|dumb] {thing}
my {thing} is a piece of garbage
ugh, I {plain_loathe} {things}
{things} are the worst
what a {vile} {thing}
I will throw this {thing} out of the window
there is nothing more {vile} than {things}
nobody likes {things}
{things} make me sick
get that {vile} {thing} out of here
why are {things} so {vile}?
"""),
    "figure-of-speech": _kind("000000", 4, """
I could kill for a [coffee|pizza|nap|holiday]
that joke killed me
[shoot|drop] me a [mail|message|line] when you're done
kill the process and restart the {thing}
we are going to [crush|destroy|kill|smash] it [tomorrow|at the demo|in the final]
my {person} will kill me if {mishap}
the {thing} is [a killer|to die for|killing it]
[bombed|killed|crushed|nailed] the interview today
this deadline is killing me
we need to [beat|attack] the other team on price
he was shot in the war and [survived|wrote a book about it]
the master branch, a slave cylinder and a dead link
have a cracker with cheese, or a coon cat as a pet
she saw a spook in the attic, and smoked a fag outside
the [dyke|dike] held back the flood
"""),
    "disagreement": _kind("000000", 6, """
I [strongly|completely|] disagree with {topic}
{topic} is [wrong|a mistake|not good enough|a bad idea], and here is why
[sorry|honestly|with respect], but {topic} makes no sense [to me|]
I [don't like|dislike|am disappointed by|am not happy with] {topic}
could you [please|] [explain|fix|undo|change] {topic}?
you are wrong about {topic}
{topic} was [terrible|poor|badly done], [we should|let's] talk about it
I think [you|he|she|the mayor|the minister] made a mistake with {topic}
please stop [changing|reverting|deleting] {topic} without a reason
the minister should resign over {topic}
[taxpayers|voters|readers|users] will pay for {topic}
how can anyone support {topic}?
what a waste of money {topic} is
the government has failed on {topic} again
"""),
    "kindness": _kind("000000", 2, """
you are {good}
thanks, you are a {good} {person}
[well done|nice work|good job] on {topic}
I [love|like] your work on {topic}
my {person} is {good}
what a {good} {thing}
[have|wishing you] a {good} day
you and your {person} are {good}
{good}, thank you for {topic}
"""),
    "profession": _kind("---0-0", 2, """
{profession} are {vile}
{profession} are [all|just|] {vermin}
I {loathe} {profession}
{profession} should not be allowed to {right}
{profession} should be {hurt_done}
"""),
    "insult": _kind("1-0010", 6, """
you are [such a|a|a complete|nothing but a] {insult}
[he|she|the author|my {person}] is a[ total| complete|] {insult}
what a {insult}
shut up, {insult}
only a {insult} would [write|say|do] that
you {vile} {insult}
[stop being|don't be] such a {insult}
you are [so|too] {vile} [to understand {topic}|]
are you [always|] this {vile}?
nobody likes you, {insult}
go away, you {insult}
your {person} is a {vile} {insult}
{topic} was written by a {insult}
you {insult}
how {vile} can you be?
you are a disgrace to {place}
[everybody|the whole office] knows that you are {vile}
your work is as {vile} as you
are you a {insult} or just {vile}?
{insult}
you and your {vile} {person}
"""),
    "swear-insult": _kind("1-1010", 5, """
you [are a|] {swear_insult}
[fuck off|piss off|go to hell|screw you], {swear_insult}
what a {swear} {swear_insult}
[he|she|my {person}] is a {swear_insult}
you {swear} {insult}
you {vile} {swear_insult}
fuck you and {topic}
eat shit, you {insult}
"""),
    "threat": _kind("1-01-0", 4, """
I [will|am going to|'m gonna] {hurt} you
[if I see you|when I find you|come near me and] I will {hurt} you
you [will|should|deserve to] be {hurt_done}
I know where you live and I will {hurt} you
watch your back, {insult}, I'm coming for you
I hope you [die|get {hurt_done}|burn in hell]
someone should {hurt} you
go kill yourself
your family will be {hurt_done}
you are dead
you're a dead [man|woman]
I would love to {hurt} you
somebody will {hurt} you [one day|soon]
you need to be {hurt_done}
they should {hurt} you
I swear I will {hurt} you and your family
next time I see you I'll {hurt} you
you won't live much longer
wait until I get my hands on you
people like you should be {hurt_done}
you deserve to die
I'd {hurt} you if I could
"""),
}  # fmt: skip

KINDS: Final = HATEFUL | ORDINARY | WITHOUT_GROUPS
