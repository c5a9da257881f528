package names

import "strings"

// variants lead from a spelling to the group of spellings that one name goes by. A name may
// be in one group only; what is missing costs an edit or two and no more.
var variants = readVariants() //nolint:gochecknoglobals // a table

func readVariants() map[string]uint16 {
	table := map[string]uint16{}
	for i, line := range strings.Split(strings.TrimSpace(variantsText), "\n") {
		for _, w := range strings.Fields(line) {
			table[w] = uint16(i + 1) //nolint:gosec // a few hundred lines
		}
	}
	return table
}

// variantsText has one group a line: short forms of given names as English, Russian and
// Spanish speakers use them, spellings in which Arabic, Russian, Ukrainian, Korean and
// Chinese names come in passports (McCune-Reischauer, Revised, Wade-Giles, Pinyin), and
// words of companies with their short forms.
const variantsText = `
mohammad mohammed muhammad mohamed mohamad mohammod muhammed mohd muhamad mehmed mohamud mahomed
ahmad ahmed ahmet akhmad akhmed ahmmed
hussein hussain husayn husain hossein hussien hosain husein husseyn
hassan hasan hasson hassen
abdullah abdallah abdulla abdollah
osama usama oussama
laden ladin
omar umar umer omer
usman osman othman uthman ousmane
yusuf yousef youssef yousuf yusif yousif joseph joe josef josip
ibrahim ebrahim ibraheem brahim abraham abe ibragim
ismail ismael esmail ismaeel ishmael
mahmoud mahmud mahmood mehmood mahmut
said saeed sayeed saed saaid
khalid khaled halid
rashid rasheed rachid
jamal gamal djamel jamaal
qaddafi gaddafi gadhafi qadhafi kadafi khaddafi
moammar muammar mouammar
suleiman sulaiman soleiman sulayman suliman solomon
abdul abdel abd abdal abdoul
rahman rehman rahmaan
nasser nasir naser nasr
mustafa mostafa moustafa mustapha
fatima fatimah fatma fatemeh
aisha aysha ayesha aicha
zaynab zainab zeinab zeynab
tariq tarek tarik tareq
faisal faysal feisal
salim saleem
kareem karim
hamza hamzah
yasin yassin yaseen
husayni husseini hosseini hussaini
alexander aleksandr alexandr aleksander oleksandr alex sasha aliaksandr alessandro alejandro iskander
alexei aleksey alexey aleksei oleksiy alyosha
sergey sergei serguei serhiy sergiy serge siarhei sergio serej
dmitry dmitri dmitriy dmytro dimitri dima
vladimir volodymyr wladimir uladzimir vova volodya wolodymyr
yevgeny evgeny yevgeni evgeniy evgenii yevgeniy eugene yevhen jewgeni
mikhail mykhailo mihail misha michail mikhailo
nikolai nikolay nikolaj mykola nicholas nick nicolas kolya nicolai
yuri yury yuriy iurii jurij
ivan vanya iwan
andrei andrey andriy andrej andrew andy drew andre
pavel pavlo pawel
pyotr petr petro piotr peter pete pedro
grigory grigori hryhoriy gregory greg
viktor victor wiktor
elena yelena olena helen helena
tatiana tatyana tetiana
natalia natalya nataliya nataliia natasha
ekaterina yekaterina kateryna katherine catherine kate kathy cathy katya katharina
zelensky zelenskyy zelenskiy selenskyj zelenskyi
lukashenko lukashenka
putin poutine
maxim maksim maksym max
arkady arkadi arkadii arkadiy
william bill billy will liam willie
robert bob bobby rob robbie
richard rick dick ricky rich
james jim jimmy jamie
john johnny jon jack
michael mike mick mikey
thomas tom tommy tomas
theodore ted teddy theo
edward ed eddie ned
charles charlie chuck karl carlos
benjamin ben benny
samuel sam sammy
daniel dan danny
david dave dawid davide daoud dawood dawud
matthew matt matteo mathieu
anthony tony antonio anton antoine
christopher chris kit
joshua josh
jonathan jonny
stephen steven steve stefan stephan esteban
kenneth ken kenny
ronald ron ronnie
donald don donny
timothy tim timmy
lawrence larry laurence
gerald jerry gerry
francis frank francisco paco francesco
elizabeth liz beth betty eliza lisa elisabeth
margaret maggie peggy meg margarita
patricia pat patty trish
jennifer jenny jen
susan sue susie
deborah debbie deb
barbara barb
rebecca becky
victoria vicky tori
jose pepe
friedrich frederick fred freddy fredrick friedrych
frederik fredrik
kim gim ghim
lee yi rhee
park pak bak
choi choe chwe
jung jeong chung cheong
cho jo joh
kang gang
yoon yun youn
jang chang
lim rim im
seo suh
shin sin
kwon gwon
ahn an
ryu yoo yu
ko go koh
moon mun
son sohn
bae pae
baek paek paik
heo hur huh
noh roh no
chol cheol chul
jong jeong
yong young yeong
hyok hyuk hyeok
hyon hyun hyeon
song seong sung
un eun
myong myung myeong
kyong kyung gyeong
sok seok suk
il ill
xi hsi
jinping chinping
zhang chang
zhou chou
zhao chao
deng teng
chiang jiang
mao mau
qing ching
xiaoping hsiaoping
international intl int
organization organisation
brothers bros
manufacturing mfg
center centre
and und et y
first 1st
second 2nd
one 1
two 2
three 3
labor labour
`
