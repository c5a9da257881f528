package names

import "strings"

// pinyin has the readings (GB/T 16159, without tones) of the family names that most people
// in China bear and of characters that are frequent in given names. A character that is not
// here stays as it is written and is compared as such.
var pinyin = readPinyin(pinyinText) //nolint:gochecknoglobals // a table

func readPinyin(text string) map[rune]string {
	table := map[rune]string{}
	for _, pair := range strings.Fields(text) {
		syllable, signs, _ := strings.Cut(pair, "=")
		for _, r := range signs {
			table[r] = syllable
		}
	}
	return table
}

const pinyinText = `
ai=艾爱愛 an=安 ao=敖奥 ba=巴 bai=白柏百 ban=班 bao=包鲍鮑宝寶保 bei=贝貝北 bi=毕畢碧 bian=卞边 bin=斌彬滨宾 bing=冰兵炳 bo=波博薄伯 bu=卜步
cai=蔡才彩财 can=灿 cang=苍 cao=曹操 cen=岑 chai=柴 chang=常昌畅长 chao=超朝巢晁 che=车 chen=陈陳晨辰臣琛沉 cheng=程成诚承城盛澄 chi=迟池 chong=崇 chu=褚楚储初 chuan=川传 chun=春纯淳 cong=丛聪从 cui=崔翠
da=达大 dai=戴代 dan=丹单 dang=党 dao=道 de=德 deng=邓鄧登 di=狄迪帝 diao=刁 ding=丁定鼎 dong=董东東冬栋洞 dou=窦豆 du=杜都度 duan=段端 dun=敦
e=娥鄂 en=恩 er=尔二 fa=法发 fan=范樊凡帆繁 fang=方房芳放 fei=费飞菲非 fen=芬 feng=冯馮丰封峰锋凤风枫 fu=傅付福富符扶芙夫伏
gan=甘干 gang=刚钢岗 gao=高 ge=葛戈歌革 geng=耿 gong=龚宫公功恭巩 gou=苟 gu=顾谷古辜固 guan=关管官冠 guang=光广 gui=桂贵归 guo=郭国國果 hai=海 han=韩韓汉含翰涵寒 hang=航杭 hao=郝浩昊豪皓好 he=何贺和河赫鹤禾 hei=黑 heng=恒衡 hong=洪红宏鸿虹弘 hou=侯厚 hu=胡虎湖 hua=华華花画桦 huai=怀 huan=欢桓环 huang=黄黃皇煌 hui=惠辉慧会晖卉 huo=霍火
ji=季纪吉姬冀计嵇继基记济吉集 jia=贾家佳嘉甲 jian=简建健坚剑鉴俭 jiang=江姜蒋蔣疆 jiao=焦娇 jie=杰洁捷解介 jin=金靳晋近进锦津今瑾 jing=景敬静京晶经荆靖菁婧 jiu=久九 ju=鞠居菊巨 juan=娟 jun=俊军軍君均骏钧
kai=凯恺开楷 kan=阚侃 kang=康亢 ke=柯可科克珂 kong=孔空 kuai=蒯 kuan=宽 kuang=邝匡 kui=奎魁 kun=坤昆
lai=赖来 lan=兰蓝岚澜 lang=郎朗 lei=雷磊蕾 leng=冷 li=李黎厉利力立丽莉理礼励 lian=连廉莲 liang=梁良亮 liao=廖辽 lie=烈 lin=林琳霖临 ling=凌玲灵令岭 liu=刘劉柳六留流 long=龙龍隆 lou=娄楼 lu=卢陆鲁路吕禄露璐鹿 luan=栾 lun=伦 luo=罗羅骆洛络
ma=马馬麻 mai=麦 man=满曼 mao=毛茅茂 mei=梅美媚 men=门 meng=孟蒙萌梦 mi=米密 miao=苗缪妙 min=闵民敏 ming=明名铭鸣 mo=莫墨 mu=穆牧木慕 na=娜那 nan=南楠男 ni=倪尼 nian=年 nie=聂 ning=宁甯 niu=牛 nong=农 ou=欧歐
pan=潘攀 pang=庞 pei=裴培佩沛 peng=彭鹏朋蓬 pi=皮 ping=平萍苹屏 pu=蒲普朴浦 qi=齐戚祁琪琦奇启其旗 qian=钱錢倩千谦乾 qiang=强蔷 qiao=乔巧桥 qin=秦勤琴钦芹 qing=庆青清晴卿 qiong=琼 qiu=邱秋丘裘求 qu=曲屈瞿 quan=权全泉 que=阙 ran=冉然 rao=饶 ren=任仁人 rong=荣容蓉戎融榕 ru=茹儒汝如 ruan=阮 rui=瑞芮锐睿蕊 run=润 ruo=若
sa=萨 sai=赛 san=三 sang=桑 sha=沙莎 shan=山单善珊 shang=尚商上 shao=邵少绍 she=佘 shen=沈申慎深 sheng=生胜声升圣 shi=石史施师时世士仕诗实 shou=寿守 shu=舒书树淑 shuai=帅 shuang=双爽 shui=水 shun=顺舜 si=司思斯四 song=宋松颂 su=苏蘇素 sui=隋 sun=孙孫 suo=索
tai=泰太 tan=谭谈坦 tang=唐汤堂 tao=陶涛桃 teng=滕腾 tian=田天甜 tie=铁 ting=廷婷庭亭 tong=童佟同通彤桐 tu=涂屠图 tuo=拓
wan=万萬宛婉 wang=王汪旺望 wei=魏韦卫伟偉威为维卫玮巍薇炜未 wen=温文闻雯 weng=翁 wo=沃 wu=吴吳武伍邬巫乌五悟
xi=席习習奚西希喜熙锡曦 xia=夏霞侠 xian=冼贤宪先显仙 xiang=向项祥翔香湘享响 xiao=肖萧蕭晓小孝笑潇筱 xie=谢謝解协 xin=辛新欣鑫信心馨 xing=邢星兴幸行 xiong=熊雄 xiu=修秀 xu=徐许許旭续须胥绪 xuan=宣玄轩萱璇 xue=薛雪学學 xun=荀勋迅
ya=雅亚 yan=严颜闫阎燕彦岩艳言延妍炎研 yang=杨楊阳陽洋羊仰扬 yao=姚尧瑶耀药 ye=叶葉业野 yi=易伊怡义毅艺一仪宜逸益奕意依亿 yin=尹殷银音印寅 ying=应英营颖莹盈迎影 yong=雍勇永咏庸 you=尤游友有佑由 yu=于余喻俞郁玉宇雨裕育渔羽虞瑜煜愉 yuan=袁元苑源远圆媛原 yue=岳月悦越跃 yun=云雲芸运韵
zang=臧 zeng=曾增 zha=查 zhai=翟 zhan=詹展占湛 zhang=张張章掌彰 zhao=赵趙昭兆钊 zhe=哲喆 zhen=甄真珍振镇震贞 zheng=郑鄭正政征 zhi=支志智芝之知植治 zhong=钟鍾仲忠中众 zhou=周舟州洲 zhu=朱祝竺珠竹主柱 zhuang=庄莊壮 zhuo=卓 zi=子紫自梓 zong=宗 zou=邹鄒 zu=祖 zuo=左佐
`
