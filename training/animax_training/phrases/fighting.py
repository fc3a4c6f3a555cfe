"""How artists say that something attacks with its body."""

SAID = {
    "attacks": """
        bites somebody in the leg; bites a leg; bites an ankle; bites a bone in two;
        bites the air; bites the enemy; bites the intruder; bites its rival; bites and
        holds on; bites and shakes its prey; bites and lets go; bites down hard on
        something; bites off a piece; bites with all its might; bites with sharp teeth;
        bites with its beak; bites like a snake; bites like a dog; is about to bite; is
        going for the throat; is snapping; is lunging at its prey; snaps at a fly; snaps
        at an ankle; snaps at an arm; snaps at its rival; snaps at the air; snaps and
        bites; snaps out at something; snaps forward and bites; snaps like a crocodile;
        lunges at its prey with its teeth; lunges for the throat; lunges out and bites;
        lunges to bite its prey; leaps at its prey and bites; jumps at an enemy and
        bites; jumps up and bites; pounces; pounces on a mouse; pounces on an enemy;
        pounces like a cat; springs at its prey; springs on its prey; flies at
        somebody's throat; throws itself on its prey; goes for its prey; goes for a
        bite; goes for the leg with its teeth; goes in for a bite; goes in for the kill
        with its teeth; goes on the attack with its teeth; falls on its prey; seizes its
        prey; seizes its prey with its teeth; seizes something with its mouth; catches
        an insect with its mouth; catches a fly in its mouth; grabs an arm with its
        teeth; grips its prey with its teeth; grabs and bites; latches on with its
        teeth; latches onto a leg; sinks its teeth in; sinks its teeth into an enemy;
        sinks its teeth into a leg; buries its teeth in something; digs in with its
        teeth; digs its teeth into its prey; plants its teeth in a leg; injects its
        venom with a bite; strikes with its mouth open; strikes and bites; stabs with
        its beak; rips with its teeth; rips its prey apart with its teeth; rips at
        something with its teeth; savages an intruder; savages an enemy; mauls; mauls
        its prey; mauls an enemy; mauls an intruder; worries its prey with its teeth;
        chomps at an enemy; chomps down; chomps on an enemy; chomps hard; munches on its
        enemy in a fight; champs its teeth on an enemy; nips; nips at a heel; nips an
        ankle; nips at its rival; nips somebody's hand; takes a snap at something; takes
        a snap at its rival; takes a bite at an enemy; takes a chunk out of its enemy;
        takes its prey in its mouth; gets its teeth into an enemy; gets hold of its prey
        with its teeth; gives a savage bite; gives a sharp bite; gives an enemy a bite;
        gives somebody a nip; delivers a bite; delivers a venomous bite; lands a bite;
        makes a bite; makes a grab with its mouth; makes a lunge with its teeth; opens
        its mouth wide and snaps; opens its beak and bites; bares its teeth and bites;
        whips its head forward and bites; thrusts its head forward and bites; shoots its
        head forward and snaps; throws its head forward and bites; stretches its neck
        and snaps; jerks its head forward with its mouth open; darts its head at its
        prey; darts out and bites; darts in and bites; turns on its attacker and bites;
        turns on its owner and bites; turns vicious and bites; swallows its prey in one
        bite; kills its prey with a bite; kills with a bite; kills a rat with its teeth;
        hunts and bites; catches and kills its prey; tries to bite an enemy; tries to
        bite a finger off; tries to devour an enemy; tries to swallow an enemy; wants to
        bite; wants to rip an enemy apart with its teeth; ambushes its prey and bites;
        ambushes its prey; assaults its prey; assails its prey with its teeth; sets upon
        its prey; lays into an enemy with its teeth; fights with its teeth; fights with
        tooth and nail; fights off a wolf with its teeth; defends itself with its teeth;
        chews on its enemy; gnaws at its enemy; hurts an enemy with its teeth; attacks
        with its mouth; attacks with bared teeth; attacks with an open mouth; lunging;
        lunging and biting; snapping; pouncing; mauling its prey
    """,
    "attacks with its head": """
        butts with its skull; butts with lowered horns; butts like a goat; butts like a
        ram; butts heads with a rival; butts its rival; butts at something; butts a
        wall; butts a tree; butts forward with its head; rams with lowered head; rams
        with its skull; rams with its antlers; rams with its tusks; rams with lowered
        horns; rams a wall; rams its head into something; rams its rival; rams its horns
        into an enemy; rams like a bull; rams a tree with its head; gores; gores with
        its horns; gores with its tusks; gores a matador; gores its rival; gores a foe;
        is goring an enemy; is ramming an enemy; is butting; locks horns; locks horns
        with a rival; locks antlers with a rival; clashes heads with a rival; clashes
        horns; bangs its head against an enemy; bangs its skull into something; hits
        with its horns; hits out with its head; hits with its antlers; hooks with its
        horns; hooks an enemy with its horns; impales an enemy on its horns; impales
        with its horn; pierces an enemy with its horn; stabs with its horn; stabs with
        its horns; stabs with its tusks; jabs with its horns; jabs its horn forward;
        pokes an enemy with its horn; spears an enemy with its horn; skewers an enemy on
        its horn; thrusts its horns forward; thrusts its horn into an enemy; thrusts its
        head forward to hit; thrusts upward with its horns; tosses its horns at an
        enemy; tosses an enemy in the air with its horns; throws an enemy with its
        horns; throws its head into an enemy; lifts an enemy with its horns; knocks a
        rival down with its head; knocks an enemy away with its head; knocks with its
        head; nuts an enemy; drives its head into an enemy; drives its tusks into a foe;
        drives its skull forward; batters an enemy with its head; batters a door with
        its head; batters with its horns; pushes an enemy with its horns; pushes a rival
        with its head; shoves an enemy with its head; slams its skull into a foe; slams
        its horns into an enemy; smashes with its head; smashes into an enemy head
        first; lowers its horns and attacks; lowers its horns and rams; lowers its head
        and strikes; lowers its antlers and thrusts; dips its head and rams; swings its
        antlers; swings its antlers at a rival; swings its head like a hammer; swings
        its head sideways into a foe; swings its tusks; swings its horns at an enemy;
        slashes with its tusks; slashes with its horns; strikes with its antlers;
        strikes with its tusks; strikes an enemy with its head; attacks with its tusks;
        attacks with its horn; attacks head first; attacks with lowered horns; attacks
        like a bull; attacks like a ram; fights with its horns; fights with its antlers;
        fights a rival with its horns; duels with its antlers; defends itself with its
        horns; uses its head as a weapon; uses its head as a hammer; uses its antlers as
        a weapon; uses its tusks; gives a knock with its head; gives a butt; gives a
        thrust of its horns; deals a blow with its horns; nudges an enemy hard with its
        head; ramming; goring; butting
    """,
    "strikes with its paw": """
        strikes with its forepaw; strikes with its claws out; strikes with one paw;
        strikes an enemy with its paw; strikes down with its paw; strikes out with its
        claws; swipes its claws; swipes its paw; swipes with its forepaw; swipes through
        the air with its claws; swipes like a bear; swipes like a cat; swipes at its
        prey; swipes down with its claws; is swiping; is swatting; claws; claws at its
        prey; claws at a rival; claws the air; claws its prey; claws an intruder; claws
        its rival; claws somebody's face; claws wildly; is clawing; claws with its
        talons; slashes with its paw; slashes with its talons; slashes an enemy with its
        claws; slashes at an enemy with its claws; slashes its claws through the air;
        scratches a face; scratches its enemy; scratches at an enemy; scratches like a
        cat; scratches its attacker; slices with its claws; slices an enemy with its
        claws; rips at an enemy with its claws; rips its prey open with its claws; rends
        its prey with its claws; rakes its claws across an enemy; rakes its prey; rakes
        with its talons; rakes its claws down; bats with its paw; bats at a ball with
        its paw; bats a toy with its paw; bats an enemy away with its paw; bats its
        prey; paws at its prey; paws at a mouse; paws at its rival; pats at its prey
        with a paw; hits out with its paw; hits out with a front paw; hits an enemy with
        its claws; hits with its claws; hits with its front leg; hits with its forepaw;
        hits down with its paw; slaps a foe with its paw; slaps with its front paw;
        slaps its rival; slaps at something with its paw; slaps down its prey with a
        paw; smacks with its paw; smacks an enemy with its paw; cuffs its rival; cuffs
        its young with a paw; cuffs a foe with its paw; lashes out with its forepaw;
        lashes out with its front leg; lashes out with one paw; lashes at an enemy with
        its claws; lifts a paw and strikes; lifts its paw and hits; lifts its foreleg
        and swipes; raises its claws and slashes; raises its paw to strike; raises its
        front leg and hits; swings its claws; swings its claws at an enemy; swings its
        front paw; swings its front leg at an enemy; swings its forepaw; throws its paw
        at an enemy; knocks something over with its paw; knocks an enemy down with its
        paw; knocks a vase over with its paw; unsheathes its claws and strikes; extends
        its claws and swipes; shows its claws and slashes; hooks at an enemy with its
        claws; hooks with its paw; digs its claws into an enemy; sinks its claws into
        its prey; drives its claws into its prey; stabs with its claws; stabs with its
        front leg; stabs with its foreleg like a spear; grabs at its prey with its
        claws; grasps at an enemy with its claws; snatches with its claws; snatches at
        its prey with its paw; catches a mouse with its paw; catches its prey with its
        claws; deals a blow with its paw; deals a blow with its claws; deals a swipe;
        gives a swipe; gives a swipe of its paw; gives a slap with its paw; gives a
        scratch; lands a blow with its paw; lands a swipe; takes a swipe at an enemy;
        takes a swipe at something; takes a swing with its paw; makes a swipe; makes a
        pass with its claws; attacks with its paw; attacks with its front paws; attacks
        with its talons; attacks with its foreleg; attacks with a swipe; attacks with
        one claw; fights with its claws; fights with its paws; fights like a cat with
        its claws; defends itself with its claws; uses its paw to hit; uses its talons;
        goes for an enemy with its claws; clawing; swiping; swatting; slashing with its
        claws
    """,
    "strikes with its tail": """
        whacks an enemy with its tail; whips an enemy with its tail; whips its tail
        round; whips its tail around at an enemy; whips its tail across; whips the air
        with its tail; whips out its tail at an enemy; swipes with its tail; swipes its
        tail; swipes its tail at an enemy; slaps its tail at an enemy; slaps something
        away with its tail; smacks an enemy with its tail; smacks with its tail; smashes
        an enemy with its tail; smashes its tail into a foe; smashes its tail down;
        smashes its tail against a wall; slams its tail down on an enemy; slams with its
        tail; slams its tail against a foe; swings its tail into an enemy; swings its
        tail round; swings its heavy tail; swings its spiked tail; swings its tail and
        knocks an enemy over; swings its tail like a hammer; swings round its tail at a
        foe; lashes its tail at an enemy; lashes an enemy with its tail; lashes its tail
        like a whip; lashes round with its tail; lashes behind it with its tail; flicks
        its tail at an enemy like a whip; flails its tail at an enemy; flails with its
        tail; flogs an enemy with its tail; hits out with its tail; hits behind it with
        its tail; hits a wall with its tail; hits a foe with its spiked tail; strikes a
        foe with its tail; strikes out with its tail; strikes behind it with its tail;
        strikes down with its tail; spins and hits with its tail; spins and lashes its
        tail; spins round and whips its tail; spins its body and its tail hits; turns
        and strikes with its tail; turns and swings its tail; turns its back and hits
        with its tail; turns its back and strikes with its tail; twists its body and
        strikes with its tail; clubs with its tail; batters an enemy with its tail; bats
        an enemy away with its tail; knocks with its tail; knocks an enemy away with its
        tail; knocks over an enemy with its tail; knocks everything over with its tail;
        knocks down a tree with its tail; throws an enemy with its tail; trips an enemy
        with its tail; drives off an enemy with its tail; keeps enemies off with its
        tail; fends off an enemy with its tail; defends itself with lashes of its tail;
        stings with its tail; stings an enemy with its tail; stabs with its tail; stabs
        an enemy with its tail; thrusts its tail at an enemy; thrusts its tail over its
        head; strikes over its head with its tail; jabs with its tail; pierces an enemy
        with its tail; spears an enemy with its tail; impales an enemy with its tail
        spikes; uses its tail; uses its tail like a whip; uses its tail to strike; uses
        its tail in a fight; uses the spikes of its tail; attacks an enemy with its
        tail; attacks with a sweep of its tail; attacks with a lash of its tail; attacks
        from behind with its tail; attacks with its spiked tail; makes a tail attack;
        makes a tail sweep; does a tail whip; does a tail spin; deals a blow with its
        tail; deals an enemy a blow with its tail; gives an enemy a slap with its tail;
        gives an enemy a whack with its tail; lands a blow with its tail; beats a foe
        with its tail; thrashes with its tail at a foe; thrashes its tail at an enemy;
        cracks its tail at an enemy; lets its tail crack like a whip; wields its tail as
        a weapon; wields its tail like a club
    """,
    "strikes an enemy": """
        smites an enemy; strikes down a foe; strikes hard at an enemy; strikes at a foe;
        strikes an opponent; strikes an opponent down; hits an opponent; hits a foe
        hard; hits out at an enemy; hits out at a foe; hits an enemy with a tool; hits
        with a stick; beats a foe; beats a foe with a stick; beats an opponent; batters
        an enemy; batters a foe; thumps an enemy; thrashes an enemy; clobbers an enemy;
        clobbers a foe; wallops an enemy; wallops a foe; belts a foe; clouts an enemy;
        cudgels a foe; swings its arm and hits a foe; swings its arm down on an enemy;
        swings at an opponent; swings a stick at an enemy; brings its arm down on an
        enemy; lays into an enemy; lays about it; lands a blow on an enemy; lands a
        strike on a foe; lands a hit on an opponent; deals a blow to a foe; deals a blow
        to an enemy; deals an opponent a blow; deals a strike; delivers a blow; delivers
        a strike; delivers a blow to an enemy; gives a foe a blow; gives an opponent a
        blow; makes a strike; makes a strike at a foe; makes a swing at an enemy; takes
        a swing at an enemy; takes a swing at a foe; knocks a foe down; knocks an
        opponent down; fells an enemy with a blow; fights an enemy hand to hand; fights
        at close quarters; fights in melee; attacks in melee; attacks at close range;
        attacks with a strike of its arm; attacks with what it holds; engages in melee;
        raises its arm and strikes a foe; raises its arm to strike an enemy
    """,
    "kicks": """
        kicks high; kicks low; kicks forward; kicks sideways; kicks behind it; kicks out
        backward; kicks out behind; kicks out at an enemy; kicks out with its back legs;
        kicks with its back legs; kicks with both hind legs; kicks with both feet; kicks
        with one leg; kicks with its hoof; kicks with its hooves; kicks a wall; kicks a
        tin can; kicks a stone; kicks a football; kicks the ball into the goal; kicks
        the ball away; kicks the ground ball; kicks a bucket over; kicks a box; kicks a
        box over; kicks a table over; kicks a wolf; kicks an attacker; kicks an
        opponent; kicks an opponent in the chest; kicks somebody in the shin; kicks
        somebody in the face; kicks somebody out; kicks its rival; kicks its stall;
        kicks its rider; kicks like a horse; kicks like a donkey; kicks like a kangaroo;
        kicks like a footballer; kicks like a martial artist; kicks over a chair; kicks
        the door open; kicks the door shut; kicks something over; kicks in the air;
        kicks up its heels; kicks up its hind legs; is kicking out; is kicking a ball;
        boots a ball; boots an enemy; boots it away; boots somebody; punts a ball; punts
        it away; bucks; bucks its hind legs; bucks and throws off its rider; bucks like
        a bronco; bucks like a mule; throws out its hind legs; throws a high kick;
        throws a low kick; throws a side kick; throws a roundhouse kick; throws a front
        kick; throws its leg up; throws kicks; does a roundhouse kick; does a side kick;
        does a spinning kick; does a flying kick; does a front kick; does a back kick;
        does a high kick; does kung fu with its legs; does taekwondo; makes a kick;
        makes a hard kick; makes a kick at an enemy; makes a karate kick; delivers a
        hard kick; delivers a roundhouse kick; delivers a kick with its hind legs; lands
        a hard kick; lands a kick on an enemy; gives an enemy a kick; gives a ball a
        kick; gives the ball a boot; gives a high kick; gives the door a kick; gives a
        kick with its hind legs; attacks with its foot; attacks with its leg; attacks
        with its feet; attacks with its hind legs; attacks with kicks; attacks with a
        high kick; defends itself with its hooves; defends itself with a kick; defends
        itself with its hind legs; fights with its feet; fights with its legs; fights
        with its hooves; hits with its hooves; hits out with its foot; hits out with its
        hind legs; hits out behind with its hooves; hits an enemy with its foot; hits
        somebody with its foot; hits an enemy with its hind legs; lashes out with its
        foot; lashes out with its leg; lashes out with both hind legs; lashes out
        behind; lets fly with its hooves; lets fly with its hind legs; lets fly with a
        kick; strikes with its leg; strikes with its hind legs; strikes with its hind
        feet; strikes out with its foot; strikes out with its hooves; strikes an enemy
        with its foot; strikes behind it with its hooves; swings its leg; swings its leg
        at an enemy; swings its leg at the ball; swings its foot; swings its foot at an
        enemy; swings a leg up high; swings its hind legs out; lifts its leg and kicks;
        lifts its knee and kicks; raises its leg and kicks; raises its leg high and
        hits; raises its foot and kicks; raises its hindquarters and kicks; draws its
        leg back and kicks; pulls back its leg and kicks; shoots out its leg; shoots a
        goal; shoots its hind legs backward; shoves an enemy away with its foot; pushes
        an enemy away with its foot; pushes off an enemy with its foot; plants its foot
        in somebody's belly; drives its foot into an enemy; drives its heel into
        somebody; drives its hooves into a wolf; slams its foot into an enemy; sends a
        ball flying with its foot; sends an enemy flying with its foot; knocks an enemy
        over with a kick; knocks an enemy down with its hooves; knocks the door in with
        its foot; breaks down a door with its foot; uses its foot to hit; uses its
        hooves against an enemy; uses its hind legs as a weapon; snaps out its leg;
        snaps its foot forward; spins and kicks; turns and kicks; turns round and kicks;
        stretches out its leg in a kick; takes a kick at something; takes a free kick;
        takes a penalty kick; plays football; kickboxes; kickboxing; bucking; roundhouse
        kicking
    """,
    "punches": """
        punches with both hands; punches with one hand; punches with its fists; punches
        with its fist; punches like a prizefighter; punches an opponent; punches an
        opponent in the face; punches an opponent in the belly; punches somebody in the
        nose; punches somebody on the chin; punches a wall; punches a tree; punches a
        pillow; punches a foe; punches a hole in the wall; punches at the air; punches
        at an enemy; punches in anger; punches with all its strength; punches and
        punches again; punches out an enemy; is punching an enemy; is throwing a punch;
        is throwing punches; is fighting with its fists; is hitting with its fist; is
        having a fist fight; is boxing; boxing; jabs an opponent; jabs at an enemy; jabs
        with its fist; jabs forward; jabs with a straight arm; jabs the air; throws a
        right and a left; throws a cross; throws a punch at a foe; throws a hard punch;
        throws a fist; throws a fist forward; throws its fist at an enemy; throws its
        fist forward; throws a combination of punches; throws a haymaker; throws a
        straight punch; delivers a blow with its fist; delivers a jab; delivers an
        uppercut; delivers a hard punch; delivers a knockout blow; deals a punch; deals
        a blow with its fist; deals a blow with both fists; deals out punches; gives a
        jab; gives a blow with its fist; gives an enemy a punch; gives an enemy a black
        eye; gives somebody one on the nose; gives somebody a thump; lands a jab; lands
        a hook; lands a fist in somebody's face; lands a hard punch; lands a knockout
        punch; hits an opponent with its fist; hits somebody in the face with its fist;
        hits a bag with its fists; hits out with its fist; hits out with its fists; hits
        with both fists; hits with its bare hand; hits with its knuckles; hits with its
        bare fists; strikes an enemy with its fist; strikes out with its fist; strikes a
        foe with its bare hands; strikes forward with its fist; strikes with its bare
        fist; strikes with its knuckles; swings at somebody with its fist; swings its
        fist at an enemy; swings its fists; swings its fist hard; swings its fists
        wildly; swings a fist at somebody's jaw; swings a hook; smashes with its fist;
        smashes its fist into a wall; smashes a face with its fist; smacks an enemy with
        its fist; slams its fist into an enemy; slams its fist into a wall; slams its
        knuckles into a jaw; slugs; slugs somebody; slugs a foe; slugs it out; socks
        somebody; socks a foe on the jaw; thumps an opponent with its fist; thumps
        somebody; decks somebody; decks an enemy; pounds an enemy with its fists; pounds
        a bag with its fists; pounds somebody's face; beats an enemy with its fists;
        beats an enemy up; beats somebody with its fists; batters an opponent with its
        fists; hammers an enemy with its fists; hammers at a bag; knocks an opponent
        out; knocks out an enemy with its fist; knocks somebody's teeth out; knocks
        somebody down with its fist; lets fly with its fist; lets fly with its fists;
        lets its fists fly; drives a fist into somebody's belly; drives its fist into an
        enemy; plants its fist on somebody's chin; plants a fist in a face; rams a fist
        into an enemy; rams its fist into somebody; thrusts its fist forward; thrusts
        its fist at an enemy; shoots its fist forward; shoots out its fist; extends its
        arm in a punch; extends its fist; stretches out its arm in a punch; draws back
        its fist and hits; draws back its arm and punches; pulls back its arm and
        punches; winds up and punches; winds up for a punch; makes a fist and hits;
        makes a fist and strikes; balls its fist and hits; balls its hand and punches;
        clenches its fists and fights; raises its fist and hits; raises its fists and
        fights; puts up its fists and fights; comes out swinging its fists; comes to
        blows; brawls; brawls in a tavern; brawls with its fists; fights like a
        prizefighter; fights with its bare fists; fights with its bare hands; fights an
        opponent in the ring; fights hand to hand with its fists; fights with karate
        strikes; does karate strikes; does a karate punch; does a one-two; trains with a
        punching bag; trains at the punching bag; works the punching bag; practises its
        punches; practises a jab; attacks with its fist; attacks with its bare hands;
        attacks with its bare fists; attacks with a jab; attacks with an uppercut;
        attacks with punches; uses its fist as a weapon; uses its fists; uses its fists
        in a fight; uppercuts an enemy; jabbing; pummelling; brawling
    """,
    "slams the ground": """
        slams its fists down; slams both fists into the ground; slams both arms on the
        ground; slams the floor with its fists; slams its front paws into the ground;
        slams its front hooves down; slams its body on the ground; slams the earth;
        slams down with both arms; slams its hands on the ground; slams the ground with
        its fists; slams the ground with its paws; slams the ground in rage; smashes the
        floor; smashes the earth; smashes its arms into the ground; smashes both fists
        down; smashes its front legs on the ground; smashes down with its fists; smashes
        into the ground with its fists; pounds the earth with its fists; pounds the
        floor; pounds the floor with its fists; pounds the ground with both arms; pounds
        the ground with its fists; pounds the ground with its paws; pounds the ground
        like an ape; pounds its fists on the ground; pounds its fists on the floor;
        hammers the ground; hammers the ground with its fists; hammers its fists into
        the ground; hammers both arms down; hammers down on the floor; thumps the floor;
        thumps the floor with its fists; thumps the ground with its front legs; thumps
        the ground with its fists; thumps down its front paws; beats the ground with its
        fists; beats the ground with its arms; beats the floor with its fists; beats on
        the floor; bangs its fists on the ground; bangs the floor; bangs on the ground
        with its fists; hits the floor with its fists; hits the ground with both fists;
        hits the earth with its fists; hits the earth with its front legs; hits the
        ground with all its might; strikes the ground with its fists; strikes the ground
        with both arms; strikes the earth; strikes the floor with its fists; strikes the
        earth with its paws; drops its fists on the ground; drives its fists into the
        earth; drives both arms into the ground; brings its fists down; brings both
        fists down on the ground; brings its front legs down hard; brings its arms down
        with a crash; brings its front paws down with a thud; brings its whole weight
        down; comes down with both fists; comes down hard with its forelegs; raises its
        fists and slams the ground; raises both arms and smashes the ground; raises its
        forelegs and slams them down; lifts its arms and pounds the ground; lifts its
        forelegs and pounds the ground; lifts both fists and slams them down; rears up
        and slams down; rears up and smashes the ground; rears up and pounds the earth;
        shakes the ground; shakes the ground with its fists; shakes the floor with a
        blow; makes the ground shake; makes the ground tremble; makes the earth tremble;
        makes an earthquake with its fists; makes a shock wave on the ground; causes a
        shock wave; causes a quake with a blow; cracks the ground with its fists; cracks
        the earth with a blow; breaks the floor with its fists; does a ground pound;
        does a ground slam; does an area attack on the ground; attacks the ground;
        attacks with a ground slam; attacks by pounding the ground; is pounding the
        ground; is smashing the ground; pounding the ground; smashing the ground
    """,
    "stamps": """
        stamps with both feet; stamps with one foot; stamps with its hoof; stamps with
        its front hoof; stamps with its feet; stamps in anger; stamps in a temper;
        stamps in a rage; stamps angrily; stamps on the spot; stamps on an enemy; stamps
        on a beetle; stamps on a snake; stamps on a can; stamps on the earth; stamps
        down hard; stamps down the snow; stamps down the earth; stamps like an angry
        child; stamps like a bull; stamps to keep warm; stamps its front foot; stamps
        its paw; stamps its feet in anger; stamps its feet with cold; stamps its feet
        like a child; stamps its heel; stamps its hoof in anger; stamps the ground;
        stamps the earth; stamps the floor; stamps something flat; stamps out the
        flames; stamps out a cigarette; stomps down; stomps down hard; stomps down its
        foot; stomps on a bug; stomps on the floor; stomps on a beetle; stomps on the
        spot; stomps on the earth; stomps with rage; stomps with one foot; stomps with
        both feet; stomps its foot; stomps its feet in anger; stomps its heavy foot;
        stomps its hooves; stomps its front foot; stomps its heel; stomps a house flat;
        stomps something flat; stomps like a child in a temper; stomps like an elephant;
        tramples; tramples a flower bed; tramples the grass; tramples a snake; tramples
        a hunter; tramples the enemy under its feet; tramples somebody underfoot;
        tramples something flat; tramples with its hooves; is trampling an enemy; treads
        on a snake; treads on a bug; treads down hard; treads down the earth; treads on
        an enemy; treads the grapes; crushes a bug under its foot; crushes an enemy
        under its foot; crushes an enemy with its feet; crushes a can with its foot;
        crushes a house under its foot; crushes a snake with its hooves; squashes a bug
        under its foot; squashes a bug with its foot; squashes an enemy under its foot;
        squashes a spider with its shoe; flattens something under its foot; flattens an
        enemy with its foot; flattens a hut with one foot; steps hard on something;
        steps on a bug; steps on an enemy; steps on a snake; brings its foot down;
        brings its foot down hard; brings its foot down on a bug; brings its heel down
        on something; brings its hoof down; brings down a heavy foot; puts its foot down
        on an enemy; puts its foot down in anger; slams its foot on the ground; slams
        its foot on the floor; slams its feet down; slams its hoof down; thumps its
        foot; thumps its foot on the floor; thumps its hind foot; thumps the floor with
        its foot; bangs its foot on the floor; bangs its feet on the ground; pounds the
        floor with its feet; pounds the ground with its hooves; beats its hooves on the
        ground; beats the floor with its feet; drums with its feet; drums its hooves on
        the ground; hits the ground with its foot; hits the ground with its hoof; hits
        the floor with its foot; strikes the ground with its foot; strikes the ground
        with its hoof; drops its foot on something; drives its foot into the ground;
        drives its heel into the ground; lifts a foot and stamps; lifts its foot and
        brings it down hard; lifts its leg and stamps; lifts its knee and stomps; lifts
        its hoof and stamps; raises its foot and brings it down; raises its foot and
        stomps; raises its leg and stamps; raises a hoof and stamps; raises its foot
        over an enemy and crushes it; shakes the house with its feet; shakes the ground
        with its foot; makes the floor shake with its foot; makes the earth shake with
        its foot; throws a tantrum with its feet; has a tantrum and stamps; loses its
        temper and stamps; kills a spider with its foot; kills a bug with its foot; puts
        out a fire with its foot; puts out the flames with its feet; jumps on an enemy's
        head with its feet; attacks with a stomp; attacks with its foot from above;
        trampling; trampling an enemy; stomping its feet
    """,
    "beats its wings at an enemy": """
        flaps its wings to scare an enemy; flaps its wings to repel an enemy; flaps its
        wings to drive away a foe; flaps its wings wildly at a foe; flaps its wings at
        an intruder; flaps its wings at a wolf; flaps its wings aggressively; flaps its
        wings in a threat; flaps its wings and hisses; flaps its wings to blow an enemy
        back; flaps its wings in rage; flaps at an intruder; flaps at a foe; flaps hard
        against an attacker; beats its wings at a foe; beats its wings at an intruder;
        beats its wings in rage; beats its wings to drive off a foe; beats its wings to
        scare off a wolf; beats its wings against an attacker; beats its wings and blows
        its enemies away; beats off an attacker with its wings; beats off an enemy with
        its wings; beats an attacker with its wings; beats back the enemy with its
        wings; buffets a foe with its wings; buffets its enemies with gusts of wind;
        batters an enemy with its wings; batters a foe with its wings; smacks an enemy
        with its wings; slaps a foe with its wings; slaps with its wings; smashes an
        enemy with a wing; clubs an enemy with its wings; knocks an enemy back with its
        wings; knocks an enemy over with its wings; knocks a foe down with a wing; hits
        a foe with its wings; hits out with a wing; strikes a foe with its wings;
        strikes out with its wings; swipes at an enemy with its wings; lashes out with
        its wings; blows back its foes with its wings; blows a knight away with its
        wings; blows its enemies over with its wings; blasts an enemy with wind from its
        wings; makes a gust of wind with its wings; makes a storm with its wings; sends
        a gust at an enemy with its wings; creates a gale with its wings; drives its
        enemies off with its wings; drives back an intruder with its wings; drives away
        a wolf with its wings; frightens off a foe with its wings; frightens an enemy
        with its wings; scares a wolf off with its wings; wards off an enemy with its
        wings; wards off a foe with its wings; keeps a foe at a distance with its wings;
        keeps its attackers away with its wings; fights with its wings; fights off a foe
        with its wings; defends its nest with its wings; defends itself with wing beats;
        protects its eggs with beats of its wings; uses its wings as a weapon; uses its
        wings against a foe; spreads its wings and beats at an enemy; raises its wings
        and strikes; opens its wings and beats them at an enemy; attacks with wing
        beats; attacks with a beat of its wings; attacks with a gust of wind; attacks an
        enemy with its wings
    """,
    "breathes fire": """
        breathes flame; breathes hot flames; breathes out fire; breathes a cone of fire;
        breathes a jet of flame; breathes fire at a wall; breathes fire on its enemies;
        breathes fire like a dragon; breathes flames at a foe; breathes ice; breathes
        frost; breathes poison; breathes acid; breathes lightning; spits flame; spits a
        flame; spits flames at its enemies; spits fireballs; spits a fireball; spits
        lava; spits out fire; spits out flames; spits fire at a foe; spits fire on a
        village; spits acid; spits poison; spits venom; blows a flame; blows flames;
        blows a jet of fire; blows fire at a foe; blows fire from its mouth; blows out
        flames; blows out a stream of fire; shoots fire; shoots flames; shoots flames at
        an enemy; shoots a fireball from its mouth; shoots a stream of fire; shoots a
        jet of flame from its mouth; shoots fire out of its mouth; spews out fire; spews
        out flames; spews fire at an enemy; spews flames at a foe; spews fire from its
        mouth; spews lava; spews acid; belches flames at an enemy; belches out fire;
        belches smoke and fire; belches forth fire; vomits flames; vomits acid; vomits a
        stream of fire; pours out fire; pours fire on its enemies; sprays flames; sprays
        flames at an enemy; sprays fire from its mouth; sprays acid from its mouth;
        sends a jet of fire from its mouth; sends out a stream of flame; sends forth
        fire; sends fire at a foe; lets out flames; lets out a jet of fire; lets out
        fire from its mouth; lets loose a stream of fire; lets loose its fiery breath;
        releases a blast of fire; releases a stream of flame; releases its fiery breath;
        unleashes a blast of fire; unleashes flames; unleashes its fiery breath;
        unleashes its breath weapon; unleashes fire on its enemies; emits fire; emits
        flames; ejects flames from its mouth; expels fire; fires off a blast of flames;
        hurls flames from its mouth; throws flames from its mouth; throws flames; vents
        its flames; huffs fire; puffs flames; coughs up fire; coughs up flames; roars
        out flames; roars and breathes fire; roars and spits fire; opens its mouth and
        fire comes out; opens its mouth and lets out flames; opens its maw and spews
        flames; stretches its neck and breathes fire; thrusts its head forward and spits
        fire; draws breath and spits fire; takes a deep breath and spits fire; inhales
        and breathes fire; inhales and spits flames; rears its head and breathes fire;
        swings its head and breathes fire; burns a knight with its breath; burns its
        enemies with its breath; burns its foes to ashes; burns a house with its breath;
        burns everything in front of it; burns the field with its breath; scorches its
        enemies; scorches a foe with its breath; scorches a wall with its breath; roasts
        a knight; roasts its enemies with its breath; roasts its foe with its breath;
        sears its foe with flames; fries its enemies; toasts a knight with its breath;
        torches its enemies; torches a house; torches a hut with its breath; incinerates
        its enemies; incinerates a knight; incinerates everything before it; lights a
        fire with its breath; sets a knight on fire; sets a house on fire with its
        breath; sets its enemies ablaze; sets fire to a field with its breath; engulfs
        its enemies in flames; engulfs a foe in fire; bathes its enemies in fire; covers
        its enemies with fire; uses its fiery breath; uses its breath weapon; uses its
        breath as a weapon; attacks with a breath of fire; attacks with flames; attacks
        with a jet of fire; attacks with its breath; acts as a flamethrower; is a living
        flamethrower; is breathing flames; is spitting fire; is spitting flames; is
        spewing fire; spitting fire; spitting flames; spewing fire; breathing flames
    """,
}
