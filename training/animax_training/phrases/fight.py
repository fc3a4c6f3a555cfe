"""How artists say that something fights, is hit or dies."""

SAID = {
    "attacks": """
        snaps its teeth; bites an enemy; pounces and bites; snaps at an enemy;
        lunges forward with its mouth open; sinks its teeth into something; snaps;
        bites hard; goes for the throat; chomps; clamps its mouth on something;
        attacks with its teeth; tries to bite; bites and pulls; mauls something;
        darts its head forward and bites; savages its prey; is biting; biting;
        bites its prey; bites its foe; bites into something; bites at an enemy;
        gives a bite; takes a bite out of something; makes a biting attack;
        snaps its mouth shut; lunges at its prey and bites; lunges with its teeth;
        shows its teeth and bites; bites down; snaps at its prey; snaps with its mouth;
        attacks its prey; is attacking its prey; falls upon its prey; goes at its prey;
        pounces on its prey; opens its mouth and bites; grabs something with its teeth;
        catches its prey with its mouth; tries to eat an enemy; snaps viciously;
        bites furiously; strikes like a snake; darts at its prey;
        lunges forward to bite; is snapping at something; attacks with a bite;
        uses its teeth; digs its teeth into something; gives a nip; nips at somebody;
        bites the hand that feeds it; gnashes its teeth at an enemy
    """,
    "attacks with its head": """
        butts with its head; thrusts its head at an enemy; butts; butts an enemy;
        is headbutting; gives a headbutt; gives a butt with its head; rams;
        rams an enemy; rams an enemy with its horns; butts with its horns;
        gores an enemy; attacks with its horns; hits with its head;
        hits an enemy with its head; strikes with its head; lowers its head and rams;
        lowers its head and butts; thrusts with its horns; thrusts with its antlers;
        attacks with its antlers; uses its horns; tosses an enemy with its horns;
        slams its head into an enemy; knocks an enemy over with its head;
        rams with its horns; rams into something; drives its horns into something;
        swings its horns; swings its head at an enemy; butts something out of the way;
        gives a blow with its head; strikes with its horns;
        smashes its head into a wall; pokes with its horns
    """,
    "strikes with its paw": """
        scratches an enemy; hits an enemy with its paw; slaps with its paw; swipes;
        lashes out with a paw; slashes with its claws; attacks with its claws;
        swipes at an enemy; is clawing at an enemy; claws its foe;
        scratches with its claws; gives a blow with its paw; hits with its paw;
        swings its paw; swings a paw at an enemy; swipes with its claws;
        swipes with its paw; rakes with its claws; rakes an enemy;
        strikes with its claws; strikes with a front paw; paws at an enemy;
        paws at something; cuffs an enemy; cuffs with its paw; uses its claws;
        tries to scratch somebody; slashes at its prey; lashes out with its claws;
        rips with its claws; strikes out with its paw; raises a paw and strikes;
        slaps an enemy with its paw; hooks its claws into something; bats at something
    """,
    "strikes with its tail": """
        swings its tail and hits; hits with its tail; whips its tail at an enemy;
        whips with its tail; lashes with its tail; lashes out with its tail;
        strikes an enemy with its tail; attacks with its tail;
        uses its tail as a weapon; uses its tail as a club;
        slams its tail into an enemy; spins round and strikes with its tail;
        swings its tail like a club; swings its tail like a whip;
        beats an enemy with its tail; slaps with its tail; slaps an enemy with its tail;
        cracks its tail like a whip; defends itself with its tail;
        knocks an enemy down with its tail; hits an enemy with its tail;
        whacks with its tail; fights with its tail; clubs an enemy with its tail;
        gives a blow with its tail; smashes something with its tail;
        thrashes an enemy with its tail
    """,
    "strikes an enemy": """
        strikes a foe; hits an enemy; hits a foe; gives an enemy a blow; deals a blow;
        lands a blow; swings at an enemy; swings its arm at an enemy;
        hits out with its arm; strikes out; strikes with its arm;
        hits with what it holds; beats an enemy; makes a melee attack;
        attacks with its arm; deals an enemy a blow; swings and hits;
        knocks an enemy down; lands a hit; lands a strike; swings its tool at an enemy;
        whacks an enemy; clubs an enemy; smites a foe; swings at a foe
    """,
    "swings a sword": """
        fights with a sword; cuts with a sword; chops with an axe; swings its weapon;
        hacks at an enemy; slices with a knife; stabs; duels; wields a sword;
        slashes an enemy; attacks with a weapon; strikes with a sword; fences;
        lashes out with a weapon; cuts down a foe; brings its weapon down;
        makes a cut with a knife; fights an enemy with a sword; lunges with its weapon;
        is swinging a sword; swinging a sword; swings an axe; swings a club;
        swings a hammer; swings a mace; swings its sword; swings its sword at an enemy;
        slashes with a sword; slashes with a knife; stabs with a knife; stabs an enemy;
        thrusts with a sword; thrusts with a spear; strikes with an axe;
        strikes with a hammer; hits with a club; chops; chops wood with an axe;
        hews with an axe; brings down its sword; cuts through the air with a sword;
        makes a sword strike; makes a sword attack; does a sword attack;
        fights with a weapon; fights with an axe; fights with a knife;
        attacks with an axe; attacks with a knife; parries and strikes with a sword;
        duels with a sword; practises with a sword; is fencing;
        is fighting with a sword; raises its sword and strikes; lunges with a sword;
        swipes with a sword; cleaves a helmet; slices the air with its sword;
        is slashing with a sword
    """,
    "jumps and strikes with a sword": """
        leaps and strikes with a sword; leaps up and swings a sword;
        jumps up and slashes; is jumping and striking with a sword;
        strikes with a sword in a jump; strikes down from a jump;
        jumps and swings a sword; jumps and slashes with a sword;
        leaps at an enemy and strikes with a sword; makes a jumping attack with a sword;
        jumps and brings its sword down; leaps and brings its weapon down;
        jumps and cuts with a sword; swings a sword in mid-air; slashes in mid-jump;
        attacks with a sword from a jump; leaps high and strikes with a weapon;
        jumps at an enemy with a sword; jumps in with a swing of its sword;
        leaps and slashes; leaps and hacks with a sword;
        does a jump attack with a sword; springs up and swings its sword;
        swings its sword while jumping; strikes with its sword while jumping;
        jumps and strikes with an axe; jumps and stabs; jumps up and brings an axe down
    """,
    "kicks": """
        strikes out with its legs; kicks an enemy; kicks backward; kicking; is kicking;
        gives somebody a kick; kicks a ball; kicks out; kicks out with its hind legs;
        kicks with its hind legs; kicks hard; kicks with its leg; kicks with its foot;
        kicks the air; kicks a foe; delivers a kick; lands a kick; throws a kick;
        attacks with a kick; attacks with its hooves; strikes with its hooves;
        strikes with its foot; hits with its foot; hits with its leg;
        lashes out with its hooves; lashes out with its hind legs; bucks and kicks;
        kicks like a mule; kicks something away; kicks down a door; kicks in a door;
        does a karate kick; makes a high kick; kicks somebody; fights with kicks;
        uses its feet to fight; swings its leg and kicks; gives a hard kick;
        kicks a goal
    """,
    "punches": """
        punches an enemy; fights with its fists; lands a blow with its fist; punching;
        jabs; swings its fist; attacks with its fists; throws a jab; is punching;
        delivers a hook; spars; knocks somebody out; beats someone up; socks an enemy;
        hammers with its fists; punches somebody; fights in the ring;
        strikes with its hand; thumps a foe; gives a punch; gives somebody a punch;
        lands a punch; lands an uppercut; throws an uppercut; throws a hook;
        hits with its fist; hits an enemy with its fist; strikes with both fists;
        punches the air; punches hard; punches a bag; punches forward; slugs an enemy;
        is in a fist fight; fights with bare hands; fights bare-handed;
        delivers a punch; smashes its fist into an enemy; drives its fist forward;
        rams its fist into something; shadow-fights; is sparring; practises punches;
        clenches its fist and strikes; attacks with a punch; swings a punch;
        hits somebody with its hand; throws punches
    """,
    "slams the ground": """
        hits the ground hard; beats the ground; shakes the earth with a blow;
        is slamming the ground; smashes the ground; smashes its fists into the ground;
        pounds the ground; hammers on the ground; beats on the ground in rage;
        strikes the ground; slams its front legs down;
        brings both arms down on the ground; makes the earth shake with a blow;
        slams its fists into the ground; slams down on the ground;
        rears and slams the ground; raises its arms and slams the ground;
        thumps the ground; hits the ground with its fists;
        hits the ground with its front legs; makes a ground slam; pounds the earth;
        comes down hard on its front legs; drops its weight on the ground in an attack;
        smashes down on the ground; slams the floor; hammers the earth
    """,
    "stamps": """
        stamping; stomps; stamps hard; treads down on something; stamps with anger;
        tramples on something; is stamping; is stomping; stomps its feet;
        stomps on the ground; stamps on the ground; stamps its foot; stamps its hoof;
        stamps its hooves; stomps in anger; stamps in rage; stomps on an enemy;
        tramples an enemy; tramples its enemies; brings its feet down hard;
        crushes something under its feet; crushes something with its foot;
        stamps on a bug; stomps around angrily; puts its foot down hard;
        stamps on the floor; treads on something; stomps hard; raises a foot and stamps;
        lifts its foot and stomps; pounds its feet on the ground; slams its foot down;
        beats the ground with its hooves; squashes something with its foot;
        stomps like a giant; stamps out a fire
    """,
    "beats its wings at an enemy": """
        fends off enemies with its wings; strikes with its wings;
        fends an enemy off with its wings; scares enemies off with its wings;
        attacks with its wings; hits with its wings; slaps an enemy with its wings;
        blows an enemy away with its wings; beats its wings in anger;
        beats an enemy back with its wings; defends itself with its wings;
        flaps its wings at an enemy; flaps angrily at an enemy;
        drives a foe away with its wings; makes a wing attack;
        swings its wings at an enemy; threatens with its wings;
        makes wind with its wings against an enemy; repels an enemy with its wings;
        repels attackers with its wings; keeps an enemy off with its wings;
        hits out with its wings; fans a gale at its enemy;
        throws an enemy back with a gust of its wings; buffets an enemy with its wings;
        strikes an enemy with its wings
    """,
    "breathes fire": """
        spits fire; breathing fire; shoots flames from its mouth; is breathing fire;
        sets something on fire with its breath; blows fire; spews fire; spews flames;
        breathes flames; breathes a stream of fire; blows flames from its mouth;
        opens its mouth and breathes fire; opens its mouth and spits flames;
        exhales fire; exhales flames; spits a ball of fire; shoots fire from its mouth;
        stands and breathes fire; stands and spits flames; breathes fire at an enemy;
        burns an enemy with its breath; scorches the earth with its breath;
        pours fire from its mouth; belches fire; belches flames; sprays fire;
        spits fire at its enemies; breathes fire at a knight; attacks with fire;
        attacks with its fiery breath; lets out a blast of fire;
        sends out flames from its throat; fires a blast of flame from its mouth;
        vomits fire
    """,
    "casts a spell": """
        casts a magic spell; is casting a spell; casting a spell; does magic;
        performs magic; conjures; conjures something up; works a spell; throws a spell;
        uses magic; uses its magic; uses its magic powers; casts magic; weaves a spell;
        makes magic; makes a magic gesture; speaks a spell with raised hands;
        raises its hands and casts a spell; lifts its arms and works magic;
        summons a spirit; summons a demon; summons magic; calls up a spirit;
        hurls a fireball by magic; casts a fireball; casts a curse;
        puts a curse on an enemy; puts a spell on somebody; enchants something;
        heals somebody by magic; attacks with magic; attacks with a spell; waves a wand;
        swings its wand; swings a magic staff; channels its magic;
        releases a magic bolt; practises magic; bewitches somebody
    """,
    "blocks": """
        is blocking; blocking; blocks an attack; blocks a strike; parries;
        parries a blow; wards off a blow; wards off an attack; fends off a blow;
        raises its shield; holds up its shield; hides behind its shield;
        lifts its shield; shields itself; protects itself with its arms;
        protects itself from a blow; raises its guard; raises its arms to block;
        puts its guard up; keeps its guard up; stops a blow; covers itself;
        takes a defensive stance; is on the defensive; defends against an attack;
        blocks with its shield; blocks with its sword; blocks with its arms;
        holds its shield in front of it; holds its arms in front of its face;
        catches a blow with its shield; deflects a blow; parries an attack;
        crosses its arms to block; braces itself behind a shield;
        stands firm behind its shield
    """,
    "aims": """
        is aiming; aiming; takes aim; aims a gun; aims a rifle; aims a crossbow;
        aims a bow; aims at a target; aims at an enemy; points its gun;
        points its weapon; points a weapon at somebody; points a pistol;
        holds a gun at the ready; raises its gun; raises a rifle to its shoulder;
        levels its gun; lines up a shot; sights along its rifle; stands with a gun;
        stands with its gun raised; keeps its gun pointed;
        holds its weapon ready to fire; has its gun trained on somebody;
        covers the door with a gun; holds someone at gunpoint; takes careful aim;
        waits with its gun raised; looks down the sights; gets a target in its sights;
        trains its gun on an enemy; is ready to fire
    """,
    "shoots": """
        shoots at a target; pulls the trigger; shooting; fires a gun; fires a shot;
        fires a pistol; fires a rifle; fires a crossbow; shoots a crossbow;
        shoots a gun; shoots an arrow; fires at an enemy; shoots at an enemy;
        opens fire; is firing; fires its weapon; fires its cannon; shoots its cannon;
        fires a round; lets off a shot; blasts an enemy with its gun; fires its gun;
        fires its blaster; fires a laser; shoots a laser; fires at a target;
        takes a shot; makes a shot; stands and shoots; stands and fires; gives fire;
        guns down an enemy; launches a rocket; fires a missile; shoots with a pistol;
        shoots with both guns; fires a bullet; fires a volley; releases an arrow
    """,
    "reloads": """
        reloading; is reloading; reloads its gun; reloads its weapon; reloads a rifle;
        reloads a crossbow; loads its gun; loads its weapon; loads its rifle;
        loads a gun; changes the magazine; puts in a new magazine; puts a new bolt in;
        puts in bullets; fills its gun with bullets; puts an arrow on the string;
        draws the string of a crossbow; bends its crossbow; loads a new bolt;
        loads another round; charges its gun with powder; gets its gun ready again;
        makes its gun ready; loads up; is loading its gun;
        swaps the magazine of its gun; cocks its gun; works the bolt of its rifle
    """,
    "throws something": """
        tosses something; pitches something forward; throwing; is throwing something;
        throws a ball; throws a stone; throws a spear; throws a bomb; throws a grenade;
        throws a snowball; throws a knife; throws an axe; throws it away; throws it far;
        hurls something; hurls a spear; hurls it away; tosses a ball; tosses it away;
        tosses a coin; lobs a ball; lobs something; lobs a bomb; slings a stone;
        pitches a ball; casts a net; casts a stone; chucks something; chucks it away;
        throws something at an enemy; throws something forward;
        pelts somebody with a stone; launches something by hand;
        swings its arm and throws; makes a throw
    """,
    "is hit": """
        gets hurt; winces in pain; is struck; jerks back after a blow; is hurt;
        reels from an impact; is knocked back; takes damage; is wounded; is being hit;
        is thrown back by a strike; suffers a blow; gets smacked; reacts to a hit;
        reacts to being struck; staggers backward in pain; gets hit; receives a blow;
        catches a blow; is punched; is hit hard; takes a knock; receives a hit;
        flinches in pain; twitches back; shrinks back from a blow; is shoved;
        is injured; gets kicked; is bumped; cringes; staggers back from the blow;
        is hit by an arrow; is hit by a stone; is hit by an enemy; is struck by a blow;
        takes a blow; takes a punch; takes a beating; jerks in pain; doubles up in pain;
        reels back; reels from a blow; staggers; staggers back;
        stumbles back from a hit; winces; is shaken by a blow; is jolted by a hit;
        feels a blow; is attacked and flinches; gets a knock; gets a blow; gets punched;
        flinches from a blow; is kicked; loses its balance from a blow;
        grimaces with pain; shudders from a hit
    """,
    "is hit from the {side}": """
        is struck on the {side}; reels from an impact on the {side};
        is struck from the {side}; gets hit from the {side}; gets hit on the {side};
        is hit on the {side} side; is hit on the {side}; takes a blow from the {side};
        takes a blow on the {side}; gets a blow on the {side} side;
        is hurt on the {side} side; is being hit from the {side};
        catches a blow from the {side}; staggers from a blow on the {side};
        staggers from a blow from the {side}; reacts to a hit from the {side};
        reacts to a blow on the {side}; winces from a hit on the {side} side;
        flinches from a blow on the {side}; receives a blow from the {side};
        is knocked from the {side}; is pushed from the {side};
        is shoved from the {side}; takes damage on the {side};
        is wounded on the {side} side; is attacked from the {side};
        is kicked from the {side}; is punched from the {side};
        suffers a blow on the {side}; receives a hit on the {side};
        jerks after a blow on the {side}
    """,
    "dies": """
        falls down dead; is killed; passes away; drops to the ground lifeless;
        dies in battle; crumples to the ground; topples over and stays down; perishes;
        dying; is dying; sinks to the ground and dies; faints; passes out;
        tumbles to the floor; is dead; is defeated and falls;
        breaks down and lies still; is shot dead; falls dead; breathes its last;
        falls down and stays on the ground; drops down dead; goes limp and drops;
        falls to the ground; drops to the floor; falls and dies; goes down for good;
        slumps to the ground; sinks to the floor; falls over and dies; falls over;
        falls in a heap; falls down; falls down lifeless; tips over and lies there;
        gives way and falls; loses consciousness; falls unconscious; blacks out;
        is knocked out; buckles and falls; is struck dead;
        is mortally wounded and falls; lies down dead; is done for; folds up;
        sinks down dead; is finished off; meets its end; gives up the ghost;
        bites the dust; drops lifeless; is beaten to death; plummets to the floor;
        goes to the ground and stays there; dies on the spot; dies in agony;
        loses its life; is beaten and falls; falls in battle; falls to its death;
        draws its last breath; goes down dying; falls on its side and dies;
        rolls over dead; is killed in action; falls lifeless to the ground;
        falls flat and does not move; topples over; goes down dead;
        has its last fight and falls; ends its days; fades and falls
    """,
}
