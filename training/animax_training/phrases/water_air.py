"""How artists say that something swims, flies or falls."""

SAID = {
    "swims": """
        swimming; swims through the sea; drifts along in the water; goes swimming;
        floats through the sea with its fins moving; swims in a river; keeps swimming;
        moves through the water; swims around underwater; strokes through the water;
        travels below the surface of the sea; swims with its tail swinging;
        wiggles forward in the water; goes for a swim; slides along in water;
        floats forward; cuts through the water; propels itself forward in the sea;
        swims around in its tank; goes through the lake; undulates in the water;
        is at home in the water; swims upstream; moves its fins and tail;
        makes its way through the ocean; swims at ease; swims about; swims around;
        swims forward; swims past; swims by; swims on; swims underwater;
        swims with its school; is swimming along; swims in the ocean; swims in the lake;
        swims in the aquarium; swims with beats of its tail;
        beats its tail in the water; moves its tail from side to side and swims;
        swims with gentle strokes; wanders the ocean; roams the sea;
        travels through the water; swims to the shore; moves along underwater;
        swings its tail fin and swims; swims across the bay; swims near the surface;
        swims in deep water; is under way in the sea; steers through the water;
        weaves through the water; swims in waves; drives itself forward with its tail;
        swims along the bottom; is swimming around
    """,
    "swims fast": """
        speeds through the sea; shoots forward in the water; is swimming fast;
        swims quickly; swimming fast; swims at top speed; swims at full speed;
        swims rapidly; darts through the water; swims with quick strokes;
        swims with quick tail beats; speeds through the water; rushes through the water;
        swims off at speed; swims as fast as it can; swims for its life;
        flees through the water; shoots through the sea; hunts at full speed in the sea;
        darts forward in the water; swims like a torpedo;
        cuts quickly through the water; swims fast after its prey;
        zooms through the water; zips through the water; swims in a great rush;
        beats its tail fast; whips its tail and shoots ahead; swims hard;
        swims at speed; swims away fast; is swimming at full speed
    """,
    "swims with a sudden push": """
        swims with a burst; gives a sudden push in the water; swims by pushing off;
        shoots ahead in one push; swims with strong pushes; swims in jerks;
        pushes through the water; swims in spurts;
        makes a sudden push forward in the water; is swimming in bursts;
        swimming in bursts; swims with a burst of speed;
        thrusts itself forward in the water; kicks off in the water; swims in thrusts;
        gives a thrust with its tail and drifts; pushes and drifts in the water;
        swims with a jerk of its tail; accelerates in the water;
        bursts forward in the water; surges forward in the water;
        swims with one powerful stroke; drives itself ahead with one beat of its tail;
        lunges forward in the water; swims stroke by stroke; makes a spurt in the water
    """,
    "flops about out of the water": """
        flops; is flopping around; thrashes about on land; struggles on the shore;
        flaps about on the beach; is out of the water and flops; flopping;
        flips about on the ground; thrashes on the deck; writhes on the sand;
        gasps for water on land; lies on land and flaps its tail; is stranded;
        twitches on the dry ground; is stranded and thrashes; wriggles on the deck;
        wriggles on the hook; is caught and flops about; flops on the floor;
        flounders on the shore; flounders on land; flops helplessly;
        flips over and over; slaps the ground with its tail;
        struggles for breath on land; jerks on the dock; squirms on the sand;
        squirms out of the water; bounces about on the deck;
        fights for life on the beach; is a fish out of water; thrashes in the net
    """,
    "flies": """
        flying; flutters around; beats its wings; soars; stays up on its wings;
        is on the wing; flits from flower to flower; hums around in flight;
        circles in the air; whirrs its wings; is airborne; flies around;
        flies over a meadow; drones around; flies about; flies past; flies by; flies on;
        flies home; flies off; flies forward; flies along; keeps flying;
        flies through the air; flies through the sky; flies through the clouds;
        flies over the trees; flies over the sea; flies across the sky; flies high;
        flies high in the sky; flies with beating wings; flies on strong wings; flaps;
        is flapping its wings; flaps along; wings its way home; flutters;
        flutters along; flutters about; flutters through the air; flits about;
        moves through the air; travels through the air; makes its way through the air;
        soars over the hills; soars across the sky; soars on its wings;
        beats its wings up and down; moves its wings up and down; crosses the sky;
        circles overhead; circles above; is in flight; is in the air; is up in the air;
        flies south; flies with its flock; flies over the houses; patrols the sky;
        roams the sky; takes a flight around; swoops along;
        sails along on beating wings; cleaves the air with its wings
    """,
    "flies fast": """
        speeds through the sky; shoots through the sky; is flying fast; flying fast;
        flies quickly; flies at full speed; flies at top speed; flies rapidly;
        speeds through the air; shoots through the air; zooms through the air;
        zooms through the sky; flies as fast as it can; flies off at speed;
        rushes through the air; flies with quick wingbeats; flies at speed;
        flies like an arrow; flies like a rocket; darts through the air;
        hurtles through the sky; whizzes through the air; streaks across the sky;
        flies in a great rush; flies away fast; flees through the air;
        zips across the sky; flies hard; flies like the wind; speeds by in the air;
        rockets through the sky; flies at high speed; jets through the air
    """,
    "flies and breathes fire": """
        breathes fire from above; flies, breathing fire; is flying and breathing fire;
        breathes fire in flight; breathes fire while flying; spits fire in flight;
        spits fire while flying; flies and spits fire; flies and spits flames;
        flies and blows fire; flies over the village and burns it;
        burns the land from above; rains fire from the sky; rains fire on the village;
        flies, spitting flames; sets the town on fire from the air;
        flies and spews flames; spews fire from the air; flies past and breathes flames;
        sprays fire from above; blows fire as it flies; scorches the earth from the air;
        flies and burns everything below; pours flames from the sky;
        attacks with fire from the air; breathes flames in flight;
        flies while spitting fire; torches the fields in flight
    """,
    "hovers": """
        hovering; is hovering; hovers in place; hovers on the spot; flutters in place;
        beats its wings and stays there; treads the air; flies without going anywhere;
        hovers in place with wings going; hangs in mid-flight; stays aloft in one place;
        flies in place; is flying on the spot; hovers above the ground;
        hovers like a hummingbird; hovers like a helicopter; keeps its place in the air;
        holds its position in the air; holds itself up in one place with its wings;
        remains in one place in the air; keeps itself in the air on the spot;
        hovers over a flower; waits in the air; waits in the air, its wings beating;
        flaps to stay where it is; flaps its wings on the spot;
        flaps its wings in place; hovers overhead; hovers in mid-air; hovers above;
        floats in the air on its wings; stands in the air; stays still in the air;
        beats its wings in place; hangs on beating wings; keeps hovering;
        stays in place in mid-air; flutters on the spot; stays airborne in one place
    """,
    "hovers and breathes fire": """
        breathes fire in the air; hovers, breathing fire;
        is hovering and breathing fire; breathes fire while hovering;
        hovers and spits fire; hovers and spits flames; hovers and blows fire;
        hovers in the air and breathes fire; hovers, spitting flames;
        spits fire while hovering; stays in the air and breathes fire;
        hovers and spews fire; breathes fire on the spot in the air;
        breathes flames while hovering; hangs in the air and breathes fire;
        hangs in the air and spits flames; flies on the spot and breathes fire;
        flies in place and spits fire; hovers above its enemy and burns it;
        hovers and sprays fire; sprays flames while hovering;
        hovers over the village and burns it; breathes fire as it hovers;
        treads the air and breathes fire; hovers and pours fire
    """,
    "glides": """
        gliding; is gliding; sails through the air on still wings; flies on still wings;
        soars without flapping; soars on spread wings; keeps its wings still in the air;
        flies with its wings spread wide; spreads its wings and sails;
        sails on the wind; rides the wind; floats on the wind with wings spread;
        soars on the wind; flies without flapping; holds its wings out and sails along;
        drifts on the wind with its wings spread; rides a warm wind;
        is carried by the wind; planes through the air;
        sails across the sky with its wings still; circles on motionless wings;
        flies on motionless wings; sails on outstretched wings; lets the wind carry it;
        rests on its wings in the air; soars like an eagle;
        keeps its wings stretched in flight; flies with stiff wings;
        soars on stiff wings; floats down on spread wings; rides on the air;
        does not beat its wings in flight
    """,
    "takes off into the air": """
        takes off; lifts off; taking off; leaves the ground with its wings;
        is taking off; flies up from the ground; takes to the air; takes wing;
        takes to the wing; flies up; rises up on its wings; starts its flight;
        begins to fly; flies off the ground; spreads its wings and takes off;
        beats its wings and rises; leaves the ground in flight;
        lifts itself into the air; jumps up and flies off; takes off from the ground;
        climbs into the air; climbs into the sky; ascends into the sky; soars up;
        soars up from the ground; launches itself into the sky; launches into flight;
        lifts off the ground; flaps its wings and takes off; takes off and flies away;
        gets airborne; becomes airborne; rises from the ground on its wings;
        beats its wings and lifts off; takes off for a flight; flutters up;
        sets off into the air; goes up into the air; flaps up from the ground;
        takes off like a plane; springs into flight
    """,
    "lands from flight": """
        touches down; landing; alights; sets down on the ground; comes in to land;
        ends its flight; is landing; lands on the ground; lands after a flight;
        flies down; lands from the air; comes down from the sky; alights on the ground;
        settles on the ground after a flight; returns to the ground; sets down;
        is coming in to land; flies in and lands; folds its wings and lands;
        alights on a branch; lands on a branch; swoops down and lands;
        descends and lands; descends to the ground; lands with beating wings;
        brakes with its wings and lands; touches down on the grass;
        touches the ground after flying; stops flying and lands;
        lands with spread wings; finishes its flight; lands like a plane; perches;
        drops out of the sky and lands; comes in for a landing; makes a landing;
        sinks to the ground on its wings; sets its feet down after a flight
    """,
    "flaps while falling": """
        flaps on the way down; falls slowly with its wings beating;
        falling and flapping; breaks its fall with its wings; falls while flapping;
        flaps its wings as it falls; flaps its wings while falling; flaps in the fall;
        beats its wings while falling; slows its fall with its wings;
        flutters to the ground; is fluttering down; drops down with wings flapping;
        falls with flapping wings; comes down fluttering; flutters downwards;
        sinks through the air, flapping; flaps wildly on the way down;
        falls like a hen with its wings going; flutters while falling;
        tumbles and flaps; falls from the roof and flaps; flaps helplessly as it drops;
        tries to fly and falls; falls and flutters; drops and flaps its wings;
        flaps to soften its fall; flutters down from a tree;
        descends with fluttering wings; flaps all the way down
    """,
    "falls": """
        falling; falls down from the sky; falls from a height; drops from a height;
        is in free fall; falls from a cliff; falls off a cliff; falls off a roof;
        plummets from the sky; drops through the air; drops like a stone;
        is falling from the sky; falls out of a window; tumbles through the air;
        falls far; falls deep; falls into a pit; drops into the depths; falls and falls;
        keeps falling; is dropping through the air; falls down a shaft;
        sinks fast through the air; has lost its hold and falls; goes into free fall;
        falls out of the sky; falls from the tower; hurtles towards the ground;
        drops from the clouds; is plunging down; falls like a stone
    """,
    "strikes in flight": """
        attacks in flight; dives at an enemy from the air; strikes from the air;
        strikes while flying; attacks while flying; is attacking in flight;
        swoops on its prey; swoops down on an enemy; swoops and strikes;
        dives and strikes; hits an enemy in flight; flies at an enemy and strikes;
        strikes from above; attacks from above; strikes an enemy from the air;
        claws at an enemy in flight; uses its claws in flight;
        grabs at its prey from the air; snatches at its prey in flight;
        dives on its prey; dives at its prey; attacks its prey from the air;
        lashes out in flight; stretches out its claws in flight; fights in the air;
        fights while flying; punches in flight; hits out while flying;
        dives from the sky and strikes; swoops at an enemy with its claws out;
        slashes in flight; strikes in mid-air; makes an aerial attack;
        flies up and strikes; kicks in flight
    """,
}
