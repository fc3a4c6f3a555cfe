"""How artists say that something nods, shakes its head, wags its tail or howls."""

SAID = {
    "wags its tail": """
        wags and wags; wags at its master; wags at the sight of its owner; wags for a
        treat; wags its tail and waits; wags its tail as its owner comes home; wags its
        tail at a friend; wags its tail at somebody; wags its tail at the mailman; wags
        its tail cheerfully; wags its tail eagerly; wags its tail for a bone; wags its
        tail for a treat; wags its tail for joy; wags its tail furiously; wags its tail
        gently; wags its tail hopefully; wags its tail in delight; wags its tail in
        excitement; wags its tail in greeting; wags its tail left and right; wags its
        tail like a puppy; wags its tail non-stop; wags its tail nonstop; wags its tail
        playfully; wags its tail to and fro; wags its tail to greet a friend; wags its
        tail to say hello; wags its tail wildly; wags its tail with delight; wags its
        tail with excitement; wags its tail, full of joy; wags its bushy tail; wags its
        long tail; wags its short tail; wags its rear end and tail; wags its stumpy
        tail; wags with its whole tail; is a happy dog with a wagging tail; is all wags;
        is delighted and wags its tail; is excited and wags its tail; is full of joy and
        wags its tail; is glad to see you and wags its tail; is happy to see its owner
        and wags; is in a good mood and wags its tail; is pleased and wags its tail; is
        overjoyed and wags its tail; is wagging at its owner; is wagging happily; is
        wagging its tail at somebody; is wagging its tail happily; is wagging its tail
        with joy; is waving its tail; is swinging its tail from side to side; is
        swishing its tail; is whisking its tail; is flicking its tail; lets its tail go
        from side to side; lets its tail go to and fro; lets its tail wag; lets its tail
        swing from side to side; lets its tail swish; keeps its tail wagging; keeps its
        tail moving from side to side; keeps swishing its tail; keeps its tail swinging;
        cannot stop wagging its tail; cannot keep its tail still; expresses joy with its
        tail; expresses its joy with its tail; shows with its tail how happy it is;
        shows its delight with its tail; shows its joy with a wagging tail; shows it is
        happy with its tail; shows off its bushy tail, swinging it; says hello with its
        tail; speaks with its tail; greets its master with its tail; greets its master
        with a wagging tail; greets its friends with a wagging tail; greets with its
        tail; greets you with a wagging tail; welcomes its owner with a wagging tail;
        welcomes its master home with a wagging tail; begs with a wagging tail; stands
        and swings its tail; stands with its tail swinging; stands with a wagging tail;
        stands there, tail swinging; stands still, only its tail moves; stands there and
        its tail wags; stands while its tail goes to and fro; swings its tail left and
        right; swings its tail back and forth; swings its tail like a pendulum; swings
        its tail with joy; swings its tail to the left and to the right; swings its long
        tail to and fro; swishes its tail about; swishes its tail from side to side;
        swishes its tail to and fro; swishes its tail happily; swishes flies away with
        its tail; switches its tail from side to side; sways its tail from side to side;
        sways its tail gently; twitches its tail from side to side; flicks its tail
        about; flicks its tail happily; flicks its tail to and fro; flicks flies away
        with its tail; whisks its tail; whisks its tail from side to side; wiggles its
        tail happily; wiggles its tail from side to side; wiggles its little tail;
        wiggles its bottom and tail; waggles its tail from side to side; waggles its
        tail happily; waves its tail from side to side; waves its tail happily; waves
        its tail in greeting; waves its tail like a flag; waves its tail to and fro;
        waves its tail with joy; waves its bushy tail; waves its long tail; moves its
        tail; moves its tail about; moves its tail back and forth; moves its tail
        happily; moves its tail left and right; moves only its tail; moves nothing but
        its tail; shakes its tail from side to side; shakes its tail with joy; shakes
        its tail feathers; beats its tail from side to side; beats the air happily with
        its tail; thumps its tail happily; thumps its tail on the floor; has its tail
        going to and fro; has its tail in motion; has its tail swinging happily; has its
        tail wagging; makes its tail swing; makes its tail wag; makes its tail go left
        and right; turns its tail this way and that; wagging happily; tail wagging
        happily; swinging its tail; swishing its tail; waving its tail; waggling its
        tail
    """,
    "nods": """
        nods to a friend; nods to somebody; nods to the audience; nods to the beat with
        its head; nods to show it has understood; nods to say yes; nods and says yes;
        nods as if to say yes; nods as it listens; nods at a friend; nods at every word;
        nods at the king; nods cheerfully; nods eagerly; nods emphatically; nods
        encouragingly; nods firmly; nods for yes; nods gravely; nods happily; nods
        hello; nods in acceptance; nods in acknowledgement; nods in answer; nods in
        satisfaction; nods in understanding; nods its approval; nods its consent; nods
        its head a few times; nods its head and says yes; nods its head at somebody;
        nods its head eagerly; nods its head for yes; nods its head gently; nods its
        head in approval; nods its head in greeting; nods its head in reply; nods its
        head once; nods its head to say yes; nods its head twice; nods its head
        vigorously; nods its head with a smile; nods its head yes; nods knowingly; nods
        off a list, one by one; nods several times; nods sagely; nods solemnly; nods
        vigorously; nods wisely; nods with a smile; nods with its head; nods with
        satisfaction; nods without a word; is nodding at somebody; is nodding in
        approval; is nodding its head; is nodding yes; is nodding to say yes; is bobbing
        its head; is moving its head up and down; is saying yes; is saying yes with its
        head; accepts an offer with a nod; accepts with a nod; acknowledges a friend
        with a nod; acknowledges the order with a nod; acknowledges with a nod; affirms;
        affirms by nodding; affirms with its head; allows it with a nod; answers in the
        affirmative; answers the question with a nod; answers yes with its head;
        approves; approves by nodding; approves of the plan; approves of it with a nod;
        approves with its head; assents; assents by nodding; assents with a nod; bobs
        its head in approval; bobs its head yes; bobs its head like a pigeon; bobs its
        head to say yes; bows its head in assent; bows its head once in greeting; bows
        its head to say yes; confirms; confirms an order with a nod; confirms by
        nodding; confirms it; confirms with a nod; consents; consents by nodding;
        consents to the plan; consents with its head; dips its head; dips its head and
        raises it again; dips its head in approval; dips its head in assent; dips its
        head once to say yes; drops its head and raises it again in approval; encourages
        somebody with a nod; expresses approval with a nod; expresses its consent by
        nodding; gives a brief nod; gives a friendly nod; gives a little nod; gives a
        nod of approval; gives a nod of thanks; gives a nod to a friend; gives a sign of
        approval with its head; gives a wise nod; gives an approving nod; gives its
        approval; gives its approval with a nod; gives its okay; gives its okay with a
        nod; gives permission with a nod; gives several nods; gives somebody a nod;
        gives somebody the nod; gives the go-ahead with its head; gives the nod; gives
        the okay; gives two nods; goes along with the idea and nods; greets a friend
        with a nod; greets somebody with a nod; greets with a nod; grants a wish with a
        nod; has no objection and nods; inclines its head; inclines its head in assent;
        indicates yes; indicates yes with its head; is all for it and nods; is fine with
        it and nods; is in favour and nods; is in favour of it and says yes; is okay
        with it and nods; is on board and nods; is convinced and nods; is satisfied and
        nods; is for it and nods; jerks its head up and down; lets its head bob up and
        down; lets its head go down and up; lifts and drops its head; lifts and lowers
        its head a few times; listens and nods; listens to a friend and nods; lowers and
        lifts its head; lowers and raises its head a few times; makes a nod; makes a
        sign of assent; makes a yes with its head; makes an approving motion with its
        head; moves its head down and up; moves its head up and down as if to say yes;
        moves its head up and down in assent; moves its head up and down to say yes;
        okays it; okays the plan; permits it with a nod; raises and dips its head;
        raises and drops its head in assent; replies with a nod; replies yes; replies
        yes with its head; says aye; says aye with its head; says it is okay; says of
        course with its head; says okay; says okay with a nod; says sure with its head;
        says thank you with a nod; says that it is fine; says yes and nods; says yes to
        a question; says yes to an offer; says yes to everything; says yes to the plan;
        says yes with a nod; says yes without a word; says yes, its head going up and
        down; seconds the motion with a nod; sees the point and nods; shakes its head up
        and down; shows approval with its head; shows its approval; shows its assent;
        shows its consent with its head; shows that it has understood with a nod; shows
        that it is of one mind; signals approval with its head; signals assent; signals
        its approval; signals okay; signals okay with its head; signals that it has
        understood with its head; signals yes with its head; signals yes with a nod;
        swings its head up and down; thanks somebody with a nod; thinks so too and nods;
        thinks it is a good idea and nods; tilts its head down and up; tips its head
        down and up; understands and nods; votes yes with its head; waggles its head up
        and down; welcomes somebody with a nod; affirming; approving; saying yes;
        bobbing its head; moving its head up and down
    """,
    "shakes its head": """
        shakes its head and says no; shakes its head angrily; shakes its head as if to
        say no; shakes its head at a foolish idea; shakes its head at the offer; shakes
        its head at the plan; shakes its head at the question; shakes its head
        disapprovingly; shakes its head emphatically; shakes its head firmly; shakes its
        head for no; shakes its head hard; shakes its head in denial; shakes its head in
        disagreement; shakes its head in disapproval; shakes its head in dismay; shakes
        its head in doubt; shakes its head in frustration; shakes its head in refusal of
        an offer; shakes its head in protest; shakes its head in regret; shakes its head
        in sorrow; shakes its head in wonder; shakes its head left and right; shakes its
        head like a stubborn child; shakes its head many times; shakes its head once;
        shakes its head over a mistake; shakes its head stubbornly; shakes its head to
        and fro; shakes its head to refuse; shakes its head to say no; shakes its head
        twice; shakes its head vigorously; shakes its head violently; shakes its head
        with a frown; shakes its head without a word; is shaking its head in disbelief;
        is shaking its head no; is saying no; is saying no with its head; is turning its
        head from side to side to say no; is not in favour; is not in favour and says
        no; is not convinced and shakes its head; is not having it; is not okay with it;
        is opposed to it; is opposed to the plan; is unwilling; is unwilling and shakes
        its head; answers in the negative; answers no with its head; answers the
        question with a no; argues against it with its head; contradicts; contradicts
        with its head; declines an invitation; declines an offer; declines by shaking
        its head; declines politely with its head; declines the offer; declines to come;
        declines to go; declines with a shake of its head; denies; denies everything;
        denies it all; denies it by shaking its head; denies the charge; denies with its
        head; disagrees; disagrees and shakes its head; disagrees by shaking its head;
        disagrees strongly; disagrees with a friend; disagrees with a shake of its head;
        disagrees with somebody; disagrees with the plan; disallows it with its head;
        disapproves of it; disapproves of something; disapproves of the plan;
        disapproves with its head; does not agree; does not agree and shakes its head;
        does not approve; does not approve of it; does not like the idea; does not think
        so; does not think so and shakes its head; does not want it; does not want it
        and shakes its head; does not want to; does not want to go; expresses
        disapproval; expresses refusal with its head; expresses no with its head; flatly
        refuses; forbids it with a shake of its head; forbids something; gestures no;
        gestures no with its head; gives a firm no; gives a negative answer; gives a no;
        gives a no with its head; gives a shake of its head; gives a slight shake of its
        head; gives its head a shake; gives no for an answer; indicates no; indicates no
        with its head; lets its head go left and right in refusal; makes a no with its
        head; makes a sign of refusal; moves its head from left to right and back in
        denial; moves its head from side to side in refusal; moves its head from side to
        side to say no; moves its head left and right to say no; moves its head to and
        fro to say no; negates; negates it; objects; objects by shaking its head;
        objects to something; objects with a shake of its head; opposes the plan;
        opposes the plan with its head; protests with its head; refuses an offer;
        refuses an order; refuses by shaking its head; refuses flatly; refuses its food
        with its head; refuses politely with its head; refuses something; refuses the
        gift; refuses the offer; refuses the food; refuses the order; refuses to come
        along; refuses to go; refuses to help; refuses to listen; refuses to take its
        medicine; refuses with its head; rejects an idea; rejects an offer; rejects an
        offer with its head; rejects it; rejects something; rejects the idea; rejects
        the plan with a shake of its head; rejects the proposal; replies in the
        negative; replies no; replies no with its head; replies with a shake of its
        head; rolls its head from side to side to say no; says never with its head; says
        no again and again; says no and shakes its head; says no at once; says no
        firmly; says no politely; says no thank you; says no thanks; says no to a
        friend; says no to a question; says no to an offer; says no to everything; says
        no to the idea; says no to the plan; says no way; says nope; says no without a
        word; says no with a shake of its head; shows disapproval with its head; shows
        its disagreement; shows its refusal; shows refusal with its head; shows that it
        does not agree; shows that it does not want to; signals a no; signals
        disagreement with its head; signals no with its head; signals that it does not
        want to with its head; swings its head left and right in refusal; swings its
        head from side to side to say no; swings its head to and fro in refusal; swivels
        its head from side to side to say no; thinks it is a bad idea and shakes its
        head; tosses its head from side to side; turns down an offer; turns down an
        invitation; turns down a proposal; turns down the offer with its head; turns its
        head from side to side in denial; turns its head from side to side to say no;
        turns its head left and right in refusal; turns its head left and right to say
        no; turns its head this way and that in denial; turns its head to the one side
        and to the other to say no; turns the idea down; twists its head from side to
        side to say no; vetoes it; votes against it with its head; votes no; waggles its
        head from side to side; wags its head from side to side; wants nothing of it;
        wants none of it; wants no part of it; will have none of it; will not do it and
        shakes its head; will not have it; denying; declining; disagreeing; refusing;
        refusing an offer; saying no; turning its head from side to side
    """,
    "howls": """
        howls and howls; howls at a full moon; howls at the night sky; howls at the sky;
        howls at the stars; howls from the hilltop; howls in pain; howls in sorrow;
        howls into the night; howls like a wolf; howls like a ghost; howls long and
        loud; howls mournfully; howls to its pack; howls to the moon; howls with its
        head back; howls with its head thrown back; howls with its nose in the air;
        howls with the pack; howls with rage; roars aggressively; roars angrily; roars
        and shows its teeth; roars and stands tall; roars at a challenger; roars at a
        foe; roars at an intruder; roars at its prey; roars at its rival; roars at the
        camera; roars at the hunters; roars at the top of its lungs; roars across the
        valley; roars defiantly; roars ferociously; roars fiercely; roars furiously;
        roars in fury; roars in rage; roars in triumph; roars in victory; roars into the
        valley; roars like a bear; roars like a dinosaur; roars like a dragon; roars
        like a monster; roars like a tiger; roars like thunder; roars mightily; roars
        out loud; roars so that the earth trembles; roars terribly; roars to scare
        somebody; roars to show its strength; roars with all its might; roars with an
        open mouth; roars with anger; roars with its mouth wide open; roars with rage;
        barks and barks; barks angrily; barks at a cat; barks at a passer-by; barks at a
        squirrel; barks at an intruder; barks at everything; barks at its own shadow;
        barks at nothing; barks at the door; barks at the moon; barks at the neighbour;
        barks at the postman; barks fiercely; barks for a treat; barks from behind a
        fence; barks furiously; barks happily; barks in the night; barks like mad; barks
        nonstop; barks out a warning; barks to wake the house; barks up a tree; barks
        wildly; is barking at a cat; is barking at a stranger; is barking at somebody;
        is barking at the door; is barking loudly; is bellowing; is growling; is howling
        at the moon; is howling with the pack; is letting out a roar; is roaring at an
        enemy; is roaring loudly; is screaming; is screeching; is snarling; is crying
        out; is yelling; is shrieking; bawls; bays; bays like a hound; bays loudly; bays
        at the full moon; bellows at a rival; bellows in anger; bellows in pain; bellows
        in rage; bellows like a bull; bellows with rage; bleats; bleats for its mother;
        bleats loudly; blares; brays; brays like a donkey; brays loudly; caws; caws
        loudly; chirps; chirps loudly; chirrups; clucks; clucks loudly; coos; croaks
        loudly; crows; crows at dawn; crows at sunrise; crows loudly; crows from the
        dunghill; cries; cries aloud; cries for help; cries like a wolf; cries out;
        cries out at the sky; cries out in anger; cries out in fear; cries to its pack;
        cries with its head raised; calls across the valley; calls for help; calls for
        its mate; calls for its mother; calls into the night; calls its herd; calls its
        young; calls loudly; calls out for its pack; calls out into the night; calls out
        loud; calls out to its mate; calls to its mate; calls to its pack; calls to the
        others; challenges a rival with a roar; cheeps; gives a bark; gives a battle
        cry; gives a bellow; gives a growl; gives a howl at the moon; gives a long howl;
        gives a loud roar; gives a scream; gives a screech; gives a shriek; gives a
        shout; gives a terrible roar; gives a war cry; gives a warning bark; gives a
        warning growl; gives a yell; gives a yelp; gives a yowl; gives tongue; gives
        voice to its rage; growls angrily; growls at an enemy; growls at an intruder;
        growls at a stranger; growls at somebody; growls deeply; growls in anger; growls
        in warning; growls like a bear; growls loudly; growls menacingly; growls with
        bared teeth; grunts loudly; hisses loudly; hollers; hollers at somebody; honks;
        honks loudly; hoots; hoots in the night; hoots loudly; keens; keens at the moon;
        lets loose a roar; lets loose a howl; lets out a bark; lets out a battle cry;
        lets out a bellow; lets out a bloodcurdling scream; lets out a fearsome roar;
        lets out a growl; lets out a long howl; lets out a loud bark; lets out a loud
        cry; lets out a screech; lets out a shriek; lets out a shrill cry; lets out a
        snarl; lets out a terrible roar; lets out a triumphant roar; lets out a war cry;
        lets out a wail; lets out a yell; lets rip with a roar; lets the valley ring
        with its roar; lets the world hear its voice; lifts its head and bellows; lifts
        its head and howls at the moon; lifts its head and roars; lifts its muzzle and
        howls; lifts its muzzle to the sky and howls; lifts its voice; lifts its trunk
        and trumpets; lows; makes a loud cry; makes a loud noise with its voice; makes a
        terrible noise; makes its voice heard; makes the forest ring with its howl;
        makes the ground tremble with its roar; makes the hills echo with its roar;
        meows; meows for food; meows loudly; mews; miaows; miaows loudly; moos; moos at
        the sky; moos loudly; neighs; neighs loudly; neighs to the herd; oinks; opens
        its beak and screeches; opens its maw and roars; opens its mouth and bellows;
        opens its mouth and cries; opens its mouth and howls; opens its mouth and
        screams; opens its mouth wide and roars; opens its mouth wide and bellows;
        points its nose at the sky and howls; points its muzzle at the moon and howls;
        quacks; quacks loudly; raises its head and bellows; raises its head and calls;
        raises its head and crows; raises its head and roars; raises its head to the
        moon and howls; raises its head to the sky and cries; raises its muzzle and
        howls; raises its trunk and trumpets; raises its voice; raises the alarm with
        its voice; screams at an enemy; screams at somebody; screams at the sky; screams
        at the top of its lungs; screams for help; screams in anger; screams in pain;
        screams in rage; screams in terror; screams like a banshee; screams like a
        monster; screams loudly; screams out loud; screams with fear; screams with rage;
        screeches; screeches at an enemy; screeches like a bird of prey; screeches
        loudly; serenades the moon; shouts; shouts at an enemy; shouts at somebody;
        shouts at the top of its lungs; shouts in anger; shouts for help; shouts loudly;
        shows its teeth and growls; shows its teeth and roars; shrieks at somebody;
        shrieks in fear; shrieks in rage; shrieks like a ghost; shrieks loudly; sings to
        the moon; sings out loud; snarls and shows its teeth; snarls angrily; snarls at
        an intruder; snarls at its rival; snarls at somebody; snarls fiercely; snarls
        with bared teeth; sounds a warning; sounds its cry; sounds its horn-like call;
        squawks; squawks loudly; squeals; squeals loudly; throws back its head and
        bellows; throws back its head and cries; throws back its head and crows; throws
        back its head and roars; throws its head back and howls; throws its head back
        and roars; throws up its head and howls; throws up its head and roars; thunders
        its roar; tilts its head back and howls; tips its head back and howls; trumpets
        loudly; trumpets with a raised trunk; turns its face to the moon and howls;
        turns its muzzle to the sky and howls; ululates; utters a growl; utters a howl;
        utters a loud cry; utters a roar; utters a scream; utters a shriek; utters its
        battle cry; utters its cry; voices its anger in a roar; wails at the moon; wails
        in the night; wails like a ghost; wails loudly; warns its foes with a roar;
        warns its rival with a growl; warns the pack with a bark; whinnies; whinnies
        loudly; woofs; woofs at somebody; yaps; yaps at somebody; yaps like a little
        dog; yells at an enemy; yells at somebody; yells at the top of its lungs; yells
        in anger; yells in rage; yells loudly; yelps; yelps loudly; yips; yips at the
        moon; yodels; yowls at the moon; yowls in the night; bellowing; bellowing in
        rage; growling; screaming; screaming in rage; screeching; shouting; shrieking;
        snarling; trumpeting; yelling; crowing; neighing
    """,
}
