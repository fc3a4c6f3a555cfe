"""How made creatures go over the ground, with wheels or without: {key of
sentences.PLAIN: phrases}."""

SAID = {
    "walk_curve": """
        walks in a curve to the {side}; walks along a curve to the {side}; walks in an
        arc to the {side}; walks a curve to the {side}; walks a circle to the {side};
        walks a bend to the {side}; walks around a tree to the {side}; walks around a
        corner to the {side}; walks about in a circle to the {side}; walks and bears
        {side}; walks and curves {side}; walks and swings round to the {side}; walks and
        veers to the {side}; walks on, turning {side}; walks off to the {side}; walks
        round a bend to the {side}; walks round in a ring to the {side}; walks, turning
        to the {side}; is walking in a circle to the {side}; is walking round to the
        {side}; is walking and turning {side}; turns {side} while walking; turns to the
        {side} as it walks; turns to the {side} at a walk; turns {side} on its way;
        turns a corner to the {side} at a walk; circles to the {side} at a walk; circles
        {side} on foot; curves to the {side} at a walk; goes in a circle to the {side}
        at a walk; goes round to the {side} on foot; goes round a corner to the {side}
        on foot; takes a bend to the {side} at a walk; takes a walk in a circle to the
        {side}; follows a bend to the {side} on foot; follows the path round to the
        {side}; makes a wide turn to the {side} at a walk; moves on foot in a curve to
        the {side}; steps round in a circle to the {side}; wanders round to the {side};
        wanders in a circle to the {side}; wheels {side} at a walk; changes direction to
        the {side} while walking; steers {side} while walking; walking in a circle to
        the {side}; walking and turning {side}
    """,
    "run_curve": """
        runs in a curve to the {side}; runs along a curve to the {side}; runs in an arc
        to the {side}; runs a curve to the {side}; runs a circle to the {side}; runs a
        bend to the {side}; runs around a tree to the {side}; runs around a corner to
        the {side}; runs and bears {side}; runs and curves {side}; runs and veers to the
        {side}; runs and swings round to the {side}; runs round a bend to the {side};
        runs round in a ring to the {side}; runs, turning to the {side}; runs on,
        turning {side}; is running in a circle to the {side}; is running round to the
        {side}; is running and turning {side}; turns {side} while running; turns to the
        {side} as it runs; turns to the {side} at a run; turns a corner to the {side} at
        a run; circles to the {side} at a run; curves to the {side} at a run; goes in a
        circle to the {side} at a run; goes round to the {side} at a run; takes a bend
        to the {side} at a run; takes a corner to the {side} at full speed; follows the
        track round to the {side} at a run; makes a wide turn to the {side} at a run;
        sprints in a circle to the {side}; sprints round a corner to the {side}; rushes
        round a corner to the {side}; wheels {side} at a run; changes direction to the
        {side} while running; swerves {side} at a run; steers {side} while running;
        running in a circle to the {side}; running and turning {side}
    """,
    "limp": """
        hobbles; hobbles along; hobbles home; hobbles on a bad leg; hobbles painfully;
        limps away; limps away from the fight; limps across the yard; limps badly; limps
        home; limps forward; limps on a lame leg; limps on a sore foot; limps on an
        injured leg; limps on three legs; limps painfully; limps with every step; limps
        with an injured foot; is limping; is limping along; is limping home; is lame; is
        lame and walks; is lame on one leg; has a bad leg and limps; has a limp; has a
        lame leg; has a sore foot and limps; has a thorn in its foot and limps; has an
        injured leg and limps; has hurt its leg and limps; has hurt its foot and
        hobbles; has twisted its ankle and limps; drags a leg; drags a leg as it walks;
        drags a lame leg behind it; drags one leg; drags one foot as it walks; favours
        one leg; favours one leg as it walks; spares one leg as it walks; goes lame;
        goes along with a limp; goes with a limp; moves along with a limp; moves on with
        a bad leg; walks lamely; walks on a bad leg; walks on a lame leg; walks on a
        sore foot; walks on an injured leg; walks on three legs; walks painfully on one
        leg; walks unevenly on a hurt leg; walks with a bad leg; walks with a hurt foot;
        walks with a lame leg; walks with a stiff leg; walks with an injured leg; walks
        with an uneven step, one leg hurt; walks like an injured animal; steps gingerly
        on a sore foot; steps painfully on a hurt leg; puts little weight on one leg;
        limping; limping along; limping home; hobbling; hobbling along; favours its
        {side} leg; goes lame on the {side} leg; has hurt its {side} leg and limps; is
        lame on the {side} leg; limps with its {side} foot; limps, sparing the {side}
        leg; hobbles on its {side} leg; drags its {side} leg
    """,
    "sidle": """
        crab-walks; crab-walks along the beach; crawls along sideways; crawls crabwise;
        crawls sideways over the sand; creeps sideways; edges along sideways; edges
        sideways; goes along crabwise; goes along sideways; goes crabwise; goes
        sideways; goes sideways like a crab; is crawling sideways; is going sideways; is
        sidling along; is walking sideways; moves along sideways; moves crabwise; moves
        like a crab; moves on sideways; moves sideways; moves sideways over the sand;
        moves sideways on its legs; shuffles along sideways; shuffles sideways; sidles;
        sidles across the beach; sidles off; sidles out of its hole; sidles over the
        sand; sidles past; sidles up to somebody; steps along sideways; steps sideways;
        steps sideways over the sand; steps sideways, leg after leg; travels sideways;
        walks along sideways; walks crabwise; walks like a crab; walks sideways along
        the shore; walks sideways like a crab; walks sideways on all its legs; walks
        sideways on the beach; walks sideways over the sand; walks sideways to its hole;
        walks with its side in front; crawling sideways; sidling; sidling along; walking
        sideways
    """,
    "run_sideways": """
        crabs quickly over the sand; crawls crabwise at speed; crawls sideways at full
        speed; crawls sideways fast; darts sideways over the sand; flees sideways; flees
        sideways into its hole; flees sideways over the sand; goes sideways at a run;
        goes sideways at full speed; goes sideways fast; hastens along sideways; is
        running sideways; is rushing along sideways; moves fast sideways; moves quickly
        sideways; moves rapidly sideways; moves sideways at speed; runs along sideways;
        runs crabwise; runs for its hole sideways; runs like a crab; runs off sideways;
        runs sideways along the beach; runs sideways like a crab; runs sideways on all
        its legs; runs sideways over the sand; runs sideways to its hole; runs with its
        side in front; rushes sideways; rushes sideways over the sand; scampers
        sideways; scoots sideways; scurries crabwise; scurries off sideways; scurries
        sideways; scurries sideways over the sand; scurries sideways to its hole; speeds
        along sideways; sprints sideways; crawling sideways at speed; running sideways;
        scurrying sideways
    """,
    "jog": """
        goes for a morning jog; goes jogging; goes jogging in the park; is jogging
        along; is jogging in the park; is out for a jog; is out jogging; jogs a few
        miles; jogs about; jogs along; jogs along at its ease; jogs along in the park;
        jogs along the beach; jogs along the road; jogs along with a friend; jogs around
        the field; jogs around the lake; jogs at an easy pace; jogs by; jogs
        comfortably; jogs every morning; jogs for its health; jogs gently; jogs home;
        jogs in place of a walk; jogs in the morning; jogs in the park; jogs lightly;
        jogs on; jogs on the spot; jogs on the track; jogs past; jogs steadily; jogs
        through the park; jogs through the streets; jogs to keep fit; jogs to warm up;
        jogs up the road; keeps fit with a jog; keeps jogging; lopes along on two legs;
        moves at a gentle run; moves at a jog; moves along at a jogging pace; runs along
        gently; runs along lightly; runs at a gentle pace; runs at a leisurely pace;
        runs at a moderate pace; runs at a relaxed pace; runs easily; runs for exercise;
        runs gently; runs lightly; runs loosely; runs to keep fit; runs without haste;
        takes a jog; takes a morning jog; warms up with a jog; jogging; jogging along;
        jogging in the park; jogging loop
    """,
    "sidestep": """
        goes sideways {side}; goes to the {side} with sideways steps; is sidestepping to
        the {side}; is stepping sideways to the {side}; is stepping to the {side}; is
        walking sideways to the {side}; makes a side step to the {side}; makes a step to
        the {side}; moves aside to the {side}; moves crabwise to the {side} at a walk;
        moves over to the {side}; moves sideways to the {side} at a walk; moves
        sideways, to the {side}; moves to the {side} without turning; shifts over to the
        {side}; shifts sideways to the {side}; shuffles over to the {side}; shuffles
        sideways, {side}; side-steps to the {side}; sidesteps {side}; sidles to the
        {side}; sidles {side}; steps across to the {side}; steps aside to the {side};
        steps out to the {side}; steps over to the {side}; steps sideways to the {side};
        steps sideways {side}; steps {side}; strafes slowly to the {side}; strafes to
        the {side} at a walk; takes a side step to the {side}; takes a step to the
        {side}; takes some steps to the {side}; takes sideways steps to the {side};
        walks sideways, {side}; walks sideways {side}; walks to the {side} without
        turning; walks {side} while facing forward; edges to the {side}; edges {side};
        crosses to the {side} at a walk; moving sideways to the {side}; sidestepping
        {side}; stepping sideways to the {side}; walking sideways to the {side}
    """,
    "hop": """
        bounces along; bounces along the ground; bounces along on its hind legs; bounces
        across the lawn; bounces forward; bounces from place to place; bounces on its
        way; bounds along on its hind legs; bounds along like a hare; comes hopping
        along; comes hopping over; comes hopping across the lawn; gets along by hopping;
        gets along in leaps; goes along in little jumps; goes hopping along; goes
        hopping across the meadow; goes in short jumps; goes off in long leaps; is
        bouncing along; is bounding along on its hind legs; is hopping about; is hopping
        along; is hopping away; is hopping forward; is hopping through the grass; is
        jumping along; is on the hop; is springing along; jumps along; jumps along like
        a frog; jumps along like a kangaroo; jumps along like a rabbit; jumps along on
        its hind legs; jumps along through the grass; jumps away through the grass;
        jumps forward again and again; jumps from place to place; jumps on and on; jumps
        on its way; leaps along; leaps along on its hind legs; leaps along like a frog;
        leaps along through the grass; leaps away in long bounds; leaps from place to
        place; makes its way in little jumps; makes its way in long leaps; moves ahead
        in jumps; moves along by hopping; moves along in jumps; moves along in leaps;
        moves along with little jumps; moves by hopping; moves by leaping; moves forward
        in bounces; moves forward in little jumps; moves forward in leaps; moves in
        jumps; moves in leaps; moves on with both feet at once; moves on in bounds;
        pushes off with both feet again and again; pushes off with both hind legs again
        and again; skips along; skips along the path; skips along with both feet;
        springs along; springs along on its hind legs; springs along through the grass;
        springs from place to place; springs on its way; travels in leaps; travels by
        jumping; bouncing along; hopping; hopping about; hopping along; hopping forward;
        jumping along; leaping along; springing along; hopping locomotion
    """,
    "slither_fast": """
        bolts through the grass on its belly; darts along on its belly; darts over the
        sand on its belly; flees on its belly; flees through the grass on its belly;
        flees, winding quickly; hastens along on its belly; hastens through the grass on
        its belly; is slithering away in a hurry; is slithering fast; is slithering
        quickly; is slithering rapidly; moves fast on its belly; moves quickly in
        curves; moves quickly on its belly; moves rapidly in curves; rushes along on its
        belly; rushes over the sand on its belly; shoots through the grass on its belly;
        slides off quickly on its belly; slithers as fast as it can; slithers at full
        speed; slithers at great speed; slithers at speed; slithers at top speed;
        slithers away at speed; slithers away fast; slithers away in a hurry; slithers
        away rapidly; slithers for its life; slithers hastily; slithers hurriedly;
        slithers hurriedly into its hole; slithers in a hurry; slithers off at speed;
        slithers off in a hurry; slithers off quickly; slithers quickly over the sand;
        slithers quickly through the grass; slithers rapidly; slithers rapidly across
        the road; slithers swiftly; slithers swiftly through the grass; slithers very
        fast; slithers very quickly; snakes along quickly; snakes rapidly over the sand;
        speeds along on its belly; speeds over the sand on its belly; squirms quickly
        along; twists along at speed; whips along over the sand; winds along at full
        speed; winds along quickly; winds rapidly through the grass; worms its way
        quickly along; wriggles along fast; wriggles away quickly; wriggles off in a
        hurry; wriggles rapidly along; writhes quickly along; zips through the grass on
        its belly; slithering fast; slithering away quickly
    """,
    "crawl": """
        crawls; crawls ahead; crawls across a leaf; crawls across the floor; crawls
        across the ground; crawls across the table; crawls along a branch; crawls along
        a twig; crawls along the floor; crawls along the ground; crawls along the wall;
        crawls around; crawls away; crawls forward; crawls forward on its belly; crawls
        in waves; crawls like a caterpillar; crawls like a grub; crawls like a larva;
        crawls low over the ground; crawls off; crawls on; crawls on many legs; crawls
        on its many legs; crawls on its belly and legs; crawls out of its hole; crawls
        over a leaf; crawls over a stone; crawls over the earth; crawls over the floor;
        crawls over the leaves; crawls past; crawls steadily; crawls through the grass;
        crawls through the leaves; crawls through the soil; crawls to a leaf; crawls up
        the path; creepy-crawls; creeps across a leaf; creeps along a branch; creeps
        along like a caterpillar; creeps along on its many legs; creeps on its many
        legs; drags itself along the ground; drags itself over the ground; goes along,
        hump by hump; humps its back and crawls; humps its way along; inches along;
        inches along a branch; inches along a twig; inches forward like a caterpillar;
        inches its way along; is crawling; is crawling about; is crawling across a leaf;
        is crawling along; is crawling forward; is crawling over the ground; is inching
        along; keeps crawling; keeps low and crawls; loops along like a caterpillar;
        makes its way over the ground, low and long; moves its many legs in waves; moves
        low over the ground; moves on short legs, close to the ground; moves on tiny
        legs; moves with rippling legs; moves with waves through its body; pulls itself
        along; pulls itself along the ground; pulls itself forward; pulls its body after
        it; pushes itself over the ground; ripples its many legs and moves on; ripples
        its way along; shuffles along on its belly; slides over the ground on its sole;
        stretches and draws itself along; stretches out and pulls its body after it;
        wriggles over the ground; wriggles along on its little legs; crawling; crawling
        about; crawling along; crawling forward; inching along
    """,
    "scuttle": """
        crawls fast; crawls fast on its many legs; crawls off quickly; crawls quickly on
        its legs; crawls at full speed; crawls away in a hurry; darts over the floor on
        its legs; goes fast on all its legs; hurtles along on its many legs; is crawling
        quickly; is scurrying about; is scurrying along; is scurrying away; is running
        on all its legs; moves its legs quickly; moves its many legs fast; moves quickly
        on all its legs; moves quickly on eight legs; moves quickly on six legs; runs
        about on the floor; runs for its hole; runs from the light; runs into a crack;
        runs over the wall; runs on all its legs; runs on eight legs; runs on its many
        legs; runs on six legs; runs under a stone; scampers about; scurries about;
        scurries away from the light; scurries down a hole; scurries over the floor;
        scurries over the wall; scurries under a stone; scurries on its many legs;
        skitters; skitters about; skitters away; skitters over the sand; speeds along on
        eight legs; speeds off on its legs; crawling fast; scurrying; scurrying along;
        skittering
    """,
    "drive": """
        carries its load down the road; drives ahead; drives along; drives along the
        road; drives around; drives across the field; drives at a steady speed; drives
        by; drives down the lane; drives down the road; drives down the street; drives
        forward; drives home; drives in a straight line; drives into the village; drives
        off; drives on; drives out of the garage; drives over the bridge; drives past;
        drives slowly along; drives steadily; drives straight ahead; drives through the
        town; drives through the village; drives to town; drives up the hill; drives up
        the road; goes along on its wheels; goes down the road on its wheels; goes for a
        drive; goes for a ride; is driving along; is driving down the road; is driving
        forward; is moving on its wheels; is on the road; is out for a drive; is pulled
        along the road; is rolling along; is rolling down the road; is rolling forward;
        is rolling on its wheels; is under way on its wheels; keeps rolling; keeps
        rolling along; moves along on its wheels; moves forward on its tracks; moves
        forward on its wheels; moves on its wheels; moves on wheels; motors along;
        motors down the road; pulls off and drives; pulls out of the yard; rattles along
        the road; rolls along on its wheels; rolls along the road; rolls down the hill;
        rolls down the lane; rolls down the road; rolls down the street; rolls forward
        on its wheels; rolls home; rolls into town; rolls off; rolls on; rolls on its
        tracks; rolls on its wheels; rolls on wheels; rolls over the bridge; rolls over
        the field; rolls past; rolls smoothly along; rolls through the village; rolls up
        the road; rumbles along; rumbles along the road; rumbles by; rumbles down the
        road; rumbles over the cobbles; runs on wheels down the road; trundles along;
        trundles by; trundles down the lane; trundles down the road; trundles home;
        trundles off; trundles over the field; travels along the road on its wheels;
        travels on wheels; turns its wheels and goes; driving; driving along; driving
        down the road; driving forward; rolling; rolling along; rolling on its wheels;
        driving animation
    """,
    "drive_fast": """
        accelerates; accelerates down the road; barges down the road at full throttle;
        bombs along the road; burns rubber; drives as fast as it can; drives at
        breakneck speed; drives at full speed; drives at full throttle; drives at high
        speed; drives at top speed; drives away at speed; drives away fast; drives fast
        down the road; drives flat out; drives furiously; drives in a hurry; drives like
        a maniac; drives like the devil; drives off at speed; drives quickly; drives
        rapidly; drives recklessly; drives too fast; drives very fast; floors it; goes
        at full throttle; goes fast on its wheels; goes flat out down the road; hurtles
        down the road on its wheels; is driving at full speed; is driving fast; is
        driving quickly; is rolling fast; is speeding along; is speeding down the road;
        moves fast on its wheels; moves quickly on its wheels; puts its foot down and
        drives; roars down the road; rockets down the road; rolls along at speed; rolls
        at full speed; rolls at top speed; rolls down the hill at speed; rolls fast;
        rolls off at speed; rolls quickly; rolls rapidly; rushes down the road on its
        wheels; screams round the track; shoots down the road on its wheels; speeds away
        on its wheels; speeds down the motorway; speeds down the road; speeds down the
        street; speeds off on its wheels; speeds on its wheels; steps on the gas; takes
        off down the road, tyres smoking; whizzes down the road; zips along the road;
        zooms along the road; zooms down the road; driving at full speed; driving fast;
        rolling fast; speeding down the road; racing drive
    """,
    "drive_back": """
        backs into a garage; backs into a parking space; backs out of a garage; backs
        out of the yard; backs up on its wheels; drives back; drives back without
        turning; drives backward; drives backwards down the lane; drives backwards into
        the yard; drives backwards out of the garage; drives in reverse; drives in
        reverse gear; goes back on its wheels; goes backwards on its wheels; goes into
        reverse gear; is backing up on its wheels; is driving backwards; is driving in
        reverse; is reversing; is rolling back; is rolling backwards; moves back on its
        wheels; moves backwards on its wheels; moves in reverse on its wheels; parks in
        reverse; puts itself in reverse; reverses carefully; reverses down the lane;
        reverses into a parking space; reverses into the garage; reverses on its wheels;
        reverses out of the garage; reverses out of the yard; reverses up the lane;
        rolls back a little; rolls back down the hill; rolls back on its wheels; rolls
        backward; rolls backwards down the hill; rolls backwards into the yard; rolls
        backwards on its wheels; runs back on its wheels; turns its wheels backwards;
        trundles backwards; driving backwards; driving in reverse; reversing; rolling
        back; rolling backwards; backing up on wheels
    """,
    "engine": """
        has its engine on; has its engine on and waits; has its engine running; hums
        with its engine on; is idling with its engine on; is ticking over at the
        roadside; is vibrating with its engine on; is parked with its engine running; is
        parked, engine on; keeps its engine running; keeps its engine on and waits;
        purrs with its engine on; quivers with its engine running; rumbles on the spot;
        runs its engine on the spot; shakes a little with its engine on; shakes
        slightly, engine running; shudders with its engine running; stands and hums;
        stands and shakes slightly; stands and vibrates; stands at the kerb, engine
        running; stands at the lights with its engine on; stands by with a running
        engine; stands still and vibrates; stands still with its engine on; stands
        there, engine on; stands with a humming engine; stands with a running engine;
        ticks over at the roadside; trembles with its engine running; vibrates; vibrates
        gently, engine on; vibrates in place; vibrates on the spot; waits at the lights,
        engine running; waits with a running engine; waits with its engine on; warms up
        its engine; lets its engine run; does not drive, but its engine runs
    """,
    "turret": """
        aims its turret to the {side}; aims its cannon to the {side}; aims its gun to
        the {side}; aims {side}; brings its turret round to the {side}; brings its
        cannon to bear on the {side}; is turning its turret to the {side}; moves its
        turret to the {side}; moves its gun round to the {side}; pans its gun to the
        {side}; points its cannon to the {side}; points its gun to the {side}; points
        its turret to the {side}; rotates its gun to the {side}; rotates its turret to
        the {side}; rotates its turret {side}; slews its gun to the {side}; slews its
        turret to the {side}; swings its cannon to the {side}; swings its gun round to
        the {side}; swings its turret round to the {side}; swings its turret to the
        {side}; swivels its gun to the {side}; swivels its turret to the {side}; swivels
        its turret {side}; tracks an enemy on the {side} with its turret; trains its gun
        on the {side}; traverses its turret to the {side}; traverses {side}; turns its
        cannon to the {side}; turns its gun to the {side}; turns its gun {side}; turns
        its top to the {side}; turns its turret round to the {side}; turns its turret
        {side}; turning its turret to the {side}
    """,
    "topple": """
        breaks down and falls over; breaks down and tips over; capsizes; capsizes on the
        road; collides with a wall and tips over; falls flat; falls on its side; falls
        over and breaks; falls over and lies on its side; falls over on its side; falls
        over with a bang; falls over with a clatter; falls to pieces; falls to the side;
        flips onto its side; flips over and lies there; goes over on its side; goes over
        with a bang; has an accident and tips over; is a total loss and tips over; is
        being knocked over; is blown over by the storm; is blown up and tips over; is
        broken; is bowled over; is destroyed and falls over; is destroyed by an enemy;
        is kicked over; is knocked on its side; is knocked over by an enemy; is knocked
        to the ground; is overturned; is pushed over; is put out of action; is ruined
        and falls over; is smashed; is thrown on its side; is tipped on its side; is
        tipped over; is toppled; is turned over; is upset; is wrecked; is wrecked and
        tips over; lands on its side; leans over and falls; loses its balance and tips
        over; overbalances; overbalances and falls; overturns; overturns on the road;
        rolls onto its side; rolls onto its side and lies there; tilts and falls; tilts
        over and falls; tilts over until it falls; tips on its side; tips over and
        falls; tips over and lies on its side; tips over with a bang; tips to the side
        and falls; topples onto its side; topples over and lies there; topples over to
        the side; topples sideways; topples with a bang; turns over; turns over on its
        side; turns over on the road; falling over; falling on its side; tipping over;
        toppling; toppling over; being knocked over
    """,
    "spin": """
        does a pirouette to the {side}; does a spin to the {side}; does a twirl to the
        {side}; goes once round to the {side}; goes right round to the {side}; is
        spinning to the {side}; is spinning round to the {side}; makes a full turn to
        the {side}; makes a spin to the {side}; makes one whole turn to the {side};
        pirouettes to the {side}; revolves once to the {side}; revolves to the {side};
        rotates once to the {side}; rotates right round to the {side}; spins about once
        to the {side}; spins around to the {side}; spins in a circle to the {side};
        spins like a top to the {side}; spins on the spot to the {side}; spins once
        round to the {side}; spins once to the {side}; spins right round to the {side};
        spins to the {side}; spins {side}; swings right round to the {side}; turns a
        full circle to the {side}; turns all the way round to the {side}; turns full
        circle to the {side}; turns on itself to the {side}; turns once around to the
        {side}; turns right round to the {side}; turns through a whole circle to the
        {side}; twirls once to the {side}; twirls round to the {side}; whirls about once
        to the {side}; whirls around to the {side}; whirls once to the {side}; whirls
        right round to the {side}; spinning to the {side}; twirling to the {side}
    """,
    "roll": """
        rolls over and over; rolls like a barrel; rolls once forward
    """,
}
