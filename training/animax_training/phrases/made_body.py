"""What made creatures do on the spot with their bodies and heads."""

SAID = {
    "ready": """
        adopts a fighting stance; awaits an attack; awaits its opponent; awaits the
        first blow; faces its enemy, ready to fight; faces its opponent, ready; faces
        the enemy with raised fists; gets into a fighting stance; gets ready for a
        fight; gets ready to fight; has its fists up; has its guard up, ready to fight;
        holds up its fists and waits; holds its fists ready; holds its fists up, ready;
        is all set for a fight; is in a combat stance, ready; is in a fighting stance;
        is in a fight pose; is itching for a fight; is on guard for a fight; is poised
        for combat; is poised to fight; is prepared to fight; is ready and waiting for a
        fight; is ready for a duel; is ready for a fight; is ready to attack; is ready
        to defend itself; is ready to rumble; is set to fight; is spoiling for a fight;
        is standing ready to fight; keeps its fists up and waits; keeps ready for a
        fight; looks ready for a fight; poses ready for a fight; prepares for combat;
        prepares to fight; puts its fists up and waits; raises its fists and waits;
        shifts from foot to foot, ready to fight; squares off; squares up; squares up
        for a fight; squares up to an enemy; stands in a combat-ready pose; stands in a
        fighter's pose; stands in a fighting pose; stands in its fighting stance; stands
        like a fighter; stands on guard, fists up; stands poised for a fight; stands
        ready for a fight; stands ready to defend itself; stands ready, fists up; stands
        with its fists raised; stands with raised fists; strikes a fighting pose; takes
        a fighting stance; takes up a fighting stance; waits for a fight; waits for its
        opponent, fists raised; waits for the fight to begin; waits ready to attack;
        waits with its fists up; waits with raised fists; fighting idle
    """,
    "idle": """
        basks in place on its legs; folds its wings and waits; keeps its wings folded
        and waits; moves its feelers and waits; moves its feelers a little; rests on its
        eight legs; rests on its legs; stands on all its legs; stands on its six legs;
        stands with its wings folded; stands with folded wings; sits there with folded
        wings; waits on its legs; waits with folded wings; stands by, ready for orders;
        hums quietly and waits
    """,
    "idle_snake": """
        breathes and lies coiled; flicks its tongue; flicks its tongue and waits; has
        its head up and waits; is coiled and waits; is lying there, head raised; is
        lying there watching; is lying still and watching; is watching with a raised
        head; keeps its head up and waits; keeps still and flicks its tongue; lies in a
        coil and watches; lies in its coils; lies in its coils and waits; lies on the
        ground and breathes; lies quite still; lies still; lies still and breathes; lies
        still and flicks its tongue; lies still in the grass; lies still with its head
        up; lies there and breathes; lies there and watches; lies there, flicking its
        tongue; lies there, its head raised; lies there without moving; lies with a
        raised head; lies with its head up; remains still and watches; stays coiled and
        waits; stays coiled and watches; stays still, only its tongue moves; stays still
        in the grass; tastes the air with its tongue; tongues the air and waits; waits
        coiled up; waits for its prey, coiled; waits for prey without moving; waits in
        its coils; waits with its head raised; waits without moving, coiled; watches
        from its coils; watches with a raised head; watches, lying still; lying still;
        lying there, watching
    """,
    "idle_fish": """
        balances in the water; breathes through its gills; breathes through its gills
        and waits; drifts on the spot in the water; does not swim anywhere; fans its
        fins and stays in place; fans its fins on the spot; fans the water gently on the
        spot; floats; floats gently in the tank; floats in one spot; floats in the
        water; floats motionless; floats on the spot; floats on the spot in the tank;
        floats quietly in the water; floats still in the water; floats there; hangs
        almost still in the water; hangs in place in the water; hangs in the sea without
        moving; hangs motionless in the water; hangs still in the water; hangs there and
        moves its fins; holds its place in the current; holds its place in the water;
        holds its position in the water; holds still in the water; hovers in the water;
        hovers in place in the water; hovers over the corals in the water; idles in its
        tank; idles in the aquarium; idles in the water; is floating in place; is
        floating in the water; is hanging in the water; is suspended in the water; is
        treading water; keeps its place in the current; keeps its place in the water;
        keeps still in the water; keeps in one place with its fins; lets itself hang in
        the water; moves only its fins; moves its fins gently and stays there; opens and
        shuts its gills; remains in one place in the water; remains still in the water;
        rests among the weeds in the water; rests in the water; rests on the bottom of
        the sea; stays at one spot in the aquarium; stays at the same place in the sea;
        stays in place with its fins; stays put in the water; stays still in the water;
        stays where it is in the water; steadies itself with its fins; stands in the
        current; stands still in the water; treads water; waits in the water; waits
        among the weeds; waits quietly in the tank; floating in place; floating in the
        water; hanging in the water; treading water
    """,
    "look_side": """
        casts a glance to the {side}; casts a look to the {side}; checks its {side}
        side; checks on the {side}; checks what is on its {side}; faces {side} with its
        head; gazes off to the {side}; gazes to the {side}; gazes {side}; gives a look
        to the {side}; glances at something on the {side}; glances off to the {side};
        glances over its {side} shoulder; glances over to the {side}; glances to the
        {side}; glances {side}; has a look to the {side}; hears something on the {side}
        and looks; is looking over to the {side}; is looking to the {side}; is looking
        {side}; keeps an eye on its {side}; looks at somebody on its {side}; looks at
        something on the {side}; looks away to the {side}; looks back over its {side}
        shoulder; looks for something on the {side}; looks off to the {side}; looks out
        to the {side}; looks over its {side} shoulder; looks over to the {side}; looks
        round to the {side}; looks sideways to the {side}; looks toward the {side};
        looks to its {side}; looks to see what is on the {side}; moves its head to the
        {side}; notices something on the {side}; notices something to the {side} and
        looks; peeks to the {side}; peers off to the {side}; peers over to the {side};
        peers to the {side}; peers {side}; rotates its head to the {side}; rotates its
        head {side}; spots something on the {side}; stands and looks to the {side};
        swings its head to the {side}; swivels its head to the {side}; swivels its head
        {side}; takes a look to the {side}; turns its eyes to the {side}; turns its face
        to the {side}; turns its face {side}; turns its gaze to the {side}; turns its
        head round to the {side}; turns its head to look {side}; turns its head towards
        the {side}; turns its head {side}; turns its head {side} and looks; turns only
        its head to the {side}; twists its neck to the {side}; bends its neck to the
        {side}; watches something on its {side}; watches the {side}; glancing to the
        {side}; looking to the {side}; looking {side}; turning its head to the {side};
        turning its head {side}
    """,
    "look_up": """
        casts its eyes upward; checks the weather; checks the sky; follows a bird with
        its eyes; follows a plane with its eyes; gazes at the ceiling; gazes at the
        clouds; gazes at the moon; gazes at the sky; gazes at the stars; gazes into the
        sky; gazes up; gazes up at the moon; gazes up at the stars; gazes upward; gazes
        upwards; glances at the sky; glances up; glances upwards; is looking at the
        clouds; is looking at the sky; is looking at the stars; is looking up; is
        looking up at something; is looking upwards; is stargazing; lifts its chin;
        lifts its eyes; lifts its eyes to the sky; lifts its face to the sky; lifts its
        gaze; lifts its head; lifts its head and looks up; lifts its head to see the
        sky; lifts its head to the sky; lifts its nose and looks up; looks at a bird in
        the sky; looks at the ceiling; looks at the clouds; looks at the moon; looks at
        the stars; looks at the sun; looks at the treetops; looks for rain; looks high
        up; looks into a tree; looks into the sky; looks to the heavens; looks to the
        sky; looks up above; looks up at a bird; looks up at a tower; looks up at its
        owner; looks up at somebody tall; looks up at something; looks up at the
        ceiling; looks up at the clouds; looks up at the moon; looks up at the roof;
        looks up at the sky; looks up at the stars; looks up from the ground; looks up
        in wonder; looks up into a tree; looks up to the top of a tree; looks upward;
        looks upwards; peers at the ceiling; peers into the sky; peers up; peers
        upwards; puts its head back and looks up; raises its chin; raises its eyes;
        raises its eyes to the sky; raises its face to the sky; raises its gaze; raises
        its head to see; raises its head to the sky; stares at the ceiling; stares at
        the sky; stares up; stares up at the moon; stretches its neck upwards;
        stargazes; tilts its head back; tilts its head back and looks up; tips its head
        back; turns its eyes to the sky; turns its eyes upward; turns its face up; turns
        its face to the sun; watches a plane; watches a bird in the sky; watches the
        clouds; watches the moon; watches the sky; watches the stars; gazing at the sky;
        gazing up; looking at the sky; looking at the stars; looking up; looking upwards
    """,
    "look_down": """
        casts its eyes down; casts its eyes to the ground; drops its gaze; examines
        something at its feet; examines the floor; examines the ground; eyes something
        on the floor; eyes the ground; gazes at its feet; gazes at the floor; gazes at
        the ground; gazes down; gazes downwards; glances at the floor; glances at the
        ground; glances down; glances downward; has a look at its feet; has a look at
        the ground; is looking at its feet; is looking at something on the ground; is
        looking at the floor; is looking at the ground; is looking down; is looking
        downwards; inspects something on the ground; inspects the floor; inspects the
        ground; looks at an ant on the ground; looks at its feet; looks at its own feet;
        looks at its paws; looks at its toes; looks at something at its feet; looks at
        something on the floor; looks at something on the ground; looks at the earth;
        looks at the floor; looks at the grass; looks at the ground in front of it;
        looks at the tracks on the ground; looks down at an ant; looks down at its feet;
        looks down at its paws; looks down at something; looks down at the floor; looks
        down at the grass; looks down at the road; looks down from a wall; looks down
        into a hole; looks down into the well; looks down sadly; looks downward; looks
        downwards; looks for a coin on the floor; looks for something on the floor;
        looks for something on the ground; looks into a hole; lowers its eyes; lowers
        its eyes to the floor; lowers its gaze; lowers its gaze to the ground; lowers
        its head and looks at the floor; lowers its head to look; lowers its head to
        see; peers at the floor; peers at the ground; peers down; peers down at its
        feet; peers down into a hole; peers downwards; puts its chin on its chest;
        searches the floor; searches the ground; searches the ground with its eyes;
        stares at its feet; stares at its shoes; stares at the floor; stares down; sees
        something on the ground; studies the floor; studies the ground; turns its eyes
        down; turns its eyes to the ground; turns its gaze to the floor; watches an ant;
        watches its step; watches the ground; gazing at the ground; looking at its feet;
        looking at the floor; looking at the ground; looking down; looking downwards
    """,
    "stretch": """
        arches its back; arches its back and stretches; arches its back like a cat;
        extends its body and yawns; extends its limbs; flexes its body; flexes its legs;
        flexes its limbs; flexes its muscles; gets the stiffness out of its legs; gives
        a good stretch; gives a long stretch; gives a stretch; gives itself a stretch;
        has a good long stretch; has a long stretch; has a stretch; has a stretch after
        its nap; has a stretch and a yawn; has a yawn and a stretch; is having a
        stretch; is stretching; is stretching its back; is stretching its body; is
        stretching its legs; is stretching itself; is stretching its limbs; is
        stretching after sleep; lengthens its body; limbers up; limbers up its legs;
        loosens its body; loosens its limbs; loosens up; loosens its muscles; loosens up
        its muscles; makes itself long; makes itself long and yawns; reaches out with
        its front legs and stretches; stretches after a long rest; stretches after a
        nap; stretches after sleep; stretches after waking; stretches all its limbs;
        stretches and yawns; stretches before a walk; stretches comfortably; stretches
        deeply; stretches from head to tail; stretches in the morning; stretches in the
        sun; stretches its arms and back; stretches its back; stretches its body;
        stretches its front legs; stretches its hind legs; stretches its legs and back;
        stretches its legs one by one; stretches its limbs; stretches its muscles;
        stretches its neck and back; stretches its spine; stretches its stiff legs;
        stretches its whole body; stretches itself after a nap; stretches itself in the
        sun; stretches itself out; stretches itself with relish; stretches like a cat;
        stretches luxuriously; stretches out its front legs; stretches out its legs;
        stretches out its limbs; stretches out its whole body; stretches to get warm;
        stretches to wake up; stretches with a yawn; stretches with pleasure; takes a
        good stretch; takes a long stretch; takes a stretch; takes a stretch in the sun;
        warms up its muscles; works the stiffness out of its body; yawns; yawns and
        stretches; yawns and stretches its limbs; yawns and stretches its whole body;
        yawns with a stretch; stretching; stretching and yawning; stretching itself;
        stretching its back; stretching its legs; stretching out; waking stretch
    """,
    "scratch": """
        gets at an itch with its hind foot; gets rid of an itch; gets rid of fleas with
        its hind leg; gives itself a good scratch; gives itself a scratch; has a flea;
        has a flea and scratches; has a good scratch; has a scratch; has an itch; has an
        itch and scratches; has an itchy ear; has fleas; has fleas and scratches; is
        bitten by fleas and scratches; is bothered by fleas; is itchy; is itching; is
        itching behind the ear; is scratching; is scratching an itch; is scratching
        behind its ear; is scratching itself; is scratching its ear; is scratching its
        neck; is scratching with its hind leg; is scratching with its hind foot; itches;
        itches all over; itches behind the ear; itches from fleas; kicks at its ear with
        a hind foot; lifts a hind leg to its ear; lifts its hind leg and scratches;
        lifts its hind leg and scratches itself; raises a hind leg and scratches; rakes
        its fur with a hind foot; relieves an itch; reaches its ear with its hind foot;
        rubs its ear with a hind foot; scratches; scratches a flea bite; scratches an
        itchy spot; scratches and scratches; scratches at a flea; scratches at fleas;
        scratches away at its fur; scratches behind its ear; scratches behind the ear;
        scratches behind the ear with a hind foot; scratches for fleas; scratches itself
        all over; scratches itself because of fleas; scratches itself behind the ear;
        scratches itself like a dog; scratches its back; scratches its belly; scratches
        its cheek with a hind foot; scratches its chin; scratches its ear; scratches its
        ear with a hind leg; scratches its flank; scratches its fur; scratches its neck;
        scratches its neck with its hind leg; scratches its side; scratches its side
        with a hind foot; scratches where it itches; scratches with a hind foot;
        scratches with a hind leg; scratches with its back leg; scratches with its hind
        foot; suffers from fleas; suffers from an itch; works at an itch with its hind
        leg; itching; scratching; scratching an itch; scratching behind the ear;
        scratching itself; scratching its ear; itching idle
    """,
    "scratch_head": """
        has an itch on its head and scratches with the {side} hand; has an itchy head
        and uses its {side} hand; is scratching its head with the {side} hand; is
        puzzled and scratches its head with its {side} hand; is thinking and scratches
        its head with the {side} hand; lifts its {side} hand and scratches its head;
        lifts the {side} hand to its head; puts its {side} hand to its head and
        scratches; raises its {side} hand and scratches its head; raises the {side} hand
        to its head in thought; reaches up with its {side} hand and scratches its head;
        rubs its head with the {side} hand; rubs its head with its {side} hand;
        scratches its forelock with the {side} hand; scratches its hair with the {side}
        hand; scratches its head in thought with the {side} hand; scratches its head
        with its {side} hand; scratches its scalp with the {side} hand; scratches its
        skull with the {side} hand; scratches the back of its head with the {side} hand;
        scratches the top of its head with the {side} hand; thinks and scratches its
        head with the {side} hand; thinks hard, its {side} hand scratching its head;
        wonders and scratches its head with its {side} hand; scratching its head with
        the {side} hand; scratching its head, {side} hand up
    """,
    "crouching": """
        bides its time in a crouch; crouches and remains there; crouches and stays low;
        crouches on the ground and waits; crouches there; crouches there and waits;
        crouches there quietly; holds a crouch; holds a low crouch; idles in a crouch;
        is crouching and waiting; is crouching on the ground; is crouching there; is
        down in a crouch; is staying low; keeps crouched; keeps crouching; keeps down
        low; keeps in a crouch; keeps its body low and waits; keeps its body near the
        ground; keeps low and waits; keeps low to the ground; keeps squatting; remains
        crouched; remains in a crouch; remains crouching; remains low; remains
        squatting; rests in a squat; squats and remains there; squats and waits; squats
        on the ground; stays crouched and waits; stays crouched down; stays crouching;
        stays down low; stays in a low crouch; stays in a squat; stays low; stays low
        and waits; stays low to the ground; stays squatting; waits crouched down; waits
        in a crouch; waits in a squat; waits squatting; waits, crouched low; staying
        crouched; waiting in a crouch
    """,
    "hips": """
        has both hands on its hips; has its hands at its hips; has its hands on its
        hips; holds its hands at its hips; is standing with its hands on its hips; is
        standing with arms akimbo; keeps its hands on its hips; keeps its hands on its
        waist; lays its hands on its hips; plants its hands on its hips; poses with its
        hands on its hips; places its hands on its hips; puts both hands on its hips;
        puts both hands on its waist; puts its fists on its hips; puts its hands at its
        waist; puts its hands on its hips and waits; rests its fists on its hips; rests
        its hands on its hips; rests its hands on its waist; sets its hands on its hips;
        stands akimbo; stands arms akimbo; stands there, hands on hips; stands there
        with its hands on its hips; stands like a boss, hands on hips; stands like a
        superhero, hands on its hips; stands sternly, hands on hips; stands with arms
        akimbo; stands with both hands on its hips; stands with its arms akimbo; stands
        with its fists on its hips; stands with its hands at its waist; stands with its
        hands on its waist; stands, hands on hips; waits impatiently, hands on hips;
        waits with its hands on its hips; waits, hands on hips; standing with its hands
        on its hips
    """,
    "sway": """
        bends a little in the breeze; bends gently in the wind; bends in the breeze;
        bends in the wind and springs back; bows in the breeze; bows gently in the wind;
        dances in the breeze like grass; flutters its leaves; flutters its leaves in the
        breeze; gives way to the wind and springs back; is blown to and fro; is moved by
        a breeze; is moved by the wind; is moving in the breeze; is moving in the wind;
        is rustling in the wind; is stirred by the breeze; is swaying; is swaying
        gently; is swaying in the breeze; is swaying in the wind; is swaying to and fro;
        is swinging in the wind; is waving in the breeze; leans with the wind and back;
        lets its leaves flutter; lets the breeze play with its leaves; lets the wind
        move it; moves a little in the wind; moves from side to side in the wind; moves
        gently; moves gently in the breeze; moves gently in the wind; moves gently to
        and fro in the wind; moves its leaves in the wind; moves to and fro in the
        breeze; moves with the breeze; moves with the wind; nods its blossom in the
        breeze; rustles; rustles gently; rustles in the breeze; rustles in the wind;
        rustles its leaves; stands in a breeze; stands in a light breeze; stands in the
        breeze, swaying; swings gently in the breeze; swings gently in the wind; swings
        in the breeze; swings in the wind; swings lightly in the wind; swings to and fro
        in the wind; sways a little; sways back and forth; sways back and forth in the
        wind; sways calmly; sways from side to side; sways from side to side in the
        wind; sways gently in the breeze; sways gently in the wind; sways in a gentle
        breeze; sways in a light breeze; sways in the breeze; sways in the evening
        breeze; sways in the garden; sways in the summer breeze; sways in the sunshine;
        sways lightly; sways like a reed; sways like grass; sways on its stem; sways
        peacefully; sways quietly; sways softly; sways softly in the breeze; sways to
        and fro; sways to and fro in the breeze; sways with its leaves; sways with the
        breeze; sways with the wind; waves gently in the breeze; waves in the breeze;
        waves in the wind; waves to and fro in the wind; moving in the breeze; rustling
        in the wind; swaying; swaying gently; swaying in the breeze; swaying in the
        wind; swinging in the wind; swaying idle
    """,
    "storm": """
        bends almost to the ground in the storm; bends before the gale; bends deeply in
        the gale; bends far over in the wind; bends in a gale; bends in a strong wind;
        bends in heavy wind; bends to breaking point in the wind; bends under gusts of
        wind; braves a storm; braves the gale; fights the storm; fights against a strong
        wind; flails about in the storm; is about to snap in the storm; is battered by a
        storm; is battered by the wind; is bent by a gale; is bent by the storm; is
        beaten by the wind; is blown about by a gale; is blown about wildly; is blown by
        a strong wind; is buffeted by a storm; is buffeted by the wind; is caught in a
        gale; is caught in a hurricane; is caught in a storm; is hit by gusts of wind;
        is in the middle of a storm; is jerked about by the wind; is lashed by the
        storm; is out in a storm; is ruffled by a strong wind; is shaken by a gale; is
        shaken by the wind; is swept by a gale; is thrown about by the wind; is tossed
        about by the storm; is tossed by the wind; is torn at by the wind; is tugged
        about by the wind; is whipped about by the wind; is whipped by the storm; leans
        in a gale; leans far over in the gale; leans hard in the wind; shakes in a gale;
        shakes in a strong wind; shakes in a storm; shakes in a violent wind; shakes
        wildly in the wind; stands in a hurricane; stands in a storm; stands in a strong
        wind; stands up to a gale; sways heavily in the wind; sways in a gale; sways in
        a hurricane; sways in a storm; sways in a stiff wind; sways in a thunderstorm;
        sways in heavy wind; sways in strong gusts; sways in the gale; sways in the
        storm; sways violently; sways violently in the wind; sways wildly; sways wildly
        in the wind; swings wildly in the wind; thrashes about in the storm; thrashes in
        the wind; tosses about in the wind; tosses in the gale; trembles in the storm;
        weathers a storm; weathers the gale; whips about in the wind; whips to and fro
        in a gale; withstands a gale; withstands a storm; bending in the storm; swaying
        in a gale; swaying in a strong wind; swaying wildly
    """,
    "plant_idle": """
        does nothing but grow; does not move at all; grows quietly; is just a plant,
        standing there; is rooted and still; is rooted there; is standing quietly; is
        standing still; keeps quite still; keeps still on its stem; keeps still in the
        garden; keeps still in the sun; remains still in the garden; remains upright and
        still; rests in its pot; stands almost motionless; stands calmly in its pot;
        stands in a pot; stands in a vase; stands in its bed of earth; stands in its
        pot; stands in the garden; stands in the garden and hardly moves; stands in the
        sun; stands in the sunshine; stands in the woods; stands motionless in the
        garden; stands on its stem; stands on its stem and hardly moves; stands
        peacefully in the sun; stands quietly in its pot; stands quietly in the garden;
        stands quietly in the sun; stands rooted in the ground; stands still in its pot;
        stands still in the garden; stands still in the sun; stands there in full bloom;
        stands there on its stem; stands there, rooted; stands upright; stands upright
        in its pot; stays still; stays still in its pot; stays upright and still; waits
        for the rain in its pot; breathes quietly through its leaves; standing quietly;
        standing still in its pot
    """,
    "wobble": """
        bobs and quivers; is jiggling; is quivering; is wobbling; is wobbling in place;
        jiggles; jiggles about; jiggles gently; jiggles in place; jiggles like a
        pudding; jiggles on the spot; pulses and wobbles; pulsates in place; quivers all
        over; quivers gently; quivers in place; quivers like a pudding; quivers on the
        spot; shakes like a pudding; squashes and stretches a little in place; squishes
        about in place; swells and sinks in place; waits and wobbles; wobbles about;
        wobbles and waits; wobbles from side to side; wobbles gently; wobbles gently in
        place; wobbles like a pudding; wobbles on the spot; wobbles softly; wobbles to
        and fro; wobbles where it stands; jiggling; quivering; wobbling; wobbling in
        place
    """,
    "float": """
        bobs gently in the air; bobs in place in the air; bobs in the air; bobs up and
        down; bobs up and down in place; bobs up and down in the air; dangles in the air
        and bobs; floats above the floor; floats above the ground; floats and waits;
        floats calmly; floats eerily in place; floats gently; floats gently up and down;
        floats in mid-air; floats in one place; floats in space; floats in the air and
        waits; floats in the dark and waits; floats just above the ground; floats like a
        balloon; floats like a ghost; floats motionless in the air; floats over the
        floor; floats over the ground without moving on; floats there; floats up and
        down in place; floats up and down in the air; floats weightlessly; goes gently
        up and down in the air; hangs in mid-air and waits; hangs in the air like a
        balloon; hangs weightless in the air; haunts a room, floating; hovers like a
        ghost; hovers without wings; idles above the ground; idles floating; idles in
        mid-air; is floating; is floating above the ground; is floating in mid-air; is
        floating in place; is floating in the air; is floating up and down; is
        levitating; is suspended in mid-air; is weightless; is without weight in the
        air; keeps floating; keeps itself in the air by magic; keeps afloat in the air;
        levitates; levitates above the ground; levitates in place; rises and sinks in
        the air; rises and sinks gently in place; stays afloat; stays afloat in the air;
        stays floating in place; stays in the air by magic; sways gently in mid-air;
        waits above the ground; waits in mid-air; waits, floating; bobbing in the air;
        floating; floating above the ground; floating in place; floating in the air;
        floating up and down; levitating; floating idle
    """,
    "rattle": """
        bumps and rattles; clatters; clatters and shakes; clatters on the spot; clatters
        up and down; is haunted and rattles; is jerked about; is jolted about; is shaken
        about; is shaken from inside; is shaken hard; is shaken in an earthquake; is
        shaken to and fro; is shaking; is shaking and rattling; is rattling; is
        trembling and rattling; jerks about on the spot; jiggles and rattles; jumps
        about as if something is inside; knocks about from inside; moves as if something
        is inside; moves as though something wants to get out; quakes and rattles;
        rattles about; rattles and bumps; rattles and shakes; rattles as if haunted;
        rattles as if something is inside; rattles from inside; rattles hard; rattles in
        an earthquake; rattles in the wind; rattles its hinges; rattles its lock;
        rattles loudly; rattles noisily; rattles on its hinges; rattles on the spot;
        rattles to and fro; rattles violently; shakes about; shakes and clatters; shakes
        as if something is inside; shakes from inside; shakes hard on the spot; shakes
        in an earthquake; shakes in its frame; shakes on its hinges; shakes to and fro;
        shakes violently on the spot; shivers and rattles; shudders and rattles;
        trembles and clatters; trembles from inside; vibrates and rattles; wobbles and
        rattles; clattering; rattling; shaking and rattling; being shaken; shaking loop
    """,
    "bounce": """
        bobs up and down on the spot; bounces again and again; bounces about; bounces
        about on the spot; bounces gently; bounces in place; bounces like a ball on the
        spot; bounces like rubber; bounces merrily; bounces on the floor; bounces on the
        ground; bounces on the spot; bounces playfully; bounces up; bounces up and comes
        down; bounces up and down in place; bounces up and down like a ball; bounces up
        and down on the spot; goes up and down like a rubber ball; is bouncing in place;
        is bouncing like a ball; is bouncing on the spot; is bouncing up and down; is
        hopping up and down; is jumping up and down; jumps up and down in place; jumps
        up and down like a ball; keeps bouncing; keeps bouncing on the spot; leaps up
        and down on the spot; squashes and springs up; squashes down and bounces up;
        squishes down and springs up; springs up and down; springs up and down on the
        spot; stretches and squashes in jumps; bouncing; bouncing in place; bouncing
        like a ball; bouncing up and down
    """,
}
