"""How artists say that something fights with a weapon, shoots, throws, guards itself
or works magic."""

SAID = {
    "swings a sword": """
        slashes left and right with a sword; slashes through the air with a sword;
        slashes down with a sword; slashes at an enemy with a sword; slashes at an
        opponent; slashes across with a sword; slices; slices with a sword; slices an
        enemy with its sword; slices a melon with a sword; swings; swings its axe;
        swings its axe at an enemy; swings its hammer; swings its hammer at a foe;
        swings its club; swings its mace; swings its katana; swings its staff; swings a
        staff at a foe; swings a baseball bat; swings a bat; swings a big sword; swings
        a two-handed sword; swings a battle axe; swings a katana; swings a scythe;
        swings a halberd; swings a lightsaber; swings a stick like a sword; swings a
        machete; swings a knife; swings a weapon; swings a weapon at an enemy; swings a
        heavy weapon; swings a sword with both hands; swings a sword with one hand;
        swings a sword over its head; swings a sword from side to side; swings a sword
        at an opponent; swings its sword with all its might; swings its sword in an arc;
        swings its sword down; swings its sword round; swings its weapon at an enemy;
        swings its weapon down; swings its weapon in an arc; swings and cuts; chops with
        a sword; chops at an enemy; chops with its weapon; chops down with an axe; chops
        a tree with an axe; chops down a tree; chops an enemy with an axe; chops through
        the air with an axe; hacks with an axe; hacks with a sword; hacks with a
        machete; hacks away with a sword; hacks and slashes; hacks an enemy to pieces;
        hacks through the jungle with a machete; hews; hews at an enemy; hews an enemy
        down; hews with a sword; cleaves an enemy with an axe; cleaves the air with its
        sword; cleaves with an axe; cuts an enemy down; cuts an enemy with a sword; cuts
        down an enemy with its sword; cuts with an axe; cuts the air with its sword;
        cuts a rope with a sword; stabs with a sword; stabs with a dagger; stabs with a
        spear; stabs a foe; stabs forward; stabs forward with a sword; stabs at an
        enemy; stabs at a foe with a dagger; stabs an enemy with a sword; stabs its
        sword into an enemy; stabs somebody in the back; pierces an enemy with a sword;
        pierces an enemy with a spear; impales an enemy on its sword; impales a foe with
        a spear; runs an enemy through with a sword; skewers an enemy with a sword;
        spears an enemy with a lance; thrusts; thrusts its sword forward; thrusts its
        spear forward; thrusts its spear at an enemy; thrusts with a rapier; thrusts
        with a dagger; thrusts with its weapon; thrusts a sword into an enemy; thrusts
        at an enemy with a spear; thrusts at a foe with its sword; lunges with a rapier;
        lunges with a spear; lunges with a knife; lunges forward with a sword; jabs with
        a spear; jabs with a knife; jabs a spear at an enemy; pokes with a spear; pokes
        an enemy with a stick; drives its sword into an enemy; drives its spear into a
        foe; brings down its axe; brings down its hammer; brings down its club on an
        enemy; brings its axe down on a foe; brings its sword down on an enemy; brings
        its sword down hard; brings its hammer down; strikes with its weapon; strikes
        with its sword; strikes with a club; strikes with a mace; strikes with a staff;
        strikes with a spear; strikes with a knife; strikes with a dagger; strikes down
        an enemy with its sword; strikes an enemy with an axe; strikes an enemy with a
        sword; strikes an enemy with a club; strikes an enemy with a hammer; strikes a
        foe with its weapon; strikes a blow with its sword; strikes from above with a
        sword; hits with a sword; hits with an axe; hits with a hammer; hits with a bat;
        hits with its weapon; hits an enemy with a sword; hits an enemy with a club;
        hits an enemy with an axe; hits an enemy with a hammer; hits a foe with its
        weapon; hits a ball with a bat; smashes with a hammer; smashes an enemy with a
        hammer; smashes a foe with a club; smashes down its hammer; smashes a pot with a
        sword; clubs with its weapon; beats an enemy with a club; whips with a lash;
        cracks a whip; lashes with a whip; swipes its sword; swipes at a foe with its
        sword; swishes its sword; swishes its sword through the air; whirls its sword;
        whirls its sword at a foe; whirls an axe; twirls its sword and strikes; wields
        an axe; wields a hammer; wields a weapon; wields its sword; wields its weapon
        against a foe; brandishes its sword and strikes; raises its axe and chops;
        raises its axe and strikes; raises its hammer and strikes; raises its weapon and
        strikes; lifts its sword and strikes; lifts its axe and brings it down; lifts
        its sword over its head and cuts; draws its sword and strikes; draws its sword
        and cuts; pulls out a sword and strikes; takes a swing with its sword; takes a
        swing with an axe; takes a swing with a bat; takes a cut with its sword; makes a
        swing with its sword; makes a swing with its weapon; makes a slash; makes a
        thrust with a sword; makes a stab with a knife; makes a lunge with its sword;
        makes a weapon attack; makes a sword slash; does a slash; does a sword slash;
        does a sword swing; does a sword combo; does sword practice; does a spinning
        slash; deals a blow with its sword; deals a blow with its axe; deals a cut;
        delivers a blow with its sword; delivers a slash; delivers a thrust; lands a
        blow with its sword; gives a swing of its sword; slays an enemy with its sword;
        slays a dragon with a sword; kills an enemy with its sword; beheads an enemy;
        fells an enemy with its axe; fells a tree with an axe; fells a tree; fights with
        a spear; fights with a staff; fights with a dagger; fights with a club; fights
        with a katana; fights with a sword against a dragon; fights like a swordsman;
        fights like a samurai; fights a duel; fights a duel with swords; fights an
        opponent with swords; crosses swords; crosses swords with an enemy; clashes
        swords with an enemy; engages in swordplay; duels an opponent; duels with a foe;
        duels with a rapier; fences with an opponent; fences with a rapier; attacks with
        a spear; attacks with a hammer; attacks with a club; attacks with a mace;
        attacks with a dagger; attacks with a slash; attacks with a thrust; attacks with
        a swing of its sword; attacks with a sword swing; attacks with its weapon;
        attacks with its sword; attacks with its axe; attacks a foe with its sword;
        attacks an enemy with an axe; attacks an enemy with a sword; uses its sword;
        uses its sword on an enemy; uses its weapon on an enemy; uses an axe on a tree;
        goes at an enemy with a sword; goes at an enemy with an axe; goes for an enemy
        with a knife; lays about it with a sword; lays into a foe with its sword; lets
        its sword sing; trains with a sword; trains with its weapon; practises sword
        fighting; mows grass with a scythe; carves up an enemy; is slashing; is slashing
        an enemy; is hacking at an enemy; is chopping with an axe; is chopping wood; is
        swinging its weapon; is wielding a sword; slashing; chopping; hacking; stabbing;
        fencing; duelling
    """,
    "jumps and strikes with a sword": """
        jumps and slashes; jumps and slashes down; jumps and slashes at an enemy; jumps
        and swings an axe; jumps and chops with its sword; jumps and cleaves with its
        sword; jumps and hacks; jumps and thrusts with a sword; jumps and stabs with a
        sword; jumps and smashes its weapon down; jumps and brings down its sword; jumps
        and brings its axe down; jumps high and strikes with a sword; jumps at a foe and
        slashes; jumps on an enemy with a sword; jumps up and cuts with a sword; jumps
        up and brings its sword down; jumps with its sword raised and strikes; leaps and
        brings its sword down; leaps and brings its axe down; leaps and chops with an
        axe; leaps and cuts with its sword; leaps and cleaves; leaps and stabs; leaps
        and swings its sword; leaps and thrusts with a spear; leaps and smashes with a
        hammer; leaps at a foe and slashes; leaps at an enemy with its sword raised;
        leaps into the air and slashes; leaps into the air and strikes with a sword;
        leaps into the air and brings its sword down; leaps in with a slash; leaps up
        and slashes; leaps up and strikes with its sword; leaps forward and slashes with
        a sword; leaps high and brings its sword down; springs up and slashes; springs
        at a foe with its sword; springs forward and strikes with a sword; bounds up and
        slashes with its sword; slashes in the air; slashes from a leap; slashes during
        a jump; slashes while jumping; slashes with a sword in mid-leap; strikes from a
        leap with its sword; strikes with a sword in mid-jump; strikes with a sword
        while leaping; strikes with an axe in a jump; swings its sword in a leap; swings
        its sword in mid-jump; swings an axe in mid-jump; swings a weapon in mid-jump;
        cuts with its sword in a leap; cuts down from a leap; comes down on an enemy
        with its sword; comes down from a leap with a slash; attacks with a leap and a
        slash; attacks with its sword in a jump; attacks with a sword in mid-air;
        attacks with a sword from a leap; attacks with a leaping slash; does a leaping
        slash; does a jumping slash; does an aerial sword strike; makes a leaping strike
        with a sword; makes a leaping attack with a sword; makes a jump attack with its
        sword
    """,
    "blocks": """
        blocks with its weapon; blocks with its forearms; blocks a sword; blocks a
        punch; blocks a kick; blocks a slash; blocks an arrow with its shield; blocks an
        enemy's attack; blocks an enemy's sword; blocks every blow; blocks the strike;
        blocks high; blocks low; blocks the way of a sword with its shield; is guarding
        itself; is on guard behind its shield; is in a blocking stance; is in guard
        position; is shielding itself; is covering itself; is defending itself; is
        parrying; parries with its sword; parries with a shield; parries a strike;
        parries a sword; parries a slash; parries a thrust; parries the attack with its
        weapon; wards off a strike; wards off an enemy's sword; wards off a blow with
        its shield; wards off an attack with its arms; wards itself; fends off an
        attack; fends off a blow with its arms; fends off a sword; deflects an attack;
        deflects an arrow; deflects a sword; deflects the blow with its shield; repulses
        a blow with its shield; repulses an attack; stops a sword with its shield; stops
        a strike; stops an arrow with its shield; takes a blow on its shield; takes
        cover behind its shield; takes up a defensive position; takes a guard position;
        takes the blow with its shield; catches the sword on its shield; catches an
        arrow with its shield; meets the blow with its shield; meets the enemy's sword
        with its own; covers its face; covers its face with its arms; covers its body
        with a shield; covers up; covers up behind its arms; shields its face; shields
        its face with its arms; shields itself from a blow; shields itself from arrows;
        shields itself with its arms; shields its body; protects itself; protects itself
        with a shield; protects itself from an attack; protects its face with its arms;
        protects its head with its arms; protects its body from a blow; defends itself
        with its arms; defends itself with a shield; defends itself with its shield;
        defends itself against a blow; defends itself against an enemy; defends against
        a strike; is on the defence; puts up its guard; puts up its shield; puts up its
        arms in defence; puts its shield up; puts its shield in front of it; puts its
        arms up in front of its face; holds up a shield; holds up its arms to block;
        holds up its arms in defence; holds its guard; holds its guard up; holds its
        guard high; holds its shield up; holds its shield against an attack; holds its
        sword up to parry; holds its arms up in defence; holds off a blow; raises a
        shield; raises its shield against a blow; raises its shield in defence; raises
        its shield to block; raises its arms in defence; raises its arms to protect its
        face; raises its forearms to block; raises its weapon to parry; raises its sword
        to parry; lifts its arms to guard its face; lifts its shield against a blow;
        lifts its shield to block; brings its shield up; brings up its shield; brings
        its arms up to guard; crosses its arms in front of its face; hunches behind its
        shield; crouches behind its shield; stands behind its shield; stays behind its
        shield; keeps behind its shield; keeps its shield up; keeps its arms up in
        defence; braces itself behind its shield; braces itself against a blow; braces
        for a blow with its shield; braces for impact; braces for impact behind its
        shield; absorbs a blow with its shield; withstands a blow behind its shield;
        guarding; parrying; shielding; shielding itself; defending itself
    """,
    "aims": """
        aims a pistol; aims its gun; aims its rifle; aims its pistol; aims its blaster;
        aims its weapon at an enemy; aims its weapon; aims down the sights; aims down
        its sights; aims straight ahead with a gun; aims carefully; aims carefully with
        a rifle; aims with both hands; aims with one eye shut; aims with a crossbow;
        aims and waits; aims and holds its fire; aims, finger on the trigger; is aiming
        a gun; is aiming a rifle; is aiming at an enemy; is aiming at a target; is
        aiming its weapon; is pointing a gun; is pointing its weapon; is pointing a
        rifle at somebody; is taking aim with a gun; is about to fire its gun; is about
        to pull the trigger; takes aim at an enemy; takes aim with a rifle; takes aim
        with a pistol; takes aim with its gun; takes aim at a target; takes its aim;
        takes sight of a target; points its gun at an enemy; points its gun at somebody;
        points its gun forward; points a rifle at a target; points a rifle; points a
        pistol at someone; points its weapon at a foe; points its blaster at an enemy;
        points its gun, ready to fire; levels its gun at an enemy; levels its rifle;
        levels its rifle at a target; levels a pistol at somebody; levels its weapon;
        trains its rifle on an enemy; trains its weapon on a target; trains a gun on
        somebody; raises its rifle; raises its rifle to its shoulder; raises its gun and
        takes aim; raises its gun and holds it; raises its pistol; raises its pistol and
        aims; brings its rifle up to its shoulder; brings its gun to bear; brings its
        gun up; shoulders its rifle; shoulders its rifle and aims; holds up a gun; holds
        its gun out; holds its gun in both hands; holds its gun steady; holds its gun
        ready; holds its rifle steady; holds its rifle at the shoulder; holds a gun on
        somebody; holds a gun to somebody; holds a rifle on a prisoner; holds someone up
        with a gun; holds its aim; holds an enemy at gunpoint; keeps its gun on an
        enemy; keeps its gun aimed; keeps its gun up; keeps its rifle at its shoulder;
        keeps a target in its sights; keeps an enemy in its sights; keeps aiming; covers
        an enemy with its gun; covers the room with its gun; covers its friends with a
        rifle; draws a bead on an enemy; draws a bead on its target; draws its gun and
        aims; draws a pistol and aims; has a target in its sights; has an enemy in its
        sights; has its gun trained on an enemy; has its finger on the trigger; has its
        gun raised; looks through the scope; looks through a rifle scope; looks along
        the barrel; looks along the barrel of its gun; squints along the barrel; peers
        through its scope; lines up its sights; lines up its shot; sights along a rifle;
        sights along its gun; sights its target; sights down the barrel; fixes its
        sights on an enemy; sets its sights on a target with a gun; locks on a target
        with its gun; zeroes in on a target with its gun; prepares to fire its gun;
        prepares to fire; readies its gun; readies its rifle; stands with a pistol
        raised; stands with its rifle at its shoulder; stands and aims; stands and
        points its gun; stands with a gun pointed; threatens somebody with a gun; waits
        with a raised gun; waits, gun pointed at the door; watches its target through
        the sights; pointing a gun
    """,
    "shoots": """
        shoots a bow; shoots a pistol; shoots a rifle; shoots a bullet; shoots a
        fireball from its gun; shoots a rocket; shoots a missile; shoots a bolt; shoots
        a plasma bolt; shoots a tin can; shoots an enemy; shoots at a bottle; shoots at
        an intruder; shoots at a foe; shoots at the sky; shoots its gun; shoots its
        rifle; shoots its blaster; shoots its laser; shoots its weapon; shoots its
        crossbow; shoots its bow; shoots an arrow from its bow; shoots from the hip;
        shoots from its cannon; shoots forward; shoots once with its gun; shoots twice
        with its gun; shoots with a rifle; shoots with a crossbow; shoots with its
        laser; shoots with its cannon; shoots with its gun; shoots with its weapon;
        shoots bullets; shoots down an enemy; shoots down a drone; shoots his gun;
        shoots lasers from its eyes; is shooting a gun; is shooting at an enemy; is
        shooting a rifle; is shooting arrows; is firing a gun; is firing its weapon; is
        firing a rifle; is firing at an enemy; is firing its cannon; fires a bow; fires
        a laser beam; fires a beam; fires a plasma gun; fires a machine gun; fires a
        burst; fires a burst from its gun; fires a cannon; fires a rocket; fires a
        rocket launcher; fires a shotgun; fires a bolt; fires a warning shot; fires a
        single shot; fires a shot at an enemy; fires a shot into the air; fires an
        arrow; fires an arrow at a foe; fires an automatic weapon; fires bullets; fires
        blanks; fires away with its gun; fires both guns; fires both pistols; fires from
        the hip; fires from a standing position; fires into the air; fires its laser;
        fires its rifle; fires its pistol; fires its shotgun; fires its crossbow; fires
        its missiles; fires its rockets; fires its main gun; fires its turret; fires its
        gun at an enemy; fires its gun into the air; fires its gun twice; fires its
        weapon at an enemy; fires its weapon at a target; fires off a round; fires off a
        shot; fires on an enemy; fires on the enemy; fires shot after shot; fires
        several shots; fires two shots; fires with a rifle; fires with both guns; fires
        with its laser; fires with its gun; fires straight ahead; opens fire on an
        enemy; opens fire with its gun; opens up with its machine gun; pulls the trigger
        of its gun; pulls the trigger and feels the recoil; pulls the trigger once;
        squeezes the trigger; squeezes off a shot; squeezes off a round; presses the
        trigger; discharges its weapon; discharges a gun; discharges its rifle; blasts
        an enemy; blasts with its gun; blasts away with its gun; blasts at an enemy with
        its shotgun; blasts its laser; blasts away at a target; lets off its gun; lets
        off a round; lets loose an arrow; lets loose a volley; lets fly an arrow; lets
        an arrow fly; looses an arrow; looses a bolt; looses a volley; releases a bolt;
        releases a shot; launches a missile; launches a rocket at an enemy; launches a
        grenade from its gun; launches its missiles; launches its rockets; guns down its
        enemies; guns down a foe; guns an enemy down; snipes; snipes at an enemy; snipes
        an enemy; takes a pot shot; takes a shot at an enemy; takes a shot at a target;
        takes a shot with its rifle; takes out an enemy with its gun; takes down an
        enemy with a gun; gets off a shot; makes its gun recoil; makes its gun go off;
        makes a gun go off; uses its gun; uses its gun on an enemy; uses its blaster;
        uses its laser; uses its cannon; hits a target with a shot; hits the bullseye
        with an arrow; attacks with a gun; attacks with its gun; attacks with its
        blaster; attacks with its laser; attacks with its cannon; attacks with a bow;
        attacks with a ranged weapon; attacks from a distance with a gun; makes a ranged
        attack; does target practice; practises at the shooting range; empties its
        magazine; empties its gun; empties its magazine at an enemy; sprays an enemy
        with bullets; sprays bullets; peppers a target with shots; riddles a target with
        bullets; zaps an enemy with a laser; zaps an enemy with its ray gun; shooting a
        gun; firing a gun; firing its weapon
    """,
    "reloads": """
        reloads a gun; reloads a pistol; reloads a weapon quickly; reloads its pistol;
        reloads its rifle; reloads its shotgun; reloads its crossbow; reloads its
        blaster; reloads its cannon; reloads its bow; reloads in the middle of a fight;
        reloads behind a wall; reloads in cover; reloads with a new clip; is reloading
        its gun; is reloading a rifle; is reloading its weapon; is loading a crossbow;
        is loading a rifle; is loading its weapon; is out of bullets and loads its gun;
        loads a rifle; loads a pistol; loads a shotgun; loads a cannon; loads a weapon;
        loads a new magazine; loads a shell into its gun; loads a bullet; loads a
        cartridge; loads an arrow; loads fresh bullets; loads its crossbow; loads its
        pistol; loads its shotgun; loads its cannon; loads shells into a shotgun; loads
        bullets into a revolver; swaps magazines; swaps its magazine; swaps out the
        clip; swaps clips; changes magazines; changes its magazine; changes the clip of
        its gun; changes the clip; puts a new clip in its gun; puts a new magazine in
        its gun; puts a fresh magazine in; puts a bullet in the chamber; puts a shell in
        its gun; puts bullets in its gun; puts in a new clip; puts in fresh bullets;
        puts a bolt in its crossbow; inserts a magazine; inserts a new clip; inserts a
        new magazine; inserts a cartridge; inserts bullets; slides a magazine into its
        gun; slots in a magazine; slams in a new magazine; snaps in a new clip; pushes
        bullets into its gun; pushes a magazine into its gun; feeds bullets into its
        gun; feeds shells into a shotgun; fills the magazine of its gun; fills up its
        gun; refills its gun with bullets; refills its magazine; racks the slide of its
        gun; racks its shotgun; pulls back the bolt of its rifle; cocks its rifle; cocks
        its pistol; cocks a crossbow; nocks an arrow; nocks an arrow to its bow; draws
        back its crossbow string; winds its crossbow; winds back a crossbow; spans its
        crossbow; recharges its blaster; recharges its weapon; recharges its gun;
        replaces the magazine; replaces the magazine of its gun; replaces an empty clip;
        takes out the empty magazine; drops the empty magazine and puts in another;
        ejects the magazine and puts in a new one; primes its gun; primes its musket;
        rams powder into its musket; stuffs powder into its musket; gets its gun loaded;
        makes its crossbow ready; readies another round
    """,
    "throws something": """
        throws a stick; throws a stick for the dog; throws a dart; throws a bottle;
        throws a pebble; throws a pie; throws a javelin; throws a boomerang; throws a
        frisbee; throws a football; throws a basketball; throws a baseball; throws a
        barrel; throws a boulder; throws a chair; throws a dagger; throws a hammer;
        throws a shuriken; throws a potion; throws a punchbowl away; throws a tomato;
        throws a banana; throws a bone; throws a fireball by hand; throws an egg; throws
        an object; throws an object away; throws a ball to a friend; throws a ball far;
        throws a ball over the wall; throws a ball through a window; throws a stone at a
        window; throws a stone into the water; throws overhand; throws underhand; throws
        from the shoulder; throws with all its might; throws with one hand; throws with
        both hands; throws its spear; throws its axe; throws its knife; throws its hat;
        throws its weapon; throws its shield; throws its hammer; throws it at an enemy;
        throws it over the wall; throws it forward; throws it up; throws it to somebody;
        throws stones; throws snowballs; throws knives; throws something heavy; throws
        something far; throws something away; throws something with its arm; throws
        something over its shoulder; throws something to a friend; throws something into
        the water; is throwing; is throwing a ball; is throwing a stone; is throwing a
        spear; is hurling a stone; is hurling something; is tossing a ball; is pitching
        a ball; hurls; hurls a ball; hurls a boulder; hurls a barrel; hurls a javelin;
        hurls a bomb; hurls a grenade; hurls a knife; hurls an axe; hurls its spear;
        hurls its axe; hurls something at an enemy; hurls something with all its might;
        hurls something away; heaves a boulder; heaves a stone at a foe; heaves
        something over the wall; tosses a ball to a friend; tosses a bone; tosses a
        stick; tosses a stone; tosses a grenade; tosses an apple; tosses a hat; tosses
        something away; tosses something over; tosses something to a friend; tosses it
        over; tosses it to somebody; lobs a grenade; lobs a stone; lobs it over the
        wall; lobs something over the wall; slings something; slings it away; slings a
        bag over the fence; pitches; pitches a baseball; pitches a fast ball; pitches a
        stone; chucks a ball; chucks a stone; chucks a spear; chucks a grenade; chucks
        something at somebody; casts a spear; casts a stone into the water; casts a
        javelin; casts its net; casts it away; launches a ball by hand; launches a
        javelin; launches a grenade by hand; launches a spear by hand; bowls a ball;
        bowls; serves up a ball by hand; passes the ball to a friend by hand; passes the
        ball; shoots a basket; shoots hoops; shies a stone; skips stones on the lake;
        pelts an enemy with stones; pelts somebody with snowballs; pelts somebody with
        eggs; lets fly with a stone; lets fly with a spear; lets go of a ball with a
        swing of its arm; sends a ball flying by hand; sends a stone flying by hand;
        sends a spear flying; swings its arm and lets go of a ball; swings its arm over
        its head and throws; swings back its arm and throws; draws back its arm and
        throws; pulls its arm back and hurls something; winds up and throws; winds up
        for a throw; makes a long throw; makes a throw at an enemy; makes a pitch; does
        a throw; does an overhand throw; does the shot put; puts the shot; competes in
        the javelin; plays catch; plays darts; gets rid of a grenade by hand; attacks
        with a thrown stone; attacks with a thrown spear; hurling; flinging; tossing;
        lobbing a grenade; pitching a ball
    """,
    "casts a spell": """
        casts; casts a spell on an enemy; casts a spell at an enemy; casts a spell with
        both hands; casts a spell with its staff; casts a spell with its hands; casts a
        spell with its wand; casts a healing spell; casts a fire spell; casts a frost
        spell; casts an ice spell; casts a lightning bolt; casts a lightning spell;
        casts a protective spell; casts a dark spell; casts a charm; casts a hex; casts
        a hex on somebody; casts an enchantment; casts spells; casts frost magic; casts
        fire magic; casts lightning from its hands; is casting; is casting magic; is
        casting a fireball; is casting spells; is working magic; is doing magic; is
        conjuring; is conjuring something; is performing a ritual; is summoning a demon;
        is summoning something; is channelling magic; is weaving a spell; conjures up a
        spirit; conjures up a demon; conjures up fire; conjures a fireball; conjures a
        storm; conjures with its hands; conjures a spell; summons a creature; summons a
        skeleton; summons a storm; summons lightning; summons fire; summons a minion;
        summons its magic; summons the dead; summons up a ghost; summons dark powers;
        invokes a spirit; invokes a spell; invokes magic; invokes the gods; invokes dark
        powers; chants a spell; chants an incantation; chants magic words; recites a
        spell; recites an incantation; mutters a spell; murmurs an incantation; speaks
        magic words; speaks an incantation; speaks a curse; says a spell; says magic
        words with its hands raised; pronounces a curse; utters a spell; utters an
        incantation; weaves magic; weaves magic with its hands; weaves its hands in a
        spell; works its magic; works its spell; works dark magic; works sorcery; works
        wonders with its wand; works a charm; does a magic trick; does a spell; does
        wizardry; does sorcery; performs a spell; performs a ritual; performs a magic
        ritual; performs a magic trick; performs sorcery; practises sorcery; practises
        spells; practises dark magic; uses a spell; uses a spell on an enemy; uses its
        wand; uses its staff for a spell; uses magic on an enemy; uses magic powers;
        uses sorcery; uses a magic attack; wields magic; wields its magic; wields a
        magic staff; wields dark magic; waves its wand; waves its magic wand; waves its
        staff; waves its hands in a spell; swings its magic staff; swings a wand; points
        its wand; points its staff and casts a spell; flicks its wand; flourishes its
        wand; raises its staff and casts a spell; raises its wand; raises its staff for
        a spell; raises the dead; raises its hands and works magic; raises its arms and
        casts magic; lifts its staff and works magic; lifts its hands to cast a spell;
        lifts its wand and casts a spell; holds out its hands and casts a spell;
        stretches out its hands and casts magic; stretches its arms and works magic;
        throws a magic bolt; throws a magic missile; throws magic; hurls a magic bolt;
        hurls a spell at an enemy; hurls lightning by magic; hurls magic at an enemy;
        sends out a magic bolt; sends a spell at an enemy; sends magic from its hands;
        shoots magic from its hands; shoots lightning from its hands; shoots a magic
        missile; shoots a fireball from its hands; shoots a spell; releases a spell;
        releases its magic; releases magic energy; releases a fireball from its hands;
        unleashes a spell; unleashes its magic; unleashes magic on an enemy; unleashes a
        magic storm; channels a spell; channels energy; channels dark energy; channels
        its powers; channels power through its staff; gathers magic energy; gathers
        magic in its hands; charges a spell; charges up a spell; charges its magic;
        calls down lightning; calls upon magic; calls upon the spirits; calls forth a
        demon; calls forth magic; enchants a sword; enchants an enemy; charms an enemy
        by magic; curses an enemy; curses somebody by magic; hexes an enemy; jinxes
        somebody; bewitches an enemy; bewitches a prince; freezes an enemy by magic;
        turns a prince into a frog; heals a friend by magic; heals a friend with a
        spell; heals the wounded with a spell; heals its friends by magic; blesses
        somebody with magic; puts a hex on somebody; puts a spell on an enemy; lays a
        curse on somebody; lays a spell; makes something vanish by magic; makes sparks
        fly from its hands; makes magic with its hands; makes magic with its wand; makes
        mystic signs in the air; draws magic signs in the air; draws runes in the air;
        attacks with sorcery; attacks with a magic bolt; attacks with a fire spell;
        attacks an enemy with magic; fights with magic; fights with spells; defeats an
        enemy by magic; casting; conjuring; summoning; channelling; chanting a spell
    """,
    "stands with a sword": """
        stands with a sword in its hand; stands with a spear; stands with a hammer;
        stands with a club; stands with an axe in its hands; stands with an axe over its
        shoulder; stands with both hands on its sword; stands with its weapon drawn;
        stands with its weapon ready; stands with its sword at the ready; stands with
        its sword raised; stands with its sword in front of it; stands with a drawn
        sword; stands and holds a sword; stands and holds its axe; stands holding a
        sword; stands holding a weapon; stands holding an axe; stands on guard, sword in
        hand; stands guard with an axe; stands guard with a spear; stands armed and
        ready; stands ready to fight with a sword; stands ready with its weapon; stands
        there with a sword; stands like a knight with its sword; is standing armed; is
        standing guard with a sword; is standing ready with an axe; is standing, sword
        in hand; is armed and waits; is armed and ready; is in a sword stance; is in a
        guard stance with its sword; is ready for battle; is ready for combat; is ready
        to strike; is on guard with its sword; is waiting with its sword; is waiting
        with an axe; is waiting armed; is holding a sword; is holding an axe; is holding
        its weapon ready; waits with an axe; waits with a spear; waits with its weapon
        drawn; waits with its sword drawn; waits with its sword ready; waits, weapon in
        hand; waits, axe in hand; waits in a combat stance; waits armed for the enemy;
        waits for the enemy with a sword; waits for a duel, sword in hand; holds an axe
        and waits; holds a weapon in its hands; holds a sword in both hands; holds a
        sword with both hands; holds a sword in front of it; holds a sword at the ready;
        holds its sword and waits; holds its sword and breathes; holds its weapon at the
        ready; holds its weapon ready; holds its sword in guard; holds its axe ready;
        keeps its weapon ready; keeps its sword raised and waits; keeps its guard with a
        sword; keeps watch with a sword; idles in a combat stance; idles in a fighting
        stance; idles with an axe; idles with a spear; idles, sword in hand; rests on
        its sword; rests its sword on its shoulder; rests its axe on its shoulder; leans
        on its sword; poses with an axe; poses with its weapon; poses like a swordsman;
        faces an enemy with its sword ready; breathes and holds a sword; bears a sword
        and waits; carries a sword and stands
    """,
}
