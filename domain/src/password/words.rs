//! What passwords are made of most often, collected by hand.

use std::sync::LazyLock;

/// Words and names, in lower case, none twice.
pub(super) static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| TEXT.split_whitespace().collect());

const TEXT: &str = "\
    password passwort passwd pass word admin administrator root user guest test testing tester demo login logon \
    signin welcome hello hallo letmein changeme change secret secrets private access master manager system \
    server service support office company business default temp temporary new old please enter open love lover \
    lovely iloveyou loveyou loveme iloveu forever together always family mother father mommy daddy brother \
    sister baby babygirl babyboy angel honey sweet sweety sweetheart darling princess prince queen king kings \
    sunshine sunflower summer winter spring autumn monday tuesday wednesday thursday friday saturday sunday \
    january february march april may june july august september october november december flower flowers rainbow \
    butterfly star stars starwars moon sun sky ocean beach island river mountain forest nature earth world \
    planet space galaxy universe dragon monkey tiger lion eagle falcon wolf bear panther horse horses dog dogs \
    doggy puppy cat cats kitty kitten fish dolphin shark snake spider chicken rabbit bunny turtle pony elephant \
    penguin football baseball basketball soccer hockey tennis golf volleyball softball cricket rugby swimming \
    running boxing liverpool arsenal chelsea barcelona realmadrid manchester united juventus lakers yankees \
    cowboys steelers eagles packers redsox michael michelle jessica jennifer jordan daniel david thomas robert \
    william charlie george andrew matthew joshua anthony christian christopher ashley amanda nicole samantha \
    elizabeth hannah sophie emma olivia maria anna laura sarah rachel rebecca jasmine natalie victoria alexander \
    alexandra benjamin jonathan nicholas patrick richard steven brandon tyler justin austin hunter harley maggie \
    buster ginger pepper bailey shadow lucky rocky max buddy superman batman spiderman ironman pokemon pikachu \
    naruto minecraft fortnite roblox mario zelda matrix hacker killer ninja warrior soldier captain magic wizard \
    merlin gandalf hobbit computer internet windows microsoft google facebook instagram twitter youtube samsung \
    apple iphone android linux ubuntu network security keyboard mouse monitor laptop printer database oracle \
    cisco router wireless orange banana cherry strawberry chocolate cookie cookies coffee cheese pizza sugar \
    candy peanut butter pumpkin yellow purple green blue red black white silver golden gold diamond crystal \
    money dollar million rich winner success power energy happy smile crazy cool awesome freedom peace heaven \
    jesus christ god blessed faith hope grace angels america canada mexico germany england london paris berlin \
    newyork california texas florida chicago boston dallas phoenix denver seattle brazil india china russia \
    japan tokyo qwerty qwertz azerty asdf asdfgh zxcvbn qazwsx wsx edc rfv tgb yhn abc abcd aaa xyz mypassword \
    thepassword trustno one two three four five six seven eight nine ten zero the and for you are not this that \
    with have from your mine mylove myself mylife life time year day night number numbers phone mobile telephone \
    call calls project trunkline portal account music guitar piano drums rock metal metallica nirvana beatles \
    slipknot eminem tupac friend friends bestfriend teacher student school college university doctor nurse \
    police fire water ice mustang porsche ferrari corvette mercedes honda toyota nissan camaro harleydavidson \
    yamaha suzuki bullshit fuck fucker fuckyou fuckoff asshole bitch shit pussy sexy sex porn naked hotdog \
    whatever nothing something anything everything somebody nobody unknown";

/// Rows and columns of keyboards, and the walks across them: two signs that stand side by side here are neighbours.
pub(super) const ROWS: &[&str] = &[
    "1234567890-=",
    "!@#$%^&*()_+",
    "qwertyuiop[]",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "zaq12wsxcde34rfvbgt56yhnmju78ik",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1s2d3f4g5h6j7k8l9",
    "0147258369",
];
