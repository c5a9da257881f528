package names

import "strings"

// Weights of words, as shares of a rare name. They are expert defaults: how much a word
// narrows down who is meant.
const (
	weightTitle      = 0.04
	weightForm       = 0.12
	weightParticle   = 0.12
	weightGeneric    = 0.40
	weightFrequent   = 0.42 // among the most frequent names of the world
	weightCommon     = 0.55
	weightInitial    = 0.22
	weightSound      = 0.50 // a factor
	weightConsonants = 0.70 // a factor
)

func words(text string) map[string]struct{} {
	set := map[string]struct{}{}
	for _, w := range strings.Fields(text) {
		set[w] = struct{}{}
	}
	return set
}

func in(set map[string]struct{}, word []byte) bool {
	_, ok := set[string(word)]
	return ok
}

var titles = words(`mr mrs ms miss mister dr prof professor sir dame lord lady rev reverend hon honorable sheikh shaykh shaikh sheik
 mullah mulla maulvi mawlawi maulavi mawlana maulana hajj hadj hajji haji hadji alhaj qari hafiz ustad sayyid sayed syed seyed general gen col colonel
 capt captain lt maj major sgt cmdr commander brig brigadier admiral eng engineer senator president minister judge king prince princess
 herr frau monsieur madame mme mlle m senor senora don dona jr sr junior senior esq phd md ii iii iv na gospodin pan pani
 comrade ayatollah imam mufti`) //nolint:gochecknoglobals // a table

var particles = words(`al el ul ur ud as ash ad ar an az ad at bin ibn ben bint ould abu abou umm de del della dela der den di da do dos das du la le les los las
 van von vom zu zur y e i the and of for und et fur of to ap mac o d l na wa`) //nolint:gochecknoglobals // a table

// forms are legal forms of companies, each with what it stands for.
var forms = readForms() //nolint:gochecknoglobals // a table

func readForms() map[string]string {
	table := map[string]string{}
	for _, line := range strings.Split(formsText, "\n") {
		class, list, _ := strings.Cut(line, ":")
		for _, f := range strings.Split(list, ",") {
			if f = strings.TrimSpace(f); f != "" {
				table[f] = strings.TrimSpace(class)
			}
		}
	}
	return table
}

// formsText follows the ISO 20275 list of entity legal forms, the frequent ones.
const formsText = `ltd: ltd, limited, ltda, limitada, pte, pvt, pty, private, public limited company, plc, private limited company, public joint stock company, pao, pjsc
llc: llc, limited liability company, ooo, oo, societatea cu raspundere limitata, srl, sarl, sprl, gmbh, gesellschaft mit beschrankter haftung, spzoo, sp z oo, sp z o o, doo, eood, ood, sia, uab, bv, oü, tov, too, mchj, kft, lda, sro, aps, fzc, fze, fzco, obshchestvo s ogranichennoy otvetstvennostyu
inc: inc, incorporated, corp, corporation, co, company, cie, compagnie, pc, pbc
sa: sa, ag, akg, aktiengesellschaft, aktiengesellschaften, nv, spa, ab, as, asa, oyj, oy, se, kgaa, ad, dd, tas, anonim sirketi, sa de cv, s a de c v, cv, jsc, ojsc, cjsc, oao, zao, ao, joint stock company, open joint stock company, closed joint stock company, otkrytoe aktsionernoe obshchestvo, zakrytoe aktsionernoe obshchestvo, aktsionernoe obshchestvo, kk, kabushiki kaisha, sal, saog, saoc, berhad, bhd, sdn bhd, tbk, pt, psc, pjs, sl, ca
lp: lp, llp, lllp, kg, ohg, gbr, scs, snc, limited partnership, limited liability partnership`

var generic = words(`bank banque banco trading trade international intl int global general group gruppe grupo holding holdings industries industry industrial enterprise
 enterprises services service solutions systems technology technologies tech engineering construction development investment investments
 invest capital fund partners trust foundation center centre institute university organization organisation association committee company
 import export shipping lines maritime marine logistics transport transportation airlines airways aviation air oil gas petroleum energy power
 chemical steel metal mining products production manufacturing factory plant research scientific science national state federal people peoples central
 first new united east west north south eastern western northern southern commercial business consulting management real estate finance
 financial insurance securities medical pharmaceutical electronics electric telecom communications media food agricultural army front movement party
 ministry department office bureau government network islamic military corporation limited offshore`) //nolint:gochecknoglobals // a table

var countries = words(`afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh belarus belgium bolivia bosnia brazil brasil bulgaria
 cambodia cameroon canada chile china colombia congo croatia cuba cyprus czech denmark ecuador egypt estonia ethiopia finland france georgia germany
 deutschland ghana greece guatemala honduras hungary iceland india indonesia iran iraq ireland israel italy italia japan jordan kazakhstan kenya korea kuwait
 kyrgyzstan latvia lebanon liberia libya lithuania luxembourg malaysia malta mexico moldova mongolia morocco myanmar nepal netherlands nicaragua nigeria
 norge norway oman pakistan panama paraguay peru philippines poland polska portugal qatar romania russia serbia singapore slovakia slovenia somalia spain
 espana sudan suisse schweiz sweden switzerland syria taiwan tajikistan tanzania thailand tunisia turkey turkmenistan uganda ukraine uk usa uruguay uzbekistan
 venezuela vietnam yemen zambia zimbabwe kong`) //nolint:gochecknoglobals // a table

// frequent and common are names that many people bear; they say little about which of them
// is meant. The lists restate what public statistics agree on (US Census 1990 and 2010 name
// files, national statistics offices), not one table.
var frequent = words(`mohammad mohammed muhammad mohamed ahmed ahmad ali hassan hasan hussein hussain husayn abdul abd abdullah khan ibrahim mahmoud omar umar said
 maria jose juan luis carlos ana antonio francisco manuel jesus garcia rodriguez martinez hernandez lopez gonzalez perez sanchez ramirez silva santos
 john james michael robert david william mary richard thomas daniel joseph charles smith johnson williams brown jones davis miller wilson anna peter paul
 jean marie kim lee park choi wang li zhang liu chen yang huang zhao wu zhou nguyen tran singh kumar
 ivan aleksandr alexander sergey sergei dmitry vladimir andrey aleksey elena olga tatiana ivanov shah din islam jan al`) //nolint:gochecknoglobals // a table

var common = words(`mustafa yusuf yousef khalid khaled abdel abdallah abdulrahman rahman salem salim saleh salih karim rashid rasheed hamid hamed
 jamal jamil nasser nasir amir faisal tariq bilal mansour mansur aziz majid saeed saad sultan fatima aisha zahra hossein hosseini reza mehdi akbar
 ahmadi karimi mohammadi rezaei hashemi moradi jafari sadeghi musa isa haji qasim kamal osman othman adam ismail idris abbas haidar hadi malik
 begum bibi akhtar iqbal chaudhry hussaini siddiqui qureshi sheikh patel sharma gupta das roy devi lal ram raj
 george edward brian ronald anthony kevin jason matthew gary timothy larry jeffrey frank scott eric stephen andrew raymond gregory joshua
 jerry dennis walter patrick harold henry carl arthur ryan roger joe juan jack albert jonathan justin terry samuel steven mark donald kenneth
 patricia linda barbara elizabeth jennifer susan margaret dorothy lisa nancy karen betty helen sandra donna carol ruth sharon michelle laura sarah
 kimberly deborah jessica shirley cynthia angela melissa brenda amy rebecca virginia kathleen pamela martha debra amanda stephanie carolyn christine
 moore taylor anderson jackson white harris martin thompson robinson clark lewis walker hall allen young king wright hill green adams baker nelson
 carter mitchell roberts turner phillips campbell parker evans edwards collins stewart morris rogers reed cook morgan bell murphy bailey cooper
 richardson cox howard ward torres peterson gray watson brooks kelly sanders price bennett wood barnes ross henderson coleman jenkins perry powell
 diaz cruz gomez reyes morales ortiz gutierrez flores rivera gonzales ramos alvarez mendoza castillo romero moreno vargas castro jimenez ruiz herrera
 medina aguilar vega soto munoz rojas pedro miguel jorge alberto fernando ricardo eduardo roberto mario raul oscar javier rafael alejandro victor
 pablo sergio enrique diego andres rosa carmen martha gloria luz elena patricia oliveira souza pereira lima costa ferreira rodrigues almeida joao
 paulo marcos lucas gabriel pierre michel philippe louis francois laurent bernard dubois hans klaus wolfgang muller schmidt schneider fischer weber meyer
 wagner becker hoffmann marco giuseppe giovanni rossi russo jan piotr krzysztof nowak kowalski mikhail nikolay yuri igor viktor oleg pavel maxim
 natalia irina svetlana petrov smirnov kuznetsov popov volkov ivanova petrova oleksandr volodymyr mykola andriy
 jung jeong kang cho yoon jang lim han seo shin kwon hwang ahn song hong pak ri yi choe jong chong yong chol sung xu sun ma zhu hu guo he lin gao luo zheng
 liang xie tang wei ming hua jun ping hong yan jing hui lin le pham hoang phan vu vo dang bui do ho thi van minh tanaka sato suzuki takahashi watanabe ito
 yamamoto nakamura kobayashi kato hiroshi takashi
 luciana gabriela daniela mariana adriana lucia valentina camila isabel isabella paula claudia andrea veronica monica silvia sofia julia
 juliana carolina alejandra teresa beatriz cristina mercedes pilar lourdes ines irene raquel marta alicia susana lorena leonardo arturo joaquin
 santiago emilio ernesto gustavo hector hugo ignacio jaime julian julio leon lorenzo mateo nicolas octavio orlando ramon rene rodrigo rodolfo ruben
 salvador sebastian tomas vicente victoria xavier cesar cristian domingo edgar esteban fabian felipe felix fidel gerardo german gilberto guillermo
 humberto israel jacinto manuela marcelo mauricio nestor pascual rogelio simon ulises alonso alvarado acosta arias avila barrera bautista benitez
 blanco bravo cabrera calderon campos cano cardenas carrillo carrasco castellanos cervantes chavez contreras cordova cortes delgado dominguez duarte
 duran escobar espinosa espinoza estrada figueroa franco fuentes gallegos garza guerra guerrero guzman hidalgo ibarra jara juarez lara ledesma leiva
 lozano lucero luna macias maldonado marquez marin mejia meza miranda molina montes montoya mora navarro nieto nunez ochoa olivares orozco ortega
 osorio padilla parra paz pena peralta pineda ponce prieto quintero rangel rincon rios rivas robles rocha rosales rosario rubio salas salazar
 salinas sandoval santana serrano solis sosa suarez tapia trejo trujillo valdez valencia valenzuela valle vallejo vazquez vasquez velasco velasquez
 velazquez vera villa villanueva villarreal zamora zapata zuniga alves araujo barbosa barros batista borges cardoso carvalho
 cavalcanti correia cunha dias fernandes freitas gomes lopes machado marques martins melo mendes monteiro moreira moura nascimento neves nunes pinto
 pires ribeiro sousa tavares teixeira vieira joana catarina leticia fernanda bruna larissa bruno caio diogo eduarda henrique leonor matheus rafaela
 renata rui thiago tiago vitor vitoria nicholas bryan alan aaron douglas zachary kyle noah ethan jeremy christian keith austin sean gerald
 dylan lawrence jordan jesse billy bruce logan ralph randy eugene vincent russell philip bobby johnny bradley nathan benjamin tyler brandon christopher
 joyce diane janice alice frances kathryn doris sara evelyn cheryl jacqueline hannah megan lauren madison kayla olivia emma sophia alexis tiffany
 danielle brittany emily ashley nicole rachel heather katherine catherine debbie judith christina joan janet rose julie long foster myers ford graham
 hamilton sullivan wallace cole west owens reynolds fisher ellis harrison gibson mcdonald marshall murray freeman wells webb simpson stevens tucker
 porter hunter hicks crawford boyd mason kennedy warren dixon burns gordon shaw holmes rice robertson hunt black daniels palmer mills grant knight
 ferguson stone hawkins dunn perkins hudson spencer gardner stephens payne pierce berry matthews arnold willis ray watkins olson carroll duncan snyder
 hart cunningham lane andrews harper fox riley armstrong carpenter weaver greene elliott sims peters kelley franklin lawson fields carr wheeler chapman
 oliver montgomery richards williamson johnston banks bishop mccoy howell morrison hansen fernandez harvey little burton stanley jacobs reid fuller
 lynch dean gilbert garrett welch larson frazier burke hanson day bowman fowler adele alain andre anne antoine brigitte camille cecile chantal
 christophe claire claude daniele denis dominique emile emilie etienne fabien florence francoise frederic georges gerard gilles guillaume guy henri
 isabelle jacques jeanne jerome julien lucie luc madeleine marcel martine maurice maxime monique nathalie olivier pascal patrice sebastien simone
 sophie stephane sylvie thierry valerie veronique yves petit durand leroy moreau lefebvre roux fournier girard bonnet dupont lambert fontaine rousseau
 faure mercier blanc guerin boyer garnier chevalier legrand gauthier perrin robin clement morin roussel mathieu gautier andreas anja angelika anton
 birgit christoph dieter dirk ernst eva florian fritz gabriele georg gerd gerhard gisela gunter heike heinrich heinz helga helmut herbert hermann horst
 ingrid jens joachim johann johannes jorg jurgen karin karl katharina kurt lena lukas manfred markus martina matthias max monika nina norbert otto
 petra rainer ralf regina reinhard renate rolf sabine silke stefan stephan susanne sven thorsten udo ulrich ulrike ursula ute uwe volker werner
 winfried schulz koch richter klein schroder neumann schwarz zimmermann braun kruger hofmann hartmann lange krause lehmann kohler herrmann konig mayer
 huber kaiser fuchs scholz lang hahn vogel keller gunther berger winkler roth beck lorenz baumann albrecht schuster ludwig bohm kraus schumacher
 alessandro angelo antonella carla caterina chiara claudio davide elisa enrico fabio federico filippo francesca francesco gianni giorgio giovanna luca
 luigi maurizio massimo matteo michele nicola paola paolo pietro riccardo roberta stefano stefania tommaso vincenzo ferrari esposito bianchi romano
 colombo ricci marino greco conti gallo agnieszka andrzej ewa grzegorz jacek jerzy joanna jozef kamil katarzyna lukasz maciej magdalena malgorzata
 marcin marek mariusz mateusz michal pawel rafal stanislaw tadeusz tomasz wojciech zbigniew zofia lewandowski wisniewski wojcik kaminski zielinski
 szymanski wozniak dabrowski kozlowski jankowski mazur kwiatkowski krawczyk mehmet ayse emine hatice zeynep elif huseyin murat emre yilmaz kaya demir
 sahin celik yildiz yildirim ozturk aydin ozdemir arslan dogan kilic aslan cetin kara koc erik lars anders johan per nils bjorn olof gunnar kristina
 astrid andersson johansson karlsson nilsson eriksson larsson olsson persson svensson gustafsson jensen nielsen pedersen andersen christensen larsen
 sorensen rasmussen petersen madsen kristensen olsen haugen johansen berg jacobsen halvorsen henriksen dahl lund de jansen bakker visser smit meijer
 mulder bos vos hendriks dekker dijkstra pieter willem hendrik cornelis artem anatoly anatoliy boris evgeny gennady georgy grigory
 ilya kirill konstantin leonid lev maksim nikita nikolai petr roman ruslan stanislav stepan timur vadim valentin valery vasily vitaly vladislav
 yaroslav alexandr yevgeny anastasia alexandra alina alla daria ekaterina evgenia galina inna larisa lidia lyudmila ludmila margarita marina nadezhda
 oksana polina raisa valeria veronika yulia zoya sokolov lebedev kozlov novikov morozov solovyov vasiliev vasilyev zaitsev pavlov semyonov golubev
 vinogradov bogdanov vorobyov fyodorov fedorov mikhailov belyaev tarasov belov komarov orlov kiselyov makarov andreev kovalev ilyin gusev titov kuzmin
 kudryavtsev baranov kulikov alekseev stepanov yakovlev sorokin sergeyev romanov zakharov borisov korolyov gerasimov grigoriev lazarev medvedev ershov
 nikitin sobolev ryabov polyakov tsvetkov danilov zhukov frolov zhuravlev nikolaev krylov maximov sidorov osipov belousov fedotov dorofeev egorov
 matveev bobrov dmitriev kalinin anisimov petukhov antonov timofeev nikiforov veselov filippov markov bolshakov sukhanov mironov shiryaev alexandrov
 konovalov shestakov kazakov efimov denisov gromov fomin davydov melnikov shevchenko kovalenko bondarenko tkachenko kravchenko oliynyk koval polishchuk
 bondar tkachuk moroz marchenko lysenko rudenko savchenko petrenko iman hamza samir nadia layla leila maryam mariam zainab noor nour huda hala dina
 rania samira salma amal amina khadija mona muna hind abdulaziz abdulkarim abdulhamid abdulmalik abdullatif fahad fahd majed nawaf turki waleed walid
 yasser yasir ziad ziyad zaid zayd marwan imad emad adel adil ashraf ayman basim bassam fadi fouad fuad ghassan habib haitham hatem hisham hesham issa
 jaber kareem mahdi mazen mohsen muhsin munir nabil nadeem nadir najib nizar osama qais rafiq raed ramzi rami sabri sadiq safwan salah sami shadi
 shafiq sharif sherif taha talal tawfiq wael wahid wasim yahya yaqub zakaria mousavi musavi tehrani ebrahimi heidari rahimi ghasemi kazemi abbasi
 akbari amiri bahrami ghorbani khalili mahmoudi maleki mirzaei najafi nazari rostami sharifi soltani yousefi zare zamani parvin amin anwar arif asif
 aslam ayub azam babar bashir butt chaudhary farooq ghulam hafeez haider imran irfan javed kashif latif mahmood mirza mumtaz naeem nawaz nazir pervez
 qadir rafi rauf riaz sadia saif sajid shahid shabbir shafi tahir usman yaqoob yasmin younis zafar zubair rahim rehman amit anil arjun ashok deepak
 dinesh ganesh gopal harish kiran krishna lakshmi mahesh manish manoj mohan mukesh nair naresh neha nitin pooja pradeep prakash priya rahul rajesh
 rakesh ramesh ravi rohit sandeep sanjay santosh shankar suresh sunil sunita vijay vikram vinod yadav verma mishra pandey joshi mehta rao reddy naidu
 iyer menon pillai bose ghosh banerjee mukherjee chatterjee sen dutta biswas siti nur putri dewi sri agus budi hendra wati setiawan wijaya susanto
 santoso hidayat kurniawan saputra rahmawati lestari somchai somsak tuan hung thanh quang huong lan mai linh trang thuy duc son anh bao khanh chidi
 emeka ngozi okafor okeke adebayo oluwaseun chukwu sani bello abubakar aliyu kwame kofi ama mensah owusu boateng wanjiru kamau mwangi otieno ochieng
 njoroge kariuki dlamini nkosi ndlovu moyo sithole banda phiri mwale tembo zulu abebe tesfaye haile bekele alemu girma tadesse mohamud farah jama aden
 warsame mina yuna jiho minjun seoyeon jimin soyeon hyun jin woo min soo su hye eun ji jae kyung sang dong hoon yeon sik cheol ok hee hwa ja
 joseph emmanuel samuel ibrahima mamadou abdoulaye moussa diallo traore keita ba`) //nolint:gochecknoglobals // a table

// roles finds titles, legal forms, particles, places and patronymics.
func (n *Name) roles() {
	if n.Kind == Organisation {
		n.joinForms()
	}
	for i := range n.Tokens {
		t := &n.Tokens[i]
		if t.Role != Plain {
			continue
		}
		switch {
		case n.Kind == Person && len(n.Tokens) > 1 && in(titles, t.Text),
			n.Kind == Person && i == len(n.Tokens)-1 && i > 1 && in(companyEnd, t.Text):
			t.Role = Title
		case len(n.Tokens) > 1 && in(particles, t.Text):
			t.Role = Particle
		case n.Kind == Person && len(n.Tokens) > 2 && patronymic(t.Text):
			t.Role = Patronymic
		case n.Kind == Organisation && in(countries, t.Text):
			t.Role = Place
		case n.Kind != Person && in(generic, t.Text):
			t.Role = Generic
		}
	}
}

// companyEnd are legal forms that stand behind a person's name by mistake.
var companyEnd = words("llc ltd inc gmbh corp ooo oao") //nolint:gochecknoglobals // a table

func patronymic(text []byte) bool {
	s := string(text)
	if len(s) < 6 {
		return false
	}
	for _, end := range []string{"ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna", "yevich", "ovitch", "evitch", "inichna"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// joinForms replaces legal forms, which may be several words, by what they stand for.
func (n *Name) joinForms() {
	var key [80]byte
	out := n.Tokens[:0]
	for i := 0; i < len(n.Tokens); {
		took := 0
		for width := min(5, len(n.Tokens)-i); width > 0 && took == 0; width-- {
			k := key[:0]
			for j, t := range n.Tokens[i : i+width] {
				if j > 0 {
					k = append(k, ' ')
				}
				if len(k)+len(t.Text) > len(key)-1 {
					break
				}
				k = append(k, t.Text...)
			}
			if class, ok := forms[string(k)]; ok && width < len(n.Tokens) {
				out = append(out, Token{Text: classBytes[class], Role: Title, mask: maskOf(classBytes[class])})
				took = width
			}
		}
		if took == 0 {
			out = append(out, n.Tokens[i])
			took = 1
		}
		i += took
	}
	n.Tokens = out
}

// classBytes are the classes of legal forms as tokens; nobody changes them.
//
//nolint:gochecknoglobals // a table
var classBytes = map[string][]byte{
	"ltd": []byte("ltd"), "llc": []byte("llc"), "inc": []byte("inc"), "sa": []byte("sa"), "lp": []byte("lp"),
}

// weigh says of every token how much it narrows down who is meant.
func (n *Name) weigh() {
	for i := range n.Tokens {
		t := &n.Tokens[i]
		t.Weight = weightOf(t, n.Kind)
		if t.sign { // many signs share a sound
			t.Weight *= weightSound
		}
		if t.abjad && t.Role == Plain { // many words share their consonants
			t.Weight *= weightConsonants
		}
	}
}

func weightOf(t *Token, kind Kind) float32 {
	w := byLength(len(t.Text))
	switch {
	case t.Role == Title && kind == Organisation:
		return weightForm
	case t.Role == Title:
		return weightTitle
	case t.Role == Particle:
		return weightParticle
	case t.Role == Generic:
		return min(w, weightGeneric)
	case kind == Person && len(t.Text) == 1:
		return weightInitial
	case kind == Person && in(frequent, t.Text):
		return min(w, weightFrequent)
	case kind == Person && in(common, t.Text):
		return min(w, weightCommon)
	}
	return w
}

func byLength(n int) float32 {
	switch n {
	case 0, 1:
		return 0.3
	case 2:
		return 0.5
	case 3:
		return 0.7
	case 4:
		return 0.85
	}
	return 1
}
