"""How artists say that something swims, or flops about on land."""

SAID = {
    "swims": """
        swims about in circles; swims across the lake; swims across the pool; swims
        across the river; swims after a friend; swims against the current; swims along
        the coast; swims along with its school; swims among the corals; swims among the
        weeds; swims around the aquarium; swims around the island; swims around the
        ship; swims around the tank; swims at an easy pace; swims at the surface; swims
        at the bottom of the sea; swims back and forth; swims below the surface; swims
        beneath the ice; swims beside the boat; swims by the shore; swims down the
        river; swims downstream; swims freely; swims gently; swims gracefully; swims
        home; swims in a circle; swims in a lagoon; swims in a shoal; swims in a
        straight line; swims in a school; swims in clear water; swims in cold water;
        swims in circles; swims in its bowl; swims in its tank; swims in place; swims in
        the bay; swims in the blue sea; swims in the current; swims in the deep; swims
        in the deep sea; swims in the harbour; swims in the open sea; swims in the pool;
        swims in the river; swims in the sea; swims in the shallows; swims in the
        stream; swims in the tank; swims in the water; swims in warm water; swims laps;
        swims like a fish; swims lazily; swims near the bottom; swims near the shore;
        swims out to sea; swims over the corals; swims over the sand; swims peacefully;
        swims quietly; swims round and round; swims round the bowl; swims smoothly;
        swims steadily; swims straight ahead; swims the butterfly; swims the crawl;
        swims through a wreck; swims through the current; swims through the deep; swims
        through the kelp; swims through the lake; swims through the ocean; swims through
        the pool; swims through the river; swims through the seaweed; swims through the
        water; swims through the waves; swims to and fro; swims to the other bank; swims
        to the surface; swims towards the boat; swims towards the camera; swims towards
        the light; swims towards the shore; swims under a bridge; swims under the boat;
        swims under the ice; swims under the surface; swims up the river; swims with a
        school of fish; swims with even strokes; swims with ease; swims with its fins;
        swims with its flippers; swims with its friends; swims with its legs; swims with
        its tail; swims with the current; swims with the school; swims with the tide;
        swims with wavy motions of its body; is swimming about; is swimming across the
        lake; is swimming in circles; is swimming in the ocean; is swimming in the
        river; is swimming in the sea; is swimming through the water; is swimming under
        water; is swimming upstream; is swimming with its school; is gliding through the
        water; is moving through the water; is underwater and swims; is out for a swim;
        is paddling along; is cruising in the sea; beats its fins; beats its flukes in
        the sea; beats its tail fin; bends its body left and right in the water; breasts
        the waves; circles in the tank; circles the boat in the water; crosses the bay;
        crosses the lake with its fins; crosses the ocean; cuts through the sea; cuts
        through the waves; does a few laps in the pool; does laps in the pool; does the
        butterfly; does the crawl; does the backstroke; enjoys a swim; explores the sea
        floor; fins along; flaps its fins; flips its tail and swims; floats along in the
        current; flutters its fins; follows the current; follows the school; frolics in
        the sea; gets through the water with its tail; goes swimming in the lake; goes
        for a dip; goes for a swim in the lake; has a dip; has a swim; has a swim in the
        lake; has a swim in the pool; journeys through the ocean; makes its way down the
        river; makes its way through the sea; makes its way through the water; makes its
        way upstream; makes waves with its tail and moves on; migrates through the
        ocean; moves ahead in the water; moves along in the water; moves along the sea
        floor; moves by swimming; moves forward in the water; moves forward under water;
        moves gracefully in the water; moves its fins; moves its tail fin from side to
        side; moves its tail in the water; moves like a fish in the water; moves on
        through the sea; moves through the deep; moves through the ocean; moves through
        the sea; moves through the waves; moves under the surface; moves under water;
        moves with its fins; moves with the current; moves with the school; navigates
        the river; passes through the water; patrols the sea; patrols the tank; ploughs
        through the waves; propels itself along with its fins; propels itself through
        the sea; propels itself through the water; propels itself through water with its
        tail; propels itself with its fins; propels itself with its tail; roams the
        deep; roams the ocean; roves the seas; rows with its fins; sculls along with its
        fins; sculls through the water; skims through the water; slides through the
        water; slips along through the water; slips through the sea; slips through the
        water; slips through the waves; snakes through the water; strokes along in the
        pool; swings its body from side to side in the water; swishes through the water;
        swishes its fins; swishes its tail fin and moves on; takes a dip; takes a dip in
        the lake; takes a swim; takes a swim in the pool; travels in the current;
        travels the ocean; travels the seas; travels through the sea; travels under
        water; travels underwater; travels upstream; travels with its school; travels
        with the current; treads its way through the water with its flippers; undulates
        through the sea; undulates through the water; uses its fins to move; uses its
        flippers to get along; uses its tail to move through the water; wags its tail
        fin and moves on; wanders the deep; wanders the sea; waves its fins; waves its
        fins and moves on; waves its tail fin; wends its way through the water; wiggles
        through the water; wiggles its body and swims; winds through the water; works
        its fins; works its tail in the water; wriggles through the water; paddling;
        paddling along; swimming about; swimming along; swimming forward; swimming in
        the sea; swimming through the water; swimming under water; swimming upstream;
        cruising through the sea; gliding through the water; moving through the water
    """,
    "swims fast": """
        bolts through the water; breaks its own speed record in the water; cuts through
        the water at full speed; cuts through the waves at speed; darts; darts away in
        the water; darts off in the water; darts past under water; darts through the
        sea; darts through the waves; escapes at full speed in the water; escapes with
        quick beats of its tail; flashes past in the water; flashes through the water;
        flees at speed under water; flees from a shark; flees through the sea; goes at
        full speed under water; goes full speed through the waves; goes like a torpedo
        in the water; hastens through the sea; hastens through the water; hunts at speed
        under water; hurtles through the sea; hurtles through the water; moves fast in
        the water; moves fast through the water; moves quickly through the sea; moves
        quickly through the water; moves rapidly through the water; powers through the
        waves at top speed; propels itself quickly through the water; puts on speed in
        the water; rips through the water; rockets through the sea; rockets through the
        water; rushes through the sea; rushes through the waves; rushes away in the
        water; rushes after its prey in the water; scoots through the water; scurries
        through the water; shoots away in the water; shoots past under water; shoots
        through the water; shoots through the waves; speeds along in the water; speeds
        along under water; speeds away in the water; speeds past under water; speeds
        through the ocean; speeds through the waves; sprints through the water; streaks
        through the sea; streaks through the water; swims after its prey at full speed;
        swims at breakneck speed; swims at a fast pace; swims at a quick pace; swims at
        a rapid pace; swims at great speed; swims at high speed; swims away at speed;
        swims away from a shark at speed; swims away quickly; swims fast in the current;
        swims fast through the sea; swims fast through the water; swims fast to the
        shore; swims fast under water; swims flat out; swims furiously; swims hastily;
        swims hurriedly; swims in a hurry; swims in a rush; swims like a bullet; swims
        like a champion; swims like a rocket; swims like crazy; swims like lightning;
        swims like mad; swims off in a hurry; swims off quickly; swims quickly through
        the water; swims rapidly through the sea; swims swiftly; swims swiftly through
        the sea; swims to escape a shark; swims very fast; swims very quickly; swims
        with all its might; swims with fast strokes; swims with quick fins; swims with
        rapid beats of its tail; swims with rapid strokes; swims with swift strokes;
        swims with vigorous strokes; torpedoes through the water; whips through the
        water; whisks through the water; whizzes through the water; zips along in the
        water; zips past under water; zips through the sea; zooms along under water;
        zooms past in the water; zooms through the sea; beats its tail as fast as it
        can; beats its tail rapidly; beats its fins quickly; flicks its tail quickly and
        is gone; pursues its prey through the water; pursues its prey at speed under
        water; is darting through the water; is racing through the water; is rushing
        through the water; is shooting through the water; is speeding through the sea;
        is swimming at full speed through the sea; is swimming at speed; is swimming at
        top speed; is swimming for its life; is swimming hard; is swimming quickly
        through the water; is swimming rapidly; is swimming very fast; is chased by a
        shark; is in a hurry in the water; darting through the water; racing through the
        sea; speeding through the water; swimming at full speed; swimming quickly;
        swimming rapidly
    """,
    "swims with a sudden push": """
        accelerates suddenly in the water; accelerates with one beat of its tail; bursts
        ahead in the water; bursts through the water; drives itself forward with one
        stroke; gives a burst in the water; gives a flick of its tail and drifts; gives
        a kick in the water; gives a powerful stroke; gives a push with its tail; gives
        a strong beat of its tail; gives a strong push; gives a thrust in the water;
        gives a thrust with its fins; gives one beat of its tail and drifts; gives one
        big push; gives one hard stroke; gives one kick and drifts on; gives one strong
        thrust; jerks ahead in the water; jerks forward in the water; jerks itself
        through the water; jets forward; jets through the water; kicks and drifts; kicks
        forward in the water; kicks itself forward under water; launches itself forward
        in the water; launches itself through the water; leaps forward under water;
        lunges ahead in the water; lunges through the water; makes a burst forward;
        makes a jerk forward in the water; makes a lunge in the water; makes a push in
        the water; makes a sudden burst in the water; makes a sudden thrust in the
        water; makes a thrust in the water; makes one powerful stroke; moves by bursts
        in the water; moves in bursts through the water; moves in jerks through the
        water; moves in sudden spurts under water; moves in thrusts; moves with a burst
        under water; moves with one push of its tail; powers forward with one stroke;
        propels itself with a burst; propels itself with a powerful kick; propels itself
        with a push; propels itself with a single stroke; propels itself with one
        stroke; propels itself with sudden thrusts; pulls itself forward with one
        stroke; pulses forward with its tail; pushes ahead in the water; pushes ahead
        with one stroke; pushes forward with a powerful stroke; pushes hard against the
        water; pushes itself ahead with its tail; pushes itself off in the water; pushes
        itself through the water with a jerk; pushes itself through the water with its
        tail; pushes off in the water; pushes off under water; pushes off with its tail;
        pushes off with its fins; rushes ahead in one push under water; shoots ahead
        with one beat of its tail; shoots forward with a push; shoots forward with one
        stroke; spurts ahead in the water; spurts through the water; squirts ahead
        through the water; starts with a sudden push; starts with a jerk in the water;
        surges ahead in the water; surges through the water; surges through the waves;
        swims by fits and starts; swims by jerks; swims by single strokes; swims in a
        burst; swims in fits and starts; swims in pulses; swims in single strokes; swims
        in sudden bursts; swims in sudden jerks; swims stroke by stroke, with pauses;
        swims with a burst of energy; swims with a flick of its tail; swims with a hard
        push; swims with a hard stroke; swims with a jerk; swims with a kick; swims with
        a push; swims with a single stroke; swims with a strong kick; swims with a
        strong push; swims with a strong thrust; swims with a sudden burst; swims with a
        sudden kick; swims with a sudden stroke; swims with a thrust; swims with bursts
        of power; swims with great pushes; swims with one big stroke; swims with one
        kick; swims with powerful strokes; swims with pushes of its tail; swims with
        sudden bursts; swims with sudden jerks; swims with thrusts of its tail; thrusts
        ahead in the water; thrusts forward in the water; thrusts itself ahead with its
        tail; thrusts itself forward with its tail; thrusts itself through the water;
        thrusts through the water; is pushing itself through the water; is surging
        forward in the water; is swimming in fits and starts; is swimming in jerks; is
        swimming with a push; is swimming with strong strokes; bursting forward in the
        water; pushing off in the water; surging forward in the water
    """,
    "flops about out of the water": """
        flops about; flops about on the beach; flops about on the deck; flops about on
        the floor; flops about on the ground; flops about on the sand; flops about on
        land; flops and gasps; flops around; flops around in the net; flops around on
        the dock; flops around on the floor; flops around on the shore; flops back and
        forth on the deck; flops from side to side on land; flops in the bottom of the
        boat; flops in the grass; flops in the mud; flops in the net; flops like a fish
        on land; flops on its side; flops on land; flops on the bank; flops on the
        beach; flops on the deck; flops on the dry land; flops on the ground and gasps;
        flops on the sand; flops on the shore; flops up and down; flops wildly; flaps
        about; flaps about on dry land; flaps about on the deck; flaps about on the
        floor; flaps about on the ground; flaps about in the net; flaps its fins on the
        ground; flaps its tail on land; flaps its tail on the ground; flaps its tail on
        the sand; flaps on the beach; flaps on the deck; flaps on the sand; flips about;
        flips about in the boat; flips about on land; flips about on the deck; flips
        itself over and over; flips itself over on the ground; flips from side to side
        on the deck; flips on the ground; flips over on land; flip-flops; flip-flops on
        the deck; flounders; flounders about; flounders about on land; flounders in the
        mud; flounders on the beach; flounders on the deck; flounders on the sand;
        flails about on land; flails about on the ground; flails its tail on the deck;
        fights for air; fights for air on land; fights for breath; fights the hook;
        fights in the net; gasps; gasps for air; gasps for air on the ground; gasps for
        breath; gasps for breath on land; gasps for water; gasps on dry land; gasps on
        the shore; gasps on the sand; gasps and flops on the deck; gasps and thrashes;
        hangs on the hook and wriggles; hangs on the line and thrashes; has been caught
        and flops; has been pulled out of the water; has been thrown on the shore; has
        been washed ashore; has jumped out of its bowl and flops; has jumped out of the
        tank and flops; has landed on the beach and flops; has no water and gasps; is a
        fish on land; is beached; is beached and flops; is beached and thrashes; is
        caught in a net; is caught in a net and thrashes; is caught on a hook; is caught
        on a line and thrashes; is dying for water; is flapping about on the ground; is
        flapping on the deck; is flopping; is flopping about; is flopping about on land;
        is flopping on the beach; is flopping on the deck; is flopping on the ground; is
        gasping for air; is gasping on land; is hauled onto the deck and flops; is
        landed by a fisherman and flops; is on dry land and flops; is on the hook and
        thrashes; is out of its element; is out of water; is pulled onto the deck and
        flops; is pulled out of the water; is stranded and gasps; is stranded on dry
        land; is stranded on land; is stranded on the beach; is stranded on the sand; is
        thrashing about on land; is thrashing on the deck; is trapped in a net and
        thrashes; is washed ashore; is washed ashore and flops; is wriggling on the
        ground; is wriggling on the hook; jerks about on the ground; jerks about on the
        deck; jerks its body on the sand; jerks on the line; jumps about on the deck;
        leaps about in the bottom of the boat; lies gasping on the sand; lies on land
        and gasps; lies on the beach and flaps; lies on the deck and flops; lies on the
        deck and gasps; lies on the shore and thrashes; lies on dry land and struggles;
        longs for water and gasps; misses the water and flops; needs water and gasps;
        pants for water; slaps about on the deck; slaps its tail against the deck; slaps
        its tail on the ground; slaps the deck with its tail; slaps the sand with its
        tail; squirms; squirms about on land; squirms in the net; squirms on land;
        squirms on the deck; squirms on the ground; squirms on the hook; struggles for
        air on land; struggles for breath; struggles in the net; struggles on dry land;
        struggles on land; struggles on the beach; struggles on the deck; struggles on
        the ground; struggles on the hook; struggles on the sand; struggles to breathe
        out of water; struggles to get back into the water; struggles without water;
        suffocates on land; throws itself about on the ground; throws itself about on
        the sand; thrashes about on the beach; thrashes about on the deck; thrashes
        about on the ground; thrashes about on the sand; thrashes around on land;
        thrashes in the bottom of the boat; thrashes its body on the sand; thrashes on
        dry land; thrashes on land; thrashes on the beach; thrashes on the ground;
        thrashes on the hook; thrashes on the line; thrashes on the sand; thrashes on
        the shore; tries to get back into the water; tries to get back to the sea;
        tumbles about on the deck; twists and turns on the sand; twists on the deck;
        twists on the hook; twitches on land; twitches on the deck; twitches on the
        sand; wants back into the water; wriggles about on the ground; wriggles and
        gasps; wriggles in the net; wriggles on dry ground; wriggles on land; wriggles
        on the beach; wriggles on the ground; wriggles on the sand; wriggles on the
        shore; writhes in the net; writhes on dry land; writhes on the beach; writhes on
        the deck; writhes on the hook; writhes on land; flopping about; flopping on the
        ground; gasping for air; thrashing on land; wriggling on the hook
    """,
}
