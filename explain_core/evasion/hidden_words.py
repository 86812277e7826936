"""Words that people hide from filters, with the endings that they take.

Vocabularies of language models leave many of them out. Only what is spelled oddly is ever compared
with this list: a word on it that is spelled as usual is left to the model.
"""

from __future__ import annotations

from typing import Final

# The more frequent first: "f**k" stands for the first that fits.
_STEMS: Final = """
    fuck:s,ed,er,ers,in,ing,face,head,tard,wit,wad fuk:s,er,in,ing fucc fvck
    shit:s,ty,ter,ting,head,heads,hole,holes,show,bag bullshit horseshit dipshit
    bitch:es,y,ing,ass biatch
    ass:es,hole,holes,hat,wipe arse:s,hole,holes dumbass jackass badass fatass smartass
    dick:s,head,heads prick:s cock:s,sucker,suckers cunt:s,y twat:s
    pussy pussies penis vagina dildo:s boob:s tit:s titties
    cum:s,ming,shot,slut jizz porn porno whore:s slut:s,ty hoe:s hooker:s
    bastard:s motherfucker:s motherfucking mofo wanker:s wank tosser:s bollocks bugger:s
    idiot:s,ic moron:s,ic imbecile:s cretin:s retard:s,ed stupid:ity dumb:er,est dimwit:s dumbo
    loser:s scum:bag,bags trash garbage filth:y vermin maggot:s parasite:s creep:s freak:s
    pathetic worthless disgusting ugly fat fatso lard pig:s clown:s jerk:s coward:s liar:s
    nigger:s nigga:s niggas negro:es coon:s spic:s kike:s chink:s gook:s wetback:s paki:s raghead:s
    towelhead:s gypsy gypsies
    fag:s,got,gots,goty faggy gay:s homo:s dyke:s lesbo:s tranny trannies shemale:s queer:s
    nazi:s hitler terrorist:s rapist:s rape:d,s raping pedo:s pedophile:s molest:er,ers
    kill:s,ed,er,ing murder:er,ers die:s suicide kys hang stab shoot burn
    hate:s,d,r,rs suck:s,er,ers,ing piss:ed,ing crap:py damn:ed goddamn hell sex:y
    bloody psycho:s lunatic:s vile evil subhuman:s brainless repulsive savage:s
    cockroach:es leech:es exterminate:d slaughter:ed strangle:d
"""


def _words(stems: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for entry in stems.split():
        stem, _, endings = entry.partition(":")
        for ending in ("", *filter(None, endings.split(","))):
            found[stem + ending] = None
    return tuple(found)


HIDDEN_WORDS: Final = _words(_STEMS)
