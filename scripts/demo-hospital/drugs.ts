/**
 * The hospital's formulary: generic drug names as Japanese pharmacies write them. The nine-digit codes have
 * HOT9's shape and the twelve-character ones that of the price list (YJ); both are invented, only the
 * therapeutic class (first four digits of the YJ code) is real.
 */

export interface Drug {
  readonly key: string
  readonly hot9: string
  readonly yj: string
  readonly name: string
  readonly unit: { readonly code: string; readonly text: string }
  readonly form: { readonly code: string; readonly text: string }
}

const UNITS: Readonly<Record<string, string>> = {
  TAB: '錠',
  CAP: 'カプセル',
  PAK: '包',
  HON: '本',
  AMP: 'アンプル',
  VIL: 'バイアル',
  KIT: 'キット',
  MAI: '枚',
  BAG: '袋',
  GRM: 'グラム',
  UNT: '単位',
  SYR: 'シリンジ',
}

const FORMS: Readonly<Record<string, string>> = {
  TAB: '錠剤',
  CAP: 'カプセル剤',
  PDR: '散剤',
  INJ: '注射剤',
  CRM: 'クリーム',
  TAP: '貼付剤',
  INH: '吸入剤',
  SYR: 'シロップ剤',
  SUP: '坐剤',
  EYE: '点眼剤',
}

/** key, therapeutic class, unit, form, name */
const TABLE = `
amlodipine 2171 TAB TAB アムロジピン錠５ｍｇ
amlodipine2 2171 TAB TAB アムロジピン錠２．５ｍｇ
candesartan 2149 TAB TAB カンデサルタン錠８ｍｇ
olmesartan 2149 TAB TAB オルメサルタン錠２０ｍｇ
enalapril 2144 TAB TAB エナラプリルマレイン酸塩錠５ｍｇ
bisoprolol 2123 TAB TAB ビソプロロールフマル酸塩錠２．５ｍｇ
carvedilol 2149 TAB TAB カルベジロール錠２．５ｍｇ
furosemide 2139 TAB TAB フロセミド錠２０ｍｇ
azosemide 2139 TAB TAB アゾセミド錠３０ｍｇ
spironolactone 2133 TAB TAB スピロノラクトン錠２５ｍｇ
tolvaptan 2139 TAB TAB トルバプタンＯＤ錠７．５ｍｇ
sacubitril 2190 TAB TAB サクビトリルバルサルタン錠５０ｍｇ
empagliflozin 3969 TAB TAB エンパグリフロジン錠１０ｍｇ
metformin 3962 TAB TAB メトホルミン塩酸塩錠５００ｍｇ
sitagliptin 3969 TAB TAB シタグリプチン錠５０ｍｇ
linagliptin 3969 TAB TAB リナグリプチン錠５ｍｇ
glimepiride 3961 TAB TAB グリメピリド錠１ｍｇ
rosuvastatin 2189 TAB TAB ロスバスタチン錠２．５ｍｇ
atorvastatin 2189 TAB TAB アトルバスタチン錠１０ｍｇ
ezetimibe 2189 TAB TAB エゼチミブ錠１０ｍｇ
febuxostat 3949 TAB TAB フェブキソスタット錠１０ｍｇ
aspirin 3399 TAB TAB アスピリン腸溶錠１００ｍｇ
clopidogrel 3399 TAB TAB クロピドグレル錠７５ｍｇ
apixaban 3339 TAB TAB アピキサバン錠５ｍｇ
edoxaban 3339 TAB TAB エドキサバンＯＤ錠３０ｍｇ
warfarin 3332 TAB TAB ワルファリンカリウム錠１ｍｇ
lansoprazole 2329 TAB TAB ランソプラゾールＯＤ錠１５ｍｇ
vonoprazan 2329 TAB TAB ボノプラザン錠１０ｍｇ
rebamipide 2329 TAB TAB レバミピド錠１００ｍｇ
famotidine 2325 TAB TAB ファモチジンＯＤ錠２０ｍｇ
magnesium 2344 TAB TAB 酸化マグネシウム錠３３０ｍｇ
sennoside 2354 TAB TAB センノシド錠１２ｍｇ
domperidone 2399 TAB TAB ドンペリドン錠１０ｍｇ
mosapride 2399 TAB TAB モサプリドクエン酸塩錠５ｍｇ
loxoprofen 1149 TAB TAB ロキソプロフェンナトリウム錠６０ｍｇ
acetaminophen 1141 TAB TAB アセトアミノフェン錠５００ｍｇ
acetaminophenfine 1141 GRM PDR アセトアミノフェン細粒２０％
celecoxib 1149 TAB TAB セレコキシブ錠１００ｍｇ
tramadol 1149 TAB TAB トラマドール塩酸塩・アセトアミノフェン配合錠
pregabalin 1190 CAP CAP プレガバリンカプセル７５ｍｇ
zolpidem 1129 TAB TAB ゾルピデム酒石酸塩錠５ｍｇ
lemborexant 1190 TAB TAB レンボレキサント錠５ｍｇ
brotizolam 1124 TAB TAB ブロチゾラムＯＤ錠０．２５ｍｇ
etizolam 1179 TAB TAB エチゾラム錠０．５ｍｇ
donepezil 1190 TAB TAB ドネペジル塩酸塩ＯＤ錠５ｍｇ
yokukansan 5200 GRM PDR ツムラ抑肝散エキス顆粒（医療用）
daikenchuto 5200 GRM PDR ツムラ大建中湯エキス顆粒（医療用）
alfacalcidol 3112 CAP CAP アルファカルシドールカプセル０．５μｇ
alendronate 3999 TAB TAB アレンドロン酸錠３５ｍｇ
carbocisteine 2233 TAB TAB カルボシステイン錠５００ｍｇ
ambroxol 2239 TAB TAB アンブロキソール塩酸塩錠１５ｍｇ
montelukast 4490 TAB TAB モンテルカスト錠１０ｍｇ
montelukastchew 4490 TAB TAB モンテルカストチュアブル錠５ｍｇ
fexofenadine 4490 TAB TAB フェキソフェナジン塩酸塩錠６０ｍｇ
budesonide 2290 KIT INH ブデソニド・ホルモテロール吸入粉末剤６０吸入
procaterol 2259 KIT INH プロカテロール塩酸塩吸入液０．０１％
levothyroxine 2431 TAB TAB レボチロキシンナトリウム錠５０μｇ
prednisolone 2456 TAB TAB プレドニゾロン錠５ｍｇ
entecavir 6250 TAB TAB エンテカビル錠０．５ｍｇ
sevelamer 2190 TAB TAB セベラマー塩酸塩錠２５０ｍｇ
calciumcarbonate 2190 TAB TAB 沈降炭酸カルシウム錠５００ｍｇ
sodiumbicarb 2344 TAB TAB 炭酸水素ナトリウム錠５００ｍｇ
levofloxacin 6241 TAB TAB レボフロキサシン錠５００ｍｇ
amoxicillin 6131 CAP CAP アモキシシリンカプセル２５０ｍｇ
cefcapene 6132 TAB TAB セフカペンピボキシル塩酸塩錠１００ｍｇ
tegafur 4229 CAP CAP テガフール・ギメラシル・オテラシル配合カプセルＴ２５
capecitabine 4223 TAB TAB カペシタビン錠３００ｍｇ
ferrous 3222 TAB TAB クエン酸第一鉄ナトリウム錠５０ｍｇ
tamsulosin 2590 TAB TAB タムスロシン塩酸塩ＯＤ錠０．２ｍｇ
mirabegron 2590 TAB TAB ミラベグロン錠５０ｍｇ
loxoprofentape 2649 MAI TAP ロキソプロフェンナトリウムテープ１００ｍｇ
heparinoid 3339 HON CRM ヘパリン類似物質油性クリーム０．３％
latanoprost 1319 HON EYE ラタノプロスト点眼液０．００５％
diclofenacsup 1147 KIT SUP ジクロフェナクナトリウム坐剤２５ｍｇ
glargine 2492 KIT INJ インスリングラルギン注射液キット３００単位
lispro 2492 KIT INJ インスリンリスプロ注射液キット３００単位
humulin 2492 UNT INJ インスリンヒト（遺伝子組換え）注１００単位／ｍＬ
saline100 3311 HON INJ 生理食塩液１００ｍＬ
saline500 3311 BAG INJ 生理食塩液５００ｍＬ
glucose5 3231 HON INJ ブドウ糖注射液５％２５０ｍＬ
maintenance 3319 BAG INJ 維持液（３号）５００ｍＬ
ringer 3319 BAG INJ 酢酸リンゲル液５００ｍＬ
bicarbringer 3319 BAG INJ 重炭酸リンゲル液５００ｍＬ
ampsulbactam 6139 VIL INJ アンピシリン・スルバクタム静注用３ｇ
ceftriaxone 6132 VIL INJ セフトリアキソンナトリウム静注用１ｇ
cefazolin 6132 VIL INJ セファゾリンナトリウム注射用１ｇ
cefmetazole 6132 VIL INJ セフメタゾールナトリウム静注用１ｇ
tazopipe 6139 VIL INJ タゾバクタム・ピペラシリン静注用４．５ｇ
meropenem 6139 VIL INJ メロペネム点滴静注用０．５ｇ
furosemideinj 2139 AMP INJ フロセミド注２０ｍｇ
carperitide 2190 VIL INJ カルペリチド注射用１０００μｇ
nicardipine 2149 AMP INJ ニカルジピン塩酸塩注射液１０ｍｇ
noradrenaline 2451 AMP INJ ノルアドレナリン注１ｍｇ
heparin 3334 VIL INJ ヘパリンナトリウム注５千単位／５ｍＬ
edaravone 1190 BAG INJ エダラボン点滴静注バッグ３０ｍｇ
acetaminopheninj 1141 BAG INJ アセトアミノフェン静注液１０００ｍｇ
fentanyl 8219 AMP INJ フェンタニルクエン酸塩注射液０．１ｍｇ
kcl 3220 AMP INJ ＫＣＬ補正液１ｍＥｑ／ｍＬ２０ｍＬ
vitaminb 3179 AMP INJ ビタミンＢ１・Ｂ６・Ｂ１２配合注射液
granisetron 2391 BAG INJ グラニセトロン点滴静注バッグ３ｍｇ
dexamethasone 2454 VIL INJ デキサメタゾン注射液６．６ｍｇ
oxaliplatin 4291 VIL INJ オキサリプラチン点滴静注液１００ｍｇ
fluorouracil 4223 VIL INJ フルオロウラシル注１０００ｍｇ
levofolinate 3929 VIL INJ レボホリナート点滴静注用１００ｍｇ
cyclophosphamide 4211 VIL INJ シクロホスファミド注射用５００ｍｇ
doxorubicin 4235 VIL INJ ドキソルビシン塩酸塩注射用５０ｍｇ
vincristine 4240 VIL INJ ビンクリスチン硫酸塩注射用１ｍｇ
rituximab 4291 VIL INJ リツキシマブ点滴静注５００ｍｇ
filgrastim 3399 SYR INJ フィルグラスチムＢＳ注７５μｇシリンジ
epoetin 3999 SYR INJ ダルベポエチンアルファ注２０μｇシリンジ
oxytocin 2414 AMP INJ オキシトシン注射液５単位
tranexamic 3327 AMP INJ トラネキサム酸注１０００ｍｇ
rbc 6342 BAG INJ 照射赤血球液－ＬＲ「日赤」２単位
`

const LIST: readonly Drug[] = TABLE.trim()
  .split('\n')
  .map((line, index) => {
    const [key = '', group = '', unit = '', form = '', name = ''] = line.split(' ')
    const letter = form === 'INJ' ? 'A' : form === 'TAB' || form === 'CAP' ? 'F' : 'X'
    return {
      key,
      hot9: String(100_100_000 + index * 137_101 + (index % 7)).padStart(9, '0'),
      yj: `${group}${String((index * 7) % 1000).padStart(3, '0')}${letter}${String(1010 + index)}`,
      name,
      unit: { code: unit, text: UNITS[unit] ?? unit },
      form: { code: form, text: FORMS[form] ?? form },
    }
  })

const BY_KEY = new Map(LIST.map((drug) => [drug.key, drug]))

/** @throws Error when the formulary has no such drug: a mistake in a course. */
export function drug(key: string): Drug {
  const found = BY_KEY.get(key)
  if (!found) throw new Error(`the formulary has no drug "${key}"`)
  return found
}
