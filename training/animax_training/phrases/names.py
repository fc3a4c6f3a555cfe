"""Names of motions as studios give them: more of additions.NAMES."""

SAID = {
    "eats": """
        feed; feeding loop; graze; graze idle; eat loop; eating idle; chew; eat from the
        ground; grazing loop; eat 01; eat grass; munch; feeding time; snack
    """,
    "digs": """
        dig loop; dig hole; dig with paws; excavate; shovel; digging loop; dig in
    """,
    "works the ground": """
        farm work; field work; hoe; till; work on the floor; farming; gardening
    """,
    "digs with a pick": """
        pickaxe; pickaxe swing; mine; mine ore; mining loop; pickaxe mining
    """,
    "picks something up": """
        pick up item; pickup item; collect; gather; gathering; grab from ground; pick up
        from the floor; lift object; pick up object; take item
    """,
    "uses something": """
        use item; interact with object; press button; push button; pull lever; open door
        by hand; activate; use object; reach; reach out; handle; operate; type; use
        tool; interaction 01
    """,
    "attacks": """
        bite forward; lunge bite; jaw snap; primary attack; attack 01; attack 02; basic
        attack; creature attack; attack anim; attack, bite; monster bite
    """,
    "attacks with its head": """
        horn attack; gore attack; horn strike; attack with horns; attack, head
    """,
    "strikes with its paw": """
        claw swing; paw swipe; claw slash; swipe attack; attack with claws; attack,
        claw; front leg attack; scratch attack
    """,
    "strikes with its tail": """
        tail slam; tail sweep; tail slap; tail lash; tail swing attack; tail stab;
        attack with tail; attack, tail
    """,
    "strikes an enemy": """
        melee strike; melee hit; close combat attack; melee 01
    """,
    "kicks": """
        roundhouse kick; front kick; side kick; mule kick; leg attack; hind leg kick;
        attack with legs; attack, kick
    """,
    "punches": """
        fist attack; right hook; left hook; uppercut; melee punch; boxing; unarmed
        attack; attack with fists; attack, punch
    """,
    "slams the ground": """
        ground smash; double fist slam; area slam; overhead slam; shock wave attack;
        smash attack; heavy slam
    """,
    "stamps": """
        foot stomp; stomp attack on the ground; hoof stamp; trample; foot slam
    """,
    "beats its wings at an enemy": """
        wing buffet; wing gust; wing flap attack; wing slap
    """,
    "breathes fire": """
        flame breath; breath weapon; fire spit; flamethrower; fireball attack; dragon
        breath; fire attack; spit attack; breath of fire
    """,
    "flies": """
        fly; fly forward; fly idle; flap; flap loop; wing flap; flying idle; fly 01; fly
        normal; flight loop; aerial locomotion; fly anim; wings flapping; airborne loop;
        flap cycle; buzz
    """,
    "flies fast": """
        fly sprint; fly fast forward; quick flight; flight fast; fast flap; fly boost;
        high-speed flight; fly dash
    """,
    "flies and breathes fire": """
        fly fire; flying breath attack; fly fire breath; aerial fire breath; fire pass;
        fly, breathe fire
    """,
    "hovers": """
        hover idle; flying idle in place; fly in place; hover in air; hover flap; flap
        in place; airborne idle; flight idle; hover cycle; fly idle in place; float on
        wings
    """,
    "hovers and breathes fire": """
        hover fire; hover fire breath; fire breath hover; hovering breath attack; hover
        and breathe fire
    """,
    "wags its tail": """
        tail wag loop; wag; happy tail; tail swing; tail swish; tail wave idle; tail
        movement; wag idle; tail flick; dog happy; excited tail wag
    """,
    "nods": """
        nod yes; head bob; head nod yes; nod 01; agreeing nod; approval; affirmative;
        gesture yes; yes nod; confirm; nod head; consent
    """,
    "shakes its head": """
        head shake no; shake head no; no head shake; no 01; disagree; deny; refuse;
        refusal; negative; gesture no; negation; shake head; disapproval; head shake in
        denial
    """,
    "howls": """
        roar loop; howl at the moon; battle cry; war cry; taunt roar; rage roar; scream;
        shout; growl; screech; bellow; threat roar; howl idle; roar 01; cry; vocalise;
        dog bark
    """,
    "opens": """
        opens up; chest open; door open; lid open; open lid; open loop; unlock; opened;
        open 01; opening anim
    """,
    "closes": """
        shut; chest close; door close; lid close; close lid; closed; shutting; lock;
        closing anim; close 01
    """,
    "is switched on": """
        lever on; switch on; turn on; lever activate; on
    """,
    "is switched off": """
        lever off; switch off; turn off; lever deactivate; off
    """,
    "shoots out its spikes": """
        spike trap; spikes out; trap trigger; spikes up; trap activated
    """,
    "waves": """
        waving idle; wave hand; wave loop; greet; greeting wave; hi; wave gesture; wave
        one hand; say hello; bye; farewell; wave 01; waving animation; friendly wave;
        beckon
    """,
    "dances": """
        dance 01; dance 02; silly dance; hip hop dance; victory dance; happy dance;
        dancing loop; groove; disco dance; dance emote; emote dance; samba; salsa;
        breakdance; dance idle; party dance; ballet; jig
    """,
    "cheers": """
        celebrate; victory cheer; win; win pose; winner; cheer loop; triumph; hooray;
        success; joy; fist pump; victory 01; arms up celebration; cheer emote; crowd
        cheer; happy; hurrah; level up
    """,
    "stands still": """
        idle stance; idle pose; idle 01; idle breathing; breathing idle; neutral idle;
        relaxed idle; stand; stand idle; standing loop; waiting; wait loop; default
        idle; neutral pose, breathing; bored idle; rest pose, breathing; long idle; base
        idle
    """,
    "sits down": """
        sit; sit start; stand to sit; sit command; idle to sit; sit on a chair; sit on
        the ground; sit down 01
    """,
    "keeps sitting": """
        sit loop; seated; sitting pose; sitting loop; seated loop; sit wait; sitting,
        breathing; sit idle loop; chair idle
    """,
    "sleeps": """
        sleep idle; sleeping loop; sleep pose; asleep; sleeping idle; hibernation;
        snooze; doze; siesta; sleep on the ground; sleep anim; lying asleep
    """,
    "lies down": """
        lie; lie idle; lay down; laying down; lying idle; prone; lie on the ground;
        stand to lie; resting; prone idle; lying pose; coiled
    """,
    "lies on a shoulder": """
        on shoulder; shoulder rest; shoulder pet idle; perched on a shoulder
    """,
    "stands up": """
        get up; get up from the ground; getup; lie to stand; sit to stand; recover;
        rise; wake up; stand up from the floor; back on its feet; sit to idle; sleep to
        stand; recovery from a knockdown
    """,
    "ducks": """
        crouch idle; crouch down; crouching idle; take cover; kneel; crouch pose; cover
        idle; hide; crouch loop; knee bend; cower
    """,
    "rears up": """
        rear idle; rear loop; stand on hind legs; hind leg stand; rearing animation;
        rear up on hind legs
    """,
    "runs": """
        fast locomotion; run forward; sprint
    """,
    "gallops and jumps": """
        show jumping; steeplechase
    """,
    "runs and strikes with a sword": """
        running slash; dash and slash
    """,
    "takes off for a jump": """
        first phase of a jump; anticipation of a jump; jump anticipation; jump launch
    """,
    "lands after a jump": """
        last phase of a jump
    """,
    "hangs in the air": """
        second phase of a jump; middle phase of a jump; airborne phase of a jump; jump
        apex; mid-leap
    """,
    "is hit": """
        hit react; hit reaction front; hit stun; knockback; stagger; recoil; damage
        reaction; take damage; taking damage; get hit; hurt animation; impact reaction;
        pain reaction; hit 01; flinch animation; received hit
    """,
    "is hit from the {side}": """
        hit react {side}; {side} flinch; flinch from the {side}; damage from the {side};
        hit {side}; impact from the {side}
    """,
    "dies": """
        death anim; death 01; death fall; die animation; die; dead; death, fall to the
        ground; death backward; death forward; ko; knockout; knocked out; killed; game
        over; fall down dead; lose; fainting
    """,
    "falls": """
        fall loop; fall idle; freefall; in air, falling; skydive
    """,
    "flaps while falling": """
        flap fall; flutter fall; glide down with flapping
    """,
    "swims": """
        swim forward; swim idle loop; swim 01; swim normal; underwater swim; water
        locomotion; paddle; swim cycle normal; swim anim; fish swim; swimming motion;
        underwater movement
    """,
    "swims fast": """
        swim sprint; swim run; quick swim; swim fast; swim chase; swim flee; swim sprint
        cycle; rapid swimming
    """,
    "swims with a sudden push": """
        swim burst forward; swim dash; swim push; burst swim; swim thrust; swim impulse
        forward; swim lunge; burst of swimming
    """,
    "flops about out of the water": """
        fish flop; flop loop; out of water; out of water loop; caught fish; beached;
        stranded fish; flopping on land
    """,
    "walks slowly": """
        slow walking, one step at a time
    """,
    "walks backwards": """
        backward walking
    """,
    "walks with a weapon": """
        armed walking
    """,
    "walks upright": """
        tall walking
    """,
    "turns to the {side}": """
        {side} turn on the spot; {side} turn in place; rotation to the {side}
    """,
    "slithers along": """
        serpentine movement
    """,
    "looks around": """
        look around idle; idle, look around; alert; alert stance; search; searching;
        scan; idle looking around; idle 02 look around; lookout idle; watchful idle;
        observe; head turn idle
    """,
    "stands with its head low": """
        head low idle; idle, head down; head lowered; low head idle
    """,
    "sniffs about": """
        sniff; sniff idle; sniff around; smell; sniff the air; sniff loop
    """,
    "swings a sword": """
        one-handed attack; two-handed attack; 1h attack; 2h attack; weapon swing; weapon
        attack; slash 01; sword combo; sword thrust; stab; axe swing; axe chop; attack
        with sword; attack, sword; horizontal slash; overhead chop; sword slash
    """,
    "jumps and strikes with a sword": """
        jump slash; leap attack with a sword; leaping slash; aerial slash; plunging
        attack; air slash
    """,
    "blocks": """
        shield up; shield raise; block idle; block pose; guard stance; parry; defend;
        defence stance; guard idle; blocking stance
    """,
    "aims": """
        aim idle; aim stance; gun aim; rifle aim; aim down sights; gun idle, aiming;
        pistol aim
    """,
    "shoots": """
        fire weapon; fire gun; shoot loop; ranged attack; rifle shot; gunfire; single
        shot; burst fire; shoot 01; laser shot; bow shot; attack with a gun; ranged
        attack 01; firing loop
    """,
    "reloads": """
        gun reload; weapon reload; rifle reload; magazine change; crossbow reload;
        reload loop
    """,
    "throws something": """
        throw object; throw attack; overhand throw; grenade throw; toss; pitch; spear
        throw; throw 01
    """,
    "casts a spell": """
        spell casting loop; cast spell; cast 01; magic cast; magic spell; summon;
        summoning; conjure; spellcast; channelling; ritual; magic attack 01; sorcery;
        fireball spell
    """,
    "stands with a sword": """
        combat stance; combat stance with sword; sword idle; 2h idle; weapon idle;
        battle idle; fight idle; idle, weapon ready; ready stance with a sword
    """,
    "takes off into the air": """
        lift off; take flight; liftoff; fly start; flight start; ascend; idle to fly;
        ground to air; takeoff animation; launch into flight; take off from the ground
    """,
    "lands from flight": """
        land; fly land; land from flight; air to ground; fly to idle; alight; descend;
        landing animation; touch down; flight end; perch
    """,
    "strikes in flight": """
        air attack; fly attack; attack in flight; dive attack; swoop attack; aerial
        strike; air strike; hover attack; fly punch; flying strike; flying melee; dive
        bomb
    """,
    "glides": """
        soar; glide idle; soaring; glide cycle; wings spread glide; glide forward;
        sailing flight; fly glide
    """,
}
