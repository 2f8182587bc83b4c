/** Invented names of people: kanji and kana that belong together, with addresses and telephone numbers. */
import type { Random } from './random.ts'

export interface Name {
  readonly family: string
  readonly given: string
  readonly familyKana: string
  readonly givenKana: string
}

const FAMILIES = (
  '佐藤 サトウ,鈴木 スズキ,高橋 タカハシ,田中 タナカ,伊藤 イトウ,渡辺 ワタナベ,山本 ヤマモト,中村 ナカムラ,小林 コバヤシ,加藤 カトウ,' +
  '吉田 ヨシダ,山田 ヤマダ,佐々木 ササキ,山口 ヤマグチ,松本 マツモト,井上 イノウエ,木村 キムラ,林 ハヤシ,清水 シミズ,山崎 ヤマザキ,' +
  '森 モリ,池田 イケダ,橋本 ハシモト,阿部 アベ,石川 イシカワ,山下 ヤマシタ,中島 ナカジマ,小川 オガワ,前田 マエダ,岡田 オカダ,' +
  '長谷川 ハセガワ,藤田 フジタ,後藤 ゴトウ,近藤 コンドウ,村上 ムラカミ,遠藤 エンドウ,坂本 サカモト,藤井 フジイ,西村 ニシムラ,福田 フクダ,' +
  '太田 オオタ,三宅 ミヤケ,岡本 オカモト,中野 ナカノ,原田 ハラダ,小野 オノ,竹内 タケウチ,金子 カネコ,和田 ワダ,中山 ナカヤマ,' +
  '石田 イシダ,上田 ウエダ,森田 モリタ,柴田 シバタ,酒井 サカイ,工藤 クドウ,横山 ヨコヤマ,宮崎 ミヤザキ,内田 ウチダ,高木 タカギ,' +
  '安藤 アンドウ,谷口 タニグチ,大野 オオノ,丸山 マルヤマ,今井 イマイ,河野 コウノ,藤本 フジモト,村田 ムラタ,武田 タケダ,上野 ウエノ,' +
  '杉山 スギヤマ,増田 マスダ,平野 ヒラノ,菅原 スガワラ,小島 コジマ,千葉 チバ,松井 マツイ,岩崎 イワサキ,桜井 サクライ,野口 ノグチ,' +
  '斎藤 サイトウ,齋藤 サイトウ,斉藤 サイトウ,渡邊 ワタナベ,澤田 サワダ,濱田 ハマダ,小澤 オザワ,廣瀬 ヒロセ,籔内 ヤブウチ,鷲尾 ワシオ'
).split(',')

/** Given names by sex and generation: until 1950, 1951-1985, after. */
const GIVENS: Readonly<Record<'M' | 'F', readonly (readonly string[])[]>> = {
  M: [
    '正 タダシ,茂 シゲル,清 キヨシ,勇 イサム,実 ミノル,進 ススム,三郎 サブロウ,昭二 ショウジ,義雄 ヨシオ,幸男 ユキオ,武 タケシ,久 ヒサシ,喜八郎 キハチロウ,敏夫 トシオ,勝 マサル,弘 ヒロシ',
    '誠 マコト,隆 タカシ,修 オサム,和彦 カズヒコ,浩二 コウジ,健一 ケンイチ,哲也 テツヤ,直樹 ナオキ,英樹 ヒデキ,剛 ツヨシ,博之 ヒロユキ,雅彦 マサヒコ,聡 サトシ,大輔 ダイスケ,学 マナブ,康夫 ヤスオ',
    '翔太 ショウタ,大翔 ヒロト,蓮 レン,湊 ミナト,悠真 ユウマ,拓海 タクミ,陽向 ヒナタ,颯 ハヤテ,健太 ケンタ,樹 イツキ,碧 アオ,律 リツ',
  ].map((list) => list.split(',')),
  F: [
    '和子 カズコ,幸子 サチコ,節子 セツコ,美代子 ミヨコ,千代 チヨ,キヨ キヨ,ハル ハル,トミ トミ,静江 シズエ,文子 フミコ,久子 ヒサコ,八重子 ヤエコ,芳江 ヨシエ,敏子 トシコ,ミツ ミツ,富美子 フミコ',
    '恵子 ケイコ,由美子 ユミコ,真由美 マユミ,久美子 クミコ,裕子 ユウコ,智子 トモコ,陽子 ヨウコ,明美 アケミ,順子 ジュンコ,直美 ナオミ,香織 カオリ,美香 ミカ,洋子 ヨウコ,典子 ノリコ,理恵 リエ,雅美 マサミ',
    '美咲 ミサキ,葵 アオイ,陽菜 ヒナ,結衣 ユイ,さくら サクラ,凛 リン,愛 アイ,莉子 リコ,彩花 アヤカ,七海 ナナミ,楓 カエデ,紬 ツムギ',
  ].map((list) => list.split(',')),
}

export function drawName(random: Random, sex: 'M' | 'F', birthYear: number): Name {
  const generation = birthYear <= 1950 ? 0 : birthYear <= 1985 ? 1 : 2
  const [family = '', familyKana = ''] = random.pick(FAMILIES).split(' ')
  const givens = GIVENS[sex][generation] ?? []
  const [given = '', givenKana = ''] = random.pick(givens).split(' ')
  return { family, given, familyKana, givenKana }
}

const TOWNS = '本町,栄町,緑が丘,桜台,東町,西原,中央,南新田,北浜,若葉台,富士見,旭町'.split(',')

export interface Address {
  readonly zip: string
  readonly text: string
  readonly phone: string
}

/** House numbers of 99丁目 and telephone numbers with the exchange 999 exist nowhere. */
export function drawAddress(random: Random): Address {
  const building = random.chance(0.25)
    ? ` ${random.pick(['コーポ', 'メゾン', 'ハイツ'])}${random.pick(TOWNS)}${random.int(101, 508)}`
    : ''
  return {
    zip: `270-99${String(random.int(0, 99)).padStart(2, '0')}`,
    text: `千葉県参照市${random.pick(TOWNS)}99丁目${random.int(1, 30)}番${random.int(1, 20)}号${building}`,
    phone: `047-999-${String(random.int(1000, 9999))}`,
  }
}
