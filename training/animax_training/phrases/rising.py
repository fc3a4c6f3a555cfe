"""How artists say that something gets up, ducks or rears."""

SAID = {
    "stands up": """
        arises; arises from the floor; arises from its bed; gets up and stands; gets up
        from a chair; gets up from its seat; gets up from the bed; gets up from its
        nest; gets up from its knees; gets up from where it lay; gets up off the floor;
        gets up off the ground; gets up off its knees; gets up off its back; gets up
        after a fall; gets up after its nap; gets up after a rest; gets up with
        difficulty; gets up in the morning; gets up, ready to go; gets up onto all
        fours; gets up onto its feet; gets up onto its legs; gets itself up; gets back
        on its legs; gets back to its feet; gets out of its chair; gets out of its nest;
        gets to its legs; gets off the floor; gets off the ground and stands; gets off
        its back; gets off its seat; is getting up from the ground; is getting to its
        feet; is getting back up; is rising; is rising from the floor; is rising to its
        feet; is back on its feet; is standing up from the floor; is picking itself up;
        rises from a chair; rises from its bed; rises from its seat; rises from its
        throne; rises from its sleep; rises from its knees; rises from its rest; rises
        from the dead; rises from the grave; rises from the grass; rises onto its legs;
        rises again; rises again after a fall; rises and stands; rises and shines; rises
        to its full height; rises to its legs; raises itself; raises itself up; raises
        itself from the floor; raises itself to its feet; raises itself onto its legs;
        raises its body from the ground; lifts itself; lifts itself up from the floor;
        lifts itself off the ground; lifts its body off the ground and stands; lifts
        itself onto its legs; hauls itself up; hauls itself to its feet; heaves itself
        to its feet; heaves itself off the ground; heaves itself from its bed; drags
        itself to its feet; drags itself up; pulls itself up; pulls itself to its feet;
        pulls itself together and stands; picks itself up after a fall; picks itself up
        from the floor; picks itself up off the ground; picks itself up off the floor;
        pushes itself up from the floor; pushes itself up off the ground; pushes itself
        up with its arms; pushes itself up onto its legs; pushes up from the ground;
        clambers to its feet; clambers up from the floor; scrambles to its legs;
        scrambles up from the ground; scrambles up onto all fours; struggles up;
        struggles up from the ground; struggles onto its legs; struggles upright;
        staggers to its feet; totters to its feet; stumbles to its feet; jumps to its
        feet; leaps to its feet; springs to its feet; shoots to its feet; bounces back
        onto its feet; comes up off the floor; comes up from the ground; comes to a
        stand; comes back to its feet; comes to and stands; recovers from a knockdown;
        recovers from a fall; recovers and gets up; recovers and rises; regains its
        feet; regains its footing and stands; regains its legs; goes from lying to
        standing; goes from sitting to standing; goes from the ground to its feet;
        leaves its seat; leaves its chair; leaves its nest and stands; leaves the floor
        and stands; ends its nap; ends its sleep and rises; ends its sit; finishes its
        nap and rises; finishes its rest; has finished its rest and rises; has finished
        its nap and rises; has had its nap and stands; has rested and gets up; has slept
        and gets up; wakes; wakes and rises; wakes up; wakes up and rises; wakes up and
        gets up; wakes from its sleep and rises; wakes from its nap and stands; awakens
        and rises; awakes and rises; stands back up; stands up after a fall; stands up
        after a nap; stands up after its rest; stands up again after a fall; stands up
        and waits; stands up from a chair; stands up from its bed; stands up from its
        seat; stands up from its knees; stands up from lying; stands up from the grass;
        stands up on all fours; stands up on its feet; stands up on its legs; stands up
        straight; stands up with difficulty; straightens its legs and stands;
        straightens up from the ground; unfolds its legs and stands; unbends its knees
        and stands; uncurls and stands; uncurls and rises; extends its legs and stands;
        stretches its legs and stands; puts its feet under it and rises; rolls over and
        gets up; rolls onto its belly and gets up; rolls to its side and gets up; rights
        itself; rights itself and stands; arising; rising; rising to its feet; getting
        to its feet
    """,
    "ducks": """
        ducks under a beam; ducks under a branch; ducks under a blow; ducks down behind
        a wall; ducks down low; ducks for cover; ducks into cover; ducks out of sight;
        ducks quickly; ducks beneath a beam; ducks and covers; ducks and hides; ducks in
        fear; is ducking under a beam; is ducking down; is ducking behind a wall; is
        crouched; is crouching down; is crouching behind a wall; is crouching in the
        grass; is hunkered down; is hunched down; is squatting down; is hiding behind a
        wall; is hiding in the grass; is in a crouch; is in cover; is in a squat; is on
        its knees behind a wall; is taking cover; is kneeling; is cowering; is cowering
        behind a wall; crouches behind a wall; crouches in a corner; crouches in cover;
        crouches in fear; crouches in hiding; crouches in the grass; crouches down
        behind a box; crouches down in the grass; crouches down out of sight; crouches
        close to the ground; crouches on the spot; crouches to hide; crouches under a
        table; squats behind a wall; squats down behind a box; squats down low; squats
        in hiding; squats low; squats on the spot; kneels; kneels down; kneels behind a
        wall; kneels on one knee; kneels in cover; goes down on one knee; goes down low;
        goes down behind a wall; goes down into a crouch; goes down in a squat; goes to
        ground; goes into cover; gets down behind a wall; gets down into a crouch; gets
        down on one knee; gets its head down; gets into cover; gets into a crouch; gets
        into a low stance; gets low; gets under cover; keeps its head low behind a wall;
        keeps down; keeps down behind a wall; keeps its body low; keeps in cover; stays
        down; stays down behind a wall; stays in a crouch; stays in cover; stays
        crouched; stays low behind a wall; hides; hides behind a box; hides behind a
        tree; hides in the grass; hides under a table; hides from an enemy; hides from
        the rain of arrows; hides its head; hunches down; hunches low; hunkers down
        behind a wall; hunkers down in the grass; hunkers low; cowers behind a wall;
        cowers in a corner; cowers in fear; cowers down; cowers on the ground; cowers
        before its master; cringes and cowers; huddles in a corner; huddles behind a
        wall; huddles down; bobs down; bobs down behind a wall; bends down behind a
        wall; bends its knees; bends its knees and lowers its body; bends its knees and
        hides; bends its legs and keeps low; bends low behind a wall; lowers its body
        into a crouch; lowers its body behind a wall; lowers itself behind a wall;
        lowers itself into a squat; lowers itself into a crouch; lowers its stance;
        drops behind a wall; drops into a low crouch; drops into cover; drops low; drops
        to one knee; drops to its knees behind a wall; drops into a squat; dives into
        cover behind a box; sinks into a crouch; sinks to its knees behind a wall;
        stoops; stoops down; stoops under a beam; stoops under a low door; takes cover
        behind a box; takes cover from the arrows; takes shelter behind a wall; takes a
        knee; takes a low stance; makes itself as small as it can; makes itself smaller;
        makes itself small behind a wall; passes under a low beam, bent down; pulls in
        its head; pulls its head down; presses itself to the ground behind a wall; does
        squats; does a deep squat; does knee bends; does a knee bend; exercises with
        squats; avoids a beam by bending low; shrinks down behind a wall; cowering;
        crouching low; squatting; kneeling; hiding; taking cover; hunkering down
    """,
    "rears up": """
        rears back; rears up in anger; rears up like a horse; rears up like a stallion;
        rears up like a bear; rears up on its back legs; rears up on two legs; rears up
        before an enemy; rears up to its full height; rears up and neighs; rears up and
        paws the air; rears up and stands; rears up with its rider; rears up, front legs
        in the air; rears and kicks the air; rears and whinnies; rears on its hind legs;
        rears to its full height; rears with fright; rears wildly; is rearing back; is
        rearing on its hind legs; is rearing in fright; is up on its hind legs; is up on
        two legs; is standing on its hind legs; is standing on its back legs; is
        standing on two legs like a man; rises on its back legs; rises onto its hind
        legs; rises onto its back legs; rises up on its hind legs; rises up on its back
        legs; rises on two legs like a bear; rises up before its enemy; raises its front
        hooves; raises its front paws off the ground; raises its front feet; raises its
        front end; raises its forequarters; raises its forelegs in the air; raises its
        forelegs high; raises its chest and forelegs; raises itself on its hind legs;
        raises itself up on its back legs; raises itself on two legs; lifts its front
        feet off the ground; lifts its front paws off the ground; lifts its forelegs off
        the ground; lifts its forelegs high; lifts its forequarters; lifts itself onto
        its hind legs; lifts its body onto its hind legs; throws its forelegs up; throws
        its front hooves in the air; throws itself up on its hind legs; throws its front
        legs in the air; tosses its forelegs up; goes up on its back legs; goes up on
        two legs; goes onto its hind legs; gets up on its back legs; gets up on two
        legs; gets onto its hind legs; stands erect on its hind legs; stands on hind
        legs; stands on its hind feet; stands on its hind legs like a man; stands on its
        hind legs like a bear; stands on its hind legs and begs; stands on its hind legs
        to look taller; stands on its hind legs to reach a branch; stands on two legs
        like a man; stands tall on its hind legs; stands up on its back legs; stands up
        on its hind feet; stands up on two legs; stands up like a man on its hind legs;
        stands upright on its back legs; balances on its back legs; balances on two
        legs; begs on its hind legs; begs with its front paws in the air; does a levade;
        does a pesade; does a wheelie on its hind legs; holds its front legs in the air;
        holds its forelegs up; has its front legs in the air; has its front hooves in
        the air; paws the air; paws the air with its forelegs; paws the air with its
        front hooves; waves its forelegs in the air; beats the air with its front
        hooves; strikes the air with its front hooves; pushes itself up on its hind
        legs; shies and rears; shies in fright and rears; startles and rears; takes
        fright and rears; makes itself tall on its hind legs; makes itself look big on
        its hind legs; shows its belly as it rears; intimidates an enemy on its hind
        legs; throws its rider by rearing; leans back on its hind legs; puts its weight
        on its hind legs
    """,
}
