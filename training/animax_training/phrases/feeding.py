"""How artists say that something eats, digs or works with its hands."""

SAID = {
    "eats": """
        eats a bone; eats a cake; eats a fish; eats a fly; eats a hearty meal; eats a
        leaf; eats a mouse; eats a sandwich; eats a snack; eats a banana; eats berries;
        eats bread; eats breakfast; eats bugs; eats cheese; eats corn; eats crumbs; eats
        a worm; eats fruit; eats from a trough; eats from a plate; eats from a manger;
        eats from its owner's hand; eats from the floor; eats grain; eats honey; eats
        insects; eats its breakfast; eats its lunch; eats its prey; eats its supper;
        eats leaves; eats leaves from a tree; eats lettuce; eats meat; eats noisily;
        eats nuts; eats oats; eats out of a bowl; eats out of a hand; eats plants; eats
        quietly; eats seeds; eats something from the ground; eats something tasty; eats
        straw; eats the grass; eats the leftovers; eats up its food; eats up the crumbs;
        eats with relish; eats with a good appetite; eats with its head down; is bending
        down to eat; is chewing; is chewing its food; is chewing on something; is
        chewing the cud; is at the trough; is at its food; is at table; is dining; is
        eating a meal; is eating from a bowl; is eating from the ground; is eating
        grass; is eating hay; is eating its dinner; is eating leaves; is eating
        something; is enjoying its food; is feasting; is feeding from the ground; is
        feeding on grass; is foraging; is gnawing on a bone; is gobbling its food; is
        grazing in the meadow; is grazing peacefully; is having a bite; is having a
        snack; is having breakfast; is having dinner; is having its meal; is having
        lunch; is munching; is munching on grass; is munching hay; is nibbling; is
        nibbling at something; is nibbling grass; is busy with its food; is hungry and
        eats; is hungry and grazes; bends down and chews; bends down and crops the
        grass; bends down and feeds; bends down and grazes; bends down to feed; bends
        down to graze; bends down to nibble grass; bends down to the grass and grazes;
        bends its neck and grazes; bends its neck to the grass; bends its neck to feed;
        breakfasts; breaks its fast; browses; browses on leaves; browses on twigs;
        champs; champs its food; chews and swallows; chews a leaf; chews a mouthful;
        chews grass; chews hay; chews on a bone; chews on a leaf; chews on a stick;
        chews on hay; chews on its food; chews on something; chews slowly; chews
        something; chews the cud; chews up its food; chows down; clears its plate;
        cleans its plate; consumes its food; consumes its prey; crops grass; crops the
        turf; crops the leaves; devours; devours a bone; devours a fish; devours a whole
        cake; devours its food; devours its kill; devours its prey; devours meat;
        digests its meal and chews; dines on grass; dines on fish; dines well; digs into
        its food; dips its head to feed; dips its head to the grass; downs its food;
        drops its head and grazes; drops its head to graze; enjoys a bite to eat; enjoys
        a good meal; enjoys a juicy bone; enjoys breakfast; enjoys fresh grass; enjoys
        its breakfast; enjoys its dinner; enjoys its lunch; enjoys some hay; feeds at
        the trough; feeds hungrily; feeds in the meadow; feeds on a carcass; feeds on
        berries; feeds on hay; feeds on insects; feeds on its prey; feeds on leaves;
        feeds on plants; feeds on seeds; feeds quietly; feeds with its head down;
        finishes its food; finishes its dinner; forages; forages for berries; forages
        for food; forages in the grass; forages on the ground; fills its stomach; fills
        up on hay; gets a bite to eat; gets its food from the ground; gets its teeth
        into a juicy apple; gnaws; gnaws a bone; gnaws at a bone; gnaws at a branch;
        gnaws at a root; gnaws on a stick; gnaws something; gnaws the bark; gobbles;
        gobbles its dinner; gobbles up crumbs; gobbles up its dinner; gobbles up its
        food; gobbles up something; gorges itself; gorges on meat; gorges on fruit;
        graze on grass; grazes calmly; grazes in a field; grazes in the meadow; grazes
        in the pasture; grazes in the sun; grazes on the hill; grazes on the grass;
        grazes peacefully; grazes quietly; grazes the meadow; grazes with its herd;
        grazes with the herd; grazes with its head down; grubs for food; guzzles its
        food; has a feast; has a feed; has a good feed; has a meal of grass; has a
        munch; has a nibble; has a nosh; has a quick snack; has food in its mouth and
        chews; has its fill; has its lunch; has its meal; has its supper; has something
        to eat; has supper; has tea and cake; helps itself to some grass; helps itself
        to some hay; ingests its food; licks honey from its paw; licks its bowl; licks
        out its bowl; lowers its head and crops the grass; lowers its head and eats;
        lowers its head and feeds; lowers its head and grazes; lowers its head to eat;
        lowers its head to graze; lowers its head to its bowl; lowers its head to the
        grass; lowers its head to the trough; lowers its mouth to its food; lowers its
        muzzle to the grass; lunches; lunches on grass; makes a meal of something;
        munches an apple; munches away; munches berries; munches contentedly; munches
        hay; munches leaves; munches on berries; munches on hay; munches on leaves;
        munches on some grass; munches something; munches the grass; munches its food;
        noshes; partakes of a meal; pastures; pecks up grain; pecks up crumbs; pecks up
        seeds; pecks up its food; picks at its food; picks at leaves; picks at something
        to eat; picks berries with its mouth; picks up crumbs with its beak; picks up
        food with its mouth; picks up grain; plucks at the grass; plucks grass; plucks
        grass with its mouth; plucks leaves and chews; polishes off its dinner; polishes
        off its food; puts its head down to graze; puts its head in the trough; puts its
        mouth to the grass; puts its muzzle in its bowl; puts its nose in its bowl; puts
        its nose in the trough; puts its nose in the feed bag; puts food in its mouth;
        puts something in its mouth and chews; reaches down to graze; reaches down to
        the grass with its mouth; roots for food; rips off grass and chews; ruminates;
        savours its food; scarfs down its food; scoffs its food; scoffs a cake; sinks
        its head to the grass; snacks; snacks on berries; snacks on grass; snacks on
        something; stands and chews; stands and eats; stands and grazes; stands and
        munches hay; stands at the trough; stands in the meadow and grazes; stretches
        its neck to the grass; stretches its neck down to eat; stretches down to the
        grass and eats; stuffs food into its mouth; stuffs its face; stuffs itself with
        cake; sups; sups on grass; swallows its food; swallows something tasty; takes a
        bite of an apple; takes a bite of grass; takes a bite of its food; takes a meal;
        takes a mouthful; takes a mouthful of grass; takes a mouthful of hay; takes its
        dinner; takes its food; takes its meal; takes its time over its food; takes food
        from the ground; takes food from a hand; takes some food from the floor; tastes
        the grass; tastes something from the ground; treats itself to a snack; tucks in;
        tucks into a meal; tucks into its dinner; tucks into some hay; chewing; chewing
        grass; chewing something; feeding on grass; foraging; munching; munching grass;
        nibbling; nibbling at grass; gnawing; dining; having a meal
    """,
    "digs": """
        digs a ditch; digs a den; digs a deep hole; digs a grave; digs a pit in the
        sand; digs a trench; digs a trap; digs a well; digs about in the earth; digs at
        the ground; digs at the roots; digs away; digs away at the soil; digs down; digs
        down into the soil; digs for its bone; digs for roots; digs for something; digs
        for truffles; digs for water; digs frantically; digs furiously; digs hard; digs
        in the dirt; digs in the flower bed; digs in the ground with its paws; digs in
        the mud; digs in the snow; digs in search of a bone; digs into the ground; digs
        into the soil; digs itself a den; digs itself into the ground; digs like a
        badger; digs like a dog; digs like a mole; digs out a rabbit; digs out its den;
        digs out something; digs through the snow; digs under a wall; digs under the
        fence; digs up a grave; digs up roots; digs up something; digs up the flower
        bed; digs up the garden; digs up the lawn; digs up the soil; digs with a spade;
        digs with both front paws; digs with both hands; digs with its front claws; digs
        with its front legs; digs with its front paws; digs with its hands; digs with
        its snout; is burying a bone; is burying something; is digging a pit; is digging
        for a bone; is digging for worms; is digging in the dirt; is digging in the
        earth; is digging in the ground; is digging in the sand; is digging up
        something; is digging with its paws; is scratching a hole; is shovelling earth;
        is tunnelling; buries its bone; buries its food; buries itself in the sand;
        buries nuts; buries something; buries something in the ground; claws a hole in
        the earth; claws up earth; claws up the earth; claws up the ground; claws at the
        soil; delves; delves in the earth; delves into the soil; drills into the ground;
        excavates; excavates a den; excavates a pit; excavates the earth; excavates the
        ground; grubs in the dirt; grubs in the soil; grubs up roots; grubs up worms;
        hollows out the ground; kicks dirt behind it; makes a deep hole; makes a hole
        with its paws; makes a tunnel; makes the dirt fly; makes the earth fly; makes
        the soil fly; moves earth with its paws; moves earth with a shovel; opens a hole
        in the ground; paws a hole in the ground; paws at the earth; paws at the soil;
        paws up the soil; plants a seed in a hole; ploughs up the soil; ploughs through
        the soil; rakes up the earth; removes earth with its paws; roots in the dirt;
        roots in the soil; roots up the soil; roots up the garden; rummages in the
        earth; rummages in the soil; scoops dirt out of a hole; scoops out earth; scoops
        out the sand; scoops sand; scoops sand with its paws; scoops up earth; scoops up
        soil; scrabbles at the earth; scrabbles at the ground; scrabbles in the sand;
        scrabbles in the soil; scrapes a hole; scrapes a hole in the ground; scrapes at
        the earth; scrapes at the soil; scrapes away the earth; scrapes away the snow;
        scrapes out a hollow; scrapes out a hole; scrapes up the earth; scrapes with its
        paws in the earth; scratches a hole in the earth; scratches at the earth;
        scratches at the soil; scratches in the dirt; scratches in the soil; scratches
        up the earth; scratches up the soil; searches for worms in the soil; searches
        the ground for a bone with its paws; shovels; shovels dirt; shovels sand;
        shovels snow; shovels soil; shovels the earth aside; shovels with its paws;
        spades the earth; throws dirt behind it; throws sand behind it; throws soil
        behind it; throws up dirt; throws up soil; throws up the sand; tosses dirt
        about; tosses earth behind it; tunnels; tunnels into the earth; tunnels through
        the earth; tunnels under a fence; tunnels under the wall; turns over the soil;
        turns the soil; turns up the soil; unearths a bone; unearths something; uproots
        a plant; works a hole into the soil; works the earth with its paws; tunnelling;
        scraping a hole; shovelling; digging in the earth; digging up something
    """,
    "works the ground": """
        works the land; works the field; works the fields; works the field with a hoe;
        works the earth with a hoe; works the soil with a tool; works the ground with a
        tool; works the ground with its hands; works bent over the ground; works in the
        field; works in the fields; works in the garden bed; works at the ground; works
        on the soil; works on the field; works low on the ground; works hard on the
        field; works hard on the land; works like a farmer; works like a peasant; works
        with a hoe; works with a rake; is working the field; is working the land; is
        working the soil; is working on the ground; is working with a hoe; is working in
        the field; is hoeing the ground; is tilling the soil; is farming; is labouring
        in the field; is toiling in the field; is bent over the ground, at work; is busy
        on the field; is busy on the ground; farms; farms the land; farms its land;
        cultivates the land; cultivates the soil; cultivates its field; cultivates the
        field; tends the soil; tends its field; tends the crops; tends the garden bed;
        tills; tills the field; tills the ground; tills the land; tills the earth; hoes
        a field; hoes its field; hoes the earth; hoes the soil; hoes the weeds; hoes the
        beds; rakes the field; rakes the earth flat; rakes leaves; weeds the garden;
        weeds the field; weeds a bed; gardens; sows a field; sows seed; plants seeds;
        plants a bed; plants crops; prepares the field; prepares the soil; prepares the
        land; prepares the earth for sowing; levels the earth; levels the floor; levels
        the soil; flattens the soil; flattens the earth with a tool; smooths the ground;
        smooths the soil; breaks the ground with a hoe; breaks up the soil; breaks up
        the earth; breaks up the floor; breaks up clods of earth; loosens the earth;
        loosens the ground; hacks at the earth with a hoe; hacks the earth; hacks the
        floor; hacks up the earth; chops at the earth with a hoe; chops at the soil;
        chops up clods; beats the soil flat; tamps the earth; tamps down the soil;
        claims a piece of land; claims the floor; claims the ground; takes possession of
        the land; marks its claim on the floor; labours in the field; labours on the
        land; labours over the ground; labours with its hands in the soil; toils in the
        field; toils in the fields; toils over the soil; toils on the land; bends over
        the soil and works; bends over the field and works; does farm work; does field
        work; does garden work; does its work on the ground; does its work in the field;
        earns its bread in the field; performs ground work; mends the floor; repairs the
        floor; reinforces the floor; paves the floor; lays a floor; lays paving stones;
        farming; tilling the soil; working the land; working the field; hoeing
    """,
    "digs with a pick": """
        digs with its pickaxe; digs with a heavy pick; digs at the wall with a pick;
        digs for diamonds; digs for coal; digs for iron; digs for silver; digs for
        jewels; digs ore; digs coal; digs a tunnel with a pick; digs in a mine; digs in
        the mine for gold; is digging for gold; is digging for ore; is digging with a
        pickaxe; is mining gold; is mining ore; is mining coal; is mining for gems; is
        hacking at the stone; is swinging a pickaxe; is working in the mine; is
        quarrying; mines coal; mines copper; mines crystals; mines diamonds; mines for
        diamonds; mines for gems; mines for iron; mines for ore; mines for silver; mines
        gems; mines gold; mines iron; mines silver; mines stone; mines with a pick;
        mines with a pickaxe; swings a heavy pick; swings a pick at the stone; swings
        its pickaxe; swings its pickaxe at the wall; hews coal; hews ore; chips at the
        stone with a pick; chips away at the wall with a pick; breaks stones; breaks ore
        from the wall; breaks down a wall with a pick; cuts coal; strikes gold with its
        pick; hits the stone with its pick; hits the wall with a pickaxe; picks at the
        wall with a pickaxe; labours in the mine; labours in a quarry; toils in the
        quarry; works at the seam with a pick; works as a miner; works deep in the mine;
        works in the quarry; works in a quarry; works in the mine; works in the gold
        mine; works like a miner; works like a dwarf in a mine; works the mine; works
        the seam; works with its pick; extracts ore; quarries; quarries marble; wields a
        pick; wields a pickaxe; wields its pick; uses a pick; uses a pickaxe; lifts its
        pickaxe and hits the stone; prospects for gold with a pick; goes mining; goes
        down the mine and works; quarrying; mining for gold; mining ore; swinging a
        pickaxe
    """,
    "picks something up": """
        picks up; picks up a box; picks up a bag; picks up a bottle; picks up a book;
        picks up a feather; picks up a flower; picks up a gem; picks up a key; picks up
        a leaf; picks up a letter; picks up a pebble; picks up a penny; picks up a
        potion; picks up a shell; picks up a sword from the ground; picks up a toy;
        picks up an apple; picks up an object; picks up an object from the ground; picks
        up its bag; picks up its weapon from the ground; picks up its sword; picks up
        rubbish; picks up litter; picks up some wood; picks up something from the floor;
        picks up something heavy; picks up something it found; picks up the phone; picks
        up the pieces; picks up what is lying there; picks it up off the ground; picks
        it up and looks at it; picks it up with one hand; picks it up with both hands;
        picks a coin up; picks a coin up off the floor; picks a stone from the ground;
        picks a mushroom; picks a herb; picks berries by hand; picks flowers; picks
        mushrooms; picks herbs; picks something off the floor; picks something off the
        ground; picks something up and keeps it; picks something up with its hand; is
        picking up a coin; is picking up a stone; is picking up an object; is picking up
        something; is picking it up; is picking flowers; is collecting an item; is
        gathering mushrooms; is gathering wood; is reaching down for something; is
        bending down for a coin; bends and picks up a coin; bends and picks it up; bends
        down and grabs something; bends down and gathers something; bends down and lifts
        something; bends down and lifts a box; bends down and picks up a coin; bends
        down and picks up a stone; bends down and picks up an item; bends down and picks
        something up; bends down for a coin; bends down for an item; bends down to
        collect an item; bends down to get something; bends down to grab an item; bends
        down to lift a box; bends down to pick up a coin; bends down to pick up an item;
        bends down to take something; bends over and picks something up; bends over to
        pick it up; bends over for a coin; bends its knees and lifts a box; bends its
        knees and picks it up; collects; collects a gem; collects a coin from the floor;
        collects a key; collects an object; collects berries; collects coins; collects
        firewood; collects flowers; collects gold; collects herbs; collects its prize
        from the ground; collects its weapon from the ground; collects mushrooms;
        collects something; collects something from the floor; collects something from
        the ground; collects shells; collects stones; collects the reward; collects
        wood; crouches and picks something up; crouches down and picks it up; finds a
        coin; finds a coin and takes it; finds a key on the floor; finds an item and
        picks it up; finds something and picks it up; finds something on the ground and
        takes it; gathers; gathers berries; gathers firewood; gathers flowers; gathers
        herbs; gathers its things from the floor; gathers something; gathers something
        up; gathers sticks; gathers stones; gathers up coins; gathers wood; gets a coin
        from the floor; gets an item from the ground; gets something from the ground;
        gets something off the floor; grabs a coin; grabs a coin from the ground; grabs
        a stone from the ground; grabs a stick from the ground; grabs an item; grabs an
        item off the ground; grabs it from the ground; grabs it off the floor; grabs
        something from the ground; grabs something off the ground; kneels and picks up a
        flower; kneels down and picks it up; kneels to pick something up; kneels down to
        lift something; lifts a box; lifts a box from the floor; lifts a crate; lifts a
        stone; lifts a weight off the floor; lifts an item from the ground; lifts it
        from the floor; lifts it off the ground; lifts it up from the ground; lifts
        something heavy; lifts something heavy from the ground; lifts something off the
        floor; lifts something with both hands; lifts something with its hands; pockets
        a coin; pockets something from the floor; plucks a flower; plucks a flower with
        its hand; plucks something from the ground; raises something from the floor;
        reaches down and grabs something; reaches down and lifts it; reaches down and
        takes it; reaches down for a coin; reaches down for an item; reaches down for
        something; reaches down to pick it up; reaches down to the ground for a coin;
        reaches down to the floor; reaches for a coin on the ground; reaches for
        something on the floor; reaches for something on the ground; recovers its sword
        from the ground; retrieves a coin from the ground; retrieves an arrow from the
        ground; retrieves an item; retrieves its weapon; retrieves something from the
        floor; scoops it up; scoops something up; scoops up a coin; scoops up something;
        snatches a coin from the floor; snatches something up from the floor; snatches
        up a coin; squats and lifts a box; squats and picks it up; squats down and picks
        something up; stoops and grabs a coin; stoops and lifts something; stoops and
        picks up a coin; stoops and takes something; stoops down and picks it up; stoops
        to gather something; stoops to pick up a stone; stoops to pick something up;
        takes a coin from the floor; takes a stone from the ground; takes an item from
        the floor; takes an item from the ground; takes an object from the ground; takes
        it from the floor; takes it from the ground; takes something from the floor;
        takes something off the ground; takes up a stone; takes up its sword from the
        ground; takes up something from the ground; collecting an item; collecting;
        gathering; gathering something; lifting something; picking up something
    """,
    "uses something": """
        uses a computer; uses a control panel; uses a device; uses a key; uses a lever;
        uses a machine with its hand; uses a medkit; uses a phone; uses a switch; uses a
        terminal; uses a tool on something; uses a keypad; uses an object; uses it; uses
        its hand on something; uses its hands on something; uses its key; uses its tool;
        uses the controls; uses the door handle; is using a device; is using a machine;
        is using a tool; is using an item; is using its hands; is operating a machine;
        is pressing a button; is pulling a lever; is pushing a button; is opening a door
        with its hand; is opening a chest with its hand; is interacting with something;
        is handling something; is reaching for something; is reaching out; is touching
        something; is turning a key; is working a machine; is working the controls; is
        typing; is doing something with its hand; activates a button; activates a lever;
        activates a machine; activates a portal; activates a terminal; activates a trap;
        activates something; activates something with its hand; adjusts a dial; adjusts
        something; adjusts the controls; applies a bandage; applies something with its
        hand; checks something with its hand; cranks a handle; cranks a wheel; dials a
        number; does something with its hand; does something with its hands; does
        something at a machine; does something at a desk; does some work with its hands;
        drinks from a flask; drinks a healing potion; drinks from a bottle; employs a
        tool; enters a code; enters a code on a keypad; examines a device; extends its
        arm to a button; extends its hand; extends its hand to something; feels
        something with its hand; fiddles with a lock; fiddles with a device; fiddles
        with the controls; fixes a machine; fixes something; flicks a switch; flips a
        lever; flips a switch with its hand; gives an item to somebody; gives something
        away; gives something to a friend; grabs a handle; grabs a lever; grasps a
        handle; grasps something in front of it; grasps something with its hand; grips a
        handle; hands a letter over; hands an item over; hands out something; hands over
        a gift; hands over a key; hands over an item; handles a device; handles a
        machine; handles an item; handles an object; handles something carefully;
        handles something on a table; handles the controls; holds out its hand to
        something; holds out something to somebody; inserts a coin; inserts a key;
        inserts a card; inspects an object with its hand; interacts; interacts with a
        device; interacts with a door; interacts with a lever; interacts with a machine;
        interacts with an item; interacts with the world; interacts with a console;
        knocks on a door; knocks on the door; knocks at the window; lays its hand on
        something; lets its hand rest on a lever; loosens a screw; makes something work;
        manipulates a device; manipulates an object; manipulates something; offers a
        gift; offers its hand; offers something to somebody; opens a box with its hand;
        opens a chest with its hand; opens a cupboard; opens a drawer; opens the door
        with its hand; opens the lid with its hand; opens a window by hand; operates a
        control panel; operates a device; operates a switch; operates something;
        operates the controls; opens the fridge; pats something with its hand; picks a
        lock; plays a machine; plays on a console; pokes something with its finger;
        presses a key; presses a switch; presses a lever; presses a button with its
        finger; presses a red button; presses something; presses the doorbell; presses
        the elevator button; presses the button; presses the start button; pulls a
        handle; pulls a rope; pulls a switch; pulls at a lever; pulls down a lever;
        pulls the lever; pulls the chain; pushes a button with its finger; pushes a
        lever; pushes a switch; pushes the button; pushes a door open with its hand;
        puts a key in a lock; puts its hand forward to something; puts its hand on a
        lever; puts its hand to a machine; puts out its hand; puts something on a table;
        raises its hand to a button; reaches ahead with its arm; reaches for a button;
        reaches for a door handle; reaches for a handle; reaches for a lever; reaches
        for a switch; reaches for an item in front of it; reaches for an item on a
        shelf; reaches for the button; reaches forward with its hand; reaches forward
        with one arm; reaches in front of it; reaches into a bag; reaches out and
        presses a button; reaches out and touches something; reaches out for a lever;
        reaches out for something; reaches out to press a button; reaches out to touch
        something; reaches out with one hand; repairs a device; repairs a machine; rings
        a bell; rings the bell; rings the doorbell; scans a card; serves a drink; sets a
        dial; sets a machine going; shakes hands; stretches its arm out to a button;
        stretches its hand out to something; stretches out its arm to a switch; swipes a
        card; switches a machine on by hand; switches on a lamp by hand; takes a potion;
        takes hold of a handle; takes hold of a lever; takes something in its hand; taps
        a screen; taps on something; taps something with its finger; throws a switch;
        throws a lever; tinkers; tinkers with a machine; tinkers with something; touches
        a button; touches a panel; touches an object; touches a wall; touches something
        in front of it; touches something with its hand; touches the screen; tries a
        key; tries out a tool; tries the door; tries to open a door by hand; turns a
        crank; turns a dial; turns a handle; turns a key in the lock; turns a valve;
        turns a wheel; turns the handle; turns the key; turns on a lamp by hand; turns
        on a tap; types; types a code; types on a keyboard; types on a computer; unlocks
        a chest; unlocks something; unlocks the door; unscrews something; waters the
        plants; works a machine; works a pump; works at a bench; works at a computer;
        works at a control panel; works at a table; works the controls; works with a
        tool; works with its hands; interacting; interacting with something; using a
        machine; pressing a button; pulling a lever; pushing a button; reaching out;
        reaching for something; operating a machine
    """,
}
