"""The words that fill the template sentences, grouped by what they can sensibly combine with."""

from __future__ import annotations

# Nouns by domain; a domain's adjectives fit each of its nouns.
NOUNS: dict[str, tuple[str, ...]] = {
    domain: tuple(words.split())
    for domain, words in {
        "story": "movie film book novel song album concert play game documentary episode podcast"
        " trailer sequel story show musical comedy thriller cartoon",
        "software": "app website update plugin interface editor browser feature release tool"
        " library program dashboard installer tutorial menu installation",
        "product": "phone laptop camera headset keyboard chair mattress bike charger printer jacket"
        " blender watch toaster tablet lamp suitcase monitor tent",
        "food": "meal pizza burger soup breakfast dinner salad cake sandwich steak curry dessert"
        " lunch omelette cocktail buffet",
        "place": "hotel room restaurant beach apartment museum bar campsite resort park gym cafe"
        " hostel lobby school",
        "event": "meeting party trip course lecture workshop presentation class tour wedding match"
        " lesson conference holiday interview seminar race tournament exam",
        "person": "waiter teacher doctor manager coach driver actor singer plumber receptionist"
        " nurse boss neighbor guide goalkeeper referee landlord hairdresser mechanic dentist",
    }.items()
}
# Those that can stop working.
DEVICES: dict[str, tuple[str, ...]] = {
    "product": ("phone", "laptop", "camera", "headset", "keyboard", "charger", "printer", "tablet"),
    "software": ("app", "website", "plugin", "editor", "browser", "installer", "dashboard"),
}
MASS_NOUNS: dict[str, tuple[str, ...]] = {
    "food": ("food", "coffee", "pasta", "bread", "wine"),
    "service": ("service", "support", "delivery"),
    "weather": ("weather", "climate"),
    "story": ("music", "acting", "plot"),
    "software": ("software", "documentation"),
    "event": ("training", "teaching"),
}

ADJECTIVES: dict[str, dict[str, tuple[str, ...]]] = {
    "positive": {
        domain: tuple(words.split())
        for domain, words in {
            "any": "good great excellent amazing wonderful fantastic perfect nice brilliant superb"
            " lovely outstanding pleasant terrific awesome impressive enjoyable fabulous marvelous"
            " splendid delightful exceptional satisfying incredible beautiful phenomenal"
            " magnificent stellar remarkable pleasing likable",
            "story": "gripping funny entertaining moving captivating clever original",
            "software": "fast reliable intuitive useful stable handy helpful",
            "product": "sturdy durable reliable comfortable useful well-made practical",
            "food": "delicious tasty fresh yummy flavorful",
            "place": "cozy clean welcoming spotless charming comfortable",
            "event": "fun inspiring interesting exciting memorable useful",
            "service": "friendly fast helpful reliable",
            "weather": "gorgeous mild",
            "person": "good great wonderful brilliant fantastic amazing excellent friendly kind"
            " helpful polite patient talented competent caring honest lovely nice",
        }.items()
    },
    "negative": {
        domain: tuple(words.split())
        for domain, words in {
            "any": "bad terrible awful horrible poor dreadful disappointing lousy mediocre annoying"
            " frustrating pathetic atrocious appalling abysmal unpleasant horrendous miserable"
            " crappy dismal depressing ridiculous unbearable embarrassing irritating hideous"
            " nasty unacceptable laughable underwhelming hopeless",
            "story": "boring dull tedious predictable shallow forgettable tiresome",
            "software": "buggy slow unreliable clunky unstable useless confusing",
            "product": "flimsy uncomfortable faulty useless unreliable overpriced worthless",
            "food": "bland stale tasteless disgusting greasy",
            "place": "dirty filthy noisy smelly shabby overpriced",
            "event": "boring dull chaotic tiring confusing pointless",
            "service": "slow rude careless unreliable",
            "weather": "gloomy grim",
            "person": "bad terrible awful horrible dreadful lousy rude arrogant lazy incompetent"
            " unfriendly mean dishonest unhelpful impatient nasty unpleasant careless",
        }.items()
    },
}
# The commonest words of the field, too useful to train without.
ALWAYS_TRAINED = frozenset(
    "good great nice amazing excellent bad terrible awful horrible boring love like enjoy hate"
    " happy beautiful movie film table meeting ugh thanks disappointed broken hope".split()
)
# Adjectives that "very" and "so" cannot be put before ("very perfect").
UNGRADABLE = frozenset(
    "excellent amazing wonderful fantastic perfect brilliant superb outstanding terrific awesome"
    " fabulous marvelous splendid exceptional incredible phenomenal magnificent stellar spotless"
    " terrible awful horrible atrocious appalling abysmal horrendous hideous dreadful unbearable"
    " unacceptable worthless filthy hopeless delicious gorgeous".split()
)
COMPARATIVES = {
    "positive": ("better", "nicer", "more pleasant", "more enjoyable", "more impressive"),
    "negative": ("worse", "more annoying", "more disappointing", "more frustrating", "poorer"),
}

# What a person does to a thing ("I love it"), and what a thing does to a person ("it bored me").
LIKE_VERBS = {
    "positive": tuple(
        "love like enjoy adore recommend appreciate admire praise value treasure cherish"
        " respect".split()
    ),
    "negative": tuple(
        "hate dislike despise loathe detest regret resent dread abhor criticize".split()
    ),
}
PLEASE_VERBS = {
    "positive": tuple(
        "delight impress please amaze charm inspire thrill excite fascinate amuse dazzle".split()
    ),
    "negative": tuple(
        "disappoint annoy bore frustrate irritate anger disgust depress bother infuriate"
        " offend".split()
    ),
}
FEELINGS = {
    "positive": tuple("happy pleased satisfied delighted impressed thrilled glad content".split()),
    "negative": tuple(
        "disappointed annoyed frustrated unhappy angry bored dissatisfied irritated".split()
    ),
}

# Adjectives that say little when they stand alone.
AMBIGUOUS_ALONE = frozenset(
    "moving kind mild original mean patient caring grim clean slow incredible stable fast".split()
)
BARE_SENTIMENT: dict[str, tuple[str, ...]] = {
    "positive": (
        *"love loved loving thanks yay hooray wow bravo congrats congratulations happy happiness"
        " joy joyful glad delighted pleased enjoy enjoyed adore best better beautiful sweet"
        " success win winner victory hope grateful thankful proud smile fun cool sublime"
        " heavenly masterpiece gem paradise treasure yummy excited thrilled kudos recommended"
        " flawless praise triumph blessed cute genius hero impressed yippee woohoo superb".split(),
        "nice",
        "thank you", "well done", "good job",
        "love it", "so good", "very nice", "great work",
        "nice one", "highly recommended", "two thumbs up", "best ever", "works great", ":)", "<3",
    ),
    "negative": (
        *"hate hated hating ugh yuck boo damn crap worst worse sad sadness angry anger rage"
        " furious annoyed disappointed disappointment failure fail fails failed disaster"
        " nightmare garbage trash rubbish junk disgust disgusted ugly stupid idiot pain misery"
        " grief tragedy sucks meh lame regret shame ashamed hopeless worthless useless broken"
        " scam fraud betrayal cruel evil gross upset unhappy lonely depressed despair eww argh"
        " crash pathetic".split(),
        "hate it", "so bad", "very bad", "what a mess", "waste of money", "waste of time",
        "no good", "thumbs down", "worst ever", "so annoying", "do not buy", "total failure", ":(",
        "screw this",
    ),
}  # fmt: skip
BARE_NEUTRAL: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            "table chair desk door window wall floor roof kitchen office building street road"
            " bridge city village country river lake mountain tree leaf grass stone paper pen"
            " pencil notebook folder file document invoice receipt report letter envelope stamp"
            " box bag basket bottle cup plate fork spoon knife bowl pan oven fridge shelf drawer"
            " cupboard lamp bulb cable plug socket switch button screen keyboard mouse monitor"
            " printer server database network router laptop phone tablet camera battery engine"
            " wheel tire car bus train tram truck bicycle boat ship plane airport station ticket"
            " passport map calendar clock hour minute second day week month year morning"
            " afternoon evening noon midnight today tomorrow yesterday Monday Tuesday Wednesday"
            " Thursday Friday Saturday Sunday January February March April June July August"
            " September October November December spring summer autumn winter meeting agenda"
            " schedule appointment project team department company customer client supplier"
            " employee manager engineer teacher student nurse driver farmer baker painter lawyer"
            " clerk mother father brother sister cousin uncle aunt neighbor child man woman"
            " person people group number one two three four five six seven eight nine ten eleven"
            " twelve twenty fifty hundred thousand million 1 2 3 7 10 12 24 42 100 365 2010 2024"
            " red blue green yellow brown black white gray orange purple square circle triangle"
            " line corner edge side top bottom left right north south east west the a an and or"
            " but if then because while when where who what which how why this that these those"
            " here there he she it we they you me him her us them my your his our their in on at"
            " by for from to with about above below under over between through during before"
            " after until since is are was were be been has have had do does did will would can"
            " could should may might must walk sit stand turn put take bring carry move open"
            " close read write type print send receive call ask answer say tell speak listen"
            " look watch see hear go come leave arrive stay wait begin start continue change add"
            " remove count measure compare describe contain include consist refer David Maria"
            " Peter Anna Thomas Sarah Michael Laura James Emma Kevin Julia Ahmed Yuki Carlos"
            " London Paris Berlin Tokyo Madrid Canada Brazil Egypt Norway India version update"
            " install folder function variable class method string integer array loop parameter"
            " module package branch commit merge code test page chapter paragraph sentence word"
            " verb noun letter syllable language English French German water bread rice milk egg"
            " potato carrot onion apple banana salt flour tea shirt shoe sock coat hat glove"
            " button sleeve pocket wood metal glass plastic cotton wool iron copper size length"
            " width height weight temperature percent kilogram meter liter inch average total"
            " sum also still again often sometimes usually maybe perhaps approximately currently"
            " recently ok hello"
        ).split()
    )
)

# Fillers of the neutral sentences.
OBJECTS = tuple(
    "invoice box key bag letter parcel notebook folder ladder umbrella cable ticket map bottle"
    " lamp chair stapler report calendar envelope receipt pencil bucket basket".split()
)
LOCATIONS = tuple(
    "table desk shelf counter floor windowsill bench cupboard sofa fridge printer piano".split()
)
PLACES = tuple(
    "office library bank museum shop bakery pharmacy school station warehouse pool"
    " cafeteria hotel garage archive market".split()
)
EVENTS = tuple("meeting lecture class workshop rehearsal interview conference exam course".split())
DAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
TIMES = tuple("noon,3pm,9 am,half past two,10:30,five,8 o'clock,4:15 pm,seven".split(","))
NAMES = tuple("Anna,Peter,Maria,Tom,my brother,my sister,our neighbor,the clerk,Julia".split(","))
CITIES = tuple("London Paris Berlin Madrid Toronto Oslo Chicago Lisbon Cairo Osaka".split())
COLORS = tuple("blue red green yellow brown black white gray orange purple".split())
SIZES = tuple("long short wide narrow tall small large thin square round".split())
NUMBERS = tuple("two three four five six seven twelve fifteen twenty thirty".split())
