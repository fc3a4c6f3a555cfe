"""How made creatures swim, fly and float, and what plants, doors and levers do."""

SAID = {
    "bank": """
        banks and turns {side}; banks in the air to the {side}; banks in flight to the
        {side}; banks steeply to the {side}; banks {side}; banks {side} in the air;
        banks {side} over the trees; bends its flight to the {side}; changes course to
        the {side} in flight; changes direction to the {side} in the air; circles to the
        {side} in the air; circles to the {side} in the sky; curves to the {side} in
        flight; curves {side} in the air; curves {side} through the sky; flies a bend to
        the {side}; flies a circle to the {side}; flies a curve to the {side}; flies a
        loop to the {side}; flies a turn {side}; flies a wide turn to the {side}; flies
        an arc to the {side}; flies and banks to the {side}; flies and turns {side};
        flies and turns to the {side}; flies around to the {side}; flies in a circle to
        the {side}; flies in a curve to the {side}; flies off to the {side}; flies round
        a tower to the {side}; flies round in a circle to the {side}; flies round to the
        {side}; flies to the {side}; flies {side}; goes into a turn to the {side} in the
        air; heads {side} in flight; is banking to the {side}; is flying a turn to the
        {side}; is turning {side} in the air; leans into a turn to the {side} in flight;
        makes a turn to the {side} in flight; makes a {side} turn in the air; steers
        {side} in flight; steers to the {side} in the air; swerves to the {side} in
        flight; swings {side} in the air; swoops round to the {side}; takes a turn to
        the {side} in the air; tilts its wings and turns {side}; tilts {side} and turns
        in the air; turns in the air to the {side}; turns on the wing to the {side};
        turns {side} in flight; turns {side} in mid-air; turns {side} on its wings;
        veers {side} in the air; veers to the {side} in flight; wheels {side} in the
        air; wheels round to the {side} in the sky; banking to the {side}; flying a turn
        to the {side}; turning {side} in flight
    """,
    "swim_ray": """
        beats its broad fins; beats its wide fins up and down; flaps its broad fins;
        flaps its fins like wings; flaps its fins like wings and swims; flaps its wings
        in the water; flaps its wings under water; flaps its wide fins; flaps its way
        through the sea; flaps through the deep; flaps through the ocean; flaps through
        the sea; flaps through the water; flaps through the water like a bird; flies
        through the ocean like a bird; flies through the sea; flies through the water;
        flies under water; flies under water with broad fins; floats along on its broad
        fins in the sea; is flapping through the sea; is flapping through the water; is
        swimming along with broad fins; is swimming over the sand; is swimming with its
        wings; is flying under water; lets its wings ripple in the water; moves its
        broad fins up and down; moves its wide fins like wings; moves its wings up and
        down in the water; moves through the sea like a ray; moves through the water on
        its wings; moves through the water with wide wings; ripples its fins and swims;
        ripples its wide fins; ripples its wings in the water; sails through the sea on
        its fins; sails through the sea on its wings; soars through the ocean; soars
        through the sea; soars through the water; soars under water; soars over the sea
        floor; swims along the sea floor; swims by beating its broad fins; swims by
        flapping its fins; swims by flapping its wings; swims gracefully with its wings;
        swims in waves of its wide fins; swims like a bird flies; swims like a manta;
        swims like a ray; swims low over the sand; swims near the sea floor; swims on
        broad wings; swims over the sand like a ray; swims over the sea floor; swims
        with beating wings; swims with broad fins; swims with flapping fins; swims with
        rippling fins; swims with waving wings; swims with wide fins; swims with wings
        like a bird; undulates its wide fins; uses its wings to swim; waves its wide
        fins; waves its wings in the water; wings its way through the ocean; wings its
        way through the sea; flapping through the water; flying through the water;
        swimming with its wings; wing swim
    """,
    "swim_octopus": """
        contracts its arms and shoots along; contracts its body and pushes on; draws in
        its arms and pushes off; draws its arms together and swims; folds and spreads
        its arms in the water; goes along in pushes through the water; gathers its arms
        and pushes itself on; is jetting through the water; is pushing itself through
        the water with its arms; is swimming along with its arms; is swimming with its
        arms; is swimming with its tentacles; jets ahead with its arms trailing; jets
        along in the sea; jets along under water; jets away in the water; jets through
        the deep; jets through the ocean; jets through the sea; jets through the water
        with its arms trailing; moves by jets of water; moves its arms in the water and
        swims; moves its tentacles and swims; moves through the water with its arms;
        moves through the water with its tentacles; opens and closes its arms; opens and
        closes its arms in the water; opens and shuts its tentacles; propels itself
        through the water with its arms; propels itself with its arms; propels itself
        with its tentacles; propels itself with jets of water; puffs itself through the
        water; pulls its arms in and shoots on; pushes itself along with all its arms;
        pushes itself along with its arms; pushes itself along with its tentacles;
        pushes itself through the deep; pushes itself through the ocean; pushes itself
        through the sea; pushes through the water with its arms; shoots along under
        water, arms trailing; shoots water out and swims; spreads and closes its arms;
        spreads its arms and pulls them in; spreads its tentacles and pulls them in;
        squirts water and swims; squirts itself along; squirts itself through the water;
        swims along, arms trailing behind; swims along, tentacles trailing; swims arms
        last; swims by jets of water; swims like a squid; swims like an octopus; swims
        with all its arms; swims with all its tentacles; swims with eight arms; swims
        with its arms; swims with its arms trailing; swims with its tentacles; swims
        with its tentacles trailing; swims with pushes of its arms; swims with strokes
        of its arms; swims with trailing tentacles; trails its arms behind it and swims;
        trails its tentacles and swims; uses its arms to swim; uses its tentacles to
        swim; jetting through the water; pushing itself through the water; swimming with
        its arms; swimming with its tentacles
    """,
    "swim_pulse": """
        beats its bell and swims; billows along in the sea; billows up in the water;
        contracts and expands in the water; contracts its bell; contracts its bell and
        rises; contracts its body and swims; drifts and pulses in the sea; expands and
        contracts; expands and contracts in the sea; floats upward in pulses; goes up in
        the water, pulse by pulse; is drifting and pulsing; is pulsating; is pulsating
        in the water; is pulsing; is pulsing through the water; is pulsing upward; is
        rising in pulses; is rising in the water; is swimming in pulses; moves by
        pulsing; moves in pulses; moves through the water in pulses; moves up in the
        water; moves up with every pulse; opens and closes its bell; opens and closes
        its bell and swims; opens and closes its umbrella; opens and closes like an
        umbrella; propels itself with its bell; propels itself with pulses; pulsates;
        pulsates along; pulsates in the sea; pulsates in the water; pulsates through the
        ocean; pulsates through the water; pulsates upward; pulses; pulses along; pulses
        along under water; pulses gently; pulses gently through the sea; pulses in the
        deep; pulses in the sea; pulses in the tank; pulses its bell; pulses its body
        and rises; pulses like a jellyfish; pulses on its way through the sea; pulses
        softly in the water; pulses through the ocean; pulses through the sea; pulses up
        through the water; pulses upward; pulses upwards; pulses with its bell; pushes
        itself up in the water with its bell; puffs up and shrinks in the sea; rises and
        pulses; rises in the sea; rises in pulses; rises in the water in pulses; rises
        through the water; rises towards the surface; rises with every pulse; rises with
        the beat of its bell; swells and shrinks in the water; swims by pulsing; swims
        in gentle pulses; swims in pulses; swims like a jellyfish; swims like an
        umbrella that opens and closes; swims up in pulses; swims upward; swims upward
        in pulses; swims with its bell; swims with pulses of its bell; throbs through
        the water; pulsating; pulsating in the water; pulsing; pulsing through the
        water; rising in pulses
    """,
    "dart": """
        darts ahead; darts ahead in the water; jerks itself forward in the water; shoots
        ahead; shoots ahead under water; shoots forward with one beat of its tail
    """,
    "flop": """
        flops; flops up and down on the ground
    """,
    "fly_drone": """
        carries a parcel through the air; crosses the field on its rotors; crosses the
        sky on its rotors; delivers a parcel by air; films from the air as it goes;
        flies a mission; flies across the field on its rotors; flies along on its
        rotors; flies around on its rotors; flies by remote control; flies forward on
        its propellers; flies forward on its rotors; flies on its propellers; flies on
        its rotors; flies over the city on its rotors; flies over the crowd on its
        rotors; flies over the field on its rotors; flies past on its rotors; flies
        steadily on its rotors; flies through the air on its rotors; flies through the
        city on its rotors; flies to its goal on its rotors; flies with a parcel; flies
        with four rotors; flies with humming rotors; flies with its propellers whirring;
        flies with its rotors turning; flies with spinning propellers; flies with
        spinning rotors; flies with whirring rotors; goes along through the air on its
        rotors; goes on patrol in the air; hums along on its rotors; hums over the field
        on its rotors; hums through the air on its rotors; is crossing the sky on its
        rotors; is flying forward on its rotors; is flying on its rotors; is flying with
        its rotors spinning; is in flight on its rotors; is on a mission in the air; is
        on patrol in the air; is under way in the air on its rotors; leans forward and
        flies on its rotors; moves along in the air on its rotors; moves forward in the
        air on its rotors; moves through the air on its propellers; moves through the
        air on its rotors; patrols the area from the air; patrols the border from the
        air; patrols the sky on its rotors; pitches forward and flies; spies on the
        enemy from the air; surveys the land from the air, moving on; takes a parcel
        through the air; tilts forward and flies; travels through the air on its rotors;
        whirrs along on its rotors; whirrs over the field; whirrs through the air on its
        rotors; flying on its rotors; flying with spinning rotors; flying forward on its
        rotors
    """,
    "hover_drone": """
        films from one place in the air; films on the spot in the air; floats in place
        on its rotors; floats on its rotors; hangs in the air on its rotors; hangs on
        its rotors; hangs steady in the air on its rotors; holds its altitude on its
        rotors; holds its height with its rotors; holds its place in the air with its
        rotors; holds its position in the air on its rotors; hovers above the crowd on
        its rotors; hovers above the field on its rotors; hovers above the ground on its
        rotors; hovers and films; hovers and waits for orders; hovers in place on its
        rotors; hovers like a helicopter on its rotors; hovers on its propellers; hovers
        on its rotors; hovers on its rotors and waits; hovers over the city on its
        rotors; hovers over the crowd and films; hovers steadily on its rotors; hovers
        with humming rotors; hovers with its propellers spinning; hovers with its rotors
        spinning; hovers with spinning rotors; hovers with whirring rotors; hums in
        place on its rotors; idles in the air on its rotors; is hanging in the air on
        its rotors; is hovering on its rotors; is hovering with its rotors spinning;
        keeps its height on its rotors; keeps its place in the air on its rotors; keeps
        its position with its rotors; keeps watch from one place in the air; keeps still
        in the air on its rotors; spins its rotors and hovers; spins its rotors and
        stays in place; stands in the air on its rotors; stays at one height on its
        rotors; stays in one place on its rotors; stays in the air on its rotors; stays
        in place with its rotors spinning; stays steady in the air on its rotors; stays
        where it is, its rotors spinning; waits for orders in the air; waits in the air
        on its rotors; waits in the air, rotors humming; watches from one place in the
        air; whirrs in place on its rotors; hovering on its rotors; hovering with its
        rotors spinning; waiting in the air on its rotors
    """,
    "dive": """
        comes diving down out of the sky; comes down head first from the sky; comes down
        in a dive; comes down steeply from the clouds; comes rushing down out of the
        sky; darts down from the sky; descends in a dive; descends steeply in flight;
        dives down from the clouds; dives down from the sky; dives down in the air;
        dives down on folded wings; dives down out of the sky; dives down through the
        air; dives down through the clouds; dives down towards the ground; dives
        earthwards; dives from a great height; dives from above; dives from on high;
        dives from the air; dives from the clouds; dives from the sky; dives head first
        through the air; dives headlong from the sky; dives in flight; dives in the air;
        dives like a falcon; dives like a hawk; dives on folded wings; dives out of the
        clouds; dives out of the sky; dives out of the sun; dives steeply; dives
        straight down; dives through the air; dives through the clouds; dives through
        the sky; dives to earth; dives to the ground from the sky; dives towards the
        earth; dives towards the ground; dives towards the lake; dives towards the sea;
        dives with folded wings; does a nosedive; drops down steeply in flight; drops in
        a dive; drops like a falcon; drops out of the sky in a dive; falls into a dive;
        flies down steeply; flies steeply down; folds its wings and dives; folds its
        wings and drops; folds its wings and stoops; goes down in a dive; goes down
        steeply in the air; goes into a dive; goes into a nosedive; goes into a steep
        dive; heads down in flight; heads steeply down; hurls itself down from the sky;
        is diving; is diving down; is diving from the sky; is diving in flight; is
        diving out of the sky; is diving through the air; is in a dive; is in a steep
        dive; is nosediving; is stooping like a falcon; is swooping down; loses height
        in a dive; makes a dive; makes a steep dive; nosedives; nosedives through the
        air; plummets in a dive; points its beak down and dives; points its nose down
        and dives; power-dives; pulls in its wings and dives; shoots down from the sky;
        shoots down through the clouds; shoots steeply down; stoops from the sky; stoops
        like a falcon; stoops like a hawk; swoops down from the clouds; swoops down from
        the sky; swoops down in flight; swoops down low; swoops down through the air;
        swoops down towards the ground; swoops earthwards; swoops from a great height;
        swoops from the sky; swoops low; swoops out of the sky; throws itself down from
        the sky; tips forward in the air and dives; tucks in its wings and dives;
        diving; diving down; diving from the sky; diving through the air; swooping down;
        swooping down from the sky
    """,
    "drift": """
        drifts about; drifts across the floor; drifts across the hall; drifts across the
        room; drifts along in the air; drifts along the corridor; drifts away; drifts
        by; drifts down the corridor; drifts forward in the air; drifts from room to
        room; drifts in the air; drifts like a balloon; drifts like a cloud; drifts like
        a ghost; drifts like mist; drifts on; drifts over the floor; drifts over the
        graves; drifts over the ground; drifts past; drifts slowly on; drifts through a
        wall; drifts through the air; drifts through the castle; drifts through the
        door; drifts through the hall; drifts through the house; drifts through the
        night; drifts through the room; drifts through walls; drifts towards somebody;
        drifts towards the door; floats about; floats across the hall; floats across the
        room; floats ahead; floats along in the air; floats along like a balloon; floats
        along like a ghost; floats along the corridor; floats along without wings;
        floats away; floats by; floats down the corridor; floats down the hall; floats
        down the stairs; floats forward in the air; floats from room to room; floats
        off; floats on; floats over the floor and on; floats past; floats past the
        window; floats through a wall; floats through the air; floats through the
        castle; floats through the door; floats through the hall; floats through the
        house; floats through the night; floats through the room; floats through the
        sky; floats through walls; floats to the door; floats towards somebody; floats
        up the stairs; ghosts along; ghosts through the hall; goes floating by; goes
        floating through the house; haunts the castle, moving on; haunts the corridors;
        is drifting along; is drifting forward; is drifting past; is drifting through
        the air; is floating along; is floating away; is floating forward; is floating
        past; is floating through the air; is floating through the room; is moving
        through the air without wings; levitates forward; moves ahead, floating; moves
        along in the air, weightless; moves forward without touching the ground; moves
        like a ghost; moves like mist; moves through the air without wings; moves
        without touching the floor; passes through a wall; passes through the hall like
        mist; sails along without wings; wafts along; wafts past; wafts through the
        room; drifting; drifting along; drifting forward; drifting past; floating along;
        floating forward; floating past; floating through the air; floating forward loop
    """,
    "wilt": """
        begins to wilt and sinks; bends its head and withers; bends over and dies; bends
        to the ground and dies; breaks down and withers; collects no more light and
        withers; dies and withers; dies for want of water; dies in its pot; dies in the
        drought; dies in the frost; dies in the heat; dies of cold; dies of drought;
        dries out; dries out and dies; dries up; dries up and bends over; dries up and
        dies; droops and dies; droops and sinks down; droops and withers; droops its
        leaves; droops its leaves and dies; droops lifelessly; drops its leaves; drops
        its leaves and dies; fades and dies; fades and droops; fades and withers; falls
        down withered; gets no water and dies; gets no water and wilts; goes brown and
        dies; goes brown and droops; goes limp and withers; goes to seed and dies; hangs
        its blossom; hangs its head and dies; hangs its head and withers; hangs its
        leaves; has had no water and wilts; has no water and withers; has withered; is
        drying up; is drooping; is dying; is dying of drought; is dying of thirst; is
        fading; is killed by frost; is nipped by the frost and wilts; is wilting; is
        withering; is withering away; is without water and wilts; lets its blossom hang;
        lets its head hang and dies; lets its leaves droop; lets its leaves droop and
        dies; lets its leaves hang; lets its leaves hang and dies; loses its leaves and
        dies; loses its strength and wilts; perishes in the drought; perishes in the
        frost; rots and dies; rots and sinks down; sags and dies; sags and wilts;
        shrivels; shrivels and dies; shrivels up; shrivels up and dies; shrinks and
        withers; sinks down and withers; sinks to the earth, withered; sinks to the
        ground and withers; wastes away; wilts and bends over; wilts and dies; wilts and
        sinks down; wilts away; wilts for want of water; wilts from thirst; wilts in its
        pot; wilts in the drought; wilts in the frost; wilts in the heat; wilts in the
        sun; wilts in the vase; wilts without water; withers and bends over; withers and
        dies; withers and droops; withers and sinks down; withers away; withers away and
        dies; withers for want of water; withers in its pot; withers in the drought;
        withers in the frost; withers in the heat; withers in the sun; withers in the
        vase; withers up; drooping and dying; drying up; shrivelling up; wilting;
        wilting in the heat; withering; withering away; wilting plant; withering plant
    """,
    "unbend": """
        awakens and rises from the soil; breaks out of the earth; breaks through the
        soil; bursts out of the ground; comes back to life and rises; comes out of the
        ground; comes up; comes up from the earth; comes up out of the ground; comes up
        out of the soil; draws itself up; emerges from the earth; emerges from the
        ground; emerges from the soil; gets upright; grows; grows out of the earth;
        grows out of the ground; grows out of the soil; grows tall; grows taller; grows
        up; grows up from a seed; grows up from the earth; grows up from the soil; grows
        up out of the earth; grows up out of the ground; grows upward; grows upwards;
        has been watered and rises; is growing; is growing out of the ground; is growing
        up; is rising; is rising from the ground; is rising up; is sprouting; is
        straightening up; is unbending; lifts its blossom; lifts its blossom to the sun;
        lifts its head to the sun; lifts itself from the earth; pushes up through the
        earth; pushes up through the soil; raises itself from the earth; raises its
        blossom to the sun; raises its stem; recovers after the rain; recovers after the
        storm and straightens; recovers and straightens; revives after the rain; rises
        after the rain; rises after the storm; rises from the earth; rises from the
        soil; rises out of the earth; rises out of the ground; rises out of the soil;
        rises to the sun; rises up and unfolds; rises up from the earth; rises up from
        the soil; rises upright; shoots up; shoots up from the earth; shoots up from the
        ground; shoots up out of the soil; springs up from the earth; springs up from
        the soil; sprouts; sprouts from a seed; sprouts from the earth; sprouts from the
        ground; sprouts from the soil; sprouts up; stands up from the soil; straightens;
        straightens after the storm; straightens its stem; straightens itself;
        straightens out; straightens up after the rain; straightens up after the storm;
        stretches up to the light; stretches up to the sun; stretches upwards; unbends
        and grows; unbends and rises; unbends and stands upright; unbends its stem;
        uncoils from the ground; uncurls and grows; unrolls itself and rises; growing;
        growing out of the ground; growing up; rising from the soil; rising out of the
        earth; sprouting; straightening up; unbending
    """,
    "bloom": """
        bares its blossom to the sun; begins to bloom; begins to flower; blooms; blooms
        in spring; blooms in the morning; blooms in the sun; blossoms; blossoms in
        spring; breaks into blossom; breaks into flower; bursts into bloom; bursts into
        blossom; bursts into flower; comes into bloom; comes into blossom; comes into
        flower; expands its petals; flowers; flowers in spring; goes into bloom; is
        blooming; is blossoming; is opening its blossom; is opening its leaves; is
        opening its petals; is unfolding its leaves; is unfolding its petals; lets its
        bud open; lets its petals open; opens in the morning; opens in the morning sun;
        opens its blossom; opens its blossom in the morning; opens its blossom to the
        sun; opens its bud; opens its flower; opens its leaves in the sun; opens its
        leaves like a mouth; opens its leaves wide; opens its petals; opens its petals
        in the morning; opens its petals in the sun; opens its petals one by one; opens
        its trap; opens its trap and waits; opens out its leaves; opens out its petals;
        opens to the light; opens to the sun; opens up its blossom; opens up its leaves;
        opens up its petals; shows its blossom; shows its petals; spreads its leaves;
        spreads its leaves in the sun; spreads its leaves to the light; spreads its
        leaves wide; spreads its petals; spreads its petals in the sun; spreads its
        petals wide; spreads out its leaves; spreads out its petals; springs into bloom;
        unfolds; unfolds in the morning; unfolds in the sun; unfolds its blossom;
        unfolds its leaves in the sun; unfolds its petals; unfolds its petals in the
        sun; unfolds to the sun; unfurls; unfurls its blossom; unfurls its leaves;
        unfurls its petals; unrolls its leaves; blooming; blossoming; coming into bloom;
        opening its blossom; opening its leaves; opening its petals; unfolding its
        leaves; unfolding its petals
    """,
    "unbloom": """
        closes at night; closes at sunset; closes for the night; closes in the cold;
        closes in the evening; closes its blossom; closes its blossom at night; closes
        its blossom for the night; closes its bud; closes its flower; closes its leaves
        at dusk; closes its leaves at night; closes its leaves like a mouth; closes its
        leaves on a fly; closes its leaves when touched; closes its petals; closes its
        petals at dusk; closes its petals at night; closes its petals at sunset; closes
        its petals for the night; closes its petals in the rain; closes its petals one
        by one; closes its trap; closes its trap on a fly; closes up at night; closes up
        for the night; closes up its blossom; closes up its leaves; closes up its
        petals; draws its leaves together; draws its petals together; draws in its
        leaves; draws in its petals; fastens its petals together for the night; folds
        in; folds in its leaves; folds in its petals; folds its leaves at night; folds
        its leaves together; folds its leaves up; folds its petals; folds its petals at
        night; folds its petals together; folds up at night; folds up for the night;
        folds up its leaves; folds up its petals; furls its leaves; furls its petals;
        goes to sleep for the night by shutting its petals; is closing its blossom; is
        closing its leaves; is closing its petals; is closing up for the night; is
        folding its leaves; is folding its petals; is folding up; is shutting its
        leaves; is shutting its petals; pulls in its leaves; pulls its leaves together;
        pulls its petals together; rolls up its leaves; shuts at night; shuts for the
        night; shuts its blossom; shuts its leaves; shuts its leaves like a mouth; shuts
        its leaves on a fly; shuts its petals; shuts its petals at night; shuts its
        trap; shuts its trap on a fly; snaps its leaves shut; snaps its trap shut; snaps
        shut on a fly; closing its blossom; closing its leaves; closing its petals;
        folding its leaves; folding its petals; folding up; shutting its leaves
    """,
    "lever": """
        clunks over; comes forward; falls over to the other side; flips to the other
        side; flips up and over; gets pulled; goes over; goes over to the other side;
        goes to the other side; is being pulled; is flicked; is flipped; is flipped
        over; is moved; is moved to the other side; is operated; is pressed down; is
        pulled by somebody; is pulled down; is pulled forward; is pulled hard; is pulled
        over; is pulled to the other side; is switched; is switched on by somebody; is
        thrown; is tilted over; is tipped over to the other side; moves; moves down;
        moves over; moves to the other side; pivots over; pivots to the other side;
        snaps over; snaps to the other side; swings down; swings over; swings to the
        other side; switches over; tilts over; tilts to the other side; tips over to the
        other side; tips to the other side; being pulled; being switched on; moving to
        on; tipping over to on
    """,
    "lever_back": """
        clunks back; comes back up; falls back to its place; flips back; flips back to
        the first side; gets pushed back; goes back; goes back to its first position;
        goes back to its place; goes back up; is flicked back; is flipped back; is moved
        back to its place; is pulled back; is pulled back to its place; is pulled up
        again; is pushed back by somebody; is pushed back to its place; is pushed up
        again; is put back in its place; is reset; is returned to its first position; is
        returned to its place; is switched off by somebody; is thrown back; is thrown to
        off; is tilted back; is tipped back; moves back to its first position; moves
        back to its place; moves back up; pivots back; resets; resets itself; returns;
        returns to its first position; returns to its place; snaps back; snaps back to
        its place; springs back; swings back; swings back to its place; swings back up;
        switches back; tilts back; tilts back to its place; tips back to its first
        position; tips back to its place; tips to off; being pushed back; being switched
        off; moving back; tipping back
    """,
}
