"""How artists say that something runs or jumps."""

SAID = {
    "runs": """
        makes a dash for the door; makes a dash for it; runs a marathon; runs laps; runs
        the last mile; is racing; scurries; scurries across the floor; scurries into its
        hole; scurries home; scampers; scampers off to play; scampers across the lawn;
        scampers up the lane; scoots along; scoots off; darts across the road; darts
        along the ground; darts off on foot; shoots off on foot; pelts down the road;
        hurtles along on foot; charges; charges ahead; charges along; charges forward;
        charges down the hill; charges across the field; charges at an enemy; charges
        into battle; careers along; careers down the slope; hares along the lane; hares
        across the field; jogs along; jogs around the park; jogs for its health; goes
        for a jog; goes jogging; goes for a sprint; is out for a jog; is out jogging; is
        dashing; is rushing; is hurrying along; hastens; hastens along; hastens home;
        rushes; rushes off; rushes home; rushes down the hall; rushes across the street;
        rushes to help a friend; comes at a run; comes running up; comes rushing in;
        comes rushing up; sets off at a run; sets out at a run; sets off running; starts
        running; takes off running; goes tearing along; goes dashing along; goes racing
        by; goes charging ahead; breaks into a sprint; breaks into a jog; puts on a
        sprint; puts on speed; puts its best foot forward at a run; picks up speed;
        picks up its heels; speeds up; speeds along on foot; speeds off; moves fast on
        foot; moves fast on its legs; moves along at speed; moves at speed over the
        ground; moves its legs as fast as it can; flies along on foot; bounds off;
        bounds away; bounds up the stairs; gives chase; is in pursuit; is in hot
        pursuit; pursues its prey; pursues an enemy; pursues a thief; hunts down its
        prey at a run; goes after its prey; goes after a ball; is after a ball; runs
        down its prey; runs for the ball; runs to fetch something; runs to meet its
        owner; runs to its mother; runs up to somebody; runs up the hill; runs up the
        stairs; runs down the hill; runs along the shore; runs along the wall; runs
        along the corridor; runs around the yard; runs around the field; runs about;
        runs to and fro; runs back and forth; runs in a straight line; runs with the
        pack; runs with the herd; runs with swinging arms; runs as if late; runs for the
        bus; runs for the train; runs ahead; runs ahead of the others; runs away with
        something; runs towards its enemy; runs at an enemy; runs towards the camera;
        runs into battle; runs through the crowd; runs across the roof; runs over the
        bridge; runs over the hills; runs freely; runs wild; runs without stopping; runs
        without a pause; is off like a shot; is off at a run; is off and running; is in
        a hurry; is on the double; goes like the wind on foot; takes to running; covers
        ground at a run; crosses the field at a run; crosses the yard at a run; hits the
        ground running; beats a path at a run; outruns its pursuers; outruns everyone;
        hoofs it; hoofs it home; beetles along; beetles off; bustles off; skitters
        across the floor; skitters along; skedaddles; scrambles along; swarms forward;
        storms forward; storms into the arena; storms the castle; advances at a run;
        advances at the double; approaches at a run; dashing; racing; scurrying;
        scampering; charging; hurrying; rushing; chasing; sprinting along
    """,
    "gallops": """
        gallops wildly; gallops through the valley; gallops along the beach; gallops
        across the prairie; gallops to the stable; gallops with its mane flying; gallops
        with the herd; gallops over the hills; gallops down the hill; gallops into
        battle; gallops freely; goes galloping by; goes galloping along; goes at full
        tilt; goes at full pelt; goes hell for leather; goes like a racehorse; goes like
        a bullet; runs hell for leather; runs full out; runs full tilt; runs at full
        stretch; runs at full pelt; runs at a canter; runs like a racehorse; runs like a
        cheetah; runs like crazy; runs like mad; runs like a shot; runs like lightning;
        runs in great bounds; runs in great leaps; runs with flying hooves; runs with
        thundering hooves; runs with the wind in its mane; runs with the wind; canters;
        canters along; canters across the field; canters around the ring; canters off;
        canters home; is cantering; cantering; breaks into a canter; goes at a canter;
        bounds; bounds over the plain; bounds through the snow; bounds after its prey;
        is bounding along; bounding along; leaps along in great bounds; stretches out at
        a run; stretches its whole body with each stride; bunches and stretches its body
        at a run; gathers its legs and bounds ahead; thunders along; thunders over the
        plain; thunders down the track; thunders across the prairie; stampedes;
        stampedes over the plain; stampedes through the village; is stampeding; streaks
        past on foot; streaks over the ground; streaks across the plain; blazes along on
        four legs; flies over the ground; flies over the plain on four legs; flies along
        the track; whips along on foot; rockets along on four legs; zooms along the
        ground; zooms around the yard; zooms through the grass; hurtles over the plain;
        hurtles down the track; hurtles along; bolts off; bolts across the field; bolts
        from its stable; takes off across the field; takes off like a shot; takes off
        after its prey; rushes over the plain; charges over the plain; charges at full
        gallop; charges at full speed; speeds across the field; speeds across the
        desert; speeds along the track; sprints at full speed; sprints after its prey;
        sprints flat out; puts on a burst of speed; pours on speed; moves at breakneck
        speed; moves at top speed on four legs; reaches its top speed; is going at full
        speed; is at full gallop; is flat out; is at full stretch; leaves the others
        behind; eats up the ground; eats up the miles at a run; raises a cloud of dust
        at a run; stampeding; racing over the plain
    """,
    "runs away": """
        runs away from an enemy; runs away from a dragon; runs away from a wolf; runs
        away from the fight; runs away in terror; runs away in panic; runs away
        screaming; runs away scared; runs off in fear; runs off in terror; runs off in
        panic; runs away to hide; runs away to safety; runs from a hunter; runs from a
        predator; runs from the monster; runs to save its life; runs for its life from a
        predator; runs as if chased; is chased; is chased and runs; is being chased; is
        being hunted; is being pursued; is put to flight; is driven off in fear; is on
        the run from hunters; is running for its life from a wolf; is scared off; is
        frightened away; takes flight on foot; takes fright and runs; takes fright and
        bolts; takes off in fright; takes off in terror; takes off in panic; turns and
        runs; turns and runs away; turns and bolts; turns tail; turns tail and flees;
        turns round and runs for safety; shows a clean pair of heels; shows its heels;
        makes off; makes off in fear; makes off as fast as it can; makes good its
        escape; makes a getaway; makes a break for it; makes a run for safety; gets away
        from a predator; gets away from the hunters; gets away at a run; gets out of
        there at a run; gets out of harm's way at a run; flees the battle; flees the
        scene; flees the fire; flees the hunters; flees from a predator; flees from the
        monster; flees in terror; flees into the woods; flees at a run; flees headlong;
        flees like a deer; flees before the enemy; escapes its pursuers; escapes from a
        predator; escapes into the woods; escapes in a panic; escapes at a run; bolts in
        fright; bolts in panic; bolts from a predator; deserts the battle at a run;
        absconds; beats it; clears off; clears out in fear; scrams; skedaddles in fear;
        legs it in fear; hightails it; scurries for cover; scurries to safety; scampers
        away from danger; stampedes away in fear; panics and bolts; is in headlong
        flight on foot; escaping; bolting in fear; turning tail
    """,
    "gallops and jumps": """
        gallops and clears a fence; gallops and jumps a fence; gallops and jumps a
        hurdle; gallops and leaps over a log; gallops up to a fence and leaps it;
        gallops and sails over a ditch; clears a hurdle at a gallop; clears a hurdle at
        full speed; clears a wall at a run; clears the ditch at a gallop; clears an
        obstacle at a run; takes a hurdle at full speed; takes a ditch at a gallop;
        takes the fence at a run; takes a flying leap; takes a leap at full gallop;
        takes a leap at a run; leaps at full gallop; leaps at full speed; leaps from a
        gallop; leaps out of a gallop; leaps over a hurdle at a run; leaps over a stream
        at a run; leaps over a ditch at full gallop; leaps an obstacle at a run; jumps
        at full speed; jumps at full gallop; jumps at a gallop; jumps at a run; jumps
        from a gallop; jumps over a fence at a run; jumps over a fence at full speed;
        jumps over a ditch while running; jumps over a log at a gallop; jumps while
        galloping; jumps on the run; jumps with a run-up; runs up and leaps; runs up and
        clears a fence; runs up to a wall and jumps over; runs and clears a ditch; runs
        and jumps; runs and vaults; runs and jumps over an obstacle; bounds along and
        leaps over a ditch; bounds over a fence; bounds over a ditch at a run; canters
        up and jumps the fence; competes in show jumping; competes in a steeplechase;
        does show jumping; makes a flying leap; makes a leap at a gallop; makes a long
        jump at a run; makes a running leap; soars over a fence at a gallop; soars over
        a hurdle; hurdling
    """,
    "runs upright": """
        runs with its legs fully stretched; runs on extended legs; runs on long thin
        legs; runs with its belly high above the ground; runs with a high body; runs
        with its body raised; runs as tall as it can; runs at full height; jogs on long
        legs; jogs along on tall legs; sprints on tall legs; sprints on straight legs;
        rushes on tall legs; rushes along upright; keeps its legs straight and runs;
        raises its body and runs; lifts itself high and runs; moves fast on long legs;
        tall running
    """,
    "runs backwards": """
        runs backwards in a fight; runs backwards from an enemy; runs backwards, facing
        front; runs tail first; retreats running; retreats at speed, facing the enemy;
        retreats backwards at a run; darts backwards; scurries backwards; scampers
        backwards; sprints backward; backs off quickly; backs away fast; backs away
        hurriedly; backs up at a run; backs up fast; backs off fast; backpedals away;
        backpedals quickly; backpedals in a hurry; backpedals from an enemy; falls back
        at a run; moves back at a run; moves back fast; moves fast to the rear; moves
        tail first at speed; goes fast in reverse; speeds backwards; reverses at a run;
        reverses at speed; is running in reverse; backpedalling; running in reverse
    """,
    "runs with a weapon": """
        runs with a pistol; runs with a rifle in its hands; runs with an axe; runs with
        a spear; runs with a crossbow; runs with a shotgun; runs with a box; runs with a
        crate; runs while carrying a box; runs holding a rifle; runs holding a sword;
        runs holding something; runs, gun in hand; runs, sword in hand; runs with its
        weapon drawn; runs with its gun drawn; runs with its gun at the ready; runs to
        battle with its gun; runs across the field with a rifle; charges with a rifle;
        charges with its sword drawn; charges ahead, weapon in hand; charges with a
        spear; charges along with an axe; jogs with a gun; jogs along with a weapon;
        rushes with a gun; rushes ahead, rifle in hand; sprints, gun in hand; sprints
        with a rifle; carries a box at a run; carries a rifle at a run; carries its
        weapon and runs; carries its gun at a jog; moves at a run with its rifle; storms
        forward with a gun
    """,
    "runs and shoots": """
        runs and fires its gun; runs and fires at an enemy; runs and fires a rifle; runs
        and fires shots; runs and blasts away; runs and shoots a gun; runs and shoots
        its blaster; runs ahead, firing its gun; runs along, shooting at enemies; runs
        with a firing gun; runs with its gun blazing; runs, guns blazing; runs, blasting
        away; runs while firing; runs while shooting at an enemy; runs while pulling the
        trigger; charges and fires; charges and shoots; charges, guns blazing; charges,
        firing its gun; sprints and fires; sprints, firing its gun; jogs and fires its
        rifle; rushes ahead, guns blazing; rushes and fires; storms forward, firing;
        shoots from a run; shoots at enemies while running; shoots on the move at a run;
        fires from the hip while running; fires at a run; fires as it runs; fires shots
        on the run; fires its gun while running; blasts away while running; keeps firing
        as it runs; lets off shots on the run; sprays bullets at a run; running with its
        gun blazing
    """,
    "runs and strikes with a sword": """
        runs and slashes; runs and chops with a sword; runs and stabs; runs and stabs
        with a sword; runs and swings an axe; runs and cuts with its sword; runs at a
        foe and slashes; runs at a foe with a swing of its sword; runs past and slashes;
        runs in and slashes; runs in, swinging its sword; runs, slashing with its sword;
        charges and slashes; charges and strikes with its sword; charges and swings its
        sword; charges, swinging a sword; charges in, slashing; sprints and swings its
        sword; rushes and slashes; rushes in, sword swinging; rushes in and cuts with
        its sword; storms in and slashes; slashes with a sword on the run; slashes on
        the run; slashes as it runs; strikes with a sword while running; swings its
        sword on the run; swings a sword while running; swings an axe at a run; cuts on
        the run; lunges at a run with its sword; makes a sword attack at a run
    """,
    "jumps": """
        leaps off the ground; leaps into the sky; leaps over a wall; leaps over a gap;
        leaps over the river; leaps across a gap; leaps across the chasm; leaps from
        stone to stone; leaps from branch to branch; leaps onto a wall; leaps onto a
        table; leaps with joy; leaps about; leaps to its feet and into the air; leaps
        like a frog; leaps like a deer; leaps with all its strength; makes a great leap;
        makes a huge leap; makes a high leap; makes a bound; makes a spring; makes a
        hop; makes a big hop; gives a leap; gives a hop; gives a bound; gives a spring;
        gives a great bound; takes a hop; takes a big leap; takes a bound; springs up;
        springs high; springs up and lands; springs over a log; springs over the gap;
        springs off the ground; springs like a cat; springs off its hind legs; bounces
        high; bounces on a trampoline; bounces like a ball; bounces with joy; bounces up
        and lands; bounces off the ground; bounds into the air; bounds over a stream;
        bounds high; vaults over a fence; vaults over a log; vaults over a table; vaults
        the wall; clears a fence; clears a gap; clears a wall; clears a stream in one
        leap; clears the bar; clears the pit; crosses a gap with a leap; gets over a
        fence in one leap; gets into the air with both feet; gets air under its feet;
        goes up and comes down on its feet; goes up in the air and lands again; leaves
        the ground with both feet; leaves the ground for a moment and lands; lifts off
        with its legs and lands; pushes off from the ground and leaps; pushes itself up
        into the air; throws itself up into the air; throws itself over a gap; kicks off
        and leaps; bends its knees and leaps; bends its legs and jumps; squats and
        leaps; coils and springs; crouches down and jumps up; jumps rope; jumps over a
        rope; jumps over a gap; jumps over a pit; jumps over a wall; jumps over the
        river; jumps over the candlestick; jumps across a gap; jumps across the river;
        jumps onto a box; jumps onto a platform; jumps onto the roof; jumps off a box;
        jumps down from a wall; jumps in place; jumps in the air; jumps in the air with
        joy; jumps with joy; jumps up in the air; jumps up to catch a fly; jumps up to
        the ledge; jumps up with both feet; jumps up and comes down again; jumps for an
        apple; jumps for a treat; jumps to catch a ball; jumps just for fun; jumps for
        the basket; jumps like a frog; jumps like a kangaroo; jumps like a rabbit; jumps
        like a flea; jumps about; jumps around with joy; jumps vertically; jumps
        straight up; jumps forward; jumps with all its might; jumps a ditch; pops up;
        pops up off the ground; pops into the air and lands; skips into the air; skips
        rope; capers into the air; pogos up and down; pogos; shoots up off the ground
        and lands; bucks into the air; leaps a whole river; reaches for the sky in a
        leap; dunks a ball with a leap; does a leap; does a hop; does a big jump; does a
        star jump; does jumping jacks; does a vertical leap; does a standing long jump;
        does a double jump; is hopping on the spot; is springing up; is bouncing up and
        down; is leaping up; is in a leap; leaping up; hopping on the spot; springing
        up; bouncing up and down; vaulting
    """,
    "takes off for a jump": """
        gets set to jump; gets set for a leap; gets down and springs up; readies itself
        for a jump; readies itself to leap; prepares to leap; prepares for a leap;
        prepares for a jump; braces itself for a jump; braces for a leap; bends its legs
        to leap; bends its knees to jump; bends deep before a jump; bends low and
        launches itself up; coils for a leap; coils like a spring and jumps off;
        crouches to jump; crouches before a leap; crouches down for a leap; crouches and
        launches itself up; crouches and pushes off; drops low before a leap; dips
        before a jump; squats before a jump; squats and pushes off; gathers its strength
        for a leap; gathers itself to leap; launches into a jump; launches into a leap;
        launches itself upward from its feet; launches itself off the ground; begins its
        jump; begins its leap; starts its jump; starts its leap; starts off into a jump;
        sets off on a jump; sets off into a leap; pushes off for a jump; pushes off with
        both legs; pushes off with its hind legs; pushes off into a leap; kicks off for
        a leap; kicks off with both feet; presses off with its feet; swings its arms up
        and jumps off; tenses its legs for a jump; winds up for a leap; is about to
        leap; is ready to leap; is just starting to jump; is on the point of jumping
    """,
    "lands after a jump": """
        lands on the ground after a jump; lands on its feet after a leap; lands on all
        fours; lands on all four feet; lands on its hind legs after a jump; lands on
        soft knees; lands in a squat; lands in a deep crouch; lands after a fall and
        stands; lands after jumping; lands from above on its feet; lands with a bump;
        lands with a thud; lands with bent legs; lands with both legs; lands safely;
        lands safely on its feet; lands softly; lands softly after a jump; lands
        heavily; lands heavily on its feet; lands gently on its feet; lands and
        crouches; lands and steadies itself; lands and regains its balance; lands like a
        cat; lands like a gymnast; lands like a superhero; sticks the landing; sticks
        the landing of a jump; absorbs the shock with its knees; absorbs the impact of a
        landing; absorbs a jump with bent legs; cushions its landing; cushions a jump
        with its legs; catches its weight with its knees; comes down from a leap; comes
        down on all fours; comes down hard on its feet; comes down softly on its feet;
        comes back to the ground after a jump; comes to the ground after a leap;
        completes its jump; completes a leap; drops onto its feet; drops down on both
        feet; ends its leap on both feet; ends up on its feet after a leap; finishes a
        jump; finishes its leap; gets back to the ground after a leap; hits the floor
        after a jump; hits the ground with both feet; hits the ground and bends its
        knees; meets the ground with both feet; recovers from a jump; recovers its
        stance after a jump; reaches the ground after a jump; returns to the ground
        after a jump; sets down on its feet after a jump; touches down after a jump;
        touches down after a leap; touches the ground with both feet; is landing on its
        feet; landing on its feet
    """,
    "hangs in the air": """
        floats in mid-jump; floats in the air in mid-leap; freezes in mid-jump; is
        frozen in mid-jump; is frozen in mid-leap; is at the apex of its jump; is at the
        apex of a leap; is at the peak of a jump; is at the peak of its leap; is between
        jump and landing; is airborne in a jump; is airborne after a jump; is airborne
        in mid-leap; is aloft in a jump; is carried through the air by its jump; is
        suspended in mid-jump; is suspended in a leap; has both feet off the ground in a
        jump; has jumped and hangs there; has leapt and is in mid-air; has leapt and has
        yet to land; has left the ground in a jump; has not landed yet; has yet to land
        after a jump; keeps its pose in a jump; keeps its legs tucked in mid-jump; holds
        its pose in mid-leap; holds its legs up in mid-jump; hovers at the top of a
        jump; hangs at the top of a jump; hangs at the top of its leap; lingers at the
        top of its jump; loops in mid-jump; remains in the air in mid-jump; remains
        aloft in a leap; soars in mid-jump; soars through a leap; stays up in mid-jump;
        stays aloft in a jump; stays airborne after a leap; sails in mid-leap; tucks its
        legs in mid-jump; tucks its legs up in the air; spends a moment in the air after
        a jump; passes the top of a jump
    """,
}
