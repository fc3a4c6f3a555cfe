"""How artists say that something is hit, dies or falls."""

SAID = {
    "is hit": """
        gets hit by an arrow; gets hit by a stone; gets hit by an enemy; gets hit hard;
        gets hit in the belly; gets hit in the chest; gets hit in the face; gets struck;
        gets struck by a blow; gets struck in the chest; gets hurt in a fight; gets hurt
        by an enemy; gets wounded; gets injured; gets slapped; gets slapped in the face;
        gets smacked in the face; gets bumped; gets clobbered; gets whacked; gets
        punched in the face; gets punched in the belly; gets kicked in the belly; gets
        bitten by an enemy; gets stung by a bee; gets shot in the arm but stays up; gets
        shot and staggers; gets knocked about; gets knocked back; gets knocked back by a
        blow; gets pushed back by a blow; gets thrown off balance; gets a slap; gets a
        slap in the face; gets a whack; gets a beating; gets a taste of the whip; gets a
        shock; gets an arrow in the leg; gets an electric shock; is hit in the chest; is
        hit in the belly; is hit in the face; is hit on the head; is hit by a bullet and
        staggers; is hit by a ball; is hit by a sword; is hit by a spear; is hit by a
        fireball; is hit by lightning and jolts; is hit by something; is hit and
        flinches; is hit and staggers; is hit and stays on its feet; is hit but not
        killed; is struck and flinches; is struck by a stone; is struck by an arrow; is
        struck by an enemy; is struck by a sword; is struck in the chest; is struck in
        the face; is slapped; is slapped in the face; is smacked; is whacked; is
        whipped; is beaten with a stick; is stung by a bee; is stabbed and flinches; is
        shot in the shoulder and winces; is bitten by a snake and flinches; is rammed by
        an enemy; is rammed and staggers; is pushed hard; is pushed by somebody; is
        shoved back; is shoved in the chest; is jolted; is jolted back; is jarred by a
        blow; is staggered by a blow; is stunned by a blow; is stunned for a moment; is
        dazed by a blow; is thrown off balance; is thrown off balance by a blow; is
        knocked off balance; is knocked about by a blow; is driven back by a blow; is
        wounded by an arrow; is wounded by an enemy; is wounded in the fight; is hurt by
        a blow; is hurt by an enemy; is hurt and winces; is injured in a fight; is in
        pain from a blow; is damaged; is damaged by an enemy; is on the receiving end of
        a blow; is under attack and flinches; takes a hit in the chest; takes a hit and
        staggers; takes a hit from an enemy; takes a hit to the body; takes a hit to the
        face; takes a slap; takes a slap in the face; takes a stone to the head; takes a
        bullet in the arm; takes a kick; takes a kick to the belly; takes a hard knock;
        takes a heavy blow; takes a blow to the body; takes a blow to the head; takes a
        blow to the chest; takes a blow and staggers; takes a blow on the chin; takes a
        punch on the chin; takes a punch in the belly; takes a punch to the face; takes
        an arrow to the knee; takes an arrow in the shoulder; takes some damage; takes
        damage from an enemy; takes damage and flinches; takes it on the chin; takes the
        full force of a blow; receives a slap; receives a kick; receives a punch;
        receives a punch in the face; receives a blow to the chest; receives damage;
        receives an injury; receives a wound; suffers a hit; suffers a wound; suffers an
        injury; suffers damage; suffers an impact; absorbs a blow; absorbs a hit; feels
        the sting of the whip; feels the force of a blow; feels a sharp pain and
        flinches; feels pain and flinches; cops a blow; cops a hit; catches a punch;
        catches a fist in the face; catches an arrow in the shoulder; catches a stone on
        the head; reacts to a blow; reacts to a punch; reacts to a shot; reacts to a
        slap; reacts to damage; reacts to pain; reacts to an impact; reacts to an attack
        with a flinch; flinches back; flinches from a hit; flinches from a slap;
        flinches from the whip; flinches from an attack; flinches under a blow; flinches
        as an arrow hits it; flinches at the impact; winces from a blow; winces as it is
        struck; winces at a blow; winces with pain; jerks; jerks back in pain; jerks
        from a blow; jerks under the impact; jolts back; jolts from the impact; jolts
        under a blow; jumps back in pain; reels; reels from a hit; reels from a punch;
        reels under a blow; reels backward from a blow; staggers under a blow; staggers
        from a hit; staggers from a punch; staggers back in pain; staggers back from a
        hit; staggers from the impact; stumbles from a blow; stumbles from a hit;
        stumbles back in pain; stumbles back under a blow; stumbles under a blow; sways
        from a blow; snaps its head back from a punch; throws its head back in pain;
        twists in pain from a blow; bends over in pain from a blow; bends double from a
        punch; doubles over from a punch; doubles over in pain; doubles up from a blow;
        cringes in pain; cringes from a blow; cries out in pain from a blow; yelps in
        pain; yelps as a stone hits it; grunts in pain from a blow; clutches its side in
        pain; holds its belly in pain; shakes from a blow; shakes from the impact;
        shudders from a blow; shudders under a blow; shudders from the impact; shrinks
        from a blow; quivers from a hit; twitches in pain; twitches from a hit; is
        twitching from a blow; loses its footing from a blow; loses some health; loses
        hit points; almost falls from a blow; nearly falls over from a blow; keeps its
        feet after a heavy blow; stays standing after a blow; flinching; flinching in
        pain; recoiling; recoiling from a hit; reeling; staggering; wincing
    """,
    "is hit from the {side}": """
        gets struck from the {side}; gets struck on the {side}; gets slapped from the
        {side}; gets slapped on the {side} side; gets smacked from the {side}; gets
        punched from the {side}; gets kicked from the {side}; gets kicked in the {side}
        side; gets knocked from the {side}; gets pushed from the {side}; gets bumped
        from the {side}; gets hurt on the {side}; gets hit by an arrow from the {side};
        gets hit in the {side} shoulder; gets hit in the {side} flank; is hit in the
        {side} flank; is hit in the {side} shoulder; is hit by an arrow from the {side};
        is hit by a stone from the {side}; is hit by an enemy on the {side}; is hit by
        an enemy from the {side}; is struck by a blow from the {side}; is struck in the
        {side} flank; is struck by a stone from the {side}; is slapped from the {side};
        is smacked from the {side}; is rammed from the {side}; is rammed on the {side}
        side; is bumped from the {side}; is jolted from the {side}; is wounded from the
        {side}; is hurt from the {side}; is damaged from the {side}; takes a hit from
        the {side}; takes a hit on the {side}; takes a punch from the {side}; takes a
        kick from the {side}; takes a slap from the {side}; takes a knock from the
        {side}; takes damage from the {side}; takes an arrow from the {side}; receives a
        hit from the {side}; receives a punch from the {side}; suffers a hit from the
        {side}; suffers a hit on the {side} side; suffers a blow from the {side};
        flinches from a hit on the {side}; flinches from a hit from the {side}; flinches
        from a blow from the {side}; winces from a blow from the {side}; winces from a
        blow on the {side}; reels from a blow from the {side}; reels from a blow on the
        {side} side; reels from a hit on the {side}; jerks from a blow from the {side};
        jerks from a hit on the {side}; staggers from a hit from the {side}; staggers
        from a hit on the {side} side; stumbles from a blow from the {side}; stumbles
        from a hit on the {side}; shudders from a blow from the {side}; reacts to an
        impact from the {side}; reacts to an impact on the {side}; reacts to damage from
        the {side}; reacts to a punch from the {side}; reacts to being struck from the
        {side}; is knocked off balance from the {side}
    """,
    "dies": """
        dies slowly; dies and falls to the ground; dies and falls over; dies with a
        groan; dies of a wound; dies of poison; dies of old age; dies of thirst; dies of
        hunger; dies in a heap; dies a slow death; dies dramatically; dies in the last
        scene; dies at the hands of an enemy; dies from an arrow; dies in the arena;
        dies on the battlefield; dies and goes limp; is collapsing; crumples; crumples
        up; crumples in a heap; crumples to the floor; crumples lifeless; drops; drops
        dead on the spot; drops dead on the floor; drops to the ground and dies; drops
        to the ground and lies still; drops to the ground unconscious; drops to the
        floor dead; drops like a sack; drops like a fly; drops in its tracks; drops to
        its knees and dies; kicks the bucket; croaks; pops its clogs; pegs out; snuffs
        it; cashes in its chips; buys the farm; shuffles off this mortal coil; meets its
        maker; meets its fate; meets its doom; meets a bad end; comes to a bad end;
        comes to its end; comes to grief and lies dead; goes to its last sleep; goes to
        a better place; goes belly up; goes limp; goes limp and falls; goes limp and
        falls to the ground; goes limp and lies there; goes down; goes down and lies
        still; goes down and does not get up; goes down under a hail of arrows; goes
        down fighting; goes to its grave; gives its last gasp; gives its life; gives up
        its life; gives a last gasp and dies; gives out and falls; departs this life;
        deceases; bleeds to death; bleeds out; chokes to death; starves to death;
        freezes to death; falls down and dies; falls down and lies still; falls and lies
        still; falls and does not move; falls and never gets up; falls dead to the
        floor; falls dead on the spot; falls over backwards; falls over on its side;
        falls over and lies still; falls over like a tree; falls on its side and lies
        dead; falls on its back and lies dead; falls on its face and lies dead; falls
        flat on its face; falls to its knees and dies; falls to the floor; falls to the
        ground and dies; falls to the ground and lies still; falls to the ground
        unconscious; falls to the ground, dead; falls in a faint; falls in combat; falls
        prey to an arrow; falls apart and dies; falls down in a faint; faints and falls;
        faints and falls to the floor; faints on the spot; passes out on the floor;
        passes out and falls; swoons; swoons and falls; blacks out and falls; loses
        consciousness and falls; loses the fight and dies; loses the battle and falls;
        loses its last life; loses all its life; loses all its strength and falls; has
        lost all its hit points; has lost the battle and falls; has no life left and
        falls; has died; has been killed; has been shot dead; has breathed its last; has
        met its end; is dead and falls; is shot and dies; is shot and falls; is shot
        down; is shot and killed; is stabbed to death; is stabbed and dies; is struck
        down; is struck down by a sword; is struck dead by lightning; is struck by an
        arrow and dies; is killed by an arrow; is killed by a hunter; is killed by an
        enemy; is killed in battle; is killed and falls; is cut down; is cut down in
        battle; is mown down; is murdered; is murdered in cold blood; is executed; is
        poisoned and dies; is put to death; is put out of its misery; is finished; is
        finished and falls; is destroyed; is defeated; is defeated in battle; is
        defeated and lies on the ground; is vanquished; is wiped out; is knocked out
        cold; is knocked unconscious; is knocked out and falls; is fatally wounded; is
        fatally hit; is fatally struck and falls; is mortally hit and falls; is mortally
        wounded; is beaten in the fight and falls; is down for good; is down and out; is
        down for the count; is no more; is out cold; is out for the count; is at its
        end; is at death's door; is on its last legs and falls; is on its last breath;
        is taking its last breath; is lifeless; is falling down dead; is falling dead;
        is passing away; lies dead; lies dead on the ground; lies down and dies; lies
        lifeless on the ground; sinks to its knees and dies; sinks to the ground; sinks
        to the ground lifeless; sinks to the ground unconscious; sinks down and dies;
        sinks down lifeless; sags to the ground; slumps; slumps down; slumps down dead;
        slumps over; slumps over dead; slumps to the floor; slumps to the floor
        lifeless; topples; topples over dead; topples to the ground; topples to the
        floor; tumbles down dead; tumbles to the ground and dies; tips over dead; tips
        over and dies; rolls over and dies; rolls onto its back and dies; rolls on its
        side and dies; turns up its toes; turns over and dies; staggers and falls dead;
        stumbles and falls dead; stiffens and falls; stops breathing; stops breathing
        and falls; stops moving for ever; ceases to live; closes its eyes for ever;
        closes its eyes for the last time; breathes out for the last time; draws one
        last breath; takes its last breath; takes its last breath and falls; takes a
        fatal blow; takes a fatal hit and falls; takes a mortal wound and falls; takes a
        bullet and dies; gets killed; gets killed by an enemy; gets killed in battle;
        gets shot and dies; gets shot dead; gets knocked out; gets a fatal blow; gets a
        deadly wound and falls; gets what it deserves and dies; receives a fatal blow;
        receives its death blow; receives the final blow; suffers a fatal wound; suffers
        a fatal blow; suffers death; suffers defeat and falls; suffers a heart attack;
        ends up dead; ends up dead on the ground; ends up on the ground, lifeless; ends
        its life; hits the ground dead; hits the deck, dead; hits the floor, lifeless;
        buckles at the knees and falls; folds and falls; folds up and dies; thuds to the
        ground, dead; plays dead; plays possum; acts dead; fakes its death; pretends to
        be dead; writhes and dies; twitches and dies; wobbles and falls dead; breaks
        apart and dies; perishing; collapsing; collapsing to the ground; keeling over
    """,
    "falls": """
        falls freely; falls freely through the air; falls down a well; falls down a
        hole; falls down a cliff; falls down from a tower; falls from a tower; falls
        from a bridge; falls from a great height; falls from a plane; falls from a
        balloon; falls from the roof; falls from the clouds; falls from the top of a
        tower; falls through the air; falls through the sky; falls through the clouds;
        falls through a hole in the floor; falls through a trapdoor; falls through
        space; falls into the abyss; falls into a hole; falls into a chasm; falls into a
        ravine; falls into the depths; falls into empty space; falls off a bridge; falls
        off a ledge; falls off a tower; falls off the edge; falls over the edge; falls
        over the edge of a cliff; falls with flailing arms; falls with flailing limbs;
        falls, arms flailing; falls a long way; falls a long way down; falls out of a
        plane; falls out of a balloon; falls endlessly; falls without end; is falling
        through the air; is falling from a height; is falling off a cliff; is falling
        into a pit; is falling down a shaft; is falling and falling; is plummeting; is
        plummeting to earth; is plummeting from the sky; is tumbling through the air; is
        tumbling down from a height; is dropping from a height; is in a free fall; is on
        its way down through the air; plummets; plummets to earth; plummets through the
        air; plummets from a height; plummets into the abyss; plummets down a shaft;
        drops down a shaft; drops off a cliff; drops off a ledge; drops from the sky;
        drops from a tower; drops into a pit; drops into the void; drops freely; drops
        like lead; drops through the clouds; drops through a trapdoor; tumbles from the
        sky; tumbles from a height; tumbles off a cliff; tumbles off a roof; tumbles
        into a pit; tumbles down a shaft; tumbles into the abyss; hurtles down from the
        sky; hurtles down through the air; hurtles to earth; hurtles to the ground from
        a height; skydives; skydives from a plane; is skydiving; loses its grip and
        falls; loses its hold and falls; loses its footing on the cliff and drops; lets
        go and drops into the depths; slips off a cliff; slips off the edge and falls;
        misses a ledge and falls; misses the platform and falls; goes over the edge;
        goes over the cliff; goes down through the air; goes down the shaft; flails in
        free fall; flails its arms in the fall; kicks and flails in the fall; descends
        in free fall; comes down out of the sky; has been dropped from a plane; has been
        pushed off a cliff; gets dropped from a height; plummeting; plunging; dropping
        through the air
    """,
    "flaps while falling": """
        flaps as it drops; flaps as it falls; flaps its wings on the way down; flaps its
        wings wildly in the fall; flaps its wings to slow its fall; flaps its wings and
        comes down; flaps its wings but falls; flaps its little wings as it falls; flaps
        all the way to the ground; flaps down from the roof; flaps down from a branch;
        flaps down like a hen; flaps in free fall; flaps hard but keeps falling; flaps
        to break its fall; flaps downwards; flaps desperately as it falls; flutters down
        like a hen; flutters down like a leaf; flutters down from a branch; flutters
        down from the roof; flutters down from the perch; flutters down to the floor;
        flutters as it falls; flutters in the fall; flutters as it drops; flutters on
        the way down; flutters to the floor; flutters its wings in the fall; flutters
        its wings while falling; falls fluttering; falls flapping; falls and flaps;
        falls and flaps its wings; falls, flapping; falls, beating its wings; falls,
        wings flapping; falls from a tree and flaps; falls from its perch and flaps;
        falls out of the nest and flaps; falls gently with flapping wings; falls with
        beating wings; falls with fluttering wings; falls with its wings flapping; drops
        and flaps; drops and flutters; drops from a branch with flapping wings; drops
        with beating wings; drops, flapping its wings; drops down, fluttering; sinks and
        flaps its wings; sinks down with beating wings; sinks to the ground, fluttering;
        comes down with flapping wings; comes down, flapping; comes down with a flutter;
        brakes its fall with its wings; brakes its fall by flapping; breaks its fall by
        flapping; slows its drop by flapping; softens its fall with its wings; descends,
        flapping; descends with flapping wings; tumbles down, flapping; tumbles from the
        nest and flaps; is falling and flapping its wings; is flapping on the way down;
        fails to fly and flaps down; cannot fly and flaps down; fluttering down; falling
        with fluttering wings
    """,
}
