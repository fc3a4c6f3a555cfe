"""How artists say what something does with its head, hands, tail or voice."""

SAID = {
    "wags its tail": """
        waggles its tail; wags with joy; swishes its tail; sways its tail; wags;
        is glad and wags; welcomes its owner with its tail; is wagging; wagging;
        moves its tail in joy; swings its tail happily; shows joy with its tail;
        has a wagging tail; stands with its tail wagging; stands there wagging;
        wags its tail happily; wags its tail with joy; wags its tail at its owner;
        wags its tail from side to side; moves its tail from side to side;
        moves its tail to and fro; swings its tail; swings its tail to and fro;
        is happy and wags its tail; greets its owner with a wagging tail;
        waves its tail; waves its tail about; flicks its tail;
        flicks its tail from side to side; shakes its tail; shakes its tail happily;
        wiggles its tail; whisks its tail about; beats its tail to and fro;
        lets its tail swing; waits with a wagging tail; is friendly and wags its tail;
        keeps wagging its tail; twitches its tail
    """,
    "nods": """
        nodding; bobs its head; says yes with its head; nods in approval; is nodding;
        gives a nod; dips its head up and down; approves with a nod; nods yes;
        confirms with a nod of the head; okays something with its head; nods in reply;
        lets its head go up and down; signals yes; answers with a nod; nods politely;
        is of the same opinion and nods; bows its head a few times; answers yes;
        nods a few times; nods twice; nods once; gives a short nod; nods in greeting;
        nods along; nods its head up and down; nods at somebody; nods thoughtfully;
        nods in consent; consents with a nod; gives its consent with a nod;
        nods approvingly; bobs its head up and down; raises and lowers its head;
        tips its head up and down; moves its head up and down in approval;
        says okay with its head; affirms with a nod
    """,
    "shakes its head": """
        shaking its head; says no with its head; refuses; is shaking its head;
        denies with a shake of the head; turns its head from side to side; disapproves;
        rejects something with its head; signals no; answers no; does not want that;
        is against it and shakes its head; answers with a shake of the head;
        shakes its head in refusal; shakes its head no;
        shakes its head from side to side; moves its head from side to side;
        swings its head from side to side; turns its head to and fro;
        shakes its head slightly; shakes its head sadly; shakes its head in disbelief;
        gives a shake of the head; refuses with a shake of the head;
        disapproves with a shake of the head; declines; declines with its head;
        denies it; says no by shaking its head; cannot believe it and shakes its head;
        negates with its head; shakes its head at somebody
    """,
    "howls": """
        growls; screams; cries out loud; howling; is howling; howls at the moon;
        raises its head and howls; lifts its head and howls;
        throws back its head and howls; is roaring; roaring; lets out a roar;
        gives a roar; roars loudly; roars at an enemy; opens its mouth and roars;
        roars in anger; roars like a lion; bellows; bellows loudly; is barking; barking;
        barks at somebody; barks at a stranger; barks loudly; bays at the moon;
        lets out a howl; gives a howl; howls loudly; yowls; shrieks; gives a cry;
        lets out a cry; lets out a scream; utters a cry; cries at the sky;
        calls its pack; calls out; snarls; snarls at an enemy; yells; trumpets; wails;
        lifts its head and calls; roars at the sky; howls in the night;
        lets its voice ring out
    """,
    "waves": """
        waving; raises a hand and waves; waves at somebody; greets someone;
        says hi with its hand; salutes a friend with its hand; beckons; waves back;
        lifts its arm to greet; swings its raised hand; signals with its arm;
        keeps waving; waves at a friend; waves its hand; says hi; hails somebody;
        waves its arm; waves farewell; gives a wave; greets you; greets a friend;
        greets with its hand; welcomes somebody with its hand;
        raises its arm in greeting; lifts a hand and waves; says bye with its hand;
        bids farewell with a wave; raises its hand in greeting;
        swings its hand in greeting; waves to the crowd; waves to a friend;
        waves at you; moves its raised arm to and fro; says hello;
        says hello with its hand; waves happily; waves bye-bye; greets with a wave;
        waves for attention; waves for help; waves with one arm;
        waves with an arm raised; moves its hand from side to side in greeting;
        gives a friendly wave; waves from afar; puts up a hand and waves;
        lifts its hand to say hello; says farewell with a wave; waves someone over;
        signals with its hand; waves off a friend
    """,
    "dances": """
        dancing; grooves; dances to a song; swings its hips; does a dance;
        dances for joy; sways to the beat; performs a dance; parties; boogies;
        keeps dancing; dances around; shows its dance moves; jives; dances at a party;
        dances to the beat; moves in rhythm; steps to the beat;
        shakes its body to a tune; dances about; is in the mood to dance;
        twists to a song; swings with the rhythm; is dancing happily; does the twist;
        waltzes; bobs to the beat; celebrates with a dance; dances wildly;
        moves to the rhythm; moves to the beat; moves its body to the beat;
        gets its groove on; does a little dance; does a jig; dances a jig;
        dances a waltz; dances the night away; dances in the disco;
        dances like nobody is watching; dances at a wedding; dances with joy;
        dances with a partner; breaks into a dance; busts a move;
        sways its hips to a song; swings to the beat; wiggles to a song; is grooving;
        performs on the dance floor; hits the dance floor;
        lets loose on the dance floor; dances on stage; does a victory dance;
        tap-dances; break-dances; disco-dances
    """,
    "cheers": """
        is triumphant; throws its arms up with joy; cheering; is cheering;
        cheers loudly; cheers for its team; cheers with raised arms;
        raises its arms in triumph; raises its arms in victory; throws up its arms;
        throws its arms in the air; celebrates a win; celebrates its victory;
        celebrates a goal; rejoices; exults; is celebrating; shouts hurrah;
        shouts for joy; shouts with joy; is overjoyed; lifts both arms and shouts;
        wins and cheers; has won and raises its arms; is the winner and celebrates;
        triumphs; whoops for joy; raises both fists in triumph;
        punches the air with joy; hails the winner; cries hooray;
        celebrates with its arms up; greets its victory with raised arms;
        applauds and cheers
    """,
    "picks something up": """
        lifts something from the floor; gathers an item; picking something up;
        is picking something up; picks up an item; picks up a coin; picks up a stone;
        picks up a stick; picks it up; picks it up from the ground;
        picks it up from the floor; picks something up from the ground;
        picks something up off the floor; picks a flower;
        bends down to pick something up; bends down and takes something;
        reaches down and picks it up; reaches to the ground for something;
        takes something from the ground; takes something off the floor;
        lifts something off the ground; lifts something up; collects an item;
        collects a coin; gathers something from the ground; gathers mushrooms;
        grabs something from the floor; grabs an item from the ground;
        stoops for a coin; stoops and picks something up; stoops to lift something;
        finds a coin and picks it up; picks up its hat; picks up what it dropped;
        fetches something from the ground; kneels and picks something up
    """,
    "uses something": """
        touches something; presses a button; is using something; using something;
        uses an item; uses a tool; uses a machine; pulls a lever; pushes a button;
        turns a key; turns a knob; opens a door with its hand; unlocks a door;
        flips a switch; operates a machine; operates a lever; reaches out;
        reaches out with its arm; reaches for something; reaches forward;
        stretches out its hand; touches a screen; types on a keypad;
        interacts with something; interacts with an object; handles a tool;
        works a control; works a lever; rings a doorbell; knocks at a door;
        holds out its hand; puts its hand on something; hands something over;
        gives something to somebody; tries a door handle; activates a device;
        activates a switch; drinks a potion; uses a potion; fiddles with something;
        repairs something; examines something by hand
    """,
}
