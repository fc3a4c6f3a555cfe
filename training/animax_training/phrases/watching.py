"""How artists say that something looks about or sniffs."""

SAID = {
    "looks around": """
        looks around the room; looks around for food; looks around for its friends;
        looks around for enemies; looks around nervously; looks around curiously; looks
        around in wonder; looks around, puzzled; looks about in the dark; looks about
        for a way out; looks about for its owner; looks about it; looks over its
        shoulder; looks over the land; looks out over the plain; looks out for danger;
        looks out for enemies; looks out to the horizon; looks for a friend; looks for a
        way out; looks for danger; looks for its prey; looks for something it has lost;
        looks from one side to the other, on the watch; looks everywhere; looks into
        every corner; looks hither and thither; looks this way and that; looks in all
        directions; looks up and down the street; looks both ways; is looking about; is
        looking for something; is looking for its owner; is looking out for danger; is
        looking everywhere; is searching for something; is searching the area; is
        searching with its eyes; is scanning the area; is scanning the horizon; is
        surveying the area; is peering about; is glancing about; is gazing about; is
        curious; is curious about its surroundings; is alert and watchful; is alert to
        danger; is alert and listens; is on alert; is on the alert; is on watch; is on
        sentry duty; is on lookout duty; is vigilant; is wary; is wary and looks about;
        is suspicious and looks about; is nervous and looks about; is lost and looks
        about; is all ears and eyes; is all eyes; is aware of its surroundings; is
        watching for enemies; is watching out; is watching its surroundings; is
        observing its surroundings; is keeping an eye out; is keeping watch; is keeping
        a lookout; gazes about; gazes around the hall; gazes over the land; gazes out
        over the sea; gazes at its surroundings; glances about nervously; glances around
        the room; glances from side to side, watchful; glances here and there; glances
        over its shoulder; glances this way and that; peers about in the dark; peers
        around the room; peers into the distance; peers through the dark; peers here and
        there; peers in all directions; scans; scans the area; scans the room; scans the
        room for enemies; scans the field for prey; scans the landscape; scans the land
        for its prey; scans its environment; scans left and right for enemies; surveys;
        surveys the area; surveys the scene; surveys the room; surveys its surroundings;
        surveys its kingdom; surveys its territory; surveys the battlefield; searches;
        searches around; searches the area; searches the area for enemies; searches the
        horizon; searches the room with its eyes; searches for a friend with its eyes;
        searches its surroundings; checks the area; checks for danger; checks for
        enemies; checks out its surroundings; checks out the room; checks the scene;
        checks both sides of the road; checks whether the coast is clear; checks if
        somebody is following; inspects its surroundings; inspects the area; inspects
        the room; examines its surroundings; explores with its eyes; explores its
        surroundings with its eyes; observes; observes the area; observes its
        environment; observes the scene; studies its surroundings; takes in the view;
        takes in the scene; takes in its surroundings; takes stock of its surroundings;
        takes a good look around; takes a look about; takes a look about the room; takes
        a peek around; has a good look around; has a look about; has a look around the
        place; gets its bearings; gets a look at its surroundings; gets an overview of
        the land; orients itself; keeps a sharp lookout; keeps a lookout for enemies;
        keeps an eye out; keeps an eye out for danger; keeps an eye on its surroundings;
        keeps its eyes peeled; keeps its eyes and ears open; keeps watch over the herd;
        keeps watch for wolves; stands and keeps watch; stands and watches out; stands
        and looks here and there; stands and peers about; stands lookout; stands sentry
        and looks about; stands on guard and looks around; stops and looks about; stops
        and looks around; stops and listens; pauses and looks about; pauses to look
        around; waits and looks around; waits and looks about; hears a noise and looks
        around; hears something and looks about; hears something and pricks its ears;
        listens for danger; listens and looks about; pricks its ears; pricks up its
        ears; pricks up its ears and listens; perks up its ears; raises its head and
        listens; raises its head and looks about; lifts its head and looks about; lifts
        its head, alert; turns its head this way and that; turns its head here and
        there; turns its head to see what is there; turns its head in all directions;
        turns its eyes here and there; turns its gaze here and there; swivels its head
        to look; cranes its neck to look around; cranes its neck and looks about; lets
        its eyes roam; lets its gaze roam; lets its gaze wander; lets its gaze travel
        over the land; casts its eyes about; casts a look around; casts its eyes over
        the room; rolls its eyes about, watchful; spies about; spies out the land;
        scouts around with its eyes; scouts the area with its eyes; spots something and
        looks about; watches all around; watches the area; watches its back; watches and
        listens; watches for its prey; watches for intruders; watches from its post;
        wonders where it is; wonders where everybody is; does not know where it is and
        looks about; tries to see what is there; tries to find something with its eyes;
        gawks around; gapes around; rubbernecks; takes a gander; searching; searching
        around; scanning; scanning the area; looking about; looking for something;
        peering about; watching out; surveying
    """,
    "stands with its head low": """
        stands with its nose at the ground; stands with its muzzle near the ground;
        stands with its head down to the ground; stands with its head hanging; stands
        with its head between its legs; stands with its neck lowered; stands with its
        neck down; stands there, head hanging; stands and hangs its head; stands and
        holds its head low; stands and lets its head droop; stands and stares at the
        ground; stands, head bowed; stands, nose to the ground; is standing with its
        head down; is standing with a lowered head; is hanging its head; is standing
        with its nose to the ground; keeps its head low; keeps its head lowered; keeps
        its head near the ground; keeps its muzzle low; keeps its neck low; holds its
        head down; holds its muzzle to the ground; holds its nose to the ground; holds
        its neck low; hangs its head low; hangs its head and waits; hangs its head
        sadly; hangs its head in shame; droops its neck; droops its head and waits; lets
        its head droop; lets its head sink; lets its head hang low; lets its neck droop;
        drops its head and waits; drops its head low; lowers its neck; lowers its
        muzzle; lowers its head to the ground; lowers its head and breathes; lowers its
        nose to the ground; puts its head down and waits; puts its muzzle to the ground;
        waits with its head down; waits with a lowered head; waits with a hanging head;
        waits with its head near the ground; waits with its nose to the ground; rests
        with a lowered head; rests with its head low; rests with a drooping head; idles
        with a lowered neck; idles with its head hanging; breathes with its head low;
        bows its neck and waits; has its head near the ground; has its head down; has
        its nose on the ground; has its muzzle at the ground; smells the earth; smells
        the grass; smells the floor; sniffs the earth; sniffs the grass; sniffs the
        floor; sniffs at the grass; sniffs at the floor; sniffs a track on the ground;
        nuzzles the ground; stares at the ground
    """,
    "sniffs about": """
        sniffs at something; sniffs at a flower; sniffs at a tree; sniffs at a stranger;
        sniffs at the wind; sniffs the wind; sniffs a flower; sniffs a friend; sniffs
        the scent; sniffs for food; sniffs for truffles; sniffs for its prey; sniffs out
        a rabbit; sniffs out its prey; sniffs out a trail; sniffs along a trail; sniffs
        along; sniffs everything; sniffs at everything; sniffs here, sniffs there;
        sniffs around for food; sniffs around the camp; sniffs around the room; sniffs
        curiously; sniffs the morning air; is sniffing about for food; is sniffing at
        something; is sniffing around; is sniffing the air; is smelling something; is
        smelling a flower; is following its nose; is on the scent; is on a trail; is
        tracking a scent; is tracking its prey by scent; is snuffling; is nosing about;
        smells around; smells a flower; smells the air; smells a rat; smells food;
        smells its prey; smells the wind; smells danger; smells at a tree; snuffles;
        snuffles in the leaves; snuffles at the ground; snuffles at something; snuffles
        for food; noses about for food; noses about in the leaves; noses around the
        bins; noses at something; noses through the grass; nuzzles about; nuzzles
        something; pokes its nose into everything; pokes its snout into a hole; pokes
        around with its nose; pushes its nose into something; sticks its nose into
        everything; sticks its nose into the air; lifts its nose to the wind; lifts its
        nose and sniffs; raises its nose and sniffs; raises its nose to the wind; holds
        its nose in the wind; puts its nose in the air; takes a sniff; takes a sniff at
        something; takes a whiff; has a sniff; has a sniff around; gets wind of
        something; gets a whiff of something; catches a whiff of food; catches the scent
        of its prey; picks up the trail; picks up the scent of a hare; follows its nose;
        follows a smell; follows the scent of a rabbit; tracks a scent; tracks something
        by its smell; tracks its prey by its scent; scents something; scents its prey;
        scents the wind; scents the air; scents danger; investigates a smell;
        investigates with its nose; inspects something with its nose; examines something
        with its nose; explores the smells; checks the smells; twitches its nose;
        twitches its nose and sniffs; wrinkles its nose and sniffs; wiggles its nose;
        works its nose; uses its sense of smell; hunts by smell; searches for food with
        its nose; searches by scent; searches with its nose; roots about for truffles
        with its nose; smelling; smelling the air; snuffling; nosing about; tracking a
        scent
    """,
}
