"""How made creatures fight and die: {key of sentences.PLAIN: phrases}."""

SAID = {
    "death_water": """
        breathes its last in the water; dies and drifts; dies and floats belly up; dies
        and floats on its side; dies and floats to the surface; dies and goes belly up;
        dies and rolls over; dies and sinks; dies in its tank; dies in the aquarium;
        dies in the net; dies in the sea; dies of a hook; drifts dead in the water;
        drifts lifelessly; drowns; ends up belly up; floats belly up; floats belly up in
        the tank; floats dead in the water; floats dead on its side; floats lifeless on
        its side; floats lifeless in the sea; goes belly up in the tank; goes belly up
        in the water; goes limp and rolls over; goes limp and turns belly up; goes limp
        in the water; has died in the water; has no life left and rolls over; is caught
        and killed in the water; is dead and floats; is dead in the water; is dying in
        the water; is harpooned and dies; is killed in the sea; is killed in the water;
        is poisoned and turns belly up; lies belly up in the water; lies dead in the
        water; loses its life in the sea; perishes in the sea; rolls belly up; rolls
        onto its back and dies in the water; rolls onto its back and floats; rolls onto
        its side and dies in the sea; rolls over and floats dead; rolls over dead in the
        water; rolls over in the water and dies; shows its belly and dies; shows its
        white belly and dies; sinks dead to the bottom; sinks lifeless in the water;
        sinks to the bottom and dies; stops swimming and dies; stops swimming and turns
        over; stops swimming for ever; swims no more and turns over; tips on its side
        and dies in the water; turns belly up; turns belly up in its tank; turns its
        belly to the sky and dies; turns its belly up; turns on its back and dies; turns
        on its side and dies; turns over and dies in the water; turns over and floats;
        turns over dead; turns upside down and dies; twitches and dies in the water;
        dying in the water; floating belly up; going belly up; turning belly up
    """,
    "death_snake": """
        breathes its last on the ground; coils up and dies; dies and goes limp; dies and
        lies limp; dies and lies on its back; dies and turns over; dies in a coil; dies
        in the grass; dies in its coils; dies on its back; dies on the sand; dies,
        writhing; falls limp and dies; falls limp on the ground; gives a last twist and
        dies; gives a last wriggle and dies; goes limp all along its body; goes limp and
        lies dead; goes limp and lies on its back; goes limp on the ground; goes slack
        and dies; has a last twitch and dies; is crushed and dies; is cut in two and
        dies; is dead and lies on its back; is dead and lies stretched out; is killed
        and goes limp; is killed and rolls over; is killed, its body writhing; is
        trodden on and dies; lies dead on its back; lies dead on the sand; lies limp and
        dead; lies stretched out dead; rolls belly up and dies; rolls on its back and
        dies; rolls onto its back and goes limp; rolls onto its back, dead; rolls over
        and goes limp; rolls over and lies dead; squirms and dies; squirms a last time
        and dies; squirms in its death throes; thrashes and dies; thrashes about and
        goes limp; turns on its back and goes limp; turns on its back, dead; turns over
        and goes limp; twists and dies; twists about and goes limp; twists in agony and
        dies; twists in its death throes; twitches and goes limp; twitches a last time
        and lies still; twitches in its death throes; wriggles a last time and dies;
        wriggles its last; writhes and goes limp; writhes and lies still; writhes and
        rolls over dead; writhes in agony and dies; writhes in its death throes; writhes
        in pain and dies; writhes on the ground and dies; dying, its body writhing;
        going limp and dying; writhing and dying
    """,
    "sink_dead": """
        breaks up and fades away; breathes its last and sinks; comes down to the ground
        and dies; descends lifeless; dies and comes down; dies and dissolves; dies and
        drifts to the floor; dies and drops slowly; dies and fades away; dies and sinks;
        dies and sinks to the bottom; dies and sinks to the floor; dies and sinks to the
        ground; dies and goes down; drifts down dead; drifts down lifeless; drifts to
        the bottom and dies; drifts to the ground lifeless; droops and sinks; droops and
        dies; fades away; fades away and dies; dissolves and fades away; fades and
        sinks; falls slowly to the ground and dies; floats down dead; floats down
        lifeless; floats down to the floor and dies; flops down dead; gives out and
        sinks; goes down slowly and dies; goes limp and sinks; goes limp and sinks to
        the ground; goes limp in the air and sinks; goes limp in the water and sinks;
        goes out like a candle and sinks; has no strength left and sinks; is dead and
        sinks; is defeated and sinks; is destroyed and sinks to the floor; is destroyed
        and sinks; is killed and sinks; is killed and sinks to the ground; is killed and
        sinks to the bottom; is laid to rest at last and sinks; is vanquished and sinks;
        loses its strength and sinks; loses its life and sinks down; lets its arms hang
        and sinks; sinks and dies; sinks and lies dead; sinks dead to the ground; sinks
        down and goes limp; sinks down lifeless on the ground; sinks down to the floor
        and dies; sinks down, dead; sinks in a heap and dies; sinks into a heap; sinks
        lifeless to the bottom; sinks lifeless to the floor; sinks limply down; sinks
        limply to the bottom; sinks slowly down and dies; sinks slowly to the ground,
        dead; sinks to the bottom, dead; sinks to the bottom, lifeless; sinks to the
        ground and goes limp; sinks to the ground and dissolves; slumps down and
        dissolves; dying and sinking; sinking down dead; sinking lifeless to the ground;
        floating enemy death
    """,
    "drop_dead": """
        comes down dead from the sky; comes down dead out of the sky; dies in mid-air;
        dies in mid-air and drops; dies in mid-flight; dies in the air; dies in the air
        and falls; dies on the wing; dies while flying; drops dead from the air; drops
        dead from the sky; drops dead in mid-flight; drops dead out of the sky; drops
        lifeless from the air; drops lifeless from the sky; drops from the sky like a
        stone, dead; drops out of the air and lies dead; drops out of the sky, dead;
        drops to earth, dead; drops to the ground, shot in flight; falls dead from the
        air; falls dead from the sky; falls dead out of the air; falls dead out of the
        sky; falls from flight and dies; falls from the air and dies; falls from the
        air, dead; falls from the sky and dies; falls from the sky and lies dead; falls
        from the sky, lifeless; falls lifeless from the air; falls lifeless out of the
        sky; falls out of the air and dies; falls out of the air and lies dead; falls
        out of the sky and dies; falls to earth and dies; folds its wings in death and
        drops; folds its wings in the air and drops dead; goes limp in mid-air and
        drops; goes limp in mid-flight; has been shot in the air and falls; has been
        shot in flight; is brought down; is brought down from the sky; is brought down
        in flight; is downed; is hit by an arrow in flight and falls; is killed in
        flight; is killed in mid-air; is killed in the air; is knocked dead out of the
        air; is shot down by a hunter; is shot down in flight; is shot from the sky; is
        shot in flight and falls; is shot in the air and drops; is shot out of the air;
        is shot out of the sky; is struck dead in flight; is struck dead in the air;
        plummets dead to earth; plummets lifeless from the sky; plummets to its death;
        stops flapping and falls dead; stops flying and drops dead; tumbles dead from
        the sky; tumbles lifeless out of the air; tumbles out of the sky, dead; dropping
        dead out of the air; dying in flight; falling dead from the sky; flying death
    """,
    "bite_snake": """
        bites like a snake; darts its head forward; darts its head forward and bites;
        darts out and bites; darts out at its prey; flashes forward and bites; is about
        to bite its prey, lunging; is striking at its prey; jabs forward with its head
        and bites; jerks its head forward and bites; lashes out with its head; launches
        itself at its prey and bites; lets its head shoot forward; lunges; lunges and
        bites its prey; lunges at its prey; lunges at somebody's heel; lunges forward
        and bites; lunges from its coils; lunges out of its coils and bites; lunges with
        open mouth; makes a lightning strike with its head; makes a lunge and bites;
        makes a strike at its prey; nips at somebody's foot; opens its mouth and
        strikes; shoots forward and bites; shoots its head forward; shoots out of its
        coils and bites; snaps at its prey; snaps forward with its head; snaps its head
        forward and bites; springs forward and bites; strikes and bites; strikes at a
        foot; strikes at a hand; strikes at a mouse; strikes at its prey; strikes at
        somebody's leg; strikes from its coils; strikes forward; strikes forward with
        its head; strikes its prey; strikes like a cobra; strikes like a viper; strikes
        out at an enemy; strikes out of its coils; strikes quickly with its head;
        strikes swiftly; strikes with its mouth open; strikes without warning; throws
        its head forward and bites; whips its head forward and bites; biting; striking;
        striking at its prey
    """,
    "rear_snake": """
        comes up like a cobra; faces an enemy with a raised head; gets up like a cobra;
        gets ready to strike; holds its head high and threatens; is about to strike; is
        rearing like a cobra; is rearing its head; is rising to strike; lifts its front
        half off the ground; lifts its head and hisses; lifts its head and neck; lifts
        its head and threatens; lifts its head from its coils; lifts its head high;
        lifts its head off the ground; lifts its head to strike; lifts the front of its
        body; lifts the upper half of its body; prepares to strike; puffs up and rises;
        pulls itself up, ready to strike; raises its body and hisses; raises its front;
        raises its front half; raises its head and hisses; raises its head and neck;
        raises its head and threatens; raises its head from its coils; raises its head
        from the ground; raises its head high and threatens; raises its head in warning;
        raises its head like a cobra; raises its head to strike; raises its hood; raises
        its neck; raises its neck like a cobra; raises itself like a cobra; raises
        itself to strike; raises the front of its body; raises the front part of its
        body; rears; rears and hisses; rears its head; rears its head and hisses; rears
        its head like a cobra; rears its head to strike; rears like a cobra; rears out
        of its coils; rears to strike; rears up and hisses; rears up from its coils;
        rears up from the grass; rears up in warning; rears up like a cobra; rears up
        out of its coils; rears up to strike; rises and hisses; rises from its coils;
        rises from the grass, ready to strike; rises like a cobra; rises like a cobra
        from a basket; rises out of its basket; rises out of its coils; rises up and
        hisses; rises up in warning; rises up like a cobra; rises up to strike; shows
        its hood; spreads its hood; spreads its hood and rises; stands up like a cobra;
        stretches up out of its coils; takes up a striking pose; threatens with a raised
        head; threatens with its hood; warns an enemy with a raised head; raising its
        head to strike; rearing up; rearing up like a cobra; rising to strike; striking
        pose
    """,
    "attack": """
        assaults an enemy; assaults a foe; attacks a foe; attacks an enemy; attacks an
        intruder; attacks fiercely; attacks its enemy; attacks its foe; attacks the
        player; attacks viciously; attacks with all its might; attacks with its body;
        charges in and strikes an enemy; deals an attack; flies into an attack; goes for
        an enemy; goes on the attack; hits at an enemy; hurls itself at an enemy; hurls
        itself on a foe; is attacking a foe; is attacking an enemy; is attacking an
        intruder; is lunging at an enemy; is on the attack; launches an attack; launches
        itself at an enemy; lunges at a foe; lunges at an intruder; lunges at the
        player; lunges forward at an enemy; lunges forward in an attack; lunges in an
        attack; makes a lunge at an enemy; makes an attack; makes an attack on an enemy;
        presses an attack; rushes an enemy and strikes; sets about an enemy; sets on an
        enemy; springs at an enemy; springs on a foe; strikes at an intruder; strikes at
        the player; strikes forward in an attack; strikes out at an enemy; tackles an
        enemy; takes on an enemy; throws itself at an enemy; throws itself on an enemy;
        throws itself upon a foe; thrusts itself at an enemy; attacking; attacking an
        enemy; lunging at an enemy
    """,
    "lash": """
        attacks with all its arms; attacks with its long arms; attacks with its
        tentacles; beats an enemy with its arms; beats about with its tentacles; catches
        an enemy with its tentacles; flails its arms; flails its arms at an enemy;
        flails its tentacles; flails its tentacles at an enemy; flicks out a tentacle;
        flogs an enemy with its arms; goes for an enemy with its tentacles; grabs at an
        enemy with its tentacles; grabs its prey with its arms; grabs with its
        tentacles; grasps at an enemy with its arms; grasps at its prey with its
        tentacles; hits an enemy with a tentacle; hits out with its arms; hits out with
        its tentacles; is lashing out with its arms; is lashing out with its tentacles;
        lashes about with its arms; lashes about with its tentacles; lashes an enemy
        with its arms; lashes an enemy with its tentacles; lashes at an enemy with its
        tentacles; lashes its tentacles; lashes out at an enemy with its arms; lashes
        out with a tentacle; lashes out with all its arms; lashes out with its
        tentacles; lashes with its arms; lashes with its tentacles; makes a grab with
        its tentacles; reaches for an enemy with its tentacles; reaches out with its
        tentacles and grabs; seizes an enemy with its arms; seizes its prey with its
        tentacles; shoots out its arms at its prey; shoots out its tentacles; slams its
        tentacles down; slaps an enemy with its tentacles; slaps with its tentacles;
        smashes a ship with its tentacles; snatches at its prey with its arms; snatches
        with its tentacles; strikes an enemy with its arms; strikes with a tentacle;
        strikes with its arms; strikes with its long arms; strikes with its tentacles;
        swings its arms at an enemy; swings its tentacles; swings its tentacles at an
        enemy; throws out its arms at its prey; throws its tentacles at an enemy;
        thrashes about with its arms; thrashes its tentacles; uses its tentacles to
        attack; whips an enemy with its arms; whips its arms about; whips its arms at an
        enemy; whips its tentacles; whips its tentacles at an enemy; whips with its
        tentacles; wraps its arms around its prey; wraps its tentacles around its prey;
        lashing out with its arms; lashing out with its tentacles
    """,
    "claw": """
        brings a front leg down on its prey; digs its front legs into its prey; jabs
        with its front legs; stabs at its prey with its front legs; stabs with a front
        leg; strikes at its prey with its front legs; strikes with a front leg; strikes
        with its front legs; swings a front leg; taps hard with a front leg at an enemy;
        hits with its front legs; attacks with its front legs; grabs its prey with its
        front legs; grabs with its feet; grabs with its talons; strikes with its talons
    """,
    "claw_side": """
        attacks with its {side} front leg; attacks with its {side} paw; attacks with the
        {side} paw; bats with its {side} paw; brings its {side} paw down; claws at an
        enemy with its {side} paw; claws with its {side} front leg; claws with its
        {side} paw; claws with the {side} paw; cuffs an enemy with its {side} paw; deals
        a blow with its {side} paw; gives a blow with the {side} paw; gives a slap with
        its {side} paw; hits an enemy with its {side} paw; hits out with its {side} paw;
        hits with its {side} front leg; hits with its {side} paw; hits with the {side}
        paw; is clawing with its {side} paw; is striking with its {side} paw; lashes out
        with its {side} front leg; lashes out with its {side} paw; lifts its {side} paw
        and strikes; paws at an enemy with its {side} paw; raises its {side} paw and
        strikes; rakes with its {side} claws; scratches an enemy with its {side} paw;
        scratches with its {side} paw; slaps an enemy with its {side} paw; slaps with
        the {side} paw; slashes with its {side} claws; slashes with its {side} paw;
        stabs with its {side} front leg; strikes an enemy with its {side} paw; strikes
        at its prey with its {side} paw; strikes out with its {side} paw; strikes with
        its {side} claws; strikes with its {side} front leg; strikes with the {side}
        front paw; strikes with the {side} paw; swings its {side} front leg; swings its
        {side} paw at an enemy; swings its {side} paw; swings the {side} paw; swipes at
        an enemy with its {side} paw; swipes with its {side} claws; swipes with its
        {side} front leg; swipes with its {side} paw; swipes with the {side} paw; uses
        its {side} claws; clawing with its {side} paw; striking with its {side} paw;
        swiping with the {side} paw
    """,
    "pinch": """
        attacks with a pincer; attacks with its claws like pincers; attacks with its
        pincer; attacks with its pincers; catches its prey in its claw; catches its prey
        with a pincer; clamps its claw on an enemy; clips with its claw; closes its claw
        on an enemy; closes its pincers on something; cracks a shell with its claw;
        crushes a shell with its claw; crushes something in its claw; crushes something
        in its pincers; cuts at an enemy with its pincers; fights with its pincers;
        gives a nip with its claw; gives a pinch; gives an enemy a pinch; grabs an enemy
        with its claw; grabs its prey with a claw; grabs its prey with its pincers;
        grabs with its pincers; grips an enemy in its claw; grips something with its
        pincers; is pinching; is pinching with its claw; is snapping its claws; is
        snapping with its claw; jabs with its claw and pinches; lunges with its pincers;
        nips a toe; nips an enemy with its claw; nips at a foot with its claw; nips
        somebody in the toe; nips with a pincer; nips with its claw; nips with its
        pincers; opens and shuts its claw at an enemy; opens and snaps its pincers;
        pinches a finger; pinches a toe; pinches an enemy; pinches an enemy with its
        claw; pinches an enemy with its pincers; pinches hard; pinches its prey; pinches
        somebody; pinches somebody's toe; pinches with a pincer; pinches with its claw;
        pinches with its pincers; reaches out and pinches; seizes an enemy in its claw;
        seizes its prey in its pincers; snaps a claw; snaps a claw at an enemy; snaps at
        a finger with its claw; snaps at an enemy with its claw; snaps at its prey with
        its pincers; snaps its claw at a foe; snaps its claws; snaps its claws at an
        enemy; snaps its pincers; snaps its pincers at an enemy; snaps shut its claw;
        snaps with a claw; snaps with a pincer; snaps with its big claw; snaps with its
        pincers; squeezes an enemy in its claw; squeezes something with its pincers;
        strikes with a pincer; strikes with its claw and pinches; tweaks a nose with its
        claw; thrusts its claw forward and pinches; uses its pincers; pinching; pinching
        with its claw; snapping its claws; snapping its pincers
    """,
    "pinch_side": """
        attacks with its {side} claw; attacks with its {side} pincer; attacks with the
        {side} pincer; clamps its {side} claw on an enemy; clips with its {side} claw;
        closes its {side} claw on an enemy; grabs an enemy with its {side} claw; grabs
        its prey with its {side} claw; grabs with the {side} pincer; grips something
        with its {side} claw; is pinching with its {side} claw; is snapping with its
        {side} claw; jabs with its {side} claw; nips an enemy with its {side} claw; nips
        with its {side} claw; nips with the {side} pincer; pinches an enemy with its
        {side} claw; pinches an enemy with the {side} claw; pinches with its {side}
        claw; pinches with its {side} pincer; pinches with the {side} claw; pinches with
        the {side} pincer; reaches out with its {side} claw and pinches; seizes its prey
        with its {side} claw; snaps at an enemy with its {side} claw; snaps its {side}
        claw; snaps its {side} pincer; snaps the {side} claw; snaps with its {side}
        pincer; snaps with the {side} claw; snaps with the {side} pincer; squeezes an
        enemy with its {side} claw; strikes with its {side} pincer; thrusts its {side}
        claw forward; uses its {side} claw; uses its {side} pincer; pinching with its
        {side} claw; snapping its {side} claw
    """,
    "sting": """
        arches its tail and stings; attacks with its stinger; attacks with a sting;
        bends its tail over its back and stings; brings its sting down on its prey;
        brings its sting forward; darts its sting at an enemy; delivers a sting; drives
        its sting home; drives its sting into an enemy; drives its stinger into its
        prey; gives a sting; gives an enemy a sting; gives somebody a sting; gives a
        venomous sting; injects its venom with its sting; is stinging; is stinging an
        enemy; is stinging somebody; jabs its sting into an enemy; jabs with its sting;
        jabs with its stinger; kills its prey with its sting; lands a sting; lunges with
        its sting; makes a stab with its sting; paralyses its prey with its sting;
        pierces an enemy with its sting; pierces its prey with its stinger; plants its
        sting in an enemy; poisons an enemy with its sting; poisons its prey with its
        sting; pricks an enemy with its sting; pricks somebody with its sting; punctures
        the skin with its sting; sinks its sting into an enemy; sinks its stinger into
        its prey; spears its prey with its sting; stabs an enemy with its sting; stabs
        its sting into its prey; stabs with its sting; stabs with its stinger; sticks
        its sting into an enemy; sticks its sting into somebody's arm; stings a foe;
        stings a hand; stings an arm; stings an attacker; stings an intruder; stings and
        stings again; stings hard; stings its attacker; stings its enemy; stings its
        prey; stings like a bee; stings like a scorpion; stings like a wasp; stings
        somebody; stings somebody in the arm; stings somebody in the leg; stings
        somebody on the nose; stings with its stinger; stings with its venomous sting;
        strikes with its sting; strikes with its stinger; strikes its prey with its
        sting; thrusts its sting at an enemy; thrusts its sting forward; thrusts its
        stinger into its prey; thrusts with its sting; tries to sting somebody; uses its
        sting; uses its sting on an enemy; uses its sting as a weapon; uses its stinger;
        wants to sting somebody; stinging; stinging an enemy; stinging its prey;
        striking with its sting; sting; sting attack
    """,
    "kick_side": """
        attacks with its {side} foot; attacks with its {side} leg; delivers a kick with
        the {side} leg; does a kick with its {side} leg; gives a kick with its {side}
        foot; gives a kick with the {side} leg; hits an enemy with its {side} foot; hits
        out with its {side} foot; is kicking with its {side} leg; is kicking with the
        {side} foot; kicks a ball with its {side} foot; kicks a ball with the {side}
        foot; kicks a stone with its {side} foot; kicks an enemy with its {side} foot;
        kicks an enemy with its {side} leg; kicks forward with its {side} foot; kicks
        hard with its {side} leg; kicks high with its {side} leg; kicks out with its
        {side} foot; kicks out with the {side} leg; kicks somebody with its {side} foot;
        kicks something away with its {side} foot; kicks with its {side} leg; kicks with
        the {side} foot; lashes out with its {side} foot; lashes out with its {side}
        leg; lifts its {side} leg and kicks; makes a kick with its {side} leg; plays a
        ball with its {side} foot; raises its {side} leg and kicks; shoots with its
        {side} foot at the goal; strikes with its {side} foot; swings its {side} leg and
        kicks; swings the {side} leg in a kick; throws a kick with its {side} leg; uses
        its {side} foot to kick; kicking with its {side} foot; kicking with the {side}
        leg
    """,
    "kick_hind": """
        attacks with both hind legs; attacks with its hind legs; bucks; bucks and kicks
        out; bucks and kicks out behind; bucks and lashes out behind; bucks in anger;
        bucks like a mule; bucks up its hind legs; defends itself with its hind legs;
        gives a kick with both hind legs; gives a kick with its hind legs; hits out
        behind with both feet; hits out with its hind legs; is bucking; is bucking and
        kicking; is kicking out behind; is kicking with its hind legs; jerks its hind
        legs up; kicks an enemy with its hind legs; kicks back with both hind feet;
        kicks back with both legs; kicks backwards; kicks backwards with both legs;
        kicks behind it; kicks behind it with both legs; kicks both hind legs out; kicks
        high behind; kicks like a donkey; kicks like a horse; kicks like a mule; kicks
        out backward with both legs; kicks out behind with both hind legs; kicks out
        hard behind; kicks out with both hind legs; kicks out with its back legs; kicks
        out with its heels; kicks out with its hind feet; kicks out with its hind legs;
        kicks the wolf behind it; kicks up behind; kicks up its hind legs; kicks up its
        heels behind; kicks with both back legs; kicks with both hind legs; kicks with
        its back legs; kicks with its hind feet; lashes out behind; lashes out behind
        with both legs; lashes out with both hind legs; lashes out with its heels;
        lashes out with its hind legs; lets fly with both hind legs; lets fly with its
        heels; lets fly with its hind legs; lifts its hindquarters and kicks; raises its
        rump and kicks out; shoots out both hind legs; strikes behind it with its heels;
        strikes out behind with both legs; strikes out with its hind legs; swings its
        hind legs up; throws its hind legs back; throws its hind legs up; throws up its
        heels; throws up its hind legs; bucking; bucking and kicking; kicking out
        behind; kicking with its hind legs
    """,
    "threaten": """
        displays its raised front legs; faces an enemy with raised front legs; frightens
        an enemy with raised front legs; gets its front legs up; gets ready to strike
        with its front legs; goes into a threat pose; has its front legs in the air in
        threat; holds its front legs high; holds its front legs up; holds its front legs
        up in threat; holds up its front legs in warning; is threatening an enemy; is
        threatening with its front legs; is rearing up in threat; leans back and raises
        its front legs; lifts its front half in threat; lifts its front legs; lifts its
        front legs high; lifts its front legs in a threat; lifts its front legs in
        warning; lifts its front legs to look bigger; lifts its front legs to strike;
        lifts its front pair of legs; lifts up its front legs at an enemy; makes a
        threat with its front legs; makes itself big with raised front legs; makes
        itself look bigger with its front legs; menaces an enemy; menaces an enemy with
        its front legs; menaces with raised front legs; poses in threat; puts its front
        legs up; puts up its front legs in threat; raises both front legs; raises its
        front half; raises its front legs and threatens; raises its front legs at an
        enemy; raises its front legs high; raises its front legs in a threat; raises its
        front legs in defence; raises its front legs in warning; raises its front legs
        like a spider; raises its front legs to look bigger; raises its front legs to
        strike; raises its front legs to warn an enemy; raises its front pair of legs;
        raises its two front legs; raises the front of its body and its legs; rears in
        threat; rears up and threatens; rears up in a threat; rears up like a tarantula;
        rears up on its back pairs of legs; shows an enemy its raised front legs; shows
        its threat pose; shows off its raised front legs; spreads its front legs in
        threat; stands in a threat pose; takes a threatening pose; takes up a threat
        pose; threatens; threatens a foe; threatens an enemy; threatens an enemy with
        its front legs; threatens an intruder; threatens its rival; threatens like a
        tarantula; threatens somebody; threatens with its front legs; throws up its
        front legs; tries to look bigger with its front legs; warns an enemy with its
        front legs; warns an intruder; warns off an enemy; waves its front legs at an
        enemy; raising its front legs; raising its front legs in threat; threatening;
        threatening an enemy; warning display
    """,
    "slam": """
        drops its front legs down hard; drops on its front legs with a thud; pounds the
        ground with its front feet; rears and drops on its front legs; slams its front
        feet down
    """,
    "paw": """
        digs a hoof into the ground; digs at the ground with a hoof before a charge;
        drags a hoof over the ground; drags its front hoof over the ground; gets ready
        for a charge; gets set to charge; grates its hoof on the ground; is about to
        charge; is getting ready to charge; is pawing the earth; is pawing the ground;
        is ready to charge; is scraping the ground with its hoof; lowers its head and
        paws the ground; lowers its head and scrapes the ground; paws impatiently; paws
        the dirt; paws the dust; paws the earth; paws the earth before a charge; paws
        the earth like a bull; paws the ground angrily; paws the ground before a charge;
        paws the ground in anger; paws the ground like a bull; paws the ground with a
        hoof; paws the ground with its front foot; paws the ground with its front hoof;
        paws the sand; paws the turf; paws with its front hoof; prepares to charge;
        rakes the ground with its hoof; rubs its hoof on the ground; scrapes a hoof on
        the ground; scrapes its foot over the ground; scrapes its front foot on the
        ground; scrapes its hoof; scrapes its hoof in anger; scrapes its hoof on the
        floor; scrapes its hoof over the ground; scrapes the earth with its hoof;
        scrapes the ground angrily; scrapes the ground impatiently; scrapes the ground
        like a bull; scrapes the ground with a front foot; scrapes the ground with its
        hoof; scrapes the sand like a bull; scrapes with a front hoof; scrapes with its
        hoof before a charge; scratches the ground with its hoof; scuffs the ground;
        scuffs the ground with its hoof; snorts and paws the ground; snorts and scrapes
        the ground; snorts, its hoof scraping the ground; throws up dust with its hoof
        before a charge; works itself up for a charge; pawing the earth; pawing the
        ground; scraping its hoof; scraping the ground
    """,
    "punch_side": """
        attacks with its {side} fist; delivers a blow with its {side} fist; delivers a
        punch with the {side} hand; drives its {side} fist forward; gives a punch with
        its {side} hand; hits an enemy with its {side} fist; hits out with its {side}
        fist; hits with its {side} fist; hits with the {side} fist; is punching with its
        {side} hand; jabs with its {side} fist; jabs with the {side} hand; lands a punch
        with its {side} hand; lands its {side} fist; lets fly with its {side} fist;
        makes a punch with its {side} arm; punches an enemy with its {side} fist;
        punches an enemy with its {side} hand; punches forward with its {side} arm;
        punches hard with its {side} hand; punches somebody with its {side} fist;
        punches the air with its {side} fist; punches with its {side} arm; punches with
        its {side} fist; punches with its {side} hand; punches with the {side} arm;
        punches with the {side} fist; shoots out its {side} fist; smashes its {side}
        fist into an enemy; strikes an enemy with its {side} fist; strikes out with its
        {side} fist; strikes with its {side} fist; strikes with the {side} fist; swings
        its {side} fist; swings its {side} fist at an enemy; throws a jab with the
        {side} hand; throws a punch with its {side} arm; throws a {side} hook; throws a
        {side} punch; throws its {side} fist; thrusts its {side} fist forward; uses its
        {side} fist; punching with its {side} hand; punching with the {side} fist
    """,
    "dodge": """
        avoids a blow to the {side}; darts aside to the {side}; darts out of the way to
        the {side}; dives to the {side} out of the way; dodges a blow to the {side};
        dodges an arrow to the {side}; dodges an attack to the {side}; dodges {side};
        ducks aside to the {side}; ducks {side}; evades a blow to the {side}; evades an
        attack to the {side}; evades to the {side}; evades {side}; gets out of the way
        to the {side}; is dodging to the {side}; is ducking away to the {side}; jumps
        aside to the {side}; jumps out of the way to the {side}; leans away to the
        {side}; leans out of the way, {side}; leans {side} to avoid a blow; leaps aside
        to the {side}; moves out of the way to the {side}; shifts its body {side} to
        avoid a blow; skips aside to the {side}; slips a blow to the {side}; slips a
        punch to the {side}; slips aside to the {side}; springs aside to the {side};
        steps out of the way to the {side}; sways to the {side} to avoid a blow; sways
        {side} out of reach; swerves away to the {side}; throws itself aside to the
        {side}; twists aside to the {side}; twists out of the way to the {side}; weaves
        to the {side}; dodging to the {side}; evading to the {side}
    """,
}
