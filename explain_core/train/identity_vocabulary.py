"""Words for the moderation templates: groups of people, and what is said of them.

Insults stand here because a filter can only learn to tell an attack from a defence that quotes it
by seeing both. Slurs are few: those that groups also use of themselves.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Group(NamedTuple):
    """A group of people: Jewish, Jews, Jew."""

    adjective: str
    plural: str
    singular: str


def _groups(table: str) -> tuple[Group, ...]:
    return tuple(Group(*map(str.strip, line.split(","))) for line in table.strip().splitlines())


GROUPS: Final = _groups("""
    Muslim, Muslims, Muslim
    Muslim, Muslim people, Muslim woman
    Christian, Christians, Christian
    Catholic, Catholics, Catholic
    Jewish, Jews, Jew
    Jewish, Jewish people, Jewish person
    Hindu, Hindus, Hindu
    Buddhist, Buddhists, Buddhist
    Sikh, Sikhs, Sikh
    atheist, atheists, atheist
    Black, Black people, Black person
    Black, Blacks, Black man
    Black, Black women, Black woman
    white, white people, white person
    white, whites, white man
    Asian, Asians, Asian
    Asian, Asian people, Asian person
    African, Africans, African
    Arab, Arabs, Arab
    Latino, Latinos, Latino
    Mexican, Mexicans, Mexican
    Chinese, Chinese people, Chinese person
    Indian, Indians, Indian
    Pakistani, Pakistanis, Pakistani
    American, Americans, American
    Turkish, Turks, Turk
    Romani, Roma, Roma
    Polish, Poles, Pole
    Native American, Native Americans, Native American
    immigrant, immigrants, immigrant
    immigrant, migrants, migrant
    foreign, foreigners, foreigner
    refugee, refugees, refugee
    refugee, asylum seekers, asylum seeker
    female, women, woman
    female, girls, girl
    male, men, man
    feminist, feminists, feminist
    trans, trans people, trans person
    trans, trans women, trans woman
    transgender, transgender people, transgender person
    non-binary, non-binary people, non-binary person
    gay, gay people, gay person
    gay, gays, gay guy
    gay, gay men, gay man
    lesbian, lesbians, lesbian
    bisexual, bisexuals, bisexual
    homosexual, homosexuals, homosexual
    straight, straight people, straight person
    disabled, disabled people, disabled person
    disabled, people with disabilities, person with a disability
    deaf, deaf people, deaf person
    blind, blind people, blind person
    autistic, autistic people, autistic person
    elderly, old people, old person
    teenage, teenagers, teenager
""")
# Adjectives of the groups that only the held-out part speaks of.
HELD_OUT_GROUPS: Final = frozenset({"Sikh", "Polish", "Pakistani", "deaf", "bisexual", "Romani"})

# Used as attacks by some and of themselves by others.
SLURS: Final = _groups("""
    queer, queers, queer
    dyke, dykes, dyke
    fag, fags, fag
    bitchy, bitches, bitch
    crippled, cripples, cripple
    tranny, trannies, tranny
    nigga, niggas, nigga
    slutty, sluts, slut
""")

WORDS: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(word.strip() for word in words.split(","))
    for name, words in {
        "vile": "disgusting, vile, stupid, dirty, worthless, evil, inferior, repulsive, lazy,"
        " dishonest, greedy, sick in the head, filthy, pathetic, dangerous, ugly, corrupt, dumb,"
        " primitive, brainless, revolting, useless, cruel, horrible, awful, subhuman, rotten,"
        " violent, untrustworthy, perverted, idiotic, weak, insane, ridiculous",
        "vermin": "animals, rats, vermin, parasites, cockroaches, pigs, a plague, a disease, scum,"
        " trash, garbage, dogs, leeches, monkeys, a cancer, filth, savages, freaks, maggots,"
        " a waste of space, a virus, snakes, the lowest form of life, criminals, rapists,"
        " terrorists, thieves, liars, idiots, morons, monsters, mistakes of nature",
        "loathe": "can't stand, despise, loathe, detest, really hate, hate, cannot bear,"
        " am disgusted by, want nothing to do with, have no respect for, am sick of",
        "plain_loathe": "can't stand, despise, loathe, detest, hate, look down on, mock",
        "hurt": "kill, beat up, shoot, stab, burn, hang, hurt, attack, punch, slaughter, murder,"
        " strangle, wipe out, exterminate, hunt down, execute, kick, throw acid at, bomb",
        "hurt_done": "killed, beaten, shot, stabbed, burned, hanged, hurt, attacked, punched,"
        " slaughtered, murdered, strangled, wiped out, exterminated, hunted down, executed,"
        " locked up, tortured, put down, deported, sterilised, gassed, whipped, thrown out",
        "right": "vote, work here, have children, live here, own a house, teach our kids, marry,"
        " walk our streets, use this pool, run a business, speak in public, hold office,"
        " go to our schools, breathe, drive, be near children, adopt",
        "decent": "human, equal to us, worth my time, normal, intelligent, trustworthy, clean,"
        " welcome here, worthy of respect, real people, civilised, honest, capable of thinking,"
        " fit for work, decent, good for anything, like us",
        "good": "kind, lovely, generous, brilliant, talented, wonderful, friendly, brave, smart,"
        " great, funny, gifted, hard-working, amazing, beautiful, inspiring, clever,"
        " awesome, polite, warm, thoughtful, strong, valued, fantastic, reliable",
        "person": "neighbour, colleague, doctor, teacher, friend, boss, cousin, landlord, dentist,"
        " roommate, brother, aunt, manager, nurse, driver, classmate, client, plumber, partner,"
        " editor, coach, grandmother, co-founder, designer, accountant",
        "place": "our town, this street, my school, the office, the next village, Canada, Berlin,"
        " our team, the neighbourhood, my building, London, the army, the club, parliament, Ohio",
        "activity": "moved in last week, opened a bakery, joined the team, met on Sunday,"
        " came to the conference, run the library, sing in the choir, live downstairs,"
        " organised the event, voted yesterday, work in the hospital, play football on Fridays,"
        " wrote the report, were on the news, celebrated last night, study at the university",
        "profession": "politicians, lawyers, bankers, journalists, landlords, managers, cops,"
        " admins, referees, influencers, tax collectors, salesmen, gamers, vegans, hipsters",
        "thing": "printer, train, bus, update, website, weather, laptop, coffee machine, film,"
        " phone, song, jacket, traffic, spreadsheet, sofa, pizza, alarm clock, keyboard, script",
        "things": "mosquitoes, Mondays, printers, spreadsheets, wasps, potholes, cold soups,"
        " pop-ups, long meetings, flies, slow trains, merge conflicts, passwords, mushrooms",
        "insult": "idiot, moron, loser, liar, clown, jerk, coward, fool, disgrace, imbecile,"
        " scumbag, creep, hypocrite, pig, troll, dimwit, failure, parasite, waste of space",
        "swear_insult": "asshole, bastard, dickhead, piece of shit, motherfucker, shithead,"
        " prick, bitch, cunt, twat, fuckwit, dumbass, wanker, son of a bitch",
        "swear": "fucking, goddamn, damn, bloody, freaking, fuckin",
        "curse": "shit, fuck, damn, crap, bloody hell, holy shit, oh fuck, goddammit, fucking hell",
        "mishap": "I forgot my keys, I missed the bus, the build broke again, it is raining,"
        " I spilled my coffee, I am late, the server is down, I left my phone at home,"
        " we lost the match, I dropped the cake, my battery died, the deadline is today",
        "topic": "the budget, this edit, the new policy, the council's decision, your review,"
        " the president's speech, the pipeline, the article, the tax plan, that column,"
        " the last paragraph, the referee's call, the design, the vote, the schedule",
        "shared": "friends, music, pride, history, food, stories, humour, parties, poetry",
    }.items()
}
