"""How artists say that something flies or hovers."""

SAID = {
    "flies": """
        flies about the garden; flies about the room; flies across the lake; flies
        across the land; flies across the moon; flies across the river; flies across the
        valley; flies all around; flies aloft; flies among the clouds; flies among the
        flowers; flies around a lamp; flies around in circles; flies around the garden;
        flies around the house; flies around the light; flies around the room; flies
        around the tower; flies away; flies away from its nest; flies back and forth;
        flies back to its nest; flies below the clouds; flies between the trees; flies
        by night; flies by the window; flies from branch to branch; flies from flower to
        flower; flies from place to place; flies from tree to tree; flies in a circle;
        flies in a flock; flies in a straight line; flies in circles; flies in
        formation; flies in the air; flies in the blue sky; flies in the evening sky;
        flies in the sky; flies in the sunshine; flies into the clouds; flies into the
        distance; flies into the sunset; flies like a bird; flies low; flies low over
        the ground; flies north; flies off home; flies off into the distance; flies out
        over the sea; flies over; flies over a castle; flies over a field; flies over a
        lake; flies over a mountain; flies over the battlefield; flies over the castle;
        flies over the city; flies over the desert; flies over the fields; flies over
        the flowers; flies over the forest; flies over the garden; flies over the hills;
        flies over the land; flies over the meadow; flies over the ocean; flies over the
        river; flies over the rooftops; flies over the town; flies over the treetops;
        flies over the valley; flies over the village; flies over the water; flies
        overhead; flies past a tower; flies past the moon; flies past the window; flies
        round and round; flies round the house; flies round the tower; flies smoothly;
        flies steadily; flies straight ahead; flies the whole way home; flies through
        the clouds above; flies through the forest; flies through the garden; flies
        through the night; flies through the night sky; flies through the open window;
        flies through the room; flies through the valley; flies through the wind; flies
        to another tree; flies to its nest; flies to the next flower; flies towards the
        camera; flies towards the castle; flies towards the moon; flies towards the sun;
        flies under the clouds; flies up and down; flies with a flock; flies with
        flapping wings; flies with flapping arms; flies with its wings; flies with
        leathery wings; flies with steady wingbeats; flies with strong wingbeats; flies
        with wings beating; flies, flapping its wings; flies, its wings going up and
        down; flies, wings beating steadily; is flying about; is flying across the sky;
        is flying along; is flying around; is flying high; is flying home; is flying in
        the sky; is flying over the forest; is flying over the sea; is flying over the
        village; is flying through the air; is flying through the clouds; is flying
        through the sky; is flapping along; is flapping through the air; is fluttering
        about; is fluttering along; is fluttering through the garden; is flitting about;
        is circling in the sky; is circling overhead; is aloft; is buzzing about; is
        buzzing around; is airborne and flaps its wings; is beating its wings; is high
        up in the sky; is in the sky; is migrating south; is on its way through the sky;
        is on the wing over the fields; is soaring over the hills; is up in the sky; is
        up there in the clouds; is winging its way home; beats its great wings; beats
        its leathery wings; beats its wings and flies; beats its wings in steady rhythm;
        beats its wings steadily; beats its wings through the sky; beats the air with
        its wings; beats along through the sky; circles; circles in the sky; circles
        over its prey; circles over the battlefield; circles over the castle; circles
        over the field; circles round a lamp; circles round and round in the air;
        circles round the tower in the air; crosses the clouds; crosses the heavens;
        crosses the moon; crosses the sea on its wings; cuts through the air on its
        wings; drones along; drones by; drones through the air; flaps about in the air;
        flaps across the lake; flaps across the sky; flaps along through the sky; flaps
        and flaps; flaps around; flaps away; flaps from tree to tree; flaps home; flaps
        its great wings; flaps its leathery wings; flaps its wings and flies; flaps its
        wings and flies along; flaps its wings in flight; flaps its wings in the air;
        flaps its wings in the sky; flaps its wings on its way south; flaps its wings
        steadily; flaps its wings up and down; flaps off; flaps over the fields; flaps
        overhead; flaps past; flaps through the air; flaps through the night; flaps
        through the sky; flits; flits around; flits around the garden; flits by; flits
        from branch to branch; flits from tree to tree; flits past; flits through the
        air; flits through the garden; flits through the night; flutters about in the
        air; flutters about the garden; flutters across the meadow; flutters among the
        flowers; flutters around a lamp; flutters around in the air; flutters around the
        light; flutters away; flutters by; flutters from flower to flower; flutters from
        tree to tree; flutters in the air; flutters its wings; flutters its wings in
        flight; flutters off; flutters over the flowers; flutters over the meadow;
        flutters past; flutters round the room; flutters through the garden; flutters
        through the night; flutters through the room; follows its flock through the sky;
        goes aloft on its wings; goes by air; goes through the air; heads home on the
        wing; heads south on the wing; heads south through the sky; hums along; hums
        from flower to flower; hums through the air; is carried along by its wings;
        journeys through the sky; keeps aloft; keeps flapping its wings; keeps flying
        on; keeps itself aloft with its wings; keeps in the air with beats of its wings;
        leads its flock through the sky; lets its wings carry it; makes its way by air;
        makes its way through the clouds; makes its way through the sky; migrates;
        migrates south; migrates with its flock; moves along in the air; moves along
        through the air; moves forward in the air; moves its wings in flight; moves its
        wings in the air; moves on its wings; moves through the clouds; moves through
        the sky; navigates the sky; passes overhead; passes over the village in the air;
        passes through the clouds; patrols the clouds; patrols the sky over the castle;
        ploughs through the clouds; propels itself through the air; propels itself
        through the air with its wings; rides the air with beating wings; roams the air;
        roams the clouds; roams the heavens; rows through the air with its wings; rules
        the sky; rules the skies; sails through the sky with beating wings; sails
        through the clouds; skims over the lake in the air; skims over the treetops;
        skims over the waves on its wings; soars in the sky; soars over the castle;
        soars over the forest; soars over the sea; soars over the valley; soars
        overhead; soars through the clouds; soars through the sky; stays aloft with its
        wings; stays in the air with its wings; stays in the sky with its wings; swoops
        about in the air; swoops around in the sky; swoops over the fields; swoops
        through the clouds; takes a flight over the sea; takes a flight over the valley;
        takes the air route home; travels across the sky; travels by air; travels by
        wing; travels in the sky; travels on its wings; travels on the wing; travels
        over the clouds; travels over the sea through the air; travels through the
        clouds; travels through the sky; uses its wings; uses its wings to fly; uses its
        wings to get along; waves its wings up and down; whirrs along; whirrs past;
        whirrs through the air; whirs about; wheels about in the sky; wheels in the sky;
        wheels over the cliffs; wheels overhead; wings its way; wings its way across the
        sky; wings its way over the forest; wings its way over the sea; wings its way
        south; wings its way through the sky; wings through the air; works its wings;
        works its wings up and down; flapping; flapping along; flapping its wings;
        flapping through the air; fluttering; fluttering about; fluttering through the
        air; flying about; flying along; flying around; flying high; flying in the sky;
        flying over the forest; flying over the sea; flying through the air; flying
        through the clouds; buzzing; buzzing about; buzzing around; circling overhead;
        soaring over the hills; winging its way home
    """,
    "flies fast": """
        flies as quickly as it can; flies at a furious pace; flies at breakneck speed;
        flies at great speed; flies at lightning speed; flies at record speed; flies
        away at speed; flies away in a hurry; flies away quickly; flies by in a flash;
        flies fast over the trees; flies fast through the clouds; flies fast through the
        sky; flies flat out; flies for its life; flies full tilt; flies furiously; flies
        hastily; flies hurriedly; flies in a hurry; flies in haste; flies like a bullet;
        flies like a falcon; flies like a jet; flies like a shot; flies like crazy;
        flies like lightning; flies off in a hurry; flies off like a shot; flies off
        quickly; flies past at top speed; flies past in a flash; flies quickly across
        the sky; flies quickly over the forest; flies quickly through the air; flies
        rapidly across the sky; flies rapidly over the fields; flies swiftly; flies
        swiftly across the sky; flies swiftly over the land; flies very fast; flies very
        quickly; flies with all its might; flies with fast wingbeats; flies with hurried
        wingbeats; flies with rapid wingbeats; flies with quick beats of its wings;
        flies with swift wings; flees at full speed on the wing; flees on the wing;
        flees through the sky; flees into the clouds; flaps as fast as it can; flaps as
        quickly as it can; flaps fast; flaps furiously; flaps hastily; flaps its wings
        as fast as it can; flaps its wings fast; flaps its wings furiously; flaps its
        wings hard and shoots ahead; flaps its wings rapidly; flaps quickly; flaps
        rapidly; beats its wings as fast as it can; beats its wings fast; beats its
        wings rapidly; beats its wings quickly; beats its wings furiously and shoots
        ahead; blazes across the sky; blazes through the sky; bolts through the air;
        darts about in the air; darts across the sky; darts through the clouds; darts
        through the sky; escapes through the air at top speed; flashes across the sky;
        flashes past in the air; flashes through the sky; hastens through the air;
        hastens through the sky; hurtles across the sky; hurtles through the air;
        hurtles through the clouds; jets across the sky; jets off through the air; makes
        haste on the wing; moves fast through the air; moves quickly through the air;
        moves rapidly through the sky; outflies its pursuers; pursues its prey through
        the air; puts on speed in the air; rips through the air; rips through the sky;
        rockets across the sky; rockets through the air; rushes across the sky; rushes
        over the land on its wings; rushes through the clouds; rushes through the sky;
        scuds across the sky; shoots across the sky; shoots past in the air; shoots
        through the clouds; speeds across the sky; speeds away through the air; speeds
        over the land on its wings; speeds over the treetops; speeds past in the air;
        speeds through the clouds; sprints through the air; streaks over the treetops;
        streaks through the air; streaks through the clouds; streaks through the sky;
        whips through the air; whirrs past at top speed; whisks through the air;
        whistles through the air; whizzes across the sky; whizzes by in the air; whizzes
        through the sky; whooshes across the sky; whooshes through the air; wings its
        way home in a hurry; wings its way quickly; zips about in the air; zips through
        the air; zips through the clouds; zips through the sky; zooms across the sky;
        zooms around in the air; zooms by in the air; zooms over the treetops; zooms
        past in the air; zooms through the clouds; is flapping fast; is flapping
        furiously; is flying at full speed; is flying at top speed; is flying rapidly;
        is flying very fast; is flying very quickly; is in a great hurry in the air; is
        racing through the air; is racing through the sky; is rushing through the air;
        is speeding through the air; is speeding through the sky; is streaking across
        the sky; is zooming through the air; darting through the air; flapping fast;
        flapping furiously; flying at full speed; flying quickly; hurtling through the
        sky; racing through the air; speeding through the sky; zooming through the air
    """,
    "flies and breathes fire": """
        flies along, breathing fire; flies along and spits fire; flies around, breathing
        fire; flies by and breathes fire; flies by, spitting flames; flies in, breathing
        fire; flies on and breathes fire; flies over a castle and breathes fire; flies
        over an army and breathes fire; flies over its enemies and breathes fire; flies
        over the castle, spitting fire; flies over the city and breathes fire; flies
        over the fields and sets them on fire; flies over the town and spits flames;
        flies overhead, breathing fire; flies past, breathing fire; flies past, spewing
        flames; flies while breathing fire; flies while breathing flames; flies while
        spewing fire; flies with fire coming from its mouth; flies with flames shooting
        from its mouth; flies and belches fire; flies and breathes flames; flies and
        pours out fire; flies and scorches the land; flies and sets a village on fire;
        flies and shoots flames from its mouth; flies and sprays fire; flaps its wings
        and breathes fire; flaps its wings and spits fire; flaps through the sky,
        breathing fire; beats its wings and breathes fire in flight; breathes fire as it
        flies; breathes fire as it flies past; breathes fire at the castle from the air;
        breathes fire down on its enemies; breathes fire down on the village; breathes
        fire from the air; breathes fire from the sky; breathes fire on the wing;
        breathes fire over the town as it flies; breathes flames as it flies; breathes
        flames from above; breathes flames from the air; breathes flames while flying;
        spits fire as it flies; spits fire from above; spits fire from the air; spits
        fire from the sky; spits fire on the wing; spits flames as it flies; spits
        flames from the sky; spits flames while flying; spews fire as it flies; spews
        fire from above; spews fire in flight; spews flames in flight; spews flames
        while flying; blows fire from the air; blows fire in flight; blows flames in
        flight; blows fire while flying; belches fire in flight; shoots flames from its
        mouth as it flies; shoots fire from above; sprays fire in flight; sprays flames
        from the sky; pours fire from the sky; pours fire down from above; rains fire
        down on its enemies; rains fire from above; rains flames on the castle; rains
        fire on the battlefield; sends flames down from the sky; sends fire down on the
        castle; burns a village from the air; burns its enemies from above; burns the
        castle from the air; burns the fields from the air; burns the town from above;
        burns down the village from the sky; sets the castle on fire from above; sets
        fields on fire from the sky; scorches the castle from above; scorches the ground
        from the sky; torches a village from above; torches the town in flight; soars
        and breathes fire; soars over the town and spits fire; swoops over the castle,
        breathing fire; swoops over its enemies and breathes fire; attacks in flight
        with its fiery breath; attacks from the sky with fire; attacks a castle from the
        air with fire; makes a fiery pass over the village; is breathing fire from the
        air; is flying and spitting fire; is flying and spewing flames; flying and
        breathing fire; flying and spitting flames
    """,
    "hovers": """
        hovers and waits; hovers at the flower; hovers before a flower; hovers close to
        a flower; hovers effortlessly; hovers for a moment; hovers high above; hovers in
        front of a flower; hovers in front of somebody; hovers in one place; hovers in
        one spot; hovers in place in the air; hovers in place, wings beating; hovers in
        the sky; hovers in the same spot; hovers like a bee at a flower; hovers like a
        dragonfly; hovers like a kestrel; hovers like a drone; hovers low over the
        ground; hovers motionless; hovers near a flower; hovers near the ground; hovers
        on beating wings; hovers on the spot, flapping; hovers on whirring wings; hovers
        over a field; hovers over its prey; hovers over the lake; hovers over the
        village; hovers overhead and waits; hovers quietly; hovers there; hovers up and
        down on the spot; hovers with beating wings; hovers with flapping wings; hovers
        with its wings beating; hovers with quick little wingbeats in place; is hovering
        above the ground; is hovering at a flower; is hovering in mid-air; is hovering
        in place; is hovering in the air; is hovering on the spot; is hovering over a
        flower; is hovering over its prey; is hovering overhead; is flapping in place;
        is flapping on the spot; is flying in place; is fluttering in place; is
        fluttering on the spot; is airborne on the spot; is suspended in the air by its
        wings; is staying in one place in the air; is hanging on its beating wings; is
        treading air; beats its wings and hovers; beats its wings and stays in place;
        beats its wings and stays where it is; beats its wings on the spot; beats its
        wings to stay in place; beats its wings without moving forward; does not move
        forward, only flaps; flaps and hovers; flaps and stays in place; flaps and stays
        where it is in the air; flaps in mid-air; flaps in one spot; flaps in place;
        flaps in place in the air; flaps its wings and hovers; flaps its wings and stays
        in place; flaps its wings and stays there; flaps its wings in one spot; flaps
        its wings to hover; flaps its wings to keep its place; flaps its wings to stay
        in place; flaps its wings without going anywhere; flaps on the spot; flaps to
        hold its place in the air; flaps to keep itself in one place; flaps to stay up
        in one spot; flaps without moving forward; flies and stays in one place; flies
        but stays in place; flies in one place; flies in one spot; flies in place,
        flapping its wings; flies on the same spot; flies on the spot and waits; flies
        on the spot, wings beating; flies without moving forward; flies without moving
        from the spot; floats in place on its wings; flutters at a flower; flutters in
        front of a flower; flutters in mid-air; flutters in one place; flutters in one
        spot; flutters in the air on the spot; flutters over a flower; flutters to stay
        in place; flutters without moving from the spot; hangs in mid-air on its wings;
        hangs in place on beating wings; hangs in the air on its wings; hangs in the
        air, wings beating; hangs in the sky, flapping; hangs on its wings; hangs over a
        flower; holds its altitude; holds its altitude on the spot; holds its height on
        the spot; holds itself aloft on the spot; holds itself in place with its wings;
        holds itself in the air with its wings; holds its place in the air with beating
        wings; holds its place in the sky; holds still in the air; idles in flight;
        idles in mid-air on its wings; idles in the air on beating wings; keeps flapping
        on the spot; keeps flapping to stay in place; keeps hovering over a flower;
        keeps in place with its wings; keeps its altitude on the spot; keeps its height
        and place; keeps its position in the air; keeps itself aloft in one place; keeps
        itself aloft on the spot; keeps itself up on the spot with its wings; keeps
        still in the air with beating wings; keeps to one place in the air; lingers at a
        flower, wings beating; lingers in mid-air; lingers in the air on its wings;
        lingers over a flower on its wings; maintains its height; maintains its position
        in the air; poises in the air; poises in the air before it dives; remains aloft
        in one place; remains airborne in one spot; remains in place in the air; remains
        suspended in the air; remains on the spot in the air; stands in the air like a
        kestrel; stands in the air on beating wings; stands in the wind like a kestrel;
        stays airborne on the spot; stays aloft on the spot; stays at one height; stays
        at one height and place; stays at the same place in the air; stays in mid-air;
        stays in mid-air, flapping; stays in one spot in the air; stays in place with
        beating wings; stays in place, flapping its wings; stays in the air on the spot;
        stays in the air without moving on; stays in the same place in the air; stays on
        one spot in the air; stays suspended in mid-air; stays up on the spot, flapping;
        stays where it is in the air; stops in mid-air; stops in mid-air and hovers;
        stops in the air and waits; treads air; waits above the ground, flapping; waits
        for its prey in the air; waits in flight on the spot; waits in the air on
        beating wings; waits on the wing; whirrs in place; whirrs on the spot; flapping
        in place; flapping on the spot; fluttering in place; flying on the spot;
        hovering in place; hovering in the air; hovering over a flower; staying in one
        place in the air
    """,
    "hovers and breathes fire": """
        hovers and belches fire; hovers and breathes flames; hovers and burns the
        village; hovers and pours out flames; hovers and scorches the ground; hovers and
        sends out flames; hovers and shoots flames from its mouth; hovers and sprays
        flames; hovers and spews flames; hovers and torches the castle; hovers in front
        of the castle and breathes fire; hovers in place and breathes fire; hovers in
        place and spits flames; hovers in place, breathing fire; hovers in the air,
        spitting fire; hovers in the air and spits fire; hovers on the spot and breathes
        fire; hovers on the spot, breathing flames; hovers over a knight and breathes
        fire; hovers over an army, breathing fire; hovers over its enemies and breathes
        fire; hovers over the castle and breathes fire; hovers over the town, spitting
        flames; hovers while breathing fire; hovers while spitting flames; hovers with
        fire coming from its mouth; hovers with flames shooting from its mouth; is
        hovering and spewing flames; is hovering and spitting fire; is hovering and
        spitting flames; is hovering in the air, breathing fire; breathes fire as it
        hovers in the air; breathes fire from a hover; breathes fire from mid-air on the
        spot; breathes fire while flapping in place; breathes fire while it stays in one
        place in the air; breathes flames as it hovers; breathes flames from a hover;
        breathes flames on the spot in the air; spits fire as it hovers; spits fire from
        a hover; spits fire while it stays in the air on the spot; spits flames as it
        hovers; spews fire as it hovers; spews fire from a hover; spews fire while
        hovering; spews flames while hovering; blows fire as it hovers; blows fire while
        hovering; blows flames while hovering; belches fire while hovering; pours fire
        on its enemies from a hover; sprays fire as it hovers; sends down flames as it
        hovers; shoots flames from its mouth while hovering; flaps in place and breathes
        fire; flaps in place and spits flames; flaps in place, breathing fire; flaps on
        the spot and breathes fire; flaps on the spot, spitting fire; flies in place and
        breathes fire; flies in place and breathes flames; flies in place, spitting
        flames; flies on the spot and spits fire; flies on the spot, breathing fire;
        hangs in mid-air and breathes fire; hangs in mid-air and spews flames; hangs in
        the air and spews fire; hangs in the air, breathing fire; holds its place in the
        air and breathes fire; stays in mid-air and breathes fire; stays in one place in
        the air and breathes fire; stays in the air and spits flames; stays in the air
        on the spot and breathes fire; stands in the air and breathes fire; waits in the
        air and breathes fire; burns its enemies while hovering; burns the castle from a
        hover; scorches the castle while hovering; sets a tower on fire while hovering;
        torches the village while hovering; attacks from a hover with fire; attacks with
        fire while hovering; hovering and breathing fire; hovering and spitting flames
    """,
}
