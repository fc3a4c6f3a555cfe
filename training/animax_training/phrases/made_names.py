"""Names of motions of made creatures as studios give them: {key of sentences.PLAIN:
names}."""

SAID = {
    "ready": """
        fight stance; ready to fight; ready stance; combat ready; unarmed combat idle;
        on guard
    """,
    "idle_snake": """
        snake idle; coiled idle; idle coiled; tongue flick idle
    """,
    "idle_fish": """
        fish idle; swim idle; underwater idle; water idle; float idle in water
    """,
    "look_side": """
        look {side}; head turn {side}; {side} look; glance {side}
    """,
    "look_up": """
        look up; look up idle; head up; gaze upward
    """,
    "look_down": """
        look down; look down idle; head down; gaze downward
    """,
    "stretch": """
        stretch idle; stretch; body stretch; yawn and stretch
    """,
    "scratch": """
        scratch; scratch idle; itch; flea scratch; scratch ear
    """,
    "scratch_head": """
        head scratch {side}; {side} hand scratches the head
    """,
    "crouching": """
        crouched idle; crouch wait; low idle; squat idle; crouched loop
    """,
    "hips": """
        hands on hips; arms akimbo; akimbo idle; hands on hips idle
    """,
    "sway": """
        sway; sway loop; wind sway; plant sway; wind idle; breeze; foliage sway
    """,
    "storm": """
        storm sway; strong wind; heavy wind sway; gale; storm loop
    """,
    "plant_idle": """
        just grows; just stands there and grows; barely moves in the garden; barely
        moves on its stem; plant idle; plant rest; still plant; static idle
    """,
    "wobble": """
        wobble idle; slime idle; jiggle; blob idle
    """,
    "float": """
        float idle; levitate; ghost idle; float loop; hover idle without wings;
        levitation
    """,
    "rattle": """
        will not open and rattles; rattle; rattle loop; shake; haunted shake
    """,
    "bounce": """
        bounce loop; bounce; bouncy idle; slime jump; slime bounce
    """,
    "death_water": """
        fish death; death in water; belly up; underwater death; water death; dead fish
    """,
    "death_snake": """
        snake death; serpent death; limp death; worm death
    """,
    "sink_dead": """
        slowly sinks and dies; death sink; ghost death; sink and die; dissolve
    """,
    "drop_dead": """
        fly death; death in flight; air death; shot down; airborne death
    """,
    "bite_snake": """
        snake strike; snake attack; snake bite; strike forward; cobra strike; bite
        strike; venom strike
    """,
    "rear_snake": """
        cobra rear; rear up; snake rear; cobra pose; hood spread; threat pose of a snake
    """,
    "attack": """
        attack; attack animation; attack loop; basic attack; lunge; lunge attack;
        monster attack; creature attack
    """,
    "lash": """
        tentacle attack; tentacle whip; tentacle lash; arm lash; tentacle slam; kraken
        attack
    """,
    "claw": """
        spider attack; talon strike
    """,
    "claw_side": """
        {side} claw attack; {side} paw strike; {side} swipe; claw attack {side}; swipe
        {side}
    """,
    "pinch": """
        claw pinch; claw snap; pincer attack; pinch attack; crab attack; pincer snap;
        claw grab
    """,
    "pinch_side": """
        {side} claw pinch; {side} pincer attack; {side} claw snap; pinch {side}
    """,
    "sting": """
        stinger attack; scorpion sting; bee sting; stinger stab; tail sting
    """,
    "kick_side": """
        kick {side}; {side} kick; {side} foot kick; {side} leg kick
    """,
    "kick_hind": """
        buck; hind kick; back kick; mule kick; donkey kick; rear kick; hind leg attack
    """,
    "threaten": """
        threat display; threat pose; threat; spider threat; front legs up
    """,
    "paw": """
        paw ground; hoof scrape; charge preparation; paw the ground; pre-charge; bull
        paw
    """,
    "punch_side": """
        punch {side}; {side} punch; {side} jab; {side} hook; {side} hand punch
    """,
    "dodge": """
        dodge {side}; {side} dodge; evade {side}
    """,
    "bank": """
        bank {side}; fly turn {side}; flight turn {side}; {side} bank; aerial turn
        {side}
    """,
    "swim_ray": """
        wings through the water; ray swim; manta swim; flap swim; fin flap swim
    """,
    "swim_octopus": """
        octopus swim; squid swim; jet swim; tentacle swim; jet propulsion
    """,
    "swim_pulse": """
        jellyfish swim; pulse swim; bell pulse; pulsate; jellyfish idle swim
    """,
    "fly_drone": """
        drone flight; drone fly; drone fly forward; rotor flight; quadcopter flight; uav
        flight
    """,
    "hover_drone": """
        drone hover; drone idle; rotor hover; quadcopter hover; uav hover
    """,
    "dive": """
        dive; dive down; nosedive; swoop; dive loop; steep dive; falcon dive; swoop down
    """,
    "drift": """
        drift; drift forward; float forward; ghost move; ghost walk; float move; hover
        forward
    """,
    "wilt": """
        slowly wilts; slowly withers away; wilt; wither; plant death; droop and die
    """,
    "unbend": """
        grow; growth; sprout; plant grow; grow animation; emerge; spawn; emerge from
        ground
    """,
    "bloom": """
        bloom; blossom; flower open; petals open; open petals; flower bloom; trap open;
        leaves open
    """,
    "unbloom": """
        claps its leaves shut; claps its trap shut; flower close; petals close; close
        petals; trap shut; leaves close; bloom close
    """,
    "lever": """
        lever pull; lever on; pull lever; switch on; lever down; toggle on
    """,
    "lever_back": """
        lever back; lever off; lever reset; switch off; lever up; toggle off; lever
        return
    """,
    "leap": """
        breach; water jump; jump out of water; dolphin jump; leap from the water; fish
        jump
    """,
    "peck": """
        peck; peck loop; bird eat; eat with beak; peck at the ground
    """,
    "drink": """
        drink; drink water; drink loop; lap water
    """,
    "roar": """
        roar; roar animation; monster roar; rage; rage roar; scream; threat roar
    """,
    "beat_wings": """
        ground flap; idle flap; flap idle on the ground
    """,
    "spread_wings": """
        wings open; spread wings idle; open wings
    """,
    "wave_side": """
        wave {side}; wave {side} hand; {side} hand wave; {side} wave
    """,
    "raise_arm": """
        raise {side} arm; {side} arm up; {side} hand up; raise {side} hand
    """,
    "point": """
        point; point forward; point gesture; finger point; point at
    """,
    "point_side": """
        point {side} hand; {side} hand point; {side} arm point
    """,
    "clap": """
        claps along; claps and claps; claps at the show; claps enthusiastically; claps
        for a friend; claps for somebody; claps for the band; claps for the performer;
        claps for the singer; claps happily; claps in rhythm; claps in time; claps its
        hands loudly; claps its hands together; claps its paws; claps loudly; claps
        politely; claps slowly; claps to the beat; claps to the rhythm; claps with both
        hands; claps with delight; claps with enthusiasm; clap; applause; applaud; hand
        clap; claps emote
    """,
    "bow": """
        bow; bow gesture; polite bow; deep bow; curtsy; bow emote; formal bow
    """,
    "beat_chest": """
        chest beat; chest pound; chest thump; gorilla chest beat; chest drum; chest
        beating
    """,
    "climb": """
        climb; climb up; climb loop; ladder climb; wall climb; climb cycle; rope climb;
        ladder up
    """,
    "talk": """
        talk; talk loop; conversation; dialogue; speech; speech gesture; chat; npc talk
    """,
    "hands_up": """
        hands in the air; surrender; hands up; hands up pose; surrender pose; give up;
        arrest pose; surrender idle
    """,
    "walk_curve": """
        {side} turn while walking; walk turn {side}; walk circle {side}
    """,
    "run_curve": """
        run turn {side}; run circle {side}
    """,
    "limp": """
        limp walk; injured walk; wounded walk cycle; lame walk
    """,
    "sidle": """
        crab walk; sideways walk; sideways crawl
    """,
    "run_sideways": """
        sideways run; crab run; fast sideways crawl
    """,
    "jog": """
        jog cycle; light run; easy run
    """,
    "sidestep": """
        side step {side}; strafe walk {side}; {side} sidestep
    """,
    "hop": """
        hop cycle; hop loop; bunny hop; kangaroo hop; frog hop
    """,
    "slither_fast": """
        fast slither; snake run; quick slither; slither sprint
    """,
    "crawl": """
        crawl cycle; crawl loop; insect crawl; caterpillar crawl; bug crawl
    """,
    "scuttle": """
        fast crawl; insect run; spider run; scurry; bug run
    """,
    "drive": """
        wheels along the road; drive forward; drive loop; drive cycle; wheels rolling;
        vehicle drive
    """,
    "drive_fast": """
        fast drive; drive at top speed; full throttle
    """,
    "drive_back": """
        wheels backwards; drive backward; reverse drive; drive in reverse; vehicle
        reverse
    """,
    "engine": """
        leaves its engine running; engine idle; vehicle idle; engine running; motor
        idle; idle with engine on
    """,
    "turret": """
        turret turn {side}; turret {side}; turret rotation to the {side}
    """,
    "topple": """
        fall over; topple over; destroyed; destruction; wreck; tip over
    """,
    "spin": """
        spin {side}; full spin {side}; {side} spin; 360 spin to the {side}
    """,
}
