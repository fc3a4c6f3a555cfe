"""How artists say that something walks, sneaks or turns."""

SAID = {
    "walks": """
        paces; paces up and down; paces to and fro; treads the path; roams; roams the
        woods; wanders; rambles over the hills; hikes; treks; trudges on through the
        mud; traipses across the field; pads along; pads across the floor; pads around
        its cage; ambulates; perambulates; toddles along; waddles; waddles along;
        swaggers along; promenades; parades past; mooches about; tramps along; tramps on
        through the snow; tramples along the path; wades along the bank on foot; steps
        across the yard; steps forward at an even pace; moves forward on its feet; moves
        one leg after the other; puts its feet down one by one; lifts and sets down its
        paws in turn; plants one foot after another; goes forth on foot; heads out on
        foot; heads home at a walk; heads for the barn at a walk; sets out on foot; has
        gone for a wander; stretches its legs on a walk; takes some air on foot; comes
        over at a walk; approaches at a walk; approaches on foot; comes up the road on
        foot; walks up to somebody; walks up to the camera; walks towards the viewer;
        walks away from the camera; walks ahead; walks in a straight line; walks in
        line; walks in front of the others; walks beside its master; walks at heel;
        walks on a leash; walks behind the herd; walks with the herd; walks with its
        pack; goes about on foot; goes from house to house on foot; goes from one place
        to another on foot; covers the distance at a walk; crosses the field on foot;
        crosses the floor at a walk; crosses the bridge at a walk; patrols; patrols the
        border; patrols along the wall; does its rounds on foot; does a lap at a walk;
        makes a round through the village; wends its way home; wends its way; finds its
        way through the trees; moves on at a walk; moves at a walk; moves along at an
        ordinary pace; moves in a four-beat gait; goes along in a calm gait; swings its
        legs in an even stride; swings its arms and steps forward; takes step after
        step; takes one step after another; takes its first steps; takes steps forward;
        clops along the lane; clip-clops along; stumps along; stomps along on its way
        home; clomps along; thuds along with heavy steps; staggers on its way like a
        zombie; tiptaps along; patters along; patters across the floor; crawls on its
        eight legs; crawls along on six legs; steps along on all its legs; roves about;
        roves the plain; rolls along on its way; travels along the road; travels over
        land; journeys on foot; journeys across the land; migrates across the plain;
        wanders from place to place; wanders through the ruins; makes tracks in the snow
        at a walk; leaves footprints behind it; goes to the river on foot; goes to work
        on foot; goes on patrol; sallies forth; proceeds on foot; proceeds at a walk;
        makes headway step by step; keeps pace with its owner at a walk; wanders about
        in the meadow; paces its cage; paces the room; is on the march; parades around
        the ring; takes the dog's usual route; takes the same path as every day; has a
        walk; enjoys a walk; uses its legs to go forward; walks about freely; walks all
        the way home; walks to and fro; walks from one side to the other; walks at its
        usual pace; walks as it always does; ambling; striding; marching; pacing;
        wandering; hiking
    """,
    "walks slowly": """
        moves at a crawl; creeps forward at a snail's pace; plods; plods on; plods
        heavily; plods through the snow; plods home after a hard day; trudges; trudges
        through the mud; trudges wearily; trudges on; shuffles; shuffles forward;
        shuffles home; drags its feet; drags its feet as it walks; drags itself forward;
        drags its heavy body along; hobbles along with age; totters along; doddles
        along; dawdles; lags behind the others; lags behind; lingers as it walks; takes
        its time; takes its time on the way home; takes small slow steps; takes heavy
        slow steps; takes one heavy step at a time; takes step by slow step; moves
        slowly on foot; moves ahead slowly; moves with great slowness; moves like an old
        man; walks like an old man; walks like a tortoise; walks at a crawl; walks
        without any hurry; walks in a leisurely way; walks at half pace; walks
        sluggishly; walks drowsily; walks sleepily; walks heavily; walks with leaden
        feet; walks with dragging feet; walks as though in slow motion; walks behind a
        plough, step by heavy step; goes at a snail's pace; goes at a crawl; goes along
        lazily; goes slowly forward; is in no hurry as it walks; is not in a hurry; has
        all the time in the world as it walks; has no reason to hasten; makes slow
        progress on foot; makes its way along at a crawl; inches along; inches forward
        on foot; eases forward at a slow walk; sways along slowly; wades slowly through
        the snow; saunters lazily; slouches along; trails behind; trails along behind
        the herd; slowly makes its way home; slowly wanders off; slowly steps forward;
        slowly paces along; trudging; plodding; shuffling along; dawdling; creeping
        along at a snail's pace
    """,
    "walks briskly": """
        is trotting; trotting; goes at a trot; goes at a brisk trot; moves at a trot;
        breaks into a trot; falls into a trot; keeps up a trot; comes trotting along; is
        on the trot; walks in a hurry; walks hurriedly; walks energetically; walks along
        at a smart pace; walks with energy; walks vigorously; walks with vigour; walks
        with swift steps; walks swiftly; steps out briskly; steps lively; steps along at
        a lively rate; bustles along; hustles along at a walk; moves its legs in
        diagonal pairs; moves in a two-beat gait; moves on briskly; moves along at a
        lively pace; picks up the pace at a walk; quickens its pace; quickens its steps;
        is in a hurry, but does not sprint; goes jogging along on four legs; paces along
        briskly; keeps a brisk pace; sets a brisk pace; goes at a lively trot; goes at
        an easy trot; covers ground at a trot; takes quick steps; takes quick short
        steps; takes fast little steps; scampers at a trot; lopes; lopes across the
        plain; is loping along; loping
    """,
    "walks backwards": """
        walks backwards step by step; walks in reverse gear; reverses slowly; reverses
        out of the barn; reverses away from the wall; retreats; retreats from an enemy;
        retreats a few steps; retreats from the fire; is retreating; gives way and steps
        back; gives way step by step; gives ground; falls back; falls back before the
        enemy; draws back; draws back from the edge; pulls back; pulls back from the
        fight; moves away backwards; moves to the rear; moves tail first; goes back
        without turning round; goes tail first; goes into retreat; shrinks back step by
        step; sidles backwards; inches backwards; inches back; creeps backwards; crawls
        backwards; crawls back into its hole; backs into a corner; backs away from a
        snake; backs away in fear; backs away from the enemy; backs away slowly; backs
        out; backs out of its stall; backs off from a fight; backs off slowly; steps
        back from the edge; steps back in surprise; steps away from danger, eyes front;
        takes steps backward; takes several steps to the rear; puts its feet behind it,
        one by one; sets one foot behind the other; yields ground; beats a retreat,
        facing the enemy; rewinds its walk; moonwalks; moonwalks across the floor; is
        moonwalking; paces back; withdraws step by step; backing away; retreating
    """,
    "walks with a weapon": """
        walks with a rifle; walks with a pistol; walks with a crossbow; walks with its
        gun at the ready; walks with its weapon drawn; walks with a shotgun; walks
        holding a rifle; walks holding a box; walks carrying a box; walks carrying
        something; walks with a heavy load in its arms; walks with a crate; carries a
        crate; carries a box across the room; carries a rifle on patrol; carries its gun
        at a walk; carries its weapon at the ready; lugs a box along; hauls a crate on
        foot; bears arms as it walks; is on armed patrol; is on patrol with a gun; goes
        on patrol, rifle in hand; paces with a gun; wanders with a weapon; steps along,
        gun in both hands; moves on foot with a raised gun; moves up with its rifle;
        advances on foot, gun drawn; escorts a convoy with a rifle; stalks the corridor
        with a rifle; clears the building with a gun, step by step; patrolling with a
        weapon
    """,
    "walks upright": """
        walks with its legs fully stretched; walks with its body raised; walks with its
        belly high above the ground; walks with extended legs; walks on extended legs;
        walks on long thin legs; walks on tall thin legs; stilts along; stilt-walks;
        walks like a tripod; steps high on long legs; steps on straight legs; stands
        tall as it walks; keeps its legs straight and walks; raises its body and walks;
        lifts itself high and walks; towers over the ground as it walks; moves on
        stretched legs; moves along with its body high; walks at full stretch; walks
        with a high body; walks as tall as it can
    """,
    "walks and breathes fire": """
        walks while breathing fire; walks ahead and breathes fire; walks and pours out
        flames; walks along, spewing fire; walks with flames shooting from its mouth;
        stalks along, spewing flames; steps forward, spitting fire; steps along and
        breathes out flames; moves on foot and breathes fire; moves forward, spewing
        fire; advances with flames from its mouth; advances in a blaze of fire; comes
        closer, breathing fire; approaches and breathes fire; goes on foot and belches
        flames; leaves a trail of fire as it walks; scorches its path as it walks; sets
        the field ablaze as it walks
    """,
    "sneaks": """
        is stealthy; is on tiptoe; stalks; stalks forward; stalks a deer; stalks through
        the grass; stalks low to the ground; slinks; slinks away; slinks through the
        shadows; sneaks out; sneaks in; sneaks into the house; sneaks into the camp;
        sneaks up; sneaks up from behind; sneaks through the dark; sneaks by unseen;
        sneaks out of the room; sneaks closer; sneaks about; sneaks around; creeps up;
        creeps up from behind; creeps up to its prey; creeps closer; creeps around the
        corner; creeps past; creeps through the dark; creeps like a cat; creeps with
        bent knees; moves like a ninja; moves like a burglar; moves like a cat on the
        hunt; moves in silence; moves noiselessly; moves in stealth mode; moves in the
        shadows; moves under cover of darkness; moves low and quietly; moves in a
        crouch; moves on soft paws; moves with great caution; advances in a crouch;
        advances under cover; approaches without a sound; approaches stealthily;
        approaches its prey unseen; approaches from behind without a noise; prowls the
        woods; prowls through the grass; prowls the streets at night; prowls after its
        prey; is prowling; is stalking; is tiptoeing; tiptoeing; tiptoes through the
        house; tiptoes away; tiptoes across the floor; tiptoes so as not to wake anyone;
        walks on its toes; walks in a crouch; walks crouched; walks hunched and silent;
        walks with muffled steps; walks with silent steps; walks noiselessly; walks like
        a spy; pussyfoots; pussyfoots around; skulks; skulks in the shadows; lurks;
        lurks in the shadows; lurks around the house; steals away; steals forward;
        steals past; steals through the dark; slips away unnoticed; slips through the
        shadows; keeps to the shadows; keeps out of sight as it moves; stays low and
        moves ahead; stays hidden as it moves; hugs the wall and creeps on; avoids every
        noise as it steps; places each foot with care; sets its paws down without a
        sound; puts its feet down softly; treads lightly; treads with care; treads
        without a sound; makes no noise as it steps; makes no sound as it moves; does
        not want to be noticed; does not want to be caught; avoids detection; hunts by
        stealth; closes in on its prey in silence; gets closer to its prey without a
        sound; prowling; stalking; slinking; lurking; is in stealth mode
    """,
    "turns to the {side}": """
        turns toward the {side}; turns towards the {side}; turns on the spot, to the
        {side}; turns its whole body {side}; turns its whole body to the {side}; turns
        on its heel to the {side}; turns about, {side}; turns around to the {side};
        turns around over the {side} shoulder; turns a corner to the {side}; turns
        ninety degrees to the {side}; turns to face {side}; turns to the {side} and
        stops; turns to the {side} in place; rotates its body to the {side}; rotates in
        place to the {side}; rotates to face {side}; rotates on the spot to the {side};
        rotates by ninety degrees to the {side}; pivots toward the {side}; pivots on one
        foot to the {side}; pivots on the spot to the {side}; spins about to the {side};
        swings its body to the {side}; swings around to the {side}; swivels {side};
        swivels round to the {side}; swerves to the {side}; wheels about to the {side};
        wheels {side}; whirls to the {side}; whirls round to the {side}; twists round to
        the {side}; twirls to the {side}; shifts its heading to the {side}; changes
        course to the {side}; changes its heading to the {side}; takes a sharp {side}
        turn; takes a corner to the {side}; takes the {side} turning; makes a sharp
        {side} turn; makes a turn {side}; does a {side} turn; does a quarter turn to the
        {side}; does an about-turn to the {side}; goes {side} at the corner; goes round
        the corner to the {side}; steps round to the {side}; steps around to face
        {side}; bends {side}; bears {side}; bears to the {side}; hangs a {side}; moves
        round to the {side}; comes round to the {side}; comes about to the {side};
        reorients itself to the {side}; faces about to the {side}; faces to the {side};
        swings {side}; turns its back and faces {side}
    """,
    "runs sideways to the {side}": """
        strafes {side} at a run; strafes {side} in a fight; strafes to its {side};
        strafes out to the {side}; strafes toward the {side}; circles an enemy sideways
        to the {side}; sidesteps quickly to the {side}; sidesteps {side} at a run;
        shuffles sideways to the {side}; shuffles {side}; shuffles quickly {side}; darts
        sideways to the {side}; darts {side}; skips sideways to the {side}; runs
        laterally to the {side}; runs {side}, eyes to the front; runs {side} while
        looking ahead; runs sideways {side}; runs crosswise to the {side}; runs like a
        crab to the {side}; moves laterally to the {side}; moves crabwise to the {side};
        moves quickly to the {side}; moves fast to the {side}; moves sideways {side} at
        speed; goes sideways at a run, to the {side}; crab-walks quickly to the {side};
        crosses its legs and runs {side}; crosses to the {side} at a run; jogs {side};
        sprints {side}; jogs sideways {side}; evades at a run to the {side}; flanks to
        the {side} at a run
    """,
    "slithers along": """
        slithers like a snake; slithers through the sand; slithers over the ground;
        slithers under a log; slithers towards its prey; slithers out of its hole;
        slithers across the road; slithers down the path; slithers from side to side;
        snakes through the grass; snakes across the sand; snakes forward; winds through
        the grass; winds its way through the grass; winds its way along; winds its body
        and moves ahead; winds from side to side; slides along on its belly; slides
        through the grass; slides forward on its belly; squirms along; squirms through
        the sand; squirms along the ground; wriggles along; wriggles through the grass;
        wriggles on its belly; wriggles across the floor; worms its way along; worms its
        way forward; worms its way through; inches along like a worm; writhes forward;
        writhes across the floor; writhes over the sand; twists along the ground; twists
        and winds forward; bends from side to side and moves along; bends its body in
        waves; moves in an S shape; moves in S curves; moves along in loops; moves its
        long body in waves; moves without legs; moves on its belly; moves by winding its
        body; ripples along; ripples over the ground; undulates along; undulates
        forward; is undulating; is winding along; is snaking along; is wriggling along;
        serpentines along; goes on its belly; goes along in curves; goes winding through
        the grass; pushes itself on with its scales; pulls its long body along; drags
        its long body over the ground; leaves a winding trail in the sand; leaves a wavy
        track; crawls without legs; crawls like a snake; crawls like a worm; coils and
        uncoils as it moves; weaves through the grass on its belly; weaves its way along
        the ground; hisses and slithers along; curves left and right as it moves;
        winding; snaking; wriggling along
    """,
    "rolls forward": """
        does a shoulder roll; does a dive roll; does a dodge roll; does a rolling dive;
        does a head-over-heels; does a tumbling pass; does gymnastics on the mat; makes
        a tumble; makes a full roll; makes a shoulder roll; performs a roll; performs a
        forward roll; performs a tumble; rolls along the floor; rolls once on the
        ground; rolls up and over; rolls over forward; rolls over head first; rolls
        forward on the ground; rolls under a beam; rolls past an enemy; rolls into a
        ball and over; rolls and gets up again; rolls back onto its feet; tucks and
        rolls; tucks its chin in and rolls over; drops and rolls; drops into a roll;
        goes into a roll; goes into a somersault; goes over in a roll; throws itself
        into a roll; dives and rolls; dives over its shoulder; tumbles; tumbles head
        over heels; tumbles across the floor; tumbles like an acrobat; somersaults
        forward; somersaults along the ground; flips over on the ground; turns head over
        heels; turns over its shoulder; is somersaulting; is tumbling over;
        somersaulting; tumbling
    """,
    "dodges": """
        dodges quickly; dodges a punch; dodges a strike; dodges a sword; dodges a
        fireball; dodges a spear; dodges the shot; dodges just in time; dodges to
        safety; dodges out of the way; evades a strike; evades a punch; evades an enemy;
        evades just in time; avoids a strike; avoids a punch; avoids the arrow; avoids
        the hit; sidesteps the charge; sidesteps the punch; slips a punch; slips out of
        reach; slips past the blow; leans back out of reach; leans out of the way; sways
        out of reach; sways aside; bobs and weaves; ducks and weaves; weaves and bobs;
        twists aside; twists away from a blow; turns aside from a blow; skips aside;
        skips out of the way; springs out of reach; leaps out of reach; leaps back from
        a blow; jumps back from a blow; jumps clear; darts out of the way; darts out of
        reach; dives out of the way; dives aside; dives for cover; throws itself aside;
        throws itself out of the way; gets clear of a blow; gets out of the line of
        fire; gets out of reach; moves aside; moves its body out of the way; steps
        clear; steps aside just in time; steps out of reach; makes an evasive move;
        makes an evasive manoeuvre; takes evasive action; is evasive; is evading;
        escapes the blow by a hair; lets the blow go past; lets an attacker rush past;
        is too nimble to be struck; eludes a blow; eludes its attacker; shies away from
        a blow; pulls out of the way; whips aside; veers out of the way; ducking and
        weaving; evading
    """,
}
