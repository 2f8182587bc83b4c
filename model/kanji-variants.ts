/**
 * Characters that names are written with interchangeably: what a family register has and what a keyboard gives differ, and who
 * reads a name from a card or hears it does not know which. Only for finding: what is shown is always what the source wrote.
 *
 * First of each group: the form of 常用漢字表 (2010) or, where it has none, the commonest form in names. The others: its 旧字体 there, or
 * the same character in 法務省「誤字俗字・正字一覧表」(戸籍).
 */
const GROUPS = [
  '斎斉齋齊',
  '高髙',
  '崎﨑嵜碕',
  '辺邊邉',
  '沢澤',
  '浜濱濵',
  '広廣',
  '国國',
  '島嶋嶌',
  '桜櫻',
  '徳德',
  '恵惠',
  '真眞',
  '竜龍',
  '滝瀧',
  '栄榮',
  '学學',
  '寿壽',
  '実實',
  '宝寶',
  '富冨',
  '柳栁',
  '藤籐',
  '黒黑',
  '鉄鐵',
  '関關',
  '瀬瀨',
  '渋澁',
  '静靜',
  '亀龜',
  '万萬',
  '与與',
  '会會',
  '伝傳',
  '来來',
  '満滿',
  '豊豐',
  '弥彌',
  '礼禮',
  '秋穐',
  '吉𠮷',
  '土𡈽',
  '館舘',
  '船舩',
  '峰峯',
  '曽曾',
  '条條',
  '桧檜',
  '郎郞',
  '清淸',
  '青靑',
  '薮藪',
  '蔵藏',
  '薫薰',
  '頼賴',
  '遥遙',
  '尭堯',
  '槙槇',
  '凛凜',
  '巌巖',
  '衛衞',
  '総總',
  '縄繩',
  '芦蘆',
  '籠篭',
  '鶴靏',
  '鴎鷗',
] as const

const FIRST_OF = new Map(
  GROUPS.flatMap((group) => {
    const [first = '', ...others] = group
    return others.map((other) => [other, first] as const)
  }),
)

/** The text with each character as the first of its group. */
export function foldKanjiVariants(text: string): string {
  let folded = ''
  for (const ch of text) folded += FIRST_OF.get(ch) ?? ch
  return folded
}
