"""How artists say that something stands, sits, lies, eats or looks about."""

SAID = {
    "stands still": """
        does not move; is standing; waits in place; is idle; relaxes standing up;
        remains in place; keeps calm and still; is at ease; standing around;
        pauses for a moment; just stands there; stands about, bored; stands there;
        stands in place and breathes; is inactive; lingers motionless; holds still;
        is at rest; keeps its position; remains standing; stays put; breathes calmly;
        stands and does little; is waiting; looks bored; does nothing much; stands easy;
        takes it easy; is quiet; barely moves; hangs about; is idling; idling; standing;
        stands; stands around; stands in place; stands and waits; stands and breathes;
        is standing still; waits for something to happen; waits for its turn;
        does nothing; waits for someone; stands doing nothing; stays where it is;
        breathes in and out; breathes quietly; stays in one place; is calm;
        stands at rest; lingers; stands motionless; keeps still; stays still;
        waits patiently; stands patiently; bides its time; idles about;
        shifts its weight and waits; stands relaxed; remains still; stands on the spot;
        stays on its feet and waits; has nothing to do
    """,
    "stands with a sword": """
        stands with an axe; stands armed; stands with its sword drawn;
        waits with a sword; is standing with a sword; stands with a weapon;
        stands ready with a sword; holds a sword and waits; holds its sword ready;
        holds a weapon and waits; waits armed; stands in a fighting stance;
        is ready to fight; stands ready for battle; stands with a big weapon;
        stands, sword in hand; waits, sword in hand; keeps its sword ready;
        stands on guard with a sword; stands guard with a sword;
        holds its axe and waits; is standing with a weapon;
        waits for the fight with a sword; is in a combat stance;
        stands in a combat stance; stands ready to strike; poses with a sword;
        faces the enemy, sword in hand; idles with a weapon; idles with a sword;
        holds a big sword
    """,
    "looks around": """
        is alert; watches its surroundings; keeps a lookout; is looking around;
        looking around; looks about; keeps watch; is on the lookout; is on the watch;
        stands watch; stands and looks around; looks here and there; looks all around;
        glances around; glances about; surveys the land; scans the horizon;
        scans its surroundings; peers around; peers about; searches with its eyes;
        listens and looks around; pricks up its ears and looks around; is watchful;
        is attentive; is on its guard; turns its head to look; watches for danger;
        watches out; watches out for enemies; keeps its eyes open; lets its eyes wander;
        checks its surroundings; stays alert; takes a look around; has a look around;
        is looking for somebody; looks out for prey; stands alert;
        looks for its friends; observes its surroundings; gazes around;
        stands and turns its head; is curious and looks around; stands on the alert
    """,
    "stands with its head low": """
        smells the ground; has its nose at the ground; sniffs at the ground;
        keeps its head down; holds its head low; stands with a lowered head;
        hangs its head; droops its head; lets its head hang; stands with its head down;
        stands and sniffs the ground; is standing with its head low; lowers its head;
        waits with its head low; puts its nose to the ground; stands with its nose down;
        follows a scent with its nose down; stands, its head lowered;
        looks down at the ground; stands and looks down; stands with its head bowed;
        stands with a drooping head; keeps its nose to the ground;
        idles with its head low; idles with its head down; is sniffing at the ground;
        bends its neck and waits; lets its neck hang low; holds its head near the ground
    """,
    "sniffs about": """
        sniffs around; sniffs; is sniffing; sniffing; is sniffing about; noses around;
        smells about; snuffles around; snuffles about; sniffs here and there;
        sniffs the air; stands and sniffs; tests the air with its nose;
        picks up a scent; moves its nose about; smells at things; sniffs at things;
        moves its head about; smells something; catches a scent; uses its nose;
        snuffs the air; stands and noses about; explores with its nose;
        pokes its nose about; sniffs and snuffles
    """,
    "stands up": """
        gets up; rises; standing up; is standing up; gets to its feet; gets on its feet;
        gets up from the floor; rises from the ground; rises from the floor; rises up;
        stands up from the ground; stands up from the floor; picks itself up;
        comes to its feet; gets back up; gets up again; gets back on its feet;
        stands up again; stands up straight from the ground; straightens up and stands;
        pushes itself up; pushes itself to its feet; struggles to its feet;
        scrambles up; scrambles to its feet; gets on its legs; gets out of bed;
        wakes and gets up; wakes up and stands up; gets up from its rest;
        ends its rest and gets up; leaves its bed; heaves itself up; is getting up;
        recovers and stands up; raises itself from the ground; rises to a stand
    """,
    "sits down": """
        takes a rest on the floor; sitting down; is sitting down;
        sits down on the ground; sits down on the floor; sits down on a chair;
        sits down on its haunches; sits down on its hind legs; settles down to sit;
        lowers itself to sit; lowers itself onto a chair; goes into a sit;
        goes from standing to sitting; gets seated; takes its seat; has a seat;
        drops into a chair; drops onto its seat; plops down on its seat;
        plonks itself down; sinks into a chair; sinks into a seat; squats and sits down;
        seats itself; crouches and sits down; does a sit; obeys and sits down;
        sits on command; bends its hind legs and sits; sets itself down;
        sits itself down; flops into a chair
    """,
    "keeps sitting": """
        is seated; sits quietly; stays seated; rests on its haunches; sitting;
        is sitting; is sitting there; sits there; sits there and waits; sits in place;
        remains seated; remains sitting; keeps its seat; sits on its haunches;
        sits on the ground; sits on its hind legs; sits on the floor; sits on a chair;
        sits and rests; sits and breathes; sits calmly; sits around; is sitting around;
        idles sitting; waits sitting; sits motionless; sits patiently; sits upright;
        is at rest, sitting; sits and looks; sits comfortably; sits like a good dog;
        holds a sit; stays sitting; squats there; relaxes in its seat; sits for a while
    """,
    "sleeps": """
        sleeping; has a nap; is fast asleep; dozes; slumbers; naps; sleeps soundly;
        lies curled up asleep; snores; is sleeping; takes a nap; is napping; is dozing;
        is sound asleep; sleeps deeply; sleeps peacefully; sleeps quietly; sleeps tight;
        lies sleeping; lies there asleep; lies and sleeps; sleeps on the floor;
        sleeps like a log; sleeps curled up; is in a deep sleep; is in bed asleep;
        dozes on the ground; snoozes; has a snooze; is snoozing; is snoring;
        lies and snores; dreams; lies dreaming; dreams of something nice;
        has its eyes closed and sleeps; is slumbering; catnaps; sleeps the day away;
        has fallen asleep; breathes in its sleep; takes a siesta; stays asleep;
        hibernates; sleeps in its nest
    """,
    "lies down": """
        is lying down; lying down; lies; lies there; lies on its belly;
        lies on its side; lays itself down; lays itself on the ground;
        settles on the ground; settles down to rest; stretches out on the ground;
        lies stretched out; rests on the ground; rests on the floor;
        takes a rest lying down; lies on the floor; lies flat; is lying on the ground;
        lies at rest; lies and rests; goes down on its belly; lies around;
        lies about lazily; lies resting; coils up; lies coiled up; lies curled up;
        beds down; has a lie-down; relaxes on the ground; relaxes lying down; reclines;
        lolls on the ground; sprawls on the ground; lies low and rests;
        stays lying down; makes itself comfortable on the ground;
        is resting on the ground
    """,
    "lies on a shoulder": """
        rests on a shoulder; is lying on a shoulder; hangs on a shoulder;
        holds on to a shoulder; perches on a shoulder; lies over a shoulder;
        lies on its master's shoulder; rides on a shoulder; lies draped over a shoulder;
        is perched on a shoulder; rests on its owner's shoulder;
        clings to its owner's shoulder; sits on a shoulder;
        lets its legs hang from a shoulder; stays on a shoulder; idles on a shoulder;
        lounges on a shoulder; drapes itself over a shoulder; is carried on a shoulder;
        keeps to its master's shoulder; naps on a shoulder;
        lies along an arm and shoulder; hugs a shoulder; lies close to its owner's neck;
        balances on a shoulder
    """,
    "eats": """
        eating; feeds; feeds from the ground; has a meal; has dinner; munches grass;
        chews on grass; lowers its head to feed; is feeding; enjoys a snack; eats grass;
        devours its meal; picks at grass; swallows a mouthful; pecks at crumbs;
        pecks at grain; is hungry and feeds; has lunch; has a snack; eats up;
        takes a mouthful of food; eats from a bowl; gobbles its food; is busy eating;
        chews; feeds on something; bends down for food; helps itself to some food;
        laps from a bowl; crops the grass; gnaws at food; eats something; eats its food;
        eats its dinner; eats from the ground; eats off the ground; is grazing; grazing;
        munches; munches on something; feeds on grass;
        bends its head to the ground and eats; puts its head down and eats;
        takes a bite of food; is having a meal; has breakfast; has its breakfast;
        has its dinner; consumes a meal; gnaws on a bone; chews its food;
        tucks into its food; picks food from the ground; eats hay; eats an apple;
        eats its fill; fills its belly; stuffs itself; enjoys its meal; enjoys its food;
        eats greedily; eats hungrily; licks its plate clean; dines
    """,
    "digs": """
        digging; is digging; scrapes at the ground; digs up the earth;
        digs in the earth; shovels earth; makes a hole in the ground; digs a pit;
        digs a tunnel; digs in the sand; digs in the soil; digs with its paws;
        digs with its claws; digs deep; digs for a bone; buries a bone; digs for worms;
        digs up a bone; digs itself in; scratches a hole in the ground;
        scoops out a hole; scoops earth; excavates a hole; paws up the earth;
        tunnels into the ground; works its way into the ground; scrabbles in the dirt;
        rakes the soil; turns over the earth; digs in the garden; digs through the dirt;
        throws up earth; is digging a hole; digs under a fence; digs with a shovel
    """,
    "works the ground": """
        is working the ground; breaks up the ground; works the soil;
        works on the ground; hacks the ground; hacks up the ground; tills the soil;
        hoes the ground; hoes; works the floor; works on the floor;
        lays claim to the ground; bends over the ground and works; loosens the soil;
        chops at the ground; prepares the ground; levels the ground;
        works with its hands on the ground; labours on the ground; toils on the ground;
        works bent over; pounds the soil flat; claims the land
    """,
    "digs with a pick": """
        mines for gold; mines ore; is mining; mining; is digging with a pick;
        swings a pickaxe; swings its pick; works with a pickaxe; digs with a pickaxe;
        breaks stone with a pick; hacks at the stone with a pick; works in a mine;
        works at the stone face; hews stone; strikes the stone with a pick;
        digs for gold; digs for ore; digs for gems; chips at the wall with a pick;
        picks at the stone; hacks at the wall with a pickaxe; quarries stone;
        cuts stone with a pick; toils in the mine; swings a pick at the wall;
        breaks up stone
    """,
    "rears up": """
        rises on its hind legs; rearing; stands up on its hind legs; is rearing up;
        rears; lifts its front legs off the ground; is rearing;
        rears up on its hind legs; gets up on its hind legs; goes up on its hind legs;
        raises its front legs; raises its forelegs; rears high; rears up high;
        rears up in fright; rears and paws the air; rears in anger;
        lifts its forelegs into the air; raises its body on its hind legs;
        stands upright on its hind legs; balances on its hind legs;
        throws up its front legs; rears like a horse; rears and neighs;
        rears on its back legs; stands on its back legs; rises up on two legs;
        lifts its front hooves; kicks the air with its front legs; heaves up its front;
        rears to look bigger; stands up like a bear
    """,
    "ducks": """
        takes cover; lowers itself; bows down low; is ducking; ducking; ducks down;
        crouching; is crouching; crouches down; crouches low; squats; is squatting;
        hunkers down; bends its knees and crouches; gets down; gets down low;
        goes down on its knees; goes into a crouch; drops into a crouch;
        drops to a crouch; ducks its head; ducks low; ducks behind a wall;
        hides behind a wall; takes cover behind a wall; cowers; makes itself small;
        keeps its head down in cover; lowers its body; stoops low; sinks into a squat;
        bends down low; keeps low; goes down into a squat; does a squat
    """,
    "opens": """
        opening; is opening; is opened; opens its lid; lifts its lid; opens wide;
        swings open; springs open; goes open; unfolds; unlocks and opens; gets opened;
        flips its lid open; raises its lid; comes open; gapes open; is being opened;
        unfastens; uncloses; throws its lid back; lets its lid up;
        reveals what is inside; shows what is in it; pops open
    """,
    "closes": """
        closing; is closing; is closed; closes its lid; lowers its lid; shuts its lid;
        shuts tight; falls shut; swings shut; snaps shut; closes up; is being closed;
        gets closed; is shut; goes shut; shuts itself; folds its lid down;
        lets its lid down; slams shut; bangs shut; clicks shut; drops its lid;
        hides what is inside; closes again; is shutting; locks itself up
    """,
    "is switched on": """
        is turned on; is pulled; is flipped on; is thrown on; moves to on; goes on;
        is set to on; switches on; is pulled over to on; is put on; is activated;
        is moved over; tips over to on
    """,
    "is switched off": """
        is turned off; is pushed back; is flipped off; is thrown off; moves to off;
        goes off; is set to off; switches off; is pulled over to off; is put off;
        is deactivated; is moved back; tips back to off
    """,
    "shoots out its spikes": """
        springs its spikes; lets its spikes out; thrusts up its spikes; is triggered;
        goes off with its spikes; pushes its spikes out; sends its spikes up;
        raises its spikes; stabs with its spikes; extends its spikes; is set off
    """,
}
