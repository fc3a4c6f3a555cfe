"""How artists say that something stands still, sits, lies or sleeps."""

SAID = {
    "stands still": """
        stands and does nothing; stands there doing nothing; stands there and breathes;
        stands there like a statue; stands like a statue; stands like a post; stands as
        still as a stone; stands as if rooted to the ground; stands around with nothing
        to do; stands by; stands by and waits; stands by the door and waits; stands at
        ease; stands at attention; stands to attention; stands in a relaxed pose; stands
        in a neutral pose; stands in line and waits; stands in one place; stands in its
        stall; stands idly; stands idle; stands quietly; stands stock-still; stands
        calmly on the meadow; stands peacefully; stands on its own two feet and waits;
        stands waiting; stands upright and waits; stands watch without moving; stands
        frozen; stands unmoving; stands with its arms at its sides; stands, breathing
        gently; is still; is standing around; is standing by; is standing there; is
        standing idle; is standing in place; is standing calmly; is standing by the
        road; is standing in the meadow; is motionless; is immobile; is stationary; is
        at a standstill; is at rest on its feet; is relaxed; is patient; is on standby;
        is in standby; is in its idle pose; is doing nothing; is doing nothing much; is
        doing nothing at all; is waiting around; is waiting for orders; is waiting for
        somebody; is waiting for the bus; is waiting for its owner; is waiting its turn;
        is waiting patiently; is not doing anything; is not moving; is not going
        anywhere; is hanging about; is hanging around; is lingering; is killing time; is
        bored; is bored and waits; is just standing there; is just breathing; is
        loitering; is lazing about on its feet; waits and sees; waits around; waits a
        moment; waits at the bus stop; waits by the door; waits for orders; waits for
        its food; waits for its master; waits for its owner; waits for its rider; waits
        for its next move; waits for the player; waits for the next command; waits for
        the train; waits in line; waits in silence; waits its turn; waits quietly; waits
        without a move; waits without moving; waits and breathes; waits with its arms at
        its sides; awaits orders; awaits its master; awaits its turn; awaits the next
        command; hangs around; hangs out; hangs around with nothing to do; lingers in
        one place; lingers in the yard; lingers by the door; kills time; passes the
        time; whiles away the time; takes a break; takes a break on its feet; takes a
        breather; takes five; takes a moment's rest on its feet; takes no action; takes
        no notice; does nothing at all; does nothing special; does nothing in
        particular; does nothing but breathe; does not stir; does not budge; does not do
        anything; does not go anywhere; does not react; does not move from the spot;
        does not move a muscle; keeps its place; keeps its stance; keeps quiet and
        waits; keeps calm; keeps standing; keeps waiting; keeps to one spot; keeps
        motionless; remains calm; remains idle; remains motionless; remains at rest;
        remains on the spot; remains where it is; remains in its place; stays; stays
        idle; stays calm; stays motionless; stays at its post; stays in its place; stays
        on the spot; stays quiet; stays quietly in its place; stays put and waits; stays
        right there; stays standing; stays rooted to the spot; rests on its feet; rests
        standing; rests in place; rests for a moment on its feet; relaxes; relaxes on
        its feet; relaxes in place; chills; chills out; breathes; breathes calmly and
        waits; breathes gently; breathes softly; breathes evenly; breathes deeply and
        stands; breathes slightly, standing; shifts its weight; shifts from one foot to
        the other; shifts its weight from one leg to the other; sways a little as it
        stands; sways slightly on its feet; lets time pass; lets the time go by; lets
        the world go by; halts; halts and waits; has come to a halt; has come to a stop;
        has stopped; has stopped and waits; has stopped moving; has nothing in mind; has
        nothing better to do; has no plans; has all the time in the world; has a quiet
        moment; has a moment of rest on its feet; hardly moves; hardly moves at all;
        barely breathes; freezes in place; poses for a portrait; poses for a photo;
        poses for the painter; holds its pose; holds its place; holds its position;
        holds its ground and waits; holds perfectly still; pauses; pauses on the way;
        pauses for breath; pauses a moment and breathes; stops and waits; stops for a
        moment; stops and stands; ticks over; is ticking over; spends its time standing;
        spends the afternoon standing about; minds its own business; watches the time
        pass; standing there; standing by; standing at ease; standing in place; hanging
        around; waiting; waiting around; waiting for something; breathing; doing
        nothing; lingering
    """,
    "sits down": """
        sits down and waits; sits down and rests; sits down at a table; sits down at a
        desk; sits down at its place; sits down by the fire; sits down cross-legged;
        sits down for a rest; sits down in a chair; sits down in an armchair; sits down
        in front of somebody; sits down in the grass; sits down like a dog; sits down
        next to somebody; sits down obediently; sits down on a bench; sits down on a
        log; sits down on a sofa; sits down on a stool; sits down on a throne; sits down
        on its bottom; sits down on its rump; sits down on its tail; sits down on the
        carpet; sits down on the grass; sits down on the sand; sits down on the spot;
        sits down with a sigh; sits down with crossed legs; sits for a treat; sits when
        told; sits on cue; sits at the word; sits to attention; sits back on its
        haunches; sits back on its hind legs; sits up and begs; sits itself on a bench;
        sits itself on the floor; lets itself down onto a chair; lets itself sink into a
        chair; lets itself drop onto a bench; lowers its bottom; lowers its bottom to
        the ground; lowers its rump; lowers its rump to the ground; lowers its haunches;
        lowers its hindquarters; lowers its hindquarters to the ground; lowers its rear;
        lowers its rear end; lowers itself into a chair; lowers itself into a sit;
        lowers itself into its seat; lowers itself onto a bench; lowers itself onto its
        haunches; lowers itself onto the floor to sit; lowers itself on its haunches;
        drops its bottom to the floor; drops its rear to the ground; drops down on its
        bottom; drops down on its haunches; drops onto a bench; drops onto a stool;
        drops onto its haunches; drops onto its rump; drops to its haunches; falls into
        a chair; falls back into a chair; flops down in an armchair; flops down on a
        bench; flops onto a sofa; flumps into a chair; plumps down on a stool; plumps
        itself down; plonks itself on a bench; plops down in a chair; plops down on its
        bottom; plops itself down; plants itself in a chair; plants itself on a bench;
        plants its bottom on the ground; parks itself on a bench; parks its bottom;
        perches on a stool; perches itself on a bench; settles down in a chair; settles
        down on its haunches; settles in a chair; settles into a chair; settles into an
        armchair; settles into its seat; settles itself in a chair; settles on a bench;
        settles on its haunches; settles on its rump; sinks down into a chair; sinks
        down on a bench; sinks into an armchair; sinks onto a bench; sinks onto a sofa;
        sinks onto its haunches; slumps into a chair; slumps onto a bench; squats down
        on a stool; squats down on its haunches; hunkers down on its haunches to sit;
        bends its knees and sits; bends its knees and sits down; bends its legs and sits
        down; folds its hind legs; folds its hind legs and sits; folds its legs and
        sits; folds its legs under it and sits; tucks its hind legs under and sits;
        takes a chair; takes a pew; takes a place on the bench; takes a seat at the
        table; takes a seat by the fire; takes a seat in the front row; takes a seat on
        a bench; takes a seat on the floor; takes a seat on the ground; takes its place
        on the throne; takes its place in a chair; takes the weight off its feet; takes
        the load off; gets down on its haunches; gets down on its bottom; gets off its
        feet into a chair; gets into a sitting position; gets into its seat; gets
        comfortable in a chair; goes down on its haunches; goes down on its rump; goes
        down on its bottom; goes into a sitting position; goes over to sitting; assumes
        a sitting position; adopts a sitting posture; makes itself comfortable in a
        chair; makes itself comfortable on a bench; has a sit-down; rests its legs in a
        chair; rests its bottom on the ground; rests its weight on its haunches; obeys
        the command and sits; obeys its owner and sits; listens to its owner and sits;
        pulls up a chair and sits; draws up a chair and sits down; does as it is told
        and sits down; begs for a treat and sits; is taking a seat; is sitting down on a
        bench; is lowering itself into a chair; is lowering its rump; is settling into a
        chair; is going into a sit; takes up a sitting position; turns round and sits
        down; stops and sits down; stops and sits; settling into a chair; settling on
        its haunches
    """,
    "keeps sitting": """
        sits and breathes quietly; sits and does nothing; sits and waits for a treat;
        sits and watches; sits and does not move; sits and relaxes; sits at a desk; sits
        at a table; sits at its master's feet; sits at the fire; sits by the fire; sits
        by the window; sits beside its master; sits cross-legged; sits in a chair; sits
        in an armchair; sits in place and waits; sits in the grass; sits in the sun;
        sits in its seat; sits in silence; sits there like a statue; sits there doing
        nothing; sits there quietly; sits there patiently; sits there, bored; sits like
        a statue; sits like a sphinx; sits next to its owner; sits obediently; sits on a
        bench; sits on a log; sits on a stool; sits on a throne; sits on a wall; sits on
        its bottom; sits on its rump; sits on its tail; sits on its throne; sits on the
        bench; sits on the carpet; sits on the doorstep; sits on the grass; sits on the
        roof; sits on the spot; sits peacefully; sits relaxed; sits straight; sits
        unmoving; sits up straight; sits with crossed legs; sits without moving; sits,
        breathing; sits, waiting; is sitting and waiting; is sitting at a table; is
        sitting by the fire; is sitting calmly; is sitting comfortably; is sitting in a
        chair; is sitting on a bench; is sitting on a chair; is sitting on its haunches;
        is sitting on its tail; is sitting on the floor; is sitting on the grass; is
        sitting patiently; is sitting quietly; is sitting still; is seated and waits; is
        seated at a table; is seated in a chair; is seated on a bench; is seated on a
        throne; is seated on its haunches; is seated on the floor; is seated on the
        ground; is perched on a stool; is resting on its haunches; is in a sitting
        position; is squatting on its haunches; remains in its chair; remains in its
        seat; remains on its bottom; remains on its haunches; remains seated on the
        ground; stays in its chair; stays in its seat; stays in a sit; stays in a
        sitting position; stays on its bottom; stays on its haunches; stays on its rump;
        stays sitting on the ground; stays seated and waits; keeps its bottom on the
        ground; keeps its rump on the ground; keeps sitting and waits; keeps sitting on
        its haunches; keeps to its chair; holds a sitting pose; rests in a chair; rests
        in an armchair; rests in its seat; rests on a bench; rests on its bottom; rests
        on its rump; rests sitting; rests in a sitting position; relaxes in a chair;
        relaxes in an armchair; relaxes on a bench; relaxes sitting; relaxes on its
        haunches; lounges in a chair; lounges in an armchair; lounges on a sofa; idles
        in a chair; idles on a bench; idles on its haunches; idles, seated; waits for a
        treat on its haunches; waits in a chair; waits in a sitting position; waits on a
        bench; waits on its bottom; waits on its haunches; waits, seated; breathes as it
        sits; breathes, sitting; occupies a chair; occupies its throne; poses on a
        chair; watches from its chair; meditates, cross-legged; meditates sitting;
        sitting still; sitting there; sitting around; sitting on its haunches; sitting
        on a chair
    """,
    "sleeps": """
        sleeps all curled up; sleeps away; sleeps by the fire; sleeps flat on its belly;
        sleeps heavily; sleeps in a ball; sleeps in a corner; sleeps in a heap of straw;
        sleeps in a tree; sleeps in its basket; sleeps in its bed; sleeps in its den;
        sleeps in its lair; sleeps in the barn; sleeps in the grass; sleeps in the
        shade; sleeps in the sun; sleeps in the straw; sleeps in on Sunday; sleeps it
        off; sleeps like a baby; sleeps like a stone; sleeps like a top; sleeps like the
        dead; sleeps off its meal; sleeps on a bed of gold; sleeps on a bed of leaves;
        sleeps on its back; sleeps on its belly; sleeps on its feet; sleeps on its side;
        sleeps on the bare ground; sleeps on the bed; sleeps on the carpet; sleeps on
        the sofa; sleeps on the straw; sleeps out in the open; sleeps soundly on the
        ground; sleeps sweetly; sleeps the sleep of the just; sleeps through the night;
        sleeps through the winter; sleeps with its eyes closed; sleeps with its head on
        its paws; sleeps with its mouth open; sleeps with one eye open; sleeps without a
        care; is asleep at its post; is asleep by the fire; is asleep in its basket; is
        asleep in its bed; is asleep in the grass; is asleep in the sun; is asleep on
        its back; is asleep on its feet; is asleep on its side; is asleep on the floor;
        is asleep on the ground; is asleep on the sofa; is dead to the world; is deep
        asleep; is deep in slumber; is dozing in the sun; is dozing off; is drowsing; is
        dreaming; is fast asleep on the floor; is fast asleep on the ground; is fast
        asleep in bed; is having a nap; is having a rest with its eyes shut; is having a
        snooze; is having sweet dreams; is hibernating; is in bed; is in dreamland; is
        in hibernation; is in the land of dreams; is in the land of nod; is in the arms
        of Morpheus; is napping in the sun; is off to dreamland; is out like a light; is
        resting with its eyes closed; is sleeping deeply; is sleeping in its bed; is
        sleeping on the floor; is sleeping on the ground; is sleeping peacefully; is
        sleeping soundly; is sleeping like a log; is slumbering in its den; is snoozing
        in the sun; is snoring away; is sunk in sleep; is taking a nap; is taking a
        siesta; is tucked up in bed; catches forty winks; catches some sleep; catches
        some shut-eye; dozes away; dozes by the fire; dozes in its bed; dozes in the
        shade; dozes in the sun; dozes off; dozes on the sofa; dozes peacefully; dozes
        with its head on its paws; dreams away; dreams of a big bone; dreams of chasing
        rabbits; dreams sweetly; dreams in its bed; drifts off; drifts off to dreamland;
        drifts off to sleep; drops off; drops off to sleep; drowses; drowses in the
        heat; drowses in the sun; falls asleep; falls asleep on the floor; falls asleep
        on the sofa; falls into a deep sleep; falls into a doze; gets forty winks; gets
        its beauty sleep; gets some rest with its eyes shut; gets some shut-eye; gets
        some sleep; goes out like a light; goes to sleep; goes to bed; grabs a nap; has
        a doze; has a kip; has a long sleep; has a long nap; has a nap in the sun; has a
        siesta; has a sleep; has a snooze in the sun; has dozed off; has dropped off;
        has drifted off; has gone to sleep; has gone to bed; has forty winks; has nodded
        off; has sweet dreams; has its midday nap; has shut its eyes and sleeps; hits
        the hay; hits the sack; kips; kips on the sofa; lies asleep in its bed; lies
        asleep in the grass; lies asleep on its side; lies asleep on the floor; lies
        asleep on the ground; lies curled up and sleeps; lies dozing; lies fast asleep;
        lies in a deep sleep; lies in deep slumber; lies in its bed and sleeps; lies on
        its side and sleeps; lies on the floor and sleeps; lies slumbering; lies
        snoring; lies snoring on the floor; lies there and sleeps; lies there with its
        eyes closed, asleep; naps by the fire; naps in its bed; naps in the afternoon;
        naps in the shade; naps in the sun; naps on the sofa; naps peacefully; naps the
        afternoon away; rests with its eyes closed; rests in peaceful sleep; rests in
        slumber; shuts its eyes and sleeps; closes its eyes and sleeps; slumbers deeply;
        slumbers in its den; slumbers on; slumbers on its gold; slumbers peacefully;
        slumbers under a tree; snoozes by the fire; snoozes in the shade; snoozes in the
        sun; snoozes on the floor; snoozes peacefully; snores away; snores in its bed;
        snores in its sleep; snores loudly; snores softly; snores on the sofa; spends
        the night asleep; stays in bed and sleeps; takes a catnap; takes a long nap;
        takes a midday nap; takes a nap by the fire; takes a nap in the sun; takes a
        snooze; takes its afternoon nap; takes its nap; hibernates in its den;
        hibernates through the winter; dozing; dozing off; napping; napping in the sun;
        slumbering; snoring; snoozing; dreaming
    """,
    "lies down": """
        lies flat on the ground; lies flat on its belly; lies on its back; lies on its
        belly in the grass; lies on its stomach; lies on the carpet; lies on the grass;
        lies on the sand; lies on the ground and rests; lies on the sofa; lies on all
        fours; lies at its master's feet; lies by the fire; lies down and rests; lies
        down and stretches out; lies down by the fire; lies down for a rest; lies down
        in its basket; lies down in its bed; lies down in the grass; lies down in the
        shade; lies down in the straw; lies down in the sun; lies down next to somebody;
        lies down on a rug; lies down on its back; lies down on its belly; lies down on
        its side; lies down on its stomach; lies down on the carpet; lies down on the
        floor; lies down on the grass; lies down on the spot; lies down on command; lies
        down quietly; lies down when told; lies in the grass; lies in the shade; lies in
        the sun; lies in the straw; lies in wait; lies lazily in the sun; lies like a
        rug; lies like a sphinx; lies prone; lies on the beach; lies outstretched; lies
        relaxed; lies quietly; lies quietly on the ground; lies there lazily; lies there
        and rests; lies there relaxed; lies with its legs tucked in; is lying flat; is
        lying in the grass; is lying in the sun; is lying on its back; is lying on its
        belly; is lying on its side; is lying on the floor; is lying on the sofa; is
        lying stretched out; is lying there; is lying there lazily; is resting; is
        resting in the shade; is resting on its belly; is resting on the floor; is
        resting lying down; is reclining; is lounging on the ground; is lounging on the
        sofa; is sprawled on the ground; is sprawled on the floor; is stretched out on
        the ground; is curled up on the ground; is coiled up; is flat on the ground; is
        flat on its back and relaxes; is basking in the sun; basks in the sun; rests in
        the grass; rests in the shade; rests in the sun; rests in its basket; rests in
        its nest; rests lying down; rests on its belly; rests on its side; rests on the
        carpet; rests on the grass; rests its body on the ground; rests its head on its
        paws; rests stretched out; reclines in the shade; reclines on a couch; reclines
        on the grass; reclines on its side; relaxes in the grass; relaxes in the sun;
        relaxes on its belly; relaxes on its back; relaxes on the floor; relaxes on the
        sofa; relaxes stretched out; lounges; lounges about; lounges in the grass;
        lounges in the sun; lounges on the floor; lounges on the ground; lolls about;
        lolls in the grass; lolls in the sun; lazes; lazes about; lazes in the grass;
        lazes in the sun; lazes on the ground; sprawls; sprawls in the grass; sprawls in
        the sun; sprawls on the floor; sprawls on the sofa; sprawls out on the ground;
        stretches itself out on the ground; stretches out by the fire; stretches out
        flat; stretches out in the grass; stretches out in the sun; stretches out on its
        side; stretches out on the floor; stretches out on the sofa; stretches out to
        rest; sunbathes; sunbathes on the beach; spreads itself out on the ground;
        settles down by the fire; settles down for a rest; settles down in its basket;
        settles down in the grass; settles down on its belly; settles down on the
        ground; settles in its bed; settles in the straw; settles on its belly; settles
        on the floor; settles itself on the ground; beds down for the night; beds down
        in the straw; beds itself down; nestles down in the grass; nestles down in the
        straw; nestles in the straw; coils itself up; coils up and rests; coils up in
        the sun; coils up into a ball; folds its legs and lies down; folds its legs
        under its body; folds its legs under it; folds its legs under it and rests;
        tucks its legs under its body; tucks its paws under its chest; lets itself down
        on its belly; lets itself down on the ground; lowers itself onto its belly;
        lowers itself to the ground and rests; lowers its body to the ground; lowers its
        belly to the ground; lays its body down; lays its head down; lays its head on
        its paws; lays its head on the ground; lays itself down in the grass; lays
        itself down on its side; lays itself down to rest; lays itself to rest; gets
        down on its belly; gets down on the ground to rest; gets comfortable on the
        ground; gets comfortable on the floor; gets off its feet and lies down; goes
        down on the ground to rest; goes down on its side to rest; goes down to rest;
        makes itself comfortable in its basket; makes itself comfortable in the grass;
        makes itself comfortable on the floor; flops down for a rest; flops down on its
        belly; flops down on its side; flops down on the grass; flops down to rest;
        plops down on its belly; plops down on the carpet; presses its belly to the
        ground; has a lie-down on the grass; has a rest in the grass; has a rest on the
        ground; takes a lie-down; takes a rest on the ground; takes a rest in the grass;
        takes a rest on its belly; stays on the ground and rests; stays lying on the
        ground; remains lying down; remains on its belly; keeps lying on the ground;
        waits lying on its belly; waits lying down; idles lying down; idles on its
        belly; reclining; lounging; lounging in the sun; sprawling; resting on the
        ground; lying on the ground; lying on its belly; lying there; curling up
    """,
    "lies on a shoulder": """
        rests on its master's shoulder; rests on somebody's shoulder; rests on the
        shoulder of its rider; rests over a shoulder; rests draped around a neck; lies
        around a neck; lies around its owner's neck; lies on its owner's shoulder; lies
        on somebody's shoulder; lies across a shoulder; lies across its master's
        shoulders; lies on a wizard's shoulder; lies relaxed on a shoulder; lies lazily
        over a shoulder; is lying over a shoulder; is lying on its owner's shoulder; is
        draped over a shoulder; is draped around a neck; is perched on its owner's
        shoulder; is resting on a shoulder; is sitting on a shoulder; is carried around
        on a shoulder; is riding on a shoulder; is hanging over a shoulder; sits on its
        owner's shoulder; sits on somebody's shoulder; sits on the shoulder of a pirate;
        sits on its master's shoulder like a parrot; perches on its master's shoulder;
        perches on somebody's shoulder; perches on a pirate's shoulder; perches on the
        shoulder of a wizard; hangs over a shoulder; hangs from its owner's shoulder;
        hangs on to its owner's shoulder; clings to somebody's shoulder; holds on to its
        master's shoulder; holds fast to a shoulder; stays on its owner's shoulder;
        stays on its master's shoulder; rides along on its owner's shoulder; rides on
        its master's shoulder; rides on somebody's shoulder; travels on a shoulder;
        lounges on its owner's shoulder; lounges on somebody's shoulder; snuggles up on
        a shoulder; cuddles on a shoulder; cuddles up to a neck; nestles on a shoulder;
        wraps itself around a neck; drapes itself around its owner's neck; balances on
        its owner's shoulder; idles on its owner's shoulder; waits on a shoulder; waits
        on its owner's shoulder; relaxes on a shoulder; accompanies its owner on a
        shoulder
    """,
}
