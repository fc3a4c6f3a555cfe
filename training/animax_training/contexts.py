"""More of what wording.py adds to captions: times, asides, places and reasons that
change nothing about the motion. The rules are those of additions.py."""

TIMES = """
    at breakfast time; at closing time; at first light; at lunchtime; at nightfall; at
    teatime; at the crack of dawn; at the end of the day; at the end of the level; at
    the start of the level; at twilight; before dinner; before lunch; by candlelight;
    by moonlight; by night; by day; during a power cut; during the holidays; during
    the night; during the show; early one morning; in a thunderstorm; in bad weather;
    in broad daylight; in fine weather; in May; in the blazing sun; in the drizzle; in
    the early morning; in the hail; in the mist; in the pouring rain; in the twilight;
    in the year 3000; long after midnight; long ago; on a foggy evening; on a moonless
    night; on a snowy day; on a stormy night; on a summer evening; on a windy day; on
    Christmas Eve; on Halloween; on its day off; on Sunday; on Sunday morning; on the
    first day of spring; one fine day; one summer night; shortly before sunset; some
    time later; under a clear sky; under the midday sun; under two moons; when it gets
    cold; when the bell rings; when the clock strikes twelve; when the moon comes out;
    when the sun is high; while the moon shines; while the sun shines; while thunder
    rumbles; with snow falling all around; with the wind in its face
"""
ASIDES = """
    according to the script; all by itself; and nobody knows why; and that is all; and
    the others see it; as a demo; as a test; as in a cartoon; as in a dream; as in a
    fairy tale; as in a nature film; as in the old days; as in the reference; as
    requested; as seen from above; as seen from behind; as seen from the side; as
    shown in the storyboard; as the camera rolls; as the crowd looks on; as the
    director asked; as told; as part of the cutscene; before our eyes; for a change;
    for a short film; for an advert; for its role; for my game; for our short film;
    for the intro; for the main menu; for the opening titles; for the trailer; for the
    prototype; for the whole team to see; from its own point of view; in a cartoon; in
    a cutscene; in a documentary; in a museum; in a platform game; in a role-playing
    game; in a strategy game; in full view of everybody; in one shot; in the boss
    level; in the credits; in the intro; in the last level; in the main menu; in the
    middle of the picture; in the opening shot; in the second scene; in the tutorial;
    in the trailer; in third person; in this shot; in frame; like in the film; like in
    the old tales; nothing else; seen by a passer-by; seen from afar; so the story
    goes; the same as before; to our surprise; to everybody's delight; watched by its
    friends; watched by a crowd; watched by a wizard; while a child looks on; while
    its friend sits nearby; while its owner waits nearby; while its young watch; while
    the band plays; while the enemy is far away; while the king watches; while the
    princess watches; while the wizard reads; with a bird above it; with a child
    beside it; with a hat on; with a bell on its neck; with a ribbon round its neck;
    with a saddle on its back; with a scarf on; with flowers around it; with its
    friend beside it; with its owner nearby; with nobody around; with other animals in
    the background; with two others nearby
"""
LASTING = """
    again and again; all afternoon; all evening long; all morning; as a loop; as long
    as the player waits; day after day; day and night; for a good while; for a few
    seconds; for a minute; for an hour; for several minutes; for ten seconds; for the
    whole scene; from morning till night; from start to end; in a seamless loop;
    looping; looped; night after night; seamlessly looped; the entire time; to this
    day; until its owner comes home; until nightfall; until somebody comes; until the
    bell rings; until the next scene; until the others arrive; year after year
"""
PLACES = {
    "ground": """
        across a dusty plain; across a frozen lake; across a planet's surface; across
        the airfield; across the battlefield; across the car park; across the carpet;
        across the courtyard; across the dunes; across the farm; across the floor;
        across the frozen tundra; across the garden; across the glade; across the
        heath; across the kitchen; across the market square; across the marsh; across
        the moor; across the playground; across the rooftop; across the room; across
        the savannah; across the screen; across the stage; across the steppe; across
        the table; across the volcano; along a ditch; along the canal; along the
        cliff; along the corridor; along the fence; along the hedge; along the
        platform; along the quay; along the ridge; along the shelf; along the shore;
        along the track; among the graves; among the stones; around its pen; around
        the fountain; around the house; around the monument; around the tree; between
        the houses; between the market stalls; between the rows of corn; by the
        harbour; by the river; by the roadside; down the hill; down the lane; down the
        slope; from one end of the yard to the other; in a maze; in its enclosure; in
        the fields; in the shopping centre; in the spaceship; in the temple; into the
        woods; near the edge of the forest; near the windmill; on a carpet of leaves;
        on a conveyor belt; on a distant planet; on a treadmill; on dry leaves; on
        gravel; on ice; on Mars; on the moon; on the catwalk; on the pavement; on the
        terrace; on the trail; out of the barn; out of the forest; out of the house;
        over fallen logs; over sand; over the field; over the grass; over the snow;
        over the stones; past a row of trees; past the barn; past the church; past the
        lighthouse; past the school; past the shops; past the windmill; through a city
        of the future; through a field of flowers; through an alley; through deep
        snow; through the bamboo; through the battlefield; through the castle; through
        the corn; through the factory; through the heather; through the house; through
        the maze; through the market; through the museum; through the night; through
        the orchard; through the rain; through the scrub; through the spaceship;
        through the temple; through the undergrowth; through the vineyard; towards a
        distant light; towards its home; towards its owner; towards the bridge;
        towards the castle; towards the edge of the map; towards the house; towards
        the lake; towards the sea; towards the sun; towards the viewer; up the hill;
        up the road
    """,
    "water": """
        along the sea bed; among a thousand bubbles; among the mangroves; among the
        plants; around the jetty; around the sunken ship; at the bottom of the sea;
        behind the glass; beneath the waves; between the corals; between the pillars;
        by the jetty; by the waterfall; in a fishbowl; in a flooded hall; in a fjord;
        in a glass tank; in a mountain lake; in a shoal; in a stream; in the Arctic;
        in the canal; in the deep sea; in the flooded temple; in the moat; in the
        shallows; in the tropics; near the bottom; near the coral; near the island;
        near the net; over the sand; past a submarine; past the anemones; past the
        bubbles; past the jellyfish; through a sunken city; through a swarm of small
        fish; through the canal; through the clear water; through the flooded temple;
        through the old wreck; through the plants; towards the light; towards the open
        sea; under a bridge; under a lily pad; under the pier; under the surface;
        under the waves
    """,
    "air": """
        above a sea of clouds; above the battlefield; above the castle; above the
        crowd; above the desert; above the farm; above the fields; above the fog;
        above the forest; above the lake; above the meadow; above the rooftops; above
        the sea; above the snow; above the stadium; above the tower; above the
        village; above the volcano; above the waves; across the moon; among the
        skyscrapers; among the stars; around the barn; around the castle; around the
        church tower; around the island; around the lamp; around the lighthouse;
        around the room; around the ship's mast; around the tree; at the edge of
        space; between the skyscrapers; between the towers; high above the sea; in a
        big hall; in an aviary; in the evening sky; in the morning sky; in the stormy
        sky; inside a huge hall; into the night; into the sunset; over the army; over
        the burning town; over the canyon; over the crowd; over the dunes; over the
        farm; over the fields of corn; over the graveyard; over the harbour; over the
        hedge; over the hills; over the kingdom; over the lawn; over the marsh; over
        the meadow; over the plain; over the prairie; over the river; over the snow;
        over the spaceport; over the treetops; over the valley; over the volcano; over
        the walls of the city; past the airship; past the balloon; past the belfry;
        past the kites; past the sun; through a canyon; through a snowstorm; through
        the arch; through the dusk; through the fog; through the garden; through the
        hall; through the jungle; through the mist; through the night; through the
        rain; through the ruins; through the storm; towards the castle; towards the
        horizon; towards the light; towards the sea; towards the sun; under a bridge;
        under the moon; under the stars
    """,
    "hover": """
        above a flower; above its nest; above the altar; above the barn; above the
        bed; above the cradle; above the field; above the floor; above the grass;
        above the graves; above the harbour; above the lake; above the lawn; above the
        player; above the road; above the roof; above the stage; above the table;
        above the water; among the clouds; at the window; beside the balcony; by the
        window; in front of a flower; in front of its master; in front of the camera;
        in front of the castle; in front of the player; in front of the sun; in the
        evening sky; in the hall; in the mist; in the throne room; near a flower; near
        the ceiling; near the lamp; over a field; over a flower; over its prey's den;
        over the altar; over the crowd; over the field; over the garden; over the
        meadow; over the river; over the roof; over the square; over the well; under
        the roof
    """,
    "fight": """
        against a bandit; against a knight; against a skeleton; against a troll;
        against a wolf; against an orc; against the last boss; against the player; at
        the edge of the forest; at the harbour; at the tournament; behind the castle;
        by the river; during a duel; during the raid; during the siege; during the
        storm; in a boss fight; in a final duel; in a side street; in a tavern; in
        front of its den; in front of the king; in hand-to-hand combat; in round one;
        in self-defence; in single combat; in the boss level; in the castle yard; in
        the courtyard; in the dojo; in the first round; in the fog; in the graveyard;
        in the heat of battle; in the last round; in the mud; in the old temple; in
        the open field; in the rain; in the sand; in the tournament; in the
        wilderness; near the bridge; near its nest; on a pirate ship; on the castle
        wall; on the deck; on the ramparts; on the roof; on the sand; on the street;
        on the training ground; under the bridge; while the crowd roars its name; with
        a crowd around it
    """,
    "still": """
        among the reeds; at a bus stop; at a crossroads; at a party; at a wedding; at
        home; at school; at the barn door; at the beach; at the church; at the circus;
        at the corner; at the counter; at the edge of a cliff; at the edge of the
        forest; at the fair; at the farm; at the foot of a tree; at the fountain; at
        the harbour; at the inn; at the lake; at the museum; at the office; at the
        quay; at the river; at the roadside; at the shop; at the tavern; at the top of
        the hill; at the town hall; at the vet's; at the window; at the zoo; at work;
        before the king; before the throne; behind a counter; behind a desk; behind
        bars; behind the fence; behind the shed; beside a tent; beside its mother;
        beside its owner; beside the fountain; beside the wagon; between two trees; by
        a stream; by the door; by the fence; by the fireplace; by the lake; by the
        pool; by the road; by the sea; by the statue; by the window; in a back yard;
        in a big hall; in a big city; in a busy street; in a classroom; in a clearing;
        in a corner; in a deep forest; in a field; in a hospital; in a library; in a
        pen; in a quiet street; in a spaceship; in a stable; in a studio; in a temple;
        in a tent; in a tower; in an empty room; in an office; in its cage; in its
        enclosure; in its pen; in its stall; in the backyard; in the bathroom; in the
        bedroom; in the castle; in the church; in the classroom; in the clearing; in
        the control room; in the farmyard; in the fields; in the graveyard; in the
        greenhouse; in the library; in the marsh; in the middle of nowhere; in the
        middle of the road; in the middle of the room; in the mud; in the orchard; in
        the palace; in the pasture; in the playground; in the prairie; in the rain; in
        the savannah; in the shade; in the shop; in the snow; in the spaceship; in the
        stable; in the studio; in the sun; in the swamp; in the tavern; in the temple;
        in the throne room; in the town; in the town square; in the waiting room; in
        the wild; in the wilderness; inside the house; near a haystack; near its nest;
        near the barn; near the exit; near the house; near the stable; near the tent;
        near the well; near the wood; next to a box; next to a car; next to a tree;
        next to its mother; next to its owner; next to the fence; next to the player;
        on a bridge; on a distant planet; on a farm; on a hill; on a pedestal; on a
        platform; on an island; on deck; on stage; on the balcony; on the bank of the
        river; on the carpet; on the deck; on the dock; on the doorstep; on the floor;
        on the grass; on the moon; on the pavement; on the pier; on the platform; on
        the porch; on the prairie; on the rug; on the sand; on the shore; on the
        terrace; outside the barn; outside the castle; outside the door; outside the
        house; outside the shop; under a lamp post; under a roof; under an umbrella;
        under the apple tree; under the oak; under the stars; under the table
    """,
}
REASONS = {
    "ground": """
        as it does every day; because a friend waits there; because it has an errand;
        because its owner asked it to; because the day is fine; for exercise; for fun;
        for the fun of it; in order to get home; on its way to school; on its way to
        the lake; on its way to the market; on its way to work; on the way to its
        nest; to explore the world; to get some milk; to get to the other side; to
        join the others; to see the world; to visit its grandmother; with a basket;
        with a friend; with its herd; with its owner; with its young; with the others;
        without its owner
    """,
    "water": """
        as it does every day; for fun; for its supper; in search of a mate; in search
        of plankton; on the way to its eggs; to explore the sea; to find food; to get
        some air; with a friend; with its young; with the rest of its school
    """,
    "air": """
        as it does every day; for fun; for its young; in search of a mate; in search
        of nectar; on its way to the hive; on its way to the next town; to explore the
        land; to find food; to get home; to join the others; with a friend; with a
        letter; with its flock; with its young; with the others
    """,
    "fight": """
        because it is angry; because it was provoked; for gold; for its clan; for its
        family; for its life; for its young; for the honour of its house; for the
        king; for the princess; for the village; in a rage; in anger; in self-defence;
        in training; out of hunger; to defend its home; to defend its nest; to defend
        its young; to defend the castle; to protect its master; to save its friend; to
        win the fight; with grim resolve
    """,
    "still": """
        as its mother does; as usual at this hour; because it can; because it feels
        like it; because it has time; because it is a good day; because it is its
        birthday; because nobody else is here; because somebody asked it to; for a
        photo; for its master; for the children; for the fun of it; for the player;
        with a friend; with its friend; with its mother; with its owner; with its
        young; with the others; without its owner
    """,
}
