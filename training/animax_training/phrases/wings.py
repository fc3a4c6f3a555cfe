"""How artists say that something takes off, lands, glides or attacks in flight."""

SAID = {
    "takes off into the air": """
        takes off and flies; takes off and soars; takes off at last; takes off from a
        branch; takes off from a cliff; takes off from its nest; takes off from the
        lake; takes off from the roof; takes off from the water; takes off in a hurry;
        takes off in flight; takes off into the clouds; takes off into the sky; takes
        off into the wind; takes off like a rocket; takes off on its wings; takes off
        vertically; takes off with a few wingbeats; takes off with beating wings; takes
        off with strong wingbeats; takes flight; takes flight from a branch; takes
        flight from its nest; takes flight from the ground; takes to flight; takes to
        its wings; takes to the clouds; takes to the skies; takes to the sky; takes wing
        and flies; takes wing into the sky; takes wing from a branch; is about to take
        off; is about to fly away; is just taking off; is lifting off; is launching into
        flight; is leaving the ground; is rising from the ground on its wings; is rising
        into the sky; is taking flight; is taking off from the ground; is taking to the
        air; is taking to the sky; is taking wing; is going up into the air; is getting
        airborne; is flying up from the ground; is off into the air; ascends; ascends
        from the ground; ascends into the air; ascends into the clouds; ascends into the
        heavens; ascends on its wings; becomes airborne with a few wingbeats; beats its
        wings and gets off the ground; beats its wings and goes up; beats its wings and
        leaves the ground; beats its wings and rises into the air; beats its wings and
        takes off; beats its wings and takes to the sky; begins its flight; begins its
        flight from the ground; begins to flap and rises; begins to rise into the air;
        climbs into the clouds; climbs on its wings; climbs up into the sky; crouches
        and flies up; crouches and takes off on its wings; crouches and takes wing;
        departs by air; departs from its nest on its wings; departs into the sky; flaps
        and rises from the ground; flaps and takes off; flaps hard and leaves the
        ground; flaps hard and rises; flaps its wings and gets airborne; flaps its wings
        and goes up; flaps its wings and leaves the ground; flaps its wings and lifts
        off; flaps its wings and rises; flaps its wings and rises into the air; flaps
        its wings and takes to the air; flaps its wings until it leaves the ground;
        flaps off the ground; flaps up into a tree; flaps up into the air; flaps up into
        the sky; flaps up onto a branch; flies off from a branch; flies off from the
        ground; flies off its perch; flies up and away; flies up from its nest; flies up
        from the grass; flies up from the water; flies up in alarm; flies up into a
        tree; flies up into the air; flies up into the clouds; flies up into the sky;
        flies up to the roof; flies up, startled; flutters into the air; flutters off
        the ground; flutters up from the ground; flutters up into a tree; flutters up
        into the air; gains height; gains height on its wings; gains altitude; gets into
        the air; gets into the air on its wings; gets off the ground; gets off the
        ground on its wings; gets off the ground with beating wings; gets up into the
        sky; goes aloft; goes airborne; goes into flight; goes up into the sky; goes up
        on its wings; heads up into the sky; jumps and takes wing; jumps into flight;
        jumps into the sky with beating wings; jumps off a cliff and takes wing; jumps
        up and takes off on its wings; launches from a branch; launches from its perch;
        launches from the ground into the sky; launches into the air; launches into the
        sky; launches itself from a cliff; launches itself from its perch; launches
        itself into flight; launches itself into the air on its wings; launches itself
        off the ground with its wings; launches skyward; leaps into flight; leaps into
        the sky with beating wings; leaps up and flies away; leaves its branch; leaves
        its nest; leaves its perch; leaves its perch and flies; leaves the earth; leaves
        the earth on its wings; leaves the ground and flies; leaves the ground and flies
        away; leaves the ground on beating wings; leaves the ground with a few
        wingbeats; leaves the nest on its wings; leaves the water on its wings; lifts
        into the air; lifts into the sky; lifts itself from the ground with its wings;
        lifts itself into the sky; lifts itself off the ground on its wings; lifts
        itself up on its wings; lifts off and flies away; lifts off from the ground;
        lifts off from the roof; lifts off from the water; lifts off into the air; lifts
        off into the sky; lifts off on its wings; lifts off with beating wings; lifts up
        into the sky; makes a take-off; makes for the sky; makes its take-off; mounts
        into the air; mounts into the sky; mounts up on its wings; opens its wings and
        flies up; opens its wings and goes up; opens its wings and leaves the ground;
        opens its wings and takes off; opens its wings and takes to the sky; pushes off
        and flies up; pushes off and takes wing; pushes off the ground and flies; quits
        its perch; raises its wings and takes off; raises itself into the air; rises
        from its nest on its wings; rises from the lake on its wings; rises from the
        water on its wings; rises in flight; rises in the air; rises into flight; rises
        into the clouds; rises into the heavens; rises into the sky; rises into the sky
        on its wings; rises off the ground on its wings; rises on beating wings; rises
        on its wings; rises up into the air; rises up into the sky; rises with a whirr;
        runs and takes off into the air; runs a few steps and takes off; sets off in
        flight; sets off into the sky; sets off on its flight; sets off on its wings;
        sets out on a flight; shoots up into the sky; soars into the air; soars into the
        sky; soars up into the air; soars up into the clouds; spreads its wings and
        flies off; spreads its wings and flies up; spreads its wings and goes up;
        spreads its wings and leaves the ground; spreads its wings and lifts off;
        spreads its wings and rises; spreads its wings and rises into the air; spreads
        its wings and takes flight; spreads its wings and takes to the air; springs into
        the air on its wings; springs up and flies off; starts flying; starts from the
        ground; starts from a branch; starts flapping and rises; starts off in flight;
        starts off into the air; starts on its flight; starts up from the grass; takes
        off for the south; takes off for the skies; takes off for the clouds; unfolds
        its wings and flies up; unfolds its wings and takes off; unfurls its wings and
        takes off; uses its wings to get off the ground; wings up from the ground; wings
        upward; lifting off; lifting off the ground; launching into flight; leaving the
        ground; rising into the air; rising into the sky; taking flight; taking off from
        the ground; taking to the air; taking wing
    """,
    "lands from flight": """
        lands and folds its wings; lands after a long flight; lands again; lands at its
        nest; lands at last; lands at the airfield; lands in a field; lands in a tree;
        lands in its nest; lands in the grass; lands in the meadow; lands in the yard;
        lands in the water with spread wings; lands near its nest; lands on a flower;
        lands on a leaf; lands on a pole; lands on a roof; lands on a tower; lands on a
        wall; lands on a wire; lands on an arm; lands on its feet after a flight; lands
        on its landing pad; lands on its perch; lands on its platform; lands on its
        wings; lands on somebody's arm; lands on the castle wall; lands on the grass
        after a flight; lands on the lake; lands on the meadow; lands on the roof; lands
        on the tower; lands on the water; lands smoothly; lands smoothly after a flight;
        lands with a flap; lands with a flap of its wings; lands with a flutter; lands
        with flapping wings; lands with outstretched wings; is about to land; is about
        to touch down; is alighting; is coming down from the sky; is coming down to the
        ground; is coming in to land on a branch; is descending; is descending to the
        ground; is landing on a branch; is landing on a flower; is landing on the
        ground; is landing after a flight; is setting down; is settling on a branch; is
        touching down; is making a landing; alights from flight; alights gently; alights
        in a tree; alights in the grass; alights on a flower; alights on a leaf; alights
        on a post; alights on a roof; alights on a wall; alights on an arm; alights on
        its nest; alights on its perch; alights on the grass; alights on the water;
        approaches the ground and lands; arrives from the air; arrives at its nest and
        lands; brakes in the air and lands; brakes with its wings and sets down; brings
        itself down to the ground; brings its flight to an end; circles and lands;
        circles down and lands; closes its wings after landing; comes back to earth;
        comes back to earth from the sky; comes back to the ground after a flight; comes
        down and lands; comes down from the air; comes down from the clouds; comes down
        from the sky and lands; comes down in a field; comes down on a branch; comes
        down on a roof; comes down on its nest; comes down on the grass from the sky;
        comes down on the lake; comes down to earth; comes down to land; comes down to
        the ground on its wings; comes down with spread wings; comes in and lands; comes
        in for a landing on a branch; comes in on its wings and sets down; comes in over
        the trees and lands; comes out of the sky and lands; comes to earth; comes to
        rest on a branch; comes to rest on the ground after a flight; completes its
        flight; concludes its flight; descends and alights; descends and touches down;
        descends from the air; descends from the clouds; descends from the heavens;
        descends from the sky; descends on a branch; descends on its wings; descends
        onto a branch; descends to earth; descends to its nest; descends to land;
        descends to the earth; descends with beating wings and lands; drops down onto a
        branch from the air; drops out of the air and lands; drops to earth on its
        wings; ends its flight on a branch; ends its flight on the ground; ends its
        journey through the air; finishes its flight and lands; finishes its flight on a
        branch; flaps down and lands; flaps down onto a branch; flaps down to a landing;
        flaps its wings and lands; flies back to the ground; flies down and alights;
        flies down and sets down; flies down from a tree; flies down onto a branch;
        flies down to earth; flies down to its nest and lands; flies down to the ground;
        flies home and lands; flies in and alights; flies in and perches; flies in and
        sets down; flies in and settles; flies in and touches down; flies onto a branch;
        flies onto its perch; flutters down and lands; flutters onto a branch; folds its
        wings and settles; folds its wings as it lands; folds its wings on the ground
        after a flight; gets back on the ground after a flight; gets back to earth; gets
        down from the sky; gets its feet on the ground after a flight; goes down for a
        landing; goes in for a landing; has landed; has touched down; hits the ground
        after a flight; is back on the ground after a flight; leaves the air; leaves the
        sky and lands; lets itself down from the sky; lets itself down on a branch from
        the air; lets down its legs and lands; lights on a branch; lights on a flower;
        lights on the ground; loses height and lands; lowers its legs and lands; lowers
        its legs for the landing; lowers itself from the sky; makes a clumsy landing;
        makes a good landing; makes a gentle landing; makes a landing on a branch; makes
        a perfect landing; makes a safe landing; makes a smooth landing; makes a soft
        landing; makes a soft touchdown; perches after a flight; perches on a branch
        after a flight; puts its feet down after a flight; reaches the ground after a
        flight; reaches its nest and lands; returns from its flight; returns from the
        sky; returns to earth; returns to its nest from the air; returns to its perch;
        returns to solid ground; returns to the earth from the sky; sets down after a
        flight; sets down from the air; sets down gently; sets down in a field; sets
        down on a branch; sets down on a roof; sets down on the ground after a flight;
        sets down on the grass; sets down on the landing pad; sets down on the lake;
        settles after a flight; settles after its flight; settles down on a branch;
        settles down on a flower; settles from the air; settles in a tree; settles on a
        branch; settles on a flower; settles on a leaf; settles on a roof; settles on
        its perch; settles on the water from the air; sinks down from the sky; sinks to
        earth on its wings; sinks to the ground on beating wings; spreads its wings and
        lands; stops flapping and lands; stops in mid-flight and lands; swoops down and
        alights; swoops down to a landing; swoops in and lands; swoops in for a landing;
        swoops onto a branch; swoops to the ground and lands; takes the ground under its
        feet after a flight; terminates its flight; touches down from flight; touches
        down gently; touches down in a field; touches down lightly; touches down on a
        branch; touches down on its legs; touches down on the ground; touches down on
        the landing pad; touches down on the roof; touches down on the runway; touches
        down on the water; touches down smoothly; touches down softly from the air;
        touches down with beating wings; touches down with spread wings; touches earth
        again; touches the earth after a flight; touches the ground with its feet after
        a flight; alighting; alighting on a branch; coming in to land; coming down from
        the sky; descending; descending to the ground; landing on a branch; landing on a
        flower; landing on the ground; setting down; settling on a branch; touching down
    """,
    "strikes in flight": """
        attacks an enemy in flight; attacks an enemy from the air; attacks an enemy from
        the sky; attacks from on high; attacks from the clouds; attacks from the sky;
        attacks from the wing; attacks in mid-air; attacks in mid-flight; attacks in the
        air; attacks on the wing; attacks its enemy while flying; attacks its prey in
        flight; attacks its prey on the wing; attacks its prey from the sky; attacks
        with a dive from the sky; attacks with its claws from the air; attacks with its
        talons in flight; attacks with its talons from above; assaults an enemy from the
        air; battles in the air; bites in flight; bites at an enemy in flight; catches
        its prey in flight; catches its prey on the wing; catches its prey in mid-air;
        clashes with a rival in the air; claws at a foe in the air; claws at its prey
        from the air; claws in flight; comes down on its prey from the sky; comes down
        from the sky with its claws out; darts at an enemy in the air; darts down at its
        prey from the sky; dive-bombs; dive-bombs an enemy; dive-bombs its prey;
        dive-bombs a passer-by; dives at a foe; dives at a foe from the sky; dives at an
        enemy; dives at an enemy with its claws; dives down and attacks; dives down and
        strikes; dives down at its prey from the sky; dives from above and attacks;
        dives from the air onto its prey; dives from the clouds and attacks; dives from
        the sky at its prey; dives in and attacks; dives out of the sky on its prey;
        dives on an enemy; dives on a mouse; dives onto its prey; dives to attack; dives
        with its claws out; dives with its talons out; falls on its prey from the sky;
        fights a rival in the air; fights an enemy in the air; fights in flight; fights
        in mid-air; fights on the wing; flies at a foe; flies at a foe with its claws;
        flies at an enemy; flies at an enemy and attacks; flies at an enemy and kicks;
        flies at an enemy with its claws; flies at its prey with its claws out; flies at
        its rival; flies down and attacks; flies down and strikes; flies forward and
        strikes; flies in and attacks; flies in and strikes; flies in and hits; flies
        into an enemy; flies past and hits an enemy; flies past and strikes; flies up
        and attacks; grabs at an enemy in flight; grabs its prey from the air; grabs its
        prey in flight; grabs a fish from the air; grasps at its prey from the air; hits
        a foe in flight; hits an enemy from the air; hits an enemy in mid-air; hits from
        above; hits in flight; hits out in flight; hits out in the air; hunts from the
        air and strikes; is attacking an enemy from the air; is attacking from above; is
        attacking from the air; is attacking from the sky; is attacking in the air; is
        diving at an enemy; is diving on its prey; is fighting in the air; is striking
        from the air; is striking in flight; is swooping down on its prey; is swooping
        on an enemy; jabs in flight; kicks an enemy in flight; kicks in mid-flight;
        kicks out in flight; lashes out from the air; lashes out in mid-air; lashes out
        with its talons in flight; launches an aerial attack; launches an attack from
        the air; lunges at an enemy in flight; lunges in flight; lunges in mid-air;
        lunges from the air; makes a diving attack; makes a flying attack; makes a
        strike from the air; makes a strike in flight; makes a swooping attack; makes an
        air attack; makes an attack from above; makes an attack from the air; makes an
        attack in flight; mobs an enemy in flight; pounces from the air; pounces on its
        prey from the air; punches an enemy in flight; punches from the air; punches in
        mid-air; punches while flying; raids from the air; rams an enemy in flight;
        rakes its prey with its talons in flight; reaches out with its talons in flight;
        scratches at an enemy in flight; seizes its prey from the air; seizes its prey
        in flight; seizes a fish from above; slashes at an enemy in flight; slashes from
        the air; slashes in mid-air with its claws; slashes with its claws in flight;
        slashes with its talons in flight; snaps at an enemy in flight; snatches a fish
        from the lake in flight; snatches its prey from the air; snatches its prey in
        flight; snatches its prey from the ground in flight; stings in flight; stoops on
        its prey from the sky; stretches its claws out in flight; stretches out its
        talons and strikes; strikes a foe from the air; strikes a foe in the air;
        strikes at an enemy in flight; strikes at an enemy from above; strikes at its
        prey from the air; strikes down from the sky; strikes from the clouds; strikes
        from the sky; strikes from the wing; strikes in mid-flight; strikes in the air;
        strikes its prey from above; strikes its prey in flight; strikes on the wing;
        strikes out in flight; strikes out in the air; strikes while hovering; strikes
        with its claws from the air; strikes with its claws in the air; strikes with its
        feet in flight; strikes with its fist in flight; strikes with its talons from
        above; strikes with its talons in flight; swings in flight at an enemy; swipes
        at an enemy in flight; swipes from the air; swipes in flight; swipes in mid-air;
        swoops; swoops and attacks; swoops at an enemy; swoops at its prey; swoops down
        and attacks; swoops down and strikes; swoops down for the kill; swoops down on a
        hare; swoops down on a mouse; swoops down on its enemy; swoops down on its prey;
        swoops down to attack; swoops down with its claws out; swoops from above and
        strikes; swoops from the sky and attacks; swoops in and attacks; swoops in and
        strikes; swoops in for the kill; swoops on a foe; swoops on a mouse; swoops on
        an enemy from above; swoops out of the sky on its prey; swoops upon its enemy;
        takes a swipe in flight; throws a punch in flight; throws itself on its prey
        from the sky; thrusts its claws forward in flight; uses its talons in flight;
        uses its claws in the air; attacking from above; attacking from the air;
        attacking in flight; diving on its prey; striking in flight; swooping; swooping
        down on an enemy
    """,
    "glides": """
        is gliding down; is gliding on the wind; is gliding over the sea; is gliding
        over the valley; is gliding through the air; is gliding with its wings spread;
        is riding the wind; is sailing on the wind; is soaring without a wingbeat; is
        soaring on the wind; is carried by a warm wind; is carried on the wind; is borne
        on the wind; is borne along by the breeze; circles without flapping; circles on
        outstretched wings; circles on still wings; circles on the warm air; drifts on
        the breeze with its wings out; drifts on spread wings; drifts on the wind on its
        wings; drifts through the sky on still wings; extends its wings and sails; flies
        effortlessly on the wind; flies on motionless, spread wings; flies on rigid
        wings; flies on the wind; flies with its wings held still; flies with its wings
        outstretched; flies with its wings stretched out; flies with motionless wings;
        flies with outstretched wings; flies with rigid wings; flies with spread,
        unmoving wings; flies with still wings; flies without a beat of its wings; flies
        without beating its wings; flies without moving its wings; floats along on
        spread wings; floats down with its wings spread; floats on outstretched wings;
        floats on the breeze on its wings; floats on the wind; floats through the air on
        spread wings; goes down in a glide; holds its wings out; holds its wings out and
        lets the air carry it; holds its wings outstretched; holds its wings rigid and
        sails; holds its wings still and sails on; holds its wings straight in the air;
        hangs on the wind with its wings spread; keeps its wings outstretched; keeps its
        wings outstretched and sails on; keeps its wings spread and still; keeps its
        wings spread in flight; keeps its wings stiff; lets itself be carried by the
        wind; lets the breeze carry it; lets the wind bear it; lets the wind carry it
        along; lets the wind take it; locks its wings and sails; makes no wingbeat as it
        flies; opens its wings and sails down; planes down; planes down on spread wings;
        plays on the wind with spread wings; rests on the wind; rides a rising wind;
        rides a thermal; rides on the warm air; rides on the wind; rides the air; rides
        the air current; rides the breeze; rides the currents of the air; rides the
        storm on its wings; rides the thermals; rides the updraught; sails; sails along
        in the sky; sails along on spread wings; sails along on the wind; sails down
        from a tree on its wings; sails down on spread wings; sails high above the
        ground; sails in the wind with spread wings; sails on motionless wings; sails on
        spread wings; sails on still wings; sails on the breeze; sails over the valley;
        sails over the waves on spread wings; sails over the hills on the wind; sails
        through the air on spread wings; sails with spread wings; saves its strength and
        sails on the wind; soars effortlessly; soars like a kite; soars like a vulture;
        soars like an albatross; soars on a thermal; soars on broad wings; soars on
        motionless wings; soars on outstretched wings; soars on rising air; soars on
        still wings; soars on the breeze; soars on the thermals; soars on the updraught;
        soars with motionless wings; soars with outstretched wings; soars with spread
        wings; soars with still wings; soars with its wings spread wide; soars without a
        wingbeat; soars without beating its wings; soars without effort; soars without
        moving its wings; spreads its wings and drifts; spreads its wings and lets the
        wind carry it; spreads its wings and rides the wind; spreads its wings and
        soars; spreads its wings wide and sails; stretches its wings and sails on;
        stretches out its wings and soars; stretches out its wings and rides the air;
        surfs the wind; travels on the wind; uses the thermals; volplanes; wheels on
        still wings; gliding along; gliding down; gliding on the wind; gliding over the
        sea; gliding with its wings spread; riding the thermals; riding the wind;
        sailing on the wind; soaring on outstretched wings; soaring without flapping
    """,
}
