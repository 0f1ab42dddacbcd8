"""Short and familiar forms of given names, as members use them."""

from __future__ import annotations

# One line: a name, and its familiar forms.
_GROUPS = """
abigail abby gail
abraham abe
albert al bert
alejandro alex
alexander alex al sandy
alexandra alex sandra
alexandria alex
alfred al fred
allen al alan allan
amanda mandy
amata aumua
andrew andy drew
angela angie
ann anne annie anna
anthony tony
antonio tony
arthur art
augustus gus
barbara barb
benjamin ben benny
bernard bernie
beatrice bea
bradley brad
calvin cal
carolyn carol
catherine cathy kathy kate cat
charles chuck charlie chas
christina chris tina chrissy
christine chris chrissy
christopher chris kit
clifford cliff
constance connie
cornelius neal
curtis curt
cynthia cindy
daniel dan danny
david dave
deborah debbie deb debra
dennis denny
dominic nick
donald don donny
dorothy dot
douglas doug
edward ed eddie ted teddy ned
edwin ed eddie
eleanor ellie
elijah eli
elizabeth liz betty beth betsy eliza lizzie
emanuel manny manuel
emmanuel manny manuel
enrique henry
ernest ernie
eugene gene
ezekiel zeke
francis frank
frances fran
francisco frank cisco
franklin frank
fred frederick fredrick freddie rick
gabriel gabe
garland andy
geoffrey geoff jeff
gerald jerry gerry
gerard jerry gerry
gilbert gil
gregory greg
gregorio gregory
gregory gregg
gwendolyn gwen
harold hal harry
harrison harry
henry hank harry
herbert herb
herschel hershel
howard howie
jacob jake
jacky jackie
jacqueline jackie
jacklyn jacky jackie
james jim jimmy jamie jimmie
janet jan
janice jan
jason jay
jefferson jeff
jeffrey jeff jeffery
jennifer jen jenny
jeremiah jerry
jerome jerry
jerrold jerry
jesus chuy
joan joanie
john johnny jack jon
jonathan jon john
joseph joe joey
joshua josh
judith judy
julia julie
kathleen kathy kate kay cathy
katherine katie kate kathy kat
kathryn kathy kate katie
kenneth ken kenny
kimberly kim
laurence larry
lawrence larry
leonard len lenny
leonidas leon
leslie les
lewis lew louis lou
linda lynda
louis lou louie
lucille lucy
luis louis lou
margaret maggie meg peggy marge margie
mariannette marianne
martin marty
marvin marv
matthew matt mat
maxine max
maxwell max
melvin mel
michael mike mick mickey
michelle shelley
mikie rebecca
milton milt
mitchell mitch
morris mo
nancy nan
nathaniel nathan nat nate
nicholas nick nicolas
nicole nikki
norman norm
oliver ollie
pamela pam
patricia pat patty tricia
patrick pat
peter pete
philip phil phillip
rafael ralph
randall randy
randolph randy
raul raoul
raymond ray
rebecca becca becky
reginald reggie
richard rick dick rich ricky richie
robert bob bobby rob robby robbie bert
rodney rod
rohit ro
ronald ron ronnie
rudolph rudy
russell russ
salvatore sal
samuel sam sammy
sandra sandy
sara sarah
sheldon shelly
sidney sid
stephanie steph
stephen steve steven stephan
sydney syd
susan sue suzan
suzanne sue suzan susan
sylvester syl
tammy tamara
teresa terry theresa
terrance terry terri
terrence terry
thaddeus thad ted
theodore ted teddy theo
thomas tom tommy thom
timothy tim timmy
valerie val
vernon vern
veronica ronnie
vicente vince
victor vic
victoria vicky vicki
vincent vin vince vinny
virginia ginny ginger
wallace wally
walter walt wally
wesley wes
wilfred will
william bill billy will willie liam
zachary zach zack
"""


_FORMS: dict[str, frozenset[str]] = {}
for _line in filter(None, _GROUPS.split("\n")):
    _names = _line.split()
    _FORMS[_names[0]] = _FORMS.get(_names[0], frozenset()) | frozenset(_names)


def forms(name: str) -> frozenset[str]:
    """Return the familiar forms of a folded given name, itself included."""
    return _FORMS.get(name, frozenset((name,)))


def related(one: str, other: str) -> bool:
    """Say whether one of two folded given names is a form of the other; "Bennie" is "Benny"."""
    if other in forms(one) or one in forms(other):
        return True
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return f"{name[:-2]}y" if name.endswith("ie") else name
