"""How artists say that something moves over the ground."""

SAID = {
    "walks": """
        wanders about; saunters by; paces about; roams around; goes for a walk;
        walks along the path; is out for a walk; steps forward, one foot at a time;
        moves forward at an easy pace; walking; tramps through the grass;
        makes its way forward on foot; goes on foot; wanders through the woods;
        walks across the room; patrols the area; steps along steadily; travels on foot;
        follows the path; advances step by step; goes for a wander; is walking around;
        rambles about; traipses along; walks off; walks home;
        puts one foot in front of the other; walks past; heads over there on foot;
        moves forward with steady steps; crosses the street; follows its owner;
        steps out; walks in a relaxed way; keeps on walking; takes a few steps;
        wanders off; is on foot; is wandering along; walks around; walks about;
        walks up the road; walks steadily; walks at a normal pace; goes walking;
        walks straight ahead; moves along on foot; comes walking along; keeps walking;
        is on its way on foot; walks to the door; sets one foot before the other;
        moves at walking pace; goes its way; wanders the land; walks over to its friend;
        makes its rounds on foot; treks across the land; hikes along the trail;
        is out walking; takes a walk; walks on; steps forward
    """,
    "walks slowly": """
        walks at a snail's pace; takes slow steps; walks without haste; plods ahead;
        takes its time and walks; walks very slowly; is walking slowly; plods along;
        trudges along; moves along unhurried; drags itself along on foot; dawdles along;
        walks in slow motion; goes slowly on foot; follows the path slowly;
        walks at a slow pace; shuffles along; trudges home; moves slowly forward;
        walks with heavy slow steps; wanders slowly about; walks heavily and slowly;
        steps slowly forward; makes its way slowly; walks lazily;
        walks at an unhurried pace; slowly puts one foot down at a time;
        takes one slow step after another; walks as slowly as it can;
        trails along slowly; walks leisurely; is slow on its feet; walks wearily;
        plods wearily on; goes at a slow walk; walking slowly; slowly walks along;
        walks with tired steps
    """,
    "walks briskly": """
        walks with quick steps; goes along at a lively pace; goes for a brisk walk;
        lopes along; moves on at a quick walk; walks quickly; walks fast;
        is walking briskly; steps along briskly; goes at a quick pace on four legs;
        walks at a lively pace; jogs along on four legs; walks with lively steps;
        moves at an easy jog on four legs; is walking fast; walks at a good pace;
        moves along briskly on its four legs; speed-walks; power-walks;
        goes on at a quick walking pace; walks rapidly; goes at a light jog;
        lifts its feet in a quick rhythm; walks with a spring in its step;
        walks with light quick steps; moves forward at a jog; walks with a quick gait;
        walks in quick two-beat steps; walking briskly; quick-steps along;
        walks smartly along
    """,
    "walks backwards": """
        walking backwards; is walking backwards; goes backwards; walks in reverse;
        backs away; backs up; backs off; goes back step by step; retreats backwards;
        moves back; takes a few steps back; steps backwards; reverses; drives backwards;
        goes in reverse; goes into reverse; paces backwards; walks back without turning;
        retreats step by step; moves in reverse; moves backwards; is backing away;
        is backing up; rolls back; withdraws backwards; makes its way backwards;
        steps away backwards; walks with its back first; backs out of the room;
        gives ground step by step; goes rearwards; moves rearwards; backtracks;
        edges backwards; shuffles backwards; walks backward; steps backward;
        takes a step back; walks away facing forward
    """,
    "walks with a weapon": """
        walks with a gun; walks armed; is walking with a weapon;
        carries a gun and walks; walks with a rifle in its hands; patrols with a weapon;
        patrols with a gun; walks around with a weapon; walks holding a gun;
        walks along, weapon in hand; advances with its weapon ready;
        carries something while walking; walks while holding something;
        is walking with a gun; walking with a weapon; steps forward with its gun raised;
        moves forward with a gun; goes armed; walks on guard with a rifle;
        walks with its weapon up; walks and carries a load;
        walks with something in its hands; walks carrying a weapon;
        keeps watch on foot with a gun; makes its rounds with a weapon;
        walks with a blaster; walks like a soldier with a gun; walks gun in hand;
        holds its weapon and walks; walks with a loaded gun; carries a weapon on foot
    """,
    "walks upright": """
        walks with its body held high; walks on stretched legs; is walking tall;
        walks with straight legs; walks on long legs; steps along upright;
        walks at its full height; walks in an upright stance; goes on long legs;
        walking tall; walks erect; is walking upright; walks with a raised body;
        walks high on its legs; walks with its legs stretched;
        stalks along on long legs; moves forward on tall legs;
        goes with long straight legs; walks as on stilts; walks on high legs;
        keeps its body high and walks; walks with long steps; walks while standing tall;
        walks, its body far above the ground
    """,
    "walks and breathes fire": """
        walks with fire in its mouth; walks, breathing fire; walks and spits fire;
        is walking and breathing fire; walks and spews flames; burns all in its way;
        walks and blows fire; spits fire while walking; breathes fire while walking;
        walks while breathing flames; breathes flames as it walks;
        walks and burns things; spews fire on the walk; steps forward and breathes fire;
        advances, spitting fire; advances and breathes fire;
        shoots flames from its mouth while walking; sets the land on fire as it walks;
        blows flames while walking; walks along with flames coming from its mouth;
        scorches the earth as it walks; walks forward in a blaze of its own breath;
        torches the village while walking; walks and sprays fire;
        goes forward breathing fire; walks, spitting flames
    """,
    "sneaks": """
        tiptoes; prowls; moves without a sound; slinks forward; is sneaking; sneaking;
        creeps; is creeping along; creeps forward; creeps up on somebody; tiptoes along;
        sneaks along; sneaks past the guard; sneaks up on its prey; steals along;
        steals up on somebody; walks on tiptoe; walks stealthily; moves stealthily;
        stalks its prey; is stalking its prey; stalks along; slinks along; slinks off;
        goes on tiptoe; walks as quietly as it can; skulks about; skulks along;
        lurks about; moves like a thief; treads softly; tries not to be heard;
        walks low and quietly; keeps low and moves on; moves quietly forward;
        advances without a noise; sneaks around the house; creeps low over the ground;
        prowls around; is on the prowl; goes stealthily; walks without a sound;
        walks carefully so that nobody hears it; sneaks away; tiptoes past;
        slips along unseen; moves unseen; crouches low and creeps forward
    """,
    "runs": """
        sprints; sprints across the field; rushes ahead; jogs; is jogging;
        runs away quickly; goes for a run; runs to catch a bus; scurries off;
        runs as quickly as possible; running; runs for its life; hastens forward;
        moves along at a run; scampers off; hares off; is in a great rush;
        rushes to the door; is late and runs; jogs in the morning; runs after something;
        hotfoots it; breaks into a run; keeps running; is on the run; runs along;
        runs at speed; runs past; runs home; runs on; goes running; runs straight ahead;
        runs along the path; runs down the road; runs across the yard; speeds along;
        runs over to its friend; runs quickly; runs fast; is running fast;
        goes at a run; runs hard; sprints off; is sprinting; runs to the goal;
        comes running along; is out for a run; runs through the streets; rushes along;
        moves at a run; legs it; scampers along; scurries along; runs as fast as it can;
        runs around; jogs along the road; runs a long way; takes a run;
        hastens along on foot
    """,
    "gallops": """
        gallops across the field; is galloping; galloping; gallops along; gallops past;
        gallops off; gallops over the plain; goes at a gallop; goes at full gallop;
        breaks into a gallop; runs at a gallop; moves at a gallop; gallops fast;
        gallops at full speed; gallops away; gallops home; bounds along; bounds forward;
        bounds across the meadow; keeps galloping; gallops in great leaps;
        canters fast along; runs fast on four legs; stretches out in a gallop;
        hares along; runs with long bounds; is in full gallop; gallops like the wind;
        bounds along at top speed; rushes forward; speeds over the plain; goes flat out;
        hurtles forward; sprinting; zooms away; scoots away; runs like the wind;
        storms ahead; comes running; makes a run for it; bolts;
        pursues something at full speed; runs at full tilt; runs flat out;
        takes off at a run; runs as quickly as its legs carry it; speeds past;
        thunders past; rushes by; runs with all its might;
        covers the ground at great speed; hurtles past; runs at top speed; pelts along;
        whizzes past on foot; speeds away
    """,
    "runs away": """
        runs from danger; turns tail and runs; runs off in fright; escapes; is fleeing;
        is scared and runs away; gets away from an enemy; runs for cover; fleeing;
        flees in fear; flees from an enemy; is running away; takes to its heels;
        runs in terror; runs in panic; escapes at top speed; gets away fast;
        flees in panic; flees on foot; runs for safety; makes its escape; bolts in fear;
        bolts in terror; runs from its enemies; runs from the fire; panics and runs;
        flees from danger; saves itself by running; escapes from a hunter;
        escapes on foot; scurries away in fear; scampers away in fright;
        runs away from the noise; flees for its life; runs scared; turns and flees;
        gets out of danger at a run
    """,
    "gallops and jumps": """
        leaps across a ditch at a gallop; bounds over a log; clears a hurdle;
        takes a fence; clears a barrier at speed; sails over a hurdle;
        is galloping and jumping; jumps out of a gallop; jumps over a hurdle;
        jumps while running; leaps over a fence at a gallop; gallops and leaps;
        gallops up and jumps over; makes a running jump; leaps at a run;
        jumps in full gallop; runs up and jumps; leaps over a hurdle;
        clears a fence at a gallop; jumps a hurdle; jumps a fence;
        takes the hurdle at a gallop; runs and leaps; runs and jumps over it;
        jumps from a run; bounds over an obstacle at full speed; leaps in mid-gallop;
        takes off from a gallop and lands; long-jumps at a run; flies over a hurdle;
        gallops over a fence
    """,
    "runs upright": """
        runs on stretched legs; runs with its body held high; is running tall;
        runs on long legs; runs at its full height; running tall; runs erect;
        runs in an upright stance; runs with straight legs; is running upright;
        runs with a raised body; runs high on its legs; runs with stretched legs;
        runs on tall legs; runs as on stilts; runs on high legs;
        runs while standing tall; keeps its body high and runs;
        runs, its body far above the ground; runs with long steps; sprints upright;
        sprints on long legs; jogs upright; moves at a run on tall legs;
        rushes along on long legs
    """,
    "runs backwards": """
        running backwards; is running backwards; runs in reverse; jogs backwards;
        sprints backwards; runs backward; runs back without turning; retreats at a run;
        backs away at a run; backs away quickly; moves back quickly; backpedals;
        is backpedalling; runs with its back first; rushes backwards;
        goes backwards at a run; hastens backwards; runs away facing forward;
        backs off at a run; quickly backs up; runs rearwards; jogs backward;
        retreats quickly, facing its enemy; moves backwards at speed;
        goes backwards fast
    """,
    "runs with a weapon": """
        runs with a gun; is running with a gun; runs with a rifle; runs gun in hand;
        runs with a weapon in its hands; runs with a sword; runs with its sword drawn;
        runs while holding a gun; runs holding a weapon; carries a gun and runs;
        carries a weapon at a run; is running with a weapon; running with a weapon;
        sprints with a gun; sprints with a weapon; jogs with a rifle;
        rushes on with a gun; runs forward with its weapon ready;
        runs along, weapon in hand; runs with a blaster; runs with its gun up;
        runs into battle with a weapon; rushes along armed;
        runs like a soldier with a gun; runs carrying a load;
        runs with something in its hands; runs along with a gun;
        advances at a run with a weapon
    """,
    "runs and shoots": """
        runs and fires; runs while shooting; is running and shooting;
        shoots while running; fires while running; fires a gun on the run;
        runs and fires a gun; runs and guns; fires on the run; runs forward and shoots;
        sprints and shoots; shoots at a run; runs and shoots at an enemy;
        runs with its gun firing; runs forward, firing; rushes forward and shoots;
        jogs and shoots; runs and pulls the trigger; runs, shooting;
        opens fire at a run; keeps running and shooting; blasts away on the run;
        runs and sprays bullets; advances at a run, firing; runs and fires its blaster;
        shoots as it runs
    """,
    "runs and strikes with a sword": """
        runs and swings a sword; is running and swinging a sword; strikes while running;
        swings a sword at a run; strikes on the run; runs and slashes with a sword;
        slashes while running; runs up and strikes; runs up and slashes;
        runs in and cuts; runs at an enemy and strikes with a sword;
        attacks with a sword at a run; runs forward and swings a weapon;
        swings its sword as it runs; cuts with its sword while running;
        rushes forward and strikes with a sword; sprints and slashes;
        rushes in with a swing of the sword; runs and hacks at an enemy;
        makes a running strike; strikes with its sword at full run; slashes at a run;
        rushes an enemy and slashes with a sword; runs, swinging a sword
    """,
    "runs sideways to the {side}": """
        runs to the {side}; runs {side}; strafes {side}; is strafing {side};
        is running sideways to the {side}; moves sideways to the {side};
        sidesteps to the {side} at a run; side-steps {side}; shuffles to the {side};
        runs sideways, to the {side}; goes sideways to the {side}; jogs to the {side};
        jogs sideways to the {side}; moves to the {side}; moves {side} at a run;
        steps quickly to the {side}; crosses over to the {side}; strafing {side};
        runs {side} while facing forward; slides over to the {side}; rushes {side};
        rushes to the {side}; hastens to the {side}; runs to its {side};
        runs crabwise to the {side}; sprints to the {side};
        sprints sideways to the {side}; runs across to the {side}; goes {side} at a run
    """,
    "turns to the {side}": """
        turns round to the {side}; rotates to the {side}; turning {side};
        makes a {side} turn; is turning {side}; is turning to the {side};
        turns its body to the {side}; swings round to the {side};
        spins round to the {side}; pivots to the {side}; takes a turn to the {side};
        takes a {side} turn; swivels to the {side}; steers to the {side}; steers {side};
        faces {side}; turns about to the {side}; turns on the spot to the {side};
        turns in place to the {side}; rotates {side}; veers to the {side}; veers {side};
        wheels round to the {side}; goes round to the {side};
        changes direction to the {side}; curves {side}; makes a turn to the {side};
        heads {side}; circles to the {side}; pivots {side}
    """,
    "slithers along": """
        slithers; is slithering; slithering; slithers forward;
        slithers through the grass; slithers over the sand; winds along;
        winds its way forward; snakes along; snakes its way forward;
        creeps on its belly; crawls on its belly; wriggles forward; moves in curves;
        moves in waves; undulates over the ground; writhes along;
        moves in winding curves; wriggles along the ground; slides over the ground;
        sidewinds; is sidewinding; moves along like a snake; slithers past;
        slithers away; slithers across the desert; slinks along on its belly;
        squirms forward; wriggles its body and moves on; makes its way without legs;
        twists its way along; slithers on; travels on its belly
    """,
    "rolls forward": """
        somersaults; tumbles forward; does a somersault; turns a somersault; rolls;
        is rolling; rolling forward; does a forward roll; makes a forward roll;
        rolls on the floor; rolls head over heels; goes head over heels; rolls ahead;
        dives into a roll; ducks into a roll; does a combat roll; does a tumble;
        tumbles over; rolls like a ball; rolls on its back and comes up; flips forward;
        tucks its head in and rolls; rolls over its shoulder; dives forward and rolls;
        performs a somersault; does an acrobatic roll; rolls to its feet;
        makes a somersault; rolls once; tumbles along;
        takes a tumble forward and gets up
    """,
    "dodges": """
        evades an attack; slips aside; is dodging; dodging; dodges a blow;
        dodges an attack; dodges an arrow; dodges a bullet; avoids a blow;
        avoids an attack; avoids being hit; sidesteps; sidesteps a blow;
        sidesteps an attack; leaps aside; steps aside; gets out of the way;
        moves out of the way; jumps out of the way; darts aside; leaps out of the way;
        swerves; swerves aside; evades; evades a blow; side-steps; ducks aside;
        ducks out of the way; makes way quickly; gives a blow the slip;
        twists out of the way; springs aside; springs out of the way; is quick to dodge;
        escapes a blow; weaves out of the way; hurls itself aside
    """,
    "jumps": """
        leaps; jumps over an obstacle; takes a leap; vaults; bounces up; is jumping;
        leaps across a ditch; jumps high; springs over a fence; makes a jump;
        clears a log; leaps up from the ground; jumps for joy; bounds up;
        jumps over a box; jumps up; skips over something; springs into the air;
        does a jump; jumps up high; gets over a barrier; leaps over a stream;
        jumps on the spot; is leaping; pops up into the air; leaping; jumps over a log;
        leaps up; leaps high; jumps into the air; gives a jump; makes a leap;
        makes a big jump; bounces; jumps as high as it can; jumps up and down;
        does a high jump; leaps over it; jumps over the fence; leaps over a log;
        hurls itself into the air with its legs; takes a jump; pushes off and jumps;
        crouches and leaps; jumps to reach something; leaps for joy; performs a jump;
        jumps once; jumps across; jumps over a stream; is bouncing; bounces on the spot;
        vaults over a wall; leaps to catch a ball; jumps with both feet;
        gets off the ground with a jump
    """,
    "takes off for a jump": """
        gets ready to jump; is about to jump; starts to jump; starts a jump; pushes off;
        begins a jump; bends its knees and jumps off; prepares to jump; jumps off;
        gathers itself for a jump; crouches for a jump; bends down and leaps off;
        launches itself into a jump; kicks off from the ground; leaps off;
        takes off to jump; pushes itself off the ground; goes into a jump;
        begins to leap; starts to leap; winds up for a jump; squats and springs up;
        springs up from a crouch; bends its legs for a jump; is jumping off;
        takes off with both feet
    """,
    "lands after a jump": """
        lands; is landing from a jump; lands from a jump; comes down from a jump;
        lands on both feet; lands with bent knees; comes down on its feet;
        hits the ground after a jump; lands softly on its feet; ends its jump;
        finishes its jump; touches the ground after a leap; lands from a leap;
        comes down after a leap; lands and bends its knees; lands in a crouch;
        absorbs the landing with its legs; drops to its feet; catches itself on landing;
        is back on the ground after a jump; ends a leap; lands after a leap;
        lands hard on its feet; lands and straightens up; comes back down on its feet
    """,
    "hangs in the air": """
        is in mid-jump; is in the middle of a jump; is in the air after a jump;
        stays in the air in mid-jump; is up in the air in a jump; is in mid-leap;
        is at the top of its jump; hangs in mid-jump; is off the ground in a jump;
        sails through a jump; is in the air between jump and landing; hangs in mid-leap;
        keeps its jumping posture in the air; has jumped and is in the air;
        is still in the air from its jump; stays up in mid-leap; is jumping, in the air;
        holds its pose in mid-jump; is caught in mid-jump; is at the height of a leap;
        is at the height of its jump; reaches the top of a jump;
        waits for the landing in the air; is between takeoff and landing of a jump;
        leaps and is in mid-air
    """,
}
