"""How artists say that something waves, dances or cheers."""

SAID = {
    "waves": """
        waves at a passing train; waves at everyone; waves at its fans; waves at its
        mother; waves at its neighbour; waves at its owner; waves at passing ships;
        waves at the audience; waves at the camera; waves at the children; waves at the
        crowd; waves at the players; waves at the viewer; waves a greeting; waves a
        hand; waves a hand in greeting; waves a hand at a friend; waves a hand in the
        air; waves a last time; waves across the street; waves and smiles; waves as it
        leaves; waves as the ship sails; waves cheerfully; waves cheerily; waves down a
        taxi; waves down a car; waves energetically; waves enthusiastically; waves
        excitedly; waves for a taxi; waves from a distance; waves from a window; waves
        from across the road; waves from the balcony; waves from the deck; waves from
        the door; waves from the shore; waves from the train; waves gently; waves hi;
        waves high above its head; waves in farewell; waves in greeting; waves its arm
        above its head; waves its arm at somebody; waves its arm for attention; waves
        its arm high; waves its arm in greeting; waves its arm in the air; waves its arm
        to a friend; waves its arm to greet somebody; waves its hand about in greeting;
        waves its hand above its head; waves its hand at a friend; waves its hand at
        somebody; waves its hand at the camera; waves its hand for attention; waves its
        hand from side to side; waves its hand happily; waves its hand high; waves its
        hand in farewell; waves its hand in greeting; waves its hand in the air; waves
        its hand left and right; waves its hand over its head; waves its hand to a
        friend; waves its hand to say bye; waves its hand to somebody; waves its hand to
        the crowd; waves its paw at somebody; waves its paw in greeting; waves its
        raised hand; waves once; waves over a friend; waves politely; waves shyly; waves
        somebody closer; waves somebody through; waves the bus down; waves to a
        neighbour; waves to everybody; waves to get attention; waves to greet a friend;
        waves to her fans; waves to his fans; waves to its fans; waves to its mother;
        waves to its owner; waves to passers-by; waves to say bye; waves to somebody;
        waves to somebody across the street; waves to someone it knows; waves to the
        audience; waves to the camera; waves to the children; waves to the people; waves
        to the player; waves to the public; waves twice; waves warmly; waves wildly;
        waves with a raised hand; waves with a smile; waves with its arm held high;
        waves with its hand high up; waves with its open hand; waves with its paw; waves
        with joy; waves with one hand; waves, arm held high; is waving a hand; is waving
        at a friend; is waving at somebody; is waving at the camera; is waving at you;
        is waving back; is waving from afar; is waving happily; is waving in greeting;
        is waving its arm; is waving its hand; is waving to a friend; is waving to
        somebody; is waving to the crowd; is greeting a friend; is greeting somebody; is
        greeting somebody with its hand; is greeting the crowd; is greeting you; is
        saying bye with its hand; is saying hello; is saying hello with its hand; is
        saying hi; is signalling with its hand; is hailing a taxi; beckons a friend;
        beckons somebody over; beckons somebody with its hand; beckons to a friend;
        beckons to somebody; beckons with its hand; bids a friend farewell with its
        hand; bids farewell with its hand; bids somebody hello with its hand; bids
        welcome with its hand; calls for attention with its hand; calls somebody over
        with its hand; draws attention with its raised hand; exchanges greetings by
        hand; flags down a car; flags down a taxi; flaps its hand in greeting; flaps its
        hand at a friend; flourishes a hand in greeting; gestures a greeting; gestures
        hello; gestures hello with its hand; gestures to somebody to come over; gets
        somebody's attention with its hand; gives a big wave; gives a cheerful wave;
        gives a cheery wave; gives a farewell wave; gives a friend a wave; gives a happy
        wave; gives a little wave; gives a royal wave; gives a small wave; gives a wave
        at the camera; gives a wave back; gives a wave of its arm; gives a wave of its
        hand; gives a wave to a friend; gives a wave to the crowd; gives somebody a
        friendly wave; gives somebody a wave; gives the crowd a wave; greets a friend
        from afar; greets a friend with a raised hand; greets a friend with its hand;
        greets a neighbour; greets a stranger with its hand; greets everybody with its
        hand; greets its fans; greets its neighbour; greets its neighbour with a wave;
        greets people with its hand; greets somebody from afar; greets somebody across
        the street; greets somebody with a hand gesture; greets somebody with a raised
        arm; greets somebody with its arm; greets the audience with a wave; greets the
        audience with its hand; greets the crowd; greets the crowd with its hand; greets
        the players; greets the viewer; greets with a friendly hand; greets with a hand
        in the air; greets with an open hand; greets with its arm; greets with its
        raised hand; hails a cab; hails a friend; hails a friend with its hand; hails a
        passing ship; hails a taxi; holds up a hand and waves; holds up a hand in
        greeting; holds up its hand and moves it from side to side; holds up its hand to
        say hello; lifts a hand in farewell; lifts a hand in greeting; lifts a hand to
        greet somebody; lifts its arm and moves its hand from side to side; lifts its
        arm and swings it in greeting; lifts its arm and waves; lifts its hand and moves
        it to and fro; lifts its hand in greeting; lifts its hand to greet a friend;
        lifts its hand to say bye; lifts its paw and waves; makes a greeting gesture;
        makes a waving gesture; makes a waving motion; makes a waving motion with its
        arm; makes itself seen with a waving arm; motions to somebody to come closer;
        moves its hand from left to right in greeting; moves its hand from side to side;
        moves its hand to and fro in greeting; moves its raised hand from side to side;
        puts its hand up and waves; puts its hand up in greeting; raises a hand and
        moves it from side to side; raises a hand in farewell; raises a hand in
        greeting; raises a hand to greet a friend; raises a hand to say hello; raises a
        hand to somebody; raises a hand to wave; raises an arm and waves; raises an arm
        in farewell; raises an arm in greeting; raises its arm and moves its hand from
        side to side; raises its arm and swings its hand; raises its arm and waves;
        raises its arm and waves it; raises its arm to greet somebody; raises its arm to
        say hello; raises its arm to wave; raises its hand and greets; raises its hand
        and greets somebody; raises its hand and moves it to and fro; raises its hand
        and says hi; raises its hand and swings it; raises its hand and waves; raises
        its hand high and waves; raises its hand to greet somebody; raises its hand to
        say bye; raises its hand to say hello; raises its hand to say hi; raises its
        hand to wave; raises its paw and waves; returns a greeting with its hand;
        returns the wave; salutes the crowd with a wave; says a friendly hello with its
        hand; says adieu with its hand; says bye; says bye to a friend; says bye-bye;
        says bye-bye with its hand; says farewell; says farewell to a friend; says
        farewell with its hand; says good day with its hand; says good morning with its
        hand; says hello across the street; says hello by hand; says hello from afar;
        says hello to a friend; says hello to everybody; says hello to somebody; says
        hello to the camera; says hello to the crowd; says hello with a raised hand;
        says hello with its arm; says hi from across the street; says hi to a friend;
        says hi to everybody; says hi to somebody; says hi with a raised hand; says hi
        with a wave; says welcome with its hand; sends a greeting with its hand; shakes
        its hand in the air in greeting; signals for attention with its hand; signals
        hello; signals hello with its hand; signals somebody to come; signals somebody
        to come closer with its hand; signals to a friend; signals to a friend with its
        hand; signals to somebody from afar; signals with a raised hand; signs hello
        with its hand; swings a hand in greeting; swings its arm above its head in
        greeting; swings its arm in greeting; swings its hand from side to side; swings
        its hand to and fro in greeting; swings its raised arm; swings its raised arm
        from side to side; takes its leave with a wave; tries to get attention with its
        arm; wags its hand in greeting; waggles its hand in greeting; welcomes a friend
        with a wave; welcomes a friend with its hand; welcomes guests with its hand;
        welcomes its guests with a wave; welcomes somebody with a raised hand; welcomes
        somebody with a wave; welcomes the guests with a raised hand; welcomes you with
        a wave; wishes somebody farewell with its hand; greeting a friend; greeting
        somebody; greeting with its hand; saying hello; saying hello with its hand;
        saying hi; saying bye; signalling with its hand; waving a hand; waving at
        somebody; waving back; waving its arm; waving its hand; waving to the crowd
    """,
    "dances": """
        dances a ballet; dances a folk dance; dances a polka; dances a reel; dances a
        salsa; dances a samba; dances a tango; dances a victory dance; dances about with
        joy; dances alone; dances all night; dances all over the place; dances all
        evening; dances along to a song; dances and sings; dances and spins; dances
        around the fire; dances around the maypole; dances around the room; dances at a
        disco; dances at a festival; dances at the ball; dances at the club; dances at
        the disco; dances awkwardly; dances badly; dances ballet; dances breakdance;
        dances crazily; dances cheerfully; dances elegantly; dances energetically;
        dances flamenco; dances for its friends; dances for the crowd; dances for the
        audience; dances freely; dances funnily; dances gracefully; dances hip hop;
        dances hip-hop; dances in a circle; dances in a club; dances in a line; dances
        in a nightclub; dances in celebration; dances in joy; dances in place; dances in
        rhythm; dances in the street; dances in the rain; dances in time; dances in
        triumph; dances joyfully; dances like a ballerina; dances like a clown; dances
        like a fool; dances like a king; dances like a pop star; dances like a robot;
        dances like crazy; dances like mad; dances lively; dances merrily; dances on a
        table; dances on its feet; dances on its hind legs; dances on the beach; dances
        on the dance floor; dances on the spot; dances on the stage; dances on the
        table; dances on tiptoe to a tune; dances out of joy; dances playfully; dances
        round and round; dances round the room; dances salsa; dances samba; dances
        silly; dances solo; dances swing; dances the can-can; dances the Charleston;
        dances the conga; dances the macarena; dances the polka; dances the robot;
        dances the tango; dances the twist; dances the waltz; dances to a catchy tune;
        dances to a jolly tune; dances to a pop song; dances to hip hop; dances to its
        favourite song; dances to the drums; dances to the fiddle; dances to the radio;
        dances to the rhythm; dances to the song; dances to the sound of a flute; dances
        to the tune; dances until dawn; dances up a storm; dances well; dances with a
        friend; dances with abandon; dances with its arms in the air; dances with its
        friends; dances with its hips; dances with style; dances with swinging hips;
        dances with the others; is at a party and dances; is at the disco; is bopping;
        is boogieing; is breakdancing; is busting a move; is dancing a jig; is dancing a
        waltz; is dancing about; is dancing all night; is dancing at a party; is dancing
        for joy; is dancing in a club; is dancing like crazy; is dancing on stage; is
        dancing on the spot; is dancing on the table; is dancing the twist; is dancing
        to a song; is dancing to the beat; is dancing wildly; is dancing with a friend;
        is dancing with joy; is doing a dance; is doing a jig; is doing the twist; is
        having a dance; is having a boogie; is having a party; is in a dance; is in a
        party mood; is in full dance; is jiving; is moving to the beat; is moving to the
        rhythm; is on the dance floor; is partying; is performing a dance; is raving; is
        shaking its hips; is swaying to the beat; is swinging its hips; is tap dancing;
        is the star of the disco; is waltzing; attends a ball and waltzes; bobs along to
        a song; bobs and sways to a song; bobs and weaves to the beat; boogies all
        night; boogies around; boogies down; boogies on down; boogies to a song; boogies
        to the beat; boogies with its friends; bops; bops about; bops along; bops around
        to a song; bops to the beat; bops to a tune; bounces to the beat; bounces to the
        rhythm; breakdances; breakdances on the street; breaks out into a dance; bursts
        into a dance; busts out a dance; busts some moves; busts a dance move; capers
        about to a tune; celebrates by dancing; celebrates with a jig; cuts a caper;
        cuts a rug; cuts loose on the dance floor; cuts shapes; discos; does a ballet
        dance; does a belly dance; does a dance for joy; does a dance of joy; does a
        dance on the spot; does a dance to a song; does a disco dance; does a folk
        dance; does a funny dance; does a happy dance; does a hip-hop dance; does a
        lively dance; does a quick dance; does a robot dance; does a salsa; does a
        samba; does a silly dance; does a tango; does a tap dance; does a war dance;
        does an Irish jig; does ballet; does its dance; does its happy dance; does some
        dance moves; does the boogie; does the bump; does the can-can; does the cha-cha;
        does the Charleston; does the chicken dance; does the conga; does the disco;
        does the floss; does the hokey-cokey; does the hustle; does the jitterbug; does
        the limbo; does the macarena; does the mambo; does the robot; does the shimmy;
        does the shuffle to a beat; does the tango; does the waltz; enjoys a dance;
        enjoys the party and dances; feels the beat; feels the groove; feels the rhythm;
        flosses; gets down on the dance floor; gets down to the beat; gets into the
        groove; gets its boogie on; gets jiggy; gets up and dances; goes dancing; goes
        wild on the dance floor; gets wild on the dance floor; gyrates; gyrates its
        hips; gyrates to the beat; has a boogie; has a dance; has a disco night; has a
        good dance; has a party; has rhythm in its body; jams to a song; jigs; jigs
        about; jigs around to a tune; jigs to a tune; jiggles to the beat; jitterbugs;
        jives to a song; jives to the beat; jives with a partner; joins in the dance;
        joins the dance; keeps dancing to the beat; keeps grooving; kicks its legs in a
        dance; leads a dance; lets loose to a song; lets the rhythm move its body; lives
        it up on the dance floor; loves to dance; makes dance moves; makes merry with a
        dance; moves and grooves; moves gracefully to a song; moves its body to a song;
        moves its feet to the beat; moves its hips; moves its hips from side to side;
        moves its hips to the beat; moves its hips to the rhythm; moves like a dancer;
        moves to a song; moves to a tune; moves to the groove; moves to the sound of
        drums; moves with the beat; moves with the rhythm; parties all night; parties
        hard; parties on; parties with its friends; performs a ballet; performs a dance
        for the crowd; performs a dance routine; performs a happy dance; performs a jig;
        performs a tango; performs a tap dance; performs a waltz; performs a wild dance;
        performs dance moves; performs its dance; performs its favourite dance;
        pirouettes; pirouettes across the floor; pirouettes like a ballerina; pops and
        locks; prances to a tune; practises its dance moves; practises dance steps;
        raves; raves all night; rehearses a dance; salsas; sambas; shakes a leg; shakes
        its booty; shakes its bottom to the beat; shakes its hips; shakes its hips to a
        song; shakes its thing; shakes it; shakes its body to the beat; shimmies;
        shimmies across the dance floor; shimmies to a song; shimmies to the beat; shows
        off its dance moves; shows off on the dance floor; shuffles to the beat; skips
        and twirls to a tune; spins and twirls on the dance floor; steps in time to a
        song; steps left and right to the beat; steps to the rhythm; sways and steps to
        a song; sways its hips; sways its hips to the beat; sways to a tune; sways to
        the rhythm; swings its body to the beat; swings its hips to a song; swings its
        hips from side to side; swings its hips to the beat; swings its hips to the
        rhythm; swings its partner round; swings to a tune; swirls across the dance
        floor; swirls to the rhythm; takes a turn on the dance floor; takes part in a
        dance; takes to the dance floor; taps its feet to a tune; throws some shapes;
        treads a measure; trips the light fantastic; twerks; twirls about to a tune;
        twirls on the dance floor; twirls to the beat; twists and turns to the beat;
        twists and shouts to a tune; twists its hips; twists its hips to the beat;
        twists to the beat; vogues; waltzes around; waltzes across the floor; waltzes
        with a partner; whirls across the dance floor; whirls in a dance; whirls round
        in a dance; whirls to the rhythm; wiggles its bottom to the beat; wiggles its
        hips; wiggles its hips to a song; wiggles to the beat; wriggles to the beat;
        boogieing; breakdancing; dancing about; dancing for joy; dancing to a song;
        dancing wildly; grooving; grooving to a song; jiving; partying; shaking its
        hips; swaying to the beat; swinging its hips; tap dancing; waltzing
    """,
    "cheers": """
        cheers and waves its arms; cheers at a goal; cheers at the stadium; cheers for
        joy; cheers for its friend; cheers for the champion; cheers for the home team;
        cheers for the winner; cheers from the stands; cheers happily; cheers in
        triumph; cheers in victory; cheers its team; cheers its team on; cheers like a
        fan; cheers like a winner; cheers on its friends; cheers on the runners; cheers
        out loud; cheers somebody on; cheers the band; cheers the champion; cheers the
        winner; cheers wildly; cheers with all its might; cheers with both fists raised;
        cheers with its arms raised; cheers with its fists in the air; cheers with its
        hands in the air; cheers with joy; cheers with the crowd; is a winner and raises
        its arms; is cheering for its team; is cheering loudly; is cheering somebody on;
        is cheering with both arms; is cheering with joy; is celebrating a goal; is
        celebrating a victory; is celebrating a win; is celebrating its victory; is
        jubilant; is jubilant and throws up its arms; is over the moon; is overjoyed and
        raises its arms; is the champion and raises its arms; is thrilled and cheers; is
        victorious; is victorious and raises its arms; is excited and throws up its
        arms; applauds the winner with raised arms; beats its fists in the air with joy;
        celebrates a birthday with raised arms; celebrates a great victory; celebrates a
        hole in one; celebrates a touchdown; celebrates a triumph; celebrates a victory;
        celebrates after a goal; celebrates after a win; celebrates after the match;
        celebrates happily; celebrates its triumph; celebrates its win; celebrates like
        a champion; celebrates loudly; celebrates the championship; celebrates the new
        year; celebrates the victory; celebrates victory; celebrates with both fists in
        the air; celebrates with its arms in the air; celebrates with its arms raised;
        celebrates with its team; celebrates with raised arms; celebrates with raised
        fists; cries hurrah; cries out with joy; cries with joy, arms up; enjoys its
        victory; enjoys its triumph; exults in its victory; exults with raised arms;
        exults with its arms up; gives a cheer; gives a cheer for its team; gives a loud
        cheer; gives a whoop; gives a whoop of joy; gives a victory cheer; gives three
        cheers; goes wild with joy; has both arms up in triumph; has scored and
        celebrates; has scored a goal and cheers; has won; has won and celebrates; has
        won and cheers; has won and throws up its arms; has won the cup; has won the
        game; has won the match and cheers; hails the champion; holds its arms up in
        victory; holds its fists up in triumph; holds up both arms in triumph; holds up
        both fists; holds up the cup; holds up its trophy; hoots with joy; hurrahs;
        jubilates; jumps for victory with its arms up; leads the cheers; lets out a
        cheer; lets out a victory cheer; lets out a whoop; lets out a whoop of joy;
        lifts both arms in triumph; lifts both fists in the air; lifts its arms for joy;
        lifts its arms in triumph; lifts its arms in victory; lifts its arms to
        celebrate; lifts its hands in triumph; lifts its trophy; makes a victory pose;
        makes a victory sign with both arms; makes a triumphant gesture; poses as the
        winner; poses in triumph; poses in victory; puts its arms up in triumph; puts
        its arms up in victory; punches the sky with joy; raises both arms and cheers;
        raises both arms in joy; raises both arms in triumph; raises both arms in
        victory; raises both arms to celebrate; raises both fists and cheers; raises
        both fists in the air; raises both fists in victory; raises both hands in joy;
        raises both hands in triumph; raises its arms and celebrates; raises its arms
        and shouts for joy; raises its arms and shouts hooray; raises its arms for joy;
        raises its arms in celebration; raises its arms in delight; raises its arms in
        joy; raises its arms like a champion; raises its arms over its head in joy;
        raises its arms to celebrate; raises its arms to cheer; raises its fists in
        triumph; raises its fists in victory; raises its fists to celebrate; raises its
        fists with joy; raises its hands for joy; raises its hands in triumph; raises
        its trophy; raises the cup; rejoices at the news; rejoices at the victory;
        rejoices in its victory; rejoices loudly; rejoices with its friends; rejoices
        with raised arms; revels in its victory; roots for its team; roots for the home
        team; savours its victory; shakes its fists with joy; shouts hip hip hooray;
        shouts hooray; shouts in triumph, arms raised; shouts yay; shouts yippee; shouts
        with its arms up for joy; shows its joy with raised arms; stands as the winner
        on the podium; stands in triumph with its arms up; strikes a triumphant pose;
        strikes a victory pose; supports its team from the stands; swings its arms with
        joy; takes its victory; throws both arms up; throws both arms up in joy; throws
        both arms up in victory; throws its arms in the air with joy; throws its arms
        up; throws its arms up for joy; throws its arms up in celebration; throws its
        arms up in delight; throws its arms up in triumph; throws its arms up in
        victory; throws its fists in the air; throws its fists up in triumph; throws its
        hands up in joy; throws its hands up with joy; throws its hat in the air with
        joy; throws up both arms for joy; throws up its arms in joy; throws up its arms
        in triumph; throws up its hands for joy; triumphs over its enemies; triumphs
        with raised arms; whoops and cheers; whoops for victory; whoops in triumph;
        whoops it up; whoops loudly; whoops with joy; wins; wins and celebrates; wins
        and raises its arms; wins and throws up its arms; wins the cup; wins the game;
        wins the game and cheers; wins the match; wins the match and celebrates; wins
        the tournament; yells with joy; yells hooray; yells hurrah; celebrating;
        celebrating a goal; celebrating a victory; cheering for its team; cheering
        somebody on; cheering with joy; exulting; rejoicing
    """,
}
