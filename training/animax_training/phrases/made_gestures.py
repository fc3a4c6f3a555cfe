"""How made creatures eat, call, gesture and show their wings."""

SAID = {
    "leap": """
        breaches; breaches the surface; breaks through the surface; breaks the surface
        in a jump; bursts out of the sea; bursts out of the water; comes leaping out of
        the sea; comes out of the water in an arc; does a jump out of the water; does a
        jump over the waves; does a somersault over the waves; flies out of the water in
        an arc; flies over the waves in a jump; goes over the waves in a leap; is
        jumping out of the sea; is jumping out of the water; is leaping from the water;
        is leaping out of the water; jumps above the surface; jumps above the waves;
        jumps after a fly out of the water; jumps clear of the water; jumps from the
        sea; jumps from the water; jumps high out of the water; jumps in an arc over the
        waves; jumps in the bay; jumps like a dolphin; jumps like a salmon; jumps out of
        the lake; jumps out of the river; jumps out of the sea; jumps out of the waves;
        jumps over a wave; jumps over the surface; jumps over the waves; jumps through a
        hoop above the water; jumps up a waterfall; jumps up out of the water; launches
        itself out of the water; leaps above the surface; leaps above the waves; leaps
        clear of the water; leaps for a fly out of the water; leaps from the river;
        leaps from the sea; leaps from the water; leaps from the waves; leaps high above
        the waves; leaps high out of the water; leaps in an arc; leaps in an arc over
        the waves; leaps like a dolphin; leaps like a salmon; leaps out of the lake;
        leaps out of the river; leaps out of the sea; leaps out of the waves; leaps over
        a wave; leaps over the surface; leaps over the waves; leaps through a hoop above
        the water; leaps up a waterfall; leaps up out of the water; makes a jump out of
        the water; makes a leap out of the sea; makes a leap over the waves; performs a
        jump above the water; performs a leap over the waves; plays in the waves and
        jumps; porpoises over the waves; rises out of the water in an arc; shoots out of
        the water; shoots up out of the sea; sails over the waves in a jump; soars out
        of the water; springs from the water; springs out of the sea; springs out of the
        water; springs over the waves; surfaces in a leap; throws itself out of the
        water; jumping out of the water; jumping over the waves; leaping from the sea;
        leaping out of the water
    """,
    "peck": """
        bends down and pecks; bends down and pecks at something; digs its beak into the
        grain; dips its beak to the ground; drops its beak to the ground again and
        again; eats corn with its beak; eats crumbs with its beak; eats grain from the
        ground; eats seeds from the ground; eats with its beak; feeds on corn; feeds on
        crumbs; feeds on grain; feeds with its beak; finds a worm and pecks at it;
        hammers at a tree with its beak; hits the ground with its beak; is eating grain;
        is pecking at crumbs; is pecking at grain; is pecking at seeds; is pecking at
        something; is pecking at the ground; is pecking away; is pecking for food; is
        pecking the ground; is picking up grain; jabs at the ground with its beak; keeps
        pecking at the ground; lowers its beak to the ground; lowers its head and pecks;
        pecks a hole; pecks about; pecks about for food; pecks about in the grass; pecks
        about in the yard; pecks again and again; pecks and pecks; pecks around in the
        yard; pecks at a crumb; pecks at a nut; pecks at a seed; pecks at a worm; pecks
        at an apple; pecks at bread; pecks at bugs; pecks at corn; pecks at crumbs;
        pecks at food; pecks at grain; pecks at insects; pecks at seeds; pecks at some
        corn; pecks at something on the ground; pecks at the bark; pecks at the corn;
        pecks at the dirt; pecks at the earth; pecks at the floor; pecks at the grass;
        pecks away; pecks away at its food; pecks for bugs; pecks for food; pecks for
        grain; pecks for worms; pecks in the dirt; pecks in the grass; pecks in the
        yard; pecks its food; pecks like a hen; pecks on the ground; pecks quietly;
        pecks some corn; pecks some crumbs; pecks the earth; pecks the ground; pecks the
        ground for grain; pecks up a worm; pecks up corn; pecks up food; pecks up some
        grain; pecks up something; pecks with its beak; picks at corn with its beak;
        picks at seeds with its beak; picks at the ground with its beak; picks corn from
        the ground; picks grain from the ground; picks up a worm with its beak; picks up
        bread with its beak; picks up corn; picks up seeds; picks up seeds with its
        beak; pokes about with its beak; pokes its beak into the ground; stabs at the
        ground with its beak; stoops and pecks; taps the ground with its beak; pecking;
        pecking at grain; pecking at the ground; pecking for food; picking up grain;
        pecking idle
    """,
    "drink": """
        bends down and drinks; bends down to the water; bends its neck to the water;
        bends to the stream and drinks; dips its beak in the water; dips its head to the
        water; dips its muzzle in the water; dips its snout in the river; dips its trunk
        in the water; drinks at a pool; drinks at a spring; drinks at a stream; drinks
        at a trough; drinks at the lake; drinks at the river; drinks at the water hole;
        drinks at the well; drinks deeply; drinks for a long time; drinks from a bowl;
        drinks from a bucket; drinks from a dish; drinks from a fountain; drinks from a
        lake; drinks from a spring; drinks from a stream; drinks from a trough; drinks
        from the lake; drinks from the river; drinks from the stream; drinks greedily;
        drinks its fill; drinks like a horse; drinks milk; drinks milk from a bowl;
        drinks some milk; drinks some water; drinks thirstily; drinks up its milk;
        drinks water from a bowl; drinks water from the river; drinks with its head
        down; drinks with its tongue; gets a drink; goes down to drink; has a drink; has
        a drink at the river; has a drink of milk; has a drink of water; has a sip of
        water; has its drink; is at the water hole and drinks; is drinking at the river;
        is drinking from a bowl; is drinking from the lake; is drinking milk; is
        drinking some water; is drinking water; is lapping milk; is lapping up water; is
        lapping water; is quenching its thirst; is sipping water; is thirsty; is thirsty
        and drinks; laps; laps at the water; laps from the stream; laps milk; laps milk
        from a bowl; laps up milk; laps up some water; laps up the water; laps water;
        laps water from a bowl; laps water with its tongue; licks up water; lowers its
        head and drinks; lowers its head to drink; lowers its head to the stream; lowers
        its head to the water; lowers its mouth to the water; lowers its muzzle to the
        water; lowers its neck and drinks; puts its muzzle in the water; puts its snout
        in the stream; puts its tongue in the water; quenches its thirst; quenches its
        thirst at the river; quenches its thirst with water; refreshes itself at the
        stream; refreshes itself with water; sips; sips at the water; sips from a cup of
        water; sips some water; sips water; slakes its thirst; slakes its thirst at the
        river; slurps; slurps from a bowl; slurps up water; slurps water; stands at the
        trough and drinks; stands at the water hole and drinks; stoops to drink; sucks
        up water; swallows some water; swigs water; takes a drink; takes a drink at the
        stream; takes a drink of water; takes a long drink; takes a sip; takes a sip of
        water; takes a swig; takes in water; takes some water; tastes the water with its
        tongue; drinking; drinking at the river; drinking from a bowl; drinking water;
        lapping water; quenching its thirst; sipping water; drinking loop; drinking idle
    """,
    "roar": """
        bellows at the sky; bellows its rage; bursts into a roar; fills the valley with
        its roar; gives a deafening roar; gives a fearful roar; gives a frightening
        roar; gives a furious roar; gives a huge roar; gives a loud scream; gives a
        monstrous roar; gives a threatening roar; is roaring in anger; is roaring with
        rage; is screaming at an enemy; lets out a deafening roar; lets out a furious
        roar; lets out a huge roar; lets out a loud scream; lets out a monstrous roar;
        lets out a roar; lets out a scream; lets out a roar of rage; lets out a
        threatening roar; makes a deafening roar; makes a terrible roar; makes everybody
        tremble with its roar; opens its mouth and roars; roars at a foe; roars at an
        enemy; roars at the hunters; roars at the sky; roars in anger; roars in fury;
        roars in rage; roars in triumph; roars like a lion; roars like a monster; roars
        like thunder; roars out its rage; roars out loud; roars terribly; roars to
        frighten an enemy; roars to show who is king; roars with an open mouth; roars
        with anger; roars with its head forward; roars with its mouth wide open; roars
        with rage; screams at an enemy; screams in rage; screams loudly; screams with
        rage; screeches; screeches at an enemy; screeches in rage; shouts in rage; shows
        its teeth and roars; shrieks; shrieks in rage; thunders out a roar; utters a
        frightening roar; utters a terrible roar; roaring; roaring at an enemy; roaring
        in rage; screaming in rage
    """,
    "beat_wings": """
        airs its wings; beats its wings and stays on the ground; beats its wings but
        does not take off; beats its wings in excitement on the ground; beats its wings
        on the spot, feet on the ground; beats its wings to dry them; beats its wings to
        show off; beats its wings up and down on the ground; beats its wings while
        standing; beats its wings while standing still; dries its wings; exercises its
        wings on the ground; fans its wings on the ground; fans its wings while
        standing; fans the air, feet on the ground; flaps but stays on the ground; flaps
        its wings and crows; flaps its wings and stays on the ground; flaps its wings
        and stays where it is; flaps its wings but does not take off; flaps its wings
        but stays on the ground; flaps its wings happily on the ground; flaps its wings
        on its perch; flaps its wings on the ground; flaps its wings on the nest; flaps
        its wings to cool down; flaps its wings to dry them; flaps its wings to show
        off; flaps its wings to stretch them; flaps its wings with both feet on the
        ground; flaps its wings, standing on the ground; flaps on its perch; flaps on
        the ground; flaps while standing; flutters its wings on its perch; flutters its
        wings on the ground; flutters its wings while standing; has a good flap on the
        ground; is beating its wings on the ground; is flapping its wings on the ground;
        is flapping its wings while standing; moves its wings up and down on the ground;
        practises beating its wings on the ground; shakes its wings on the ground;
        shakes out its wings; stands and beats its wings; stands and flaps; stands and
        flaps its wings; stands and flutters its wings; stands on its perch and flaps;
        stretches and beats its wings on the ground; tests its wings on the ground;
        tries its wings on the ground; waves its wings about on the ground; flapping its
        wings on the ground; flapping while standing; standing and flapping; wing flap
        on the ground; standing flap
    """,
    "spread_wings": """
        displays its wings; displays its wings to a rival; expands its wings; extends
        both wings; extends its wings; extends its wings to the sides; fans out its
        wings; flares its wings; holds its wings open; holds its wings wide; is opening
        its wings; is spreading its wings; is unfolding its wings; lets its wings
        unfold; lifts its wings and opens them; lifts its wings to the sides; makes
        itself big with its wings; makes itself look bigger with open wings; opens both
        wings; opens its great wings; opens its wings and shows them; opens its wings in
        the sun; opens its wings like a cormorant; opens its wings to dry; opens its
        wings to show off; opens its wings to the sides; opens its wings wide; opens out
        its wings; opens up its wings; poses with open wings; puts its wings out; raises
        and opens its wings; raises its wings to the sides; shows its wings; shows its
        wingspan; shows off its wings; shows off its wingspan; shows the pattern of its
        wings; spreads both wings; spreads its great wings; spreads its leathery wings;
        spreads its wings and folds them again; spreads its wings and poses; spreads its
        wings and shows them; spreads its wings and stands; spreads its wings in a
        display; spreads its wings in pride; spreads its wings in the sun; spreads its
        wings like an angel; spreads its wings like an eagle on a crest; spreads its
        wings on the ground; spreads its wings out wide; spreads its wings to dry them;
        spreads its wings to impress; spreads its wings to look bigger; spreads its
        wings to the sides; spreads its wings wide; spreads out its wings; stands and
        opens its wings; stands and spreads its wings; stands with its wings spread;
        stands with open wings; stands with wings outstretched; straightens its wings;
        stretches both wings; stretches its wings; stretches its wings out wide;
        stretches its wings to the sides; stretches out its wings; suns its open wings;
        unfolds both wings; unfolds its great wings; unfolds its wings in the sun;
        unfolds its wings to show them; unfurls both wings; unfurls its wings; unfurls
        its wings to the sides; opening its wings; spreading its wings; stretching its
        wings; unfolding its wings; unfurling its wings; wing spread; wing display; wing
        stretch
    """,
    "wave_side": """
        beckons with its {side} hand; gives a friendly wave with its {side} hand; gives
        a wave with the {side} hand; greets a friend with the {side} hand; greets
        somebody with its {side} hand; greets with its {side} arm; greets with its
        {side} hand; greets with the raised {side} hand; hails a friend with its {side}
        hand; holds up its {side} hand and waves; is greeting with its {side} hand; is
        waving its {side} arm; is waving its {side} hand; is waving with the {side}
        hand; lifts its {side} arm and waves; lifts its {side} hand and waves; lifts its
        {side} hand in greeting; moves its {side} hand to and fro in greeting; puts up
        its {side} hand and waves; raises its {side} arm and waves; raises its {side}
        hand and greets; raises its {side} hand and waves; raises its {side} hand in
        greeting; raises its {side} hand to greet somebody; says bye with its {side}
        hand; says farewell with its {side} hand; says hi with its {side} hand; says hi
        with the {side} hand; signals with its {side} hand; swings its {side} hand in
        greeting; waves at a friend with its {side} hand; waves at somebody with its
        {side} hand; waves at the camera with its {side} hand; waves back with its
        {side} hand; waves happily with its {side} hand; waves its {side} arm; waves its
        {side} arm in the air; waves its {side} hand in the air; waves its {side} hand
        to a friend; waves the {side} arm; waves the {side} hand; waves to a friend with
        its {side} hand; waves to the crowd with its {side} hand; waves with its {side}
        arm; waves with its {side} hand; waves with the {side} arm; waving its {side}
        hand; waving with its {side} hand; waving with the {side} arm
    """,
    "raise_arm": """
        brings its {side} arm up; extends its {side} arm upward; gets its {side} arm up;
        has its {side} hand in the air; holds its {side} arm up; holds its {side} hand
        up; holds the {side} arm high; holds up its {side} arm; holds up its {side}
        hand; is holding up its {side} hand; is lifting its {side} arm; is putting up
        its {side} hand; is raising its {side} arm; is raising the {side} hand; knows
        the answer and puts up its {side} hand; lifts its {side} arm; lifts its {side}
        arm high; lifts its {side} arm into the air; lifts its {side} arm over its head;
        lifts its {side} hand; lifts its {side} hand into the air; lifts the {side}
        hand; moves its {side} arm up; puts its {side} arm up; puts its {side} arm up in
        the air; puts its {side} hand up; puts its {side} hand up at school; puts the
        {side} arm up; raises its {side} arm high; raises its {side} arm into the air;
        raises its {side} arm over its head; raises its {side} hand; raises its {side}
        hand at school; raises its {side} hand high; raises its {side} hand into the
        air; raises its {side} hand to ask something; raises the {side} arm; raises the
        {side} hand; raises up its {side} arm; reaches up with its {side} arm; reaches
        up with its {side} hand; stretches its {side} arm up; stretches its {side} arm
        up high; stretches up its {side} hand; swears an oath with its {side} hand up;
        throws up its {side} arm; votes with its {side} hand up; lifting its {side} arm;
        putting up its {side} hand; raising its {side} arm; raising the {side} hand
    """,
    "point": """
        directs somebody with its finger; draws attention to something with its finger;
        gestures ahead with its finger; gestures at something in the distance; gives
        directions with its arm; indicates something with its finger; indicates the way;
        indicates the way with its arm; is pointing; is pointing ahead; is pointing at
        somebody; is pointing at something; is pointing forward; is pointing into the
        distance; is pointing the way; lifts its arm and points; lifts its hand and
        points ahead; points; points a finger; points a finger at somebody; points a
        finger at something; points accusingly; points at a culprit; points at a friend;
        points at a thief; points at an enemy with its finger; points at somebody;
        points at something far away; points at something in front of it; points at the
        camera; points at the castle; points at the door; points at the enemy; points at
        the horizon; points at the map; points at the moon; points at the viewer; points
        at you; points at what it wants; points forward; points forward with its arm;
        points forward with its finger; points in front of it; points into the distance;
        points its arm ahead; points its finger; points its finger at somebody; points
        its finger forward; points out a star; points out somebody; points out
        something; points out the castle; points out the way; points straight ahead;
        points the finger at somebody; points the way; points the way ahead; points the
        way with its arm; points to a friend; points to a star; points to something;
        points to something in the distance; points to the castle; points to the door;
        points to the exit; points to the front; points to the goal; points towards the
        castle; points with an outstretched arm; points with its arm; points with its
        finger; points with its hand; points with its index finger; points with one arm;
        points with one finger; raises its arm and points; shows somebody the way; shows
        the way; shows the way with its arm; shows where to go; shows where to go with
        its finger; singles somebody out with its finger; stretches out its arm and
        points; stretches out its finger at something; tells somebody where to go with
        its arm; pointing; pointing ahead; pointing at something; pointing forward;
        pointing the way; pointing gesture
    """,
    "point_side": """
        gives directions with its {side} arm; indicates something with its {side} hand;
        is pointing ahead with its {side} hand; is pointing with the {side} arm; is
        pointing with its {side} hand; lifts its {side} arm and points; points a finger
        of its {side} hand; points at an enemy with the {side} hand; points at somebody
        with its {side} hand; points at something with its {side} hand; points at the
        door with its {side} hand; points forward with its {side} arm; points forward
        with its {side} hand; points forward with the {side} hand; points into the
        distance with its {side} hand; points its {side} arm ahead; points its {side}
        hand at something; points out something with its {side} hand; points straight
        ahead with its {side} hand; points the way with its {side} arm; points the way
        with the {side} hand; points to something with its {side} hand; points with its
        {side} hand; points with the {side} arm; points with the {side} hand; points,
        {side} arm stretched out; raises its {side} arm and points; shows the way with
        its {side} hand; stretches out its {side} arm and points; pointing ahead with
        its {side} hand; pointing with its {side} arm
    """,
    "clap": """
        acclaims a singer with its hands; applauds a friend; applauds a speech; applauds
        an artist; applauds enthusiastically; applauds happily; applauds loudly;
        applauds politely; applauds somebody; applauds the actors; applauds the band;
        applauds the performance; applauds the show; applauds the singer; applauds the
        speaker; applauds with its hands; beats its hands together; beats time with its
        hands; brings its hands together again and again; claps along to a song; claps
        at the end of the show; claps its hands again and again; claps its hands for
        somebody; claps its hands in applause; claps its hands in delight; claps its
        hands in time; claps its hands to a song; claps its hands with delight; claps
        its hands with joy; gives a big hand to somebody; gives a clap; gives a round of
        applause; gives applause; gives loud applause; gives somebody a big hand; gives
        somebody a round of applause; is applauding; is applauding somebody; is
        applauding the show; is clapping; is clapping along; is clapping for somebody;
        is clapping its hands; is clapping in time; joins in the applause; keeps
        clapping; keeps time with its hands; puts its hands together for somebody; shows
        its appreciation with its hands; slaps its palms together; smacks its hands
        together; strikes its hands together; strikes its palms together; applauding;
        applauding the show; clapping; clapping along; clapping for somebody; clapping
        its hands; clapping loop
    """,
    "bow": """
        accepts the applause with a bow; bends at the waist; bends at the waist in
        greeting; bends forward at the waist; bends forward in respect; bends forward
        politely; bends low before the king; bends low in respect; bows and scrapes;
        bows at the end of the show; bows at the waist; bows before a queen; bows before
        its master; bows before its ruler; bows before the king; bows before the queen;
        bows before the throne; bows courteously; bows deeply; bows deeply before the
        king; bows down before the king; bows elegantly; bows formally; bows from the
        waist; bows gracefully; bows gratefully; bows humbly; bows in front of the
        audience; bows in gratitude; bows in greeting; bows in respect; bows in thanks;
        bows its body; bows its back; bows like a butler; bows like a gentleman; bows
        like a servant; bows low; bows low before the king; bows low in respect; bows on
        stage; bows politely; bows respectfully; bows solemnly; bows to a guest; bows to
        a lady; bows to its master; bows to its opponent; bows to its partner; bows to
        its teacher; bows to somebody; bows to the audience; bows to the crowd; bows to
        the king; bows to the public; bows to the queen; bows twice; bows with respect;
        curtsies; curtsies before the queen; does a bow; drops a curtsy; gives a bow;
        gives a deep bow; gives a little bow; gives a low bow; gives a polite bow;
        greets somebody with a bow; greets the king with a bow; is bowing; is bowing
        before the king; is bowing deeply; is bowing to somebody; is bowing to the
        audience; is taking a bow; makes a bow; makes a curtsy; makes a deep bow; makes
        a low bow; makes a polite bow; pays homage with a bow; pays its respects with a
        bow; shows its respect with a bow; shows respect by bowing; takes a bow on
        stage; takes a deep bow; takes its bow; thanks the audience with a bow; bowing;
        bowing before the king; bowing deeply; bowing to the audience; taking a bow
    """,
    "beat_chest": """
        bangs its chest; bangs on its chest; bangs on its chest with both fists; beats
        its breast; beats its breast with its fists; beats its chest in triumph; beats
        its chest like a gorilla; beats its chest like Tarzan; beats its chest like an
        ape; beats its chest loudly; beats its chest proudly; beats its chest to show
        its strength; beats its chest to threaten a rival; beats its chest with both
        fists; beats its chest with its fists; beats its chest with its hands; beats on
        its chest; drums its chest; drums its fists on its chest; drums on its breast;
        drums on its chest like a gorilla; drums on its chest with both fists; drums
        with its fists on its chest; hammers on its chest; hammers on its chest with its
        fists; hits its chest with its fists; hits its own chest; is beating its chest;
        is drumming on its chest; is pounding its chest; is thumping its chest; pounds
        its breast; pounds its chest; pounds its chest in triumph; pounds its chest like
        a gorilla; pounds its chest with both fists; pounds on its chest; pounds on its
        chest with its fists; shows its strength with its fists on its chest; slaps its
        chest; slaps its chest with its hands; strikes its chest with its fists; strikes
        its own chest; thumps its breast; thumps its chest; thumps its chest like a
        gorilla; thumps its chest with both fists; thumps on its chest; beating its
        chest; drumming on its chest; pounding its chest; thumping its chest
    """,
    "climb": """
        ascends a ladder; ascends a rope; ascends a wall with its hands and feet;
        ascends the cliff with its hands; ascends the ladder; clambers up a cliff;
        clambers up a ladder; clambers up a rope; clambers up a tree; clambers up a
        wall; climbs a cliff; climbs a drainpipe; climbs a fence; climbs a mast; climbs
        a mountain; climbs a pole; climbs a rope; climbs a scaffold; climbs a steep
        wall; climbs a tower; climbs a tree; climbs a tree trunk; climbs a vine; climbs
        a wall; climbs and climbs; climbs hand over hand; climbs higher; climbs higher
        and higher; climbs into a tree; climbs like a monkey; climbs onto a roof; climbs
        out of a pit; climbs out of a well; climbs over a wall; climbs rung by rung;
        climbs the castle wall; climbs the cliff; climbs the ladder; climbs the mast;
        climbs the rope; climbs the tower; climbs the wall; climbs to the roof; climbs
        to the top; climbs to the top of a tree; climbs up a cliff; climbs up a
        drainpipe; climbs up a ladder; climbs up a mast; climbs up a pole; climbs up a
        rope; climbs up a tower; climbs up a tree; climbs up a vine; climbs up and up;
        climbs up the cliff; climbs up the ladder; climbs up the side of a house; climbs
        up the tree; climbs with hands and feet; climbs with its hands; goes climbing;
        goes hand over hand up a rope; goes up a ladder; goes up a rope; goes up a tree;
        goes up a wall; goes up the ladder; goes up the ladder rung by rung; hauls
        itself up a rope; hauls itself up a wall; is climbing; is climbing a cliff; is
        climbing a ladder; is climbing a rope; is climbing a tree; is climbing a wall;
        is climbing up; is climbing up a cliff; is climbing up a ladder; is climbing up
        a wall; is on a ladder and climbs; is on its way up a ladder; is on its way up a
        wall; makes its way up a cliff; makes its way up a ladder; makes its way up a
        rope; makes its way up a tree; moves up a ladder; moves up a wall; mounts a
        ladder; mounts the ladder; pulls itself up a rope; pulls itself up a rope hand
        over hand; pulls itself up a wall; pulls itself up the ladder; reaches for the
        next rung; scales a castle wall; scales a cliff; scales a fence; scales a
        mountain; scales a wall; scales the castle wall; scales the cliff; scales the
        tower; scales the wall; scrambles up a cliff; scrambles up a ladder; scrambles
        up a rope; scrambles up a tree; scrambles up a wall; shins up a pole; shins up a
        rope; shinnies up a pole; shinnies up a tree; swarms up a rope; works its way up
        a cliff; works its way up a wall; climbing; climbing a ladder; climbing a rope;
        climbing a tree; climbing a wall; climbing up; going up a ladder; scaling a
        wall; climbing loop
    """,
    "talk": """
        addresses a crowd; addresses somebody; addresses the audience; answers a
        question at length; argues with somebody; asks a question with its hands moving;
        chats; chats away; chats with a friend; chats with somebody; chatters;
        converses; converses with a friend; converses with somebody; delivers a lecture;
        delivers a speech; describes something with its hands; discusses something;
        discusses something with a friend; explains a plan; explains itself; explains
        something to a friend; explains something with its hands; explains the rules;
        explains the way to somebody; gabs; gesticulates; gestures as it speaks;
        gestures as it talks; gestures while speaking; gestures while talking; gestures
        with its hands as it talks; gives a lecture; gives a speech; gives a talk; gives
        an explanation; gives an interview; has a chat; has a chat with a friend; has a
        conversation; has a conversation with somebody; has a discussion; has a lot to
        say; has a talk; has a talk with a friend; has a word with somebody; has much to
        tell; holds a speech; holds forth; is chatting; is chatting with a friend; is
        deep in conversation; is explaining something; is giving a speech; is giving a
        talk; is having a chat; is having a conversation; is in conversation; is making
        a speech; is speaking; is speaking to a crowd; is speaking to somebody; is
        speaking to the audience; is talking about something; is talking to a friend; is
        talking to somebody; is talking with a friend; is talking with its hands; is
        telling a story; is telling something; keeps talking; lectures; lectures
        somebody; makes a speech; makes conversation; makes small talk; moves its hands
        as it speaks; moves its hands while talking; narrates; narrates a tale;
        preaches; presents a plan; presents something; presents the news; recounts a
        story; says something; says something at length; says something to a friend;
        says something to somebody; speaks; speaks about something; speaks at length;
        speaks for a long time; speaks on the stage; speaks to a crowd; speaks to a
        friend; speaks to an audience; speaks to its friends; speaks to somebody; speaks
        to the audience; speaks to the crowd; speaks to the people; speaks to the
        player; speaks up; speaks with a friend; speaks with gestures; speaks with its
        hands; speaks with somebody; talks a lot; talks about something; talks about the
        weather; talks and gestures; talks and moves its hands; talks animatedly; talks
        at length; talks away; talks for a long time; talks into a microphone; talks on
        and on; talks on stage; talks to a crowd; talks to a friend; talks to its
        friends; talks to itself; talks to somebody; talks to the audience; talks to the
        camera; talks to the player; talks with a friend; talks with gestures; talks
        with its hands; talks with somebody; teaches a class; teaches something; tells a
        joke; tells a long story; tells a story; tells a tale; tells somebody about
        something; tells somebody something; tells the news; chatting; conversing;
        explaining something; giving a speech; making a speech; speaking; speaking to
        the audience; talking; talking to a friend; talking to somebody; talking with
        its hands; telling a story; talking idle; talking gesture
    """,
    "hands_up": """
        capitulates; comes out with its hands up; gives itself up; gives up with its
        hands raised; gives up, hands in the air; has its hands up; has its hands up in
        surrender; has to put its hands up; holds both hands in the air; holds its hands
        above its head; holds its hands in the air; holds its hands up; holds up its
        arms in surrender; holds up its hands; holds up its hands in surrender; is
        arrested with its hands up; is being robbed, hands up; is giving itself up; is
        held at gunpoint with its hands up; is held up by a robber; is surrendering; is
        taken prisoner, hands up; keeps its hands in the air; keeps its hands up; keeps
        its hands where they can be seen; lifts both hands in surrender; lifts its hands
        in surrender; lifts its hands over its head in surrender; obeys the police and
        raises its hands; puts both arms up in surrender; puts both hands up; puts its
        hands in the air; puts its hands over its head; puts its hands up and
        surrenders; puts its hands up in surrender; puts up both hands; puts up its
        hands; raises both hands in surrender; raises both hands over its head; raises
        its hands and gives itself up; raises its hands and surrenders; raises its hands
        because of a gun; raises its hands in surrender; raises its hands over its head;
        raises its hands to surrender; shows its empty hands; shows that it has no
        weapon; sticks its hands up; submits with its hands up; surrenders to an enemy;
        surrenders to the police; surrenders with its hands up; surrenders with raised
        hands; yields with raised hands; is beaten and surrenders; giving itself up;
        holding up its hands; putting its hands up; raising its hands in surrender;
        surrendering
    """,
}
