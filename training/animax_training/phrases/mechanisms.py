"""How artists say that something opens, closes or is switched on."""

SAID = {
    "opens": """
        opens all the way; opens and shows its gold; opens and shows what is in it;
        opens by itself; opens itself; opens its cover; opens its doors; opens its
        hinged lid; opens its flap; opens its heavy lid; opens on its hinges; opens
        slowly on its hinges; opens up by magic; opens up wide; opens when touched;
        opens with a bang; opens with a click; opens with a creak; opens with a squeak;
        opens with a groan; is being opened up; is being unlocked; is flung open; is
        pulled open; is pushed open; is thrown open; is unfastened; is unlocked; is
        unlocked and opened; is unsealed; is forced open; is kicked open; is wide open
        now; bursts open; bursts open by itself; cracks open; creaks open; flies open;
        flips open; flips up its lid; flips its cover open; folds back its lid; folds
        open; folds its lid back; gapes; gapes wide; gets unlocked; gives access to what
        is inside; grants access; grinds open; groans open; has its lid lifted; has its
        lid raised; has its lid thrown back; is not locked and swings open; lets its lid
        spring up; lets the light in; lets you in; lets you look inside; lets you pass;
        lifts its cover; lifts its heavy lid; lifts its hinged lid; lifts its lid and
        shows its gold; lifts open; makes way by swinging open; parts; parts in the
        middle; pivots open; pops its lid; pops up its lid; raises its cover; raises its
        heavy lid; raises its hinged lid; reveals its contents; reveals the gold inside;
        shows its contents; shows the gold inside; slides open; slowly swings open;
        springs its lid; swings ajar; swings back its lid; swings its lid open; swings
        its lid up; swings on its hinges and opens; swings out; swings wide; swings wide
        open; throws open its lid; tilts its lid back; tips its lid back; turns its lid
        up; turns on its hinges and opens; unbars; unbolts; unbolts and swings open;
        unclasps; unlatches; unlatches and swings open; unlocks; unlocks itself;
        unseals; yawns open; is opening its lid; is opening up; is opening wide; is
        swinging open; is unlocking; creaking open; lifting its lid; opening its lid;
        opening up; opening wide; raising its lid; swinging open; unlocking
    """,
    "closes": """
        closes after you; closes all the way; closes behind somebody; closes by itself;
        closes down; closes fast; closes firmly; closes its cover; closes its doors;
        closes its flap; closes its heavy lid; closes its hinged lid; closes its lid
        with a bang; closes itself; closes on its hinges; closes securely; closes shut;
        closes slowly on its hinges; closes tight; closes tightly; closes with a bang;
        closes with a click; closes with a creak; closes with a snap; closes with a
        thud; is bolted; is brought down, lid first; is closed again; is closed behind
        somebody; is closed tight; is closed with a bang; is locked; is locked up; is
        locked and bolted; is pulled shut; is pushed shut; is sealed; is sealed up; is
        shut again; is shut tight; is slammed; is slammed shut; is being shut; is being
        locked; is being sealed; is no longer open; bangs its lid; bangs its lid shut;
        bangs to; bars the way again; bars the way by swinging shut; bolts itself shut;
        brings its lid down; claps its lid shut; claps shut; clangs shut; clanks shut;
        claps to; clatters shut; clunks shut; creaks shut; drops its lid with a bang;
        drops shut; falls closed; falls to; flips its lid down; flips shut; folds down
        its lid; folds shut; gets locked; gets locked up; gets shut; grinds shut; groans
        shut; has its lid lowered; has its lid shut; hides its contents; hides its gold;
        hides the gold inside; latches; latches shut; lets its lid drop; lets its lid
        fall; lets its lid fall shut; lets nobody in any more; locks; locks its lid;
        locks itself; locks shut; locks tight; locks with a click; lowers its cover;
        lowers its heavy lid; lowers its hinged lid; lowers its lid again; lowers its
        lid and locks; lowers its lid over its gold; pivots shut; presses its lid down;
        pulls its lid down; pulls itself shut; puts its lid down; puts down its lid;
        seals; seals itself; seals tight; seals up; secures its lid; shuts again; shuts
        by itself; shuts down its lid; shuts in its gold; shuts its cover; shuts its
        doors; shuts its heavy lid; shuts its hinged lid; shuts its lid with a bang;
        shuts off the passage; shuts on its hinges; shuts out the light; shuts up; shuts
        with a bang; shuts with a clang; shuts with a click; shuts with a creak; shuts
        with a thud; slams; slams down its lid; slams its lid; slams its lid down; slams
        its lid shut; slams to; slides shut; slowly swings shut; snaps its lid down;
        snaps its lid shut; snaps to; swings back shut; swings closed; swings down its
        lid; swings its lid down; swings its lid shut; swings on its hinges and shuts;
        swings to; thuds shut; turns on its hinges and shuts; is closing its lid; is
        closing up; is locking itself; is swinging shut; is lowering its lid; closing
        its lid; closing up; creaking shut; falling shut; locking; lowering its lid;
        shutting; shutting its lid; slamming shut; swinging shut
    """,
    "is switched on": """
        is flicked on; is moved to on; is pressed on; is pulled down to on; is pulled
        forward to on; is pulled to the on position; is pushed to on; is pushed forward
        to on; is put in the on position; is put into gear; is set going; is set in
        motion; is set to the on position; is shifted to on; is started; is started up;
        is swung over to on; is switched to on; is thrown to on; is tipped over to on;
        is triggered to on; is turned to on; is engaged; is enabled; is energised; is
        being pulled to on; is being switched on; is being turned on; is being
        activated; activates; activates itself; engages; flicks on; flips on; flips over
        to on; flips to on; flips to the on position; moves forward to on; moves over to
        on; moves to the on position; snaps on; snaps over to on; starts up; swings over
        to on; swings to on; switches itself on; switches over to on; switches to on;
        switches to the on position; tilts over to on; tips to on; turns itself on;
        turns on; turns to on; goes over to on; goes to on; goes to the on position;
        gets activated; gets flipped on; gets pulled over to on; gets switched on; gets
        turned on; comes on; clicks on; clicks into the on position
    """,
    "is switched off": """
        is flicked off; is moved to off; is pressed off; is pulled back to off; is
        pulled up to off; is pulled to the off position; is pushed to off; is pushed
        back to off; is put back; is put back to off; is put in the off position; is put
        out of gear; is returned to off; is set back; is set back to off; is set to the
        off position; is shifted to off; is shut down; is shut off; is stopped; is swung
        back to off; is switched back; is switched to off; is thrown back to off; is
        tipped back to off; is turned back to off; is turned to off; is disengaged; is
        disabled; is powered down; is being pushed back; is being switched off; is being
        turned off; is being deactivated; deactivates; deactivates itself; disengages;
        flicks off; flips back to off; flips off; flips to off; flips to the off
        position; moves back to off; moves to the off position; powers down; returns to
        off; returns to the off position; snaps back to off; snaps off; shuts off;
        swings back to off; swings to off; switches back to off; switches itself off;
        switches to off; switches to the off position; tilts back to off; turns back to
        off; turns itself off; turns off; turns to off; goes back to off; goes to off;
        goes to the off position; gets deactivated; gets flipped off; gets pushed back
        to off; gets switched off; gets turned off; clicks off; clicks into the off
        position
    """,
    "shoots out its spikes": """
        shoots its spikes; shoots its spikes out of the floor; shoots its spikes up;
        shoots up its spikes; snaps its spikes out; snaps out its spikes; springs out
        its spikes; springs up with its spikes; springs its trap; springs the trap;
        spears an intruder with its spikes; stabs an intruder with its spikes; stabs
        upward with its spikes; stabs with its spikes from below; sticks out its spikes;
        sets off its spikes; sets its spikes off; sends its spikes up from the floor;
        sends up its spikes; ejects its spikes; extends its spikes from the floor; fires
        its spikes; fires its spikes up; flicks out its spikes; goes off as somebody
        steps on it; goes off under somebody's feet; impales an intruder on its spikes;
        impales somebody with its spikes; is set off by a step; is set off by an
        intruder; is sprung; is tripped; is tripped by an intruder; is triggered by a
        footstep; is triggered by an intruder; jabs its spikes upward; launches its
        spikes; lets its spikes spring up; lets out its spikes; lets loose its spikes;
        makes its spikes spring up; pierces an intruder with its spikes; pops out its
        spikes; pops its spikes up; pops up its spikes; pushes out its spikes; pushes up
        its spikes from the floor; raises its spikes from the floor; releases its
        spikes; shows its spikes; skewers an intruder with its spikes; thrusts its
        spikes out of the floor; thrusts out its spikes; thrusts spikes out of the
        floor; unleashes its spikes
    """,
}
