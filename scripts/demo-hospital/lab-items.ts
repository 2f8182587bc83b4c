/**
 * The laboratory's items: JLAC10 and local codes, units, reference ranges and how healthy values scatter.
 * Ranges: the common reference intervals of JCCLS (2019) where it has them, else a hospital's usual ones.
 */

export type Specimen = 'serum' | 'blood' | 'plasma' | 'citrate' | 'urine' | 'arterial'

export const SPECIMENS: Readonly<Record<Specimen, { code: string; name: string }>> = {
  serum: { code: '023', name: '血清' },
  blood: { code: '019', name: '全血(添加物入り)' },
  plasma: { code: '022', name: '血漿' },
  citrate: { code: '022', name: '血漿' },
  urine: { code: '001', name: '尿(含むその他)' },
  arterial: { code: '018', name: '動脈血' },
}

export type PanelKey =
  | 'cbc'
  | 'diff'
  | 'chem'
  | 'liver'
  | 'lipid'
  | 'sugar'
  | 'crp'
  | 'coag'
  | 'cardiac'
  | 'renal'
  | 'urine'
  | 'infection'
  | 'bloodtype'
  | 'tumor'
  | 'thyroid'
  | 'gas'
  | 'iron'
  | 'hbv'
  | 'pct'
  | 'acr'

export const PANELS: Readonly<Record<PanelKey, { code: string; name: string }>> = {
  cbc: { code: 'E001', name: '末梢血液一般' },
  diff: { code: 'E002', name: '白血球分画' },
  chem: { code: 'E010', name: '生化学' },
  liver: { code: 'E011', name: '肝機能' },
  lipid: { code: 'E012', name: '脂質' },
  sugar: { code: 'E013', name: '糖代謝' },
  crp: { code: 'E014', name: '炎症' },
  coag: { code: 'E020', name: '凝固' },
  cardiac: { code: 'E030', name: '心筋マーカー' },
  renal: { code: 'E031', name: '腎・骨ミネラル' },
  urine: { code: 'E040', name: '尿一般' },
  infection: { code: 'E050', name: '感染症' },
  bloodtype: { code: 'E060', name: '輸血検査' },
  tumor: { code: 'E070', name: '腫瘍マーカー' },
  thyroid: { code: 'E080', name: '甲状腺' },
  gas: { code: 'E090', name: '血液ガス' },
  iron: { code: 'E015', name: '鉄代謝' },
  hbv: { code: 'E051', name: '肝炎ウイルス' },
  pct: { code: 'E016', name: 'プロカルシトニン' },
  acr: { code: 'E041', name: '尿アルブミン' },
}

export interface LabItem {
  readonly key: string
  readonly panel: PanelKey
  readonly specimen: Specimen
  readonly jlac10: string
  readonly name: string
  readonly localCode: string
  readonly localName: string
  /** How OBX-3 names it: standard triplet first, local first, or local alone. */
  readonly naming: 'standard-first' | 'local-first' | 'local-only'
  readonly unit: string
  readonly unitCode: string
  readonly decimals: number
  /** Low and high by sex; null bound = open. Null = no numeric range. */
  readonly range: Readonly<Record<'M' | 'F', Bounds>> | null
  /** Range as printed when it is no pair of numbers: `陰性`. */
  readonly rangeText: string
  /** Reported as `<x` below. */
  readonly detection: number | null
  readonly mean: Readonly<Record<'M' | 'F', number>>
  readonly sd: number
  /** Healthy text result of an item that is no number. */
  readonly text: string
}

export interface Bounds {
  readonly low: number | null
  readonly high: number | null
}

/**
 * key panel specimen jlac10 unitCode unit decimals rangeM rangeF meanM meanF sd detection localName name
 * ranges: low~high, either may be empty; `T:` = text item, with its normal text.
 */
const TABLE = `
wbc cbc blood 2A990000001930952 /uL /μL 0 3300~8600 = 5900 5600 900 - WBC 白血球数
rbc cbc blood 2A990000001930951 10*4/uL ×10*4/μL 0 435~555 386~492 485 438 22 - RBC 赤血球数
hb cbc blood 2A990000001930953 g/dL g/dL 1 13.7~16.8 11.6~14.8 14.7 13.1 0.7 - Hb ヘモグロビン
ht cbc blood 2A990000001930954 % % 1 40.7~50.1 35.1~44.4 44.2 39.8 1.9 - Ht ヘマトクリット
plt cbc blood 2A990000001930955 10*4/uL ×10*4/μL 1 15.8~34.8 = 23.5 24.5 4.0 - PLT 血小板数
mcv cbc blood 2A990000001930956 fL fL 1 83.6~98.2 = 91.5 90.5 2.4 - MCV ＭＣＶ
mch cbc blood 2A990000001930957 pg pg 1 27.5~33.2 = 30.5 30.0 0.9 - MCH ＭＣＨ
neut diff blood 2A160000001930951 % % 1 40.0~70.0 = 56 55 5 - Neut 好中球
lymph diff blood 2A160000001930957 % % 1 20.0~50.0 = 33 34 4 - Lymph リンパ球
mono diff blood 2A160000001930956 % % 1 2.0~8.0 = 5.5 5.3 1 - Mono 単球
eos diff blood 2A160000001930954 % % 1 0.0~7.0 = 2.6 2.4 1 - Eos 好酸球
tp chem serum 3A010000002327101 g/dL g/dL 1 6.6~8.1 = 7.2 7.2 0.3 - TP 総蛋白
alb chem serum 3A015000002327101 g/dL g/dL 1 4.1~5.1 = 4.5 4.4 0.2 - ALB アルブミン
ast liver serum 3B035000002327201 U/L U/L 0 13~30 = 22 21 3 - AST(GOT) AST
alt liver serum 3B045000002327201 U/L U/L 0 10~42 7~23 22 15 4 - ALT(GPT) ALT
ld liver serum 3B050000002327201 U/L U/L 0 124~222 = 172 170 18 - LD(IFCC) LD
alp liver serum 3B070000002327101 U/L U/L 0 38~113 = 72 70 12 - ALP(IFCC) アルカリホスファターゼ
ggt liver serum 3B090000002327201 U/L U/L 0 13~64 9~32 32 18 6 - γ-GTP γ-GT
tbil liver serum 3J010000002327101 mg/dL mg/dL 1 0.4~1.5 = 0.8 0.7 0.15 - T-Bil 総ビリルビン
che liver serum 3B110000002327101 U/L U/L 0 240~486 201~421 350 310 40 - ChE コリンエステラーゼ
ck chem serum 3B010000002327201 U/L U/L 0 59~248 41~153 120 85 28 - CK クレアチンキナーゼ
amy chem serum 3B160000002327101 U/L U/L 0 44~132 = 82 84 15 - AMY アミラーゼ
bun chem serum 3C025000002327201 mg/dL mg/dL 1 8.0~20.0 = 14.2 13.5 2.2 - BUN 尿素窒素
cre chem serum 3C015000002327101 mg/dL mg/dL 2 0.65~1.07 0.46~0.79 0.85 0.63 0.07 - CRE クレアチニン
egfr chem serum 8A065000002391901 mL/min/{1.73_m2} mL/min/1.73m2 1 60.0~ = 78 80 6 - eGFR 推算GFR
ua chem serum 3C020000002327101 mg/dL mg/dL 1 3.7~7.8 2.6~5.5 5.8 4.3 0.6 - UA 尿酸
na chem serum 3H010000002326101 mmol/L mmol/L 0 138~145 = 141 141 1.2 - Na ナトリウム
k chem serum 3H015000002326101 mmol/L mmol/L 1 3.6~4.8 = 4.2 4.1 0.2 - K カリウム
cl chem serum 3H020000002326101 mmol/L mmol/L 0 101~108 = 104 104 1.3 - Cl クロール
ca renal serum 3H030000002327101 mg/dL mg/dL 1 8.8~10.1 = 9.3 9.3 0.2 - Ca カルシウム
ip renal serum 3H040000002327101 mg/dL mg/dL 1 2.7~4.6 = 3.5 3.6 0.3 - IP 無機リン
mg renal serum 3H025000002327101 mg/dL mg/dL 1 1.8~2.4 = 2.1 2.1 0.1 - Mg マグネシウム
b2m renal serum 5C065000002306201 mg/L mg/L 1 0.8~2.0 = 1.4 1.4 0.2 - β2MG β2-マイクログロブリン
pth renal plasma 4C025000002205301 pg/mL pg/mL 0 10~65 = 38 40 8 - intactPTH 副甲状腺ホルモン（インタクト）
glu sugar plasma 3D010000002227201 mg/dL mg/dL 0 73~109 = 94 92 6 - GLU グルコース
a1c sugar blood 3D046000001906202 % % 1 4.9~6.0 = 5.5 5.5 0.2 - HbA1c(NGSP) グリコヘモグロビンA1c（NGSP）
tcho lipid serum 3F050000002327101 mg/dL mg/dL 0 142~248 = 196 203 20 - T-CHO 総コレステロール
tg lipid serum 3F015000002327101 mg/dL mg/dL 0 40~234 30~117 115 82 22 - TG トリグリセリド
hdl lipid serum 3F070000002327101 mg/dL mg/dL 0 38~90 48~103 57 67 8 - HDL-C HDL-コレステロール
ldl lipid serum 3F077000002327101 mg/dL mg/dL 0 65~163 = 116 112 16 - LDL-C LDL-コレステロール
crp crp serum 5C070000002306201 mg/dL mg/dL 2 ~0.14 = 0.06 0.06 0.04 0.02 CRP CRP
pct pct serum 4Z285000002305201 ng/mL ng/mL 2 ~0.05 = 0.03 0.03 0.01 0.02 PCT プロカルシトニン
pt coag citrate 2B030000002231151 sec 秒 1 10.0~13.0 = 11.4 11.4 0.4 - PT(秒) プロトロンビン時間
ptinr coag citrate 2B030000002231157 {INR} - 2 0.90~1.10 = 1.00 1.00 0.03 - PT-INR PT-INR
aptt coag citrate 2B020000002231103 sec 秒 1 24.0~34.0 = 28.5 28.5 1.6 - APTT 活性化部分トロンボプラスチン時間
fib coag citrate 2B100000002231101 mg/dL mg/dL 0 200~400 = 290 295 35 - Fib フィブリノゲン
dd coag citrate 2B140000002206201 ug/mL μg/mL 1 ~1.0 = 0.6 0.6 0.15 0.5 D-dimer Ｄダイマー
bnp cardiac plasma 4Z271000002205201 pg/mL pg/mL 1 ~18.4 = 9 10 3 4.0 BNP BNP
ckmb cardiac serum 3B015000002305301 ng/mL ng/mL 1 ~5.0 = 2.2 1.8 0.6 - CK-MB CK-MB
tni cardiac serum 5C094000002305201 pg/mL pg/mL 1 ~26.2 = 6 5 2 1.9 hs-TnI 高感度トロポニンＩ
fe iron serum 3I010000002327101 ug/dL μg/dL 0 40~188 = 105 95 20 - Fe 鉄
ferritin iron serum 5C095000002305101 ng/mL ng/mL 1 39.4~340.0 3.6~114.0 130 45 20 - Ferritin フェリチン
tsh thyroid serum 4A055000002305101 uIU/mL μIU/mL 3 0.350~4.940 = 1.8 1.9 0.5 - TSH TSH
ft4 thyroid serum 4B035000002305101 ng/dL ng/dL 2 0.70~1.48 = 1.05 1.05 0.1 - FT4 遊離サイロキシン
cea tumor serum 5D010000002305101 ng/mL ng/mL 1 ~5.0 = 2.1 1.8 0.6 0.5 CEA CEA
ca199 tumor serum 5D130000002305101 U/mL U/mL 1 ~37.0 = 9 10 4 2.0 CA19-9 CA19-9
ph gas arterial 3H080000001827051 - - 3 7.350~7.450 = 7.405 7.41 0.012 - pH 血液ガスｐＨ
pco2 gas arterial 3H080000001827052 mm(hg) Torr 1 35.0~45.0 = 40 39 1.6 - pCO2 血液ガスｐＣＯ２
po2 gas arterial 3H080000001827053 mm(hg) Torr 1 80.0~100.0 = 90 91 4 - pO2 血液ガスｐＯ２
hco3 gas arterial 3H080000001827054 mmol/L mmol/L 1 22.0~26.0 = 24.4 24.1 0.8 - HCO3- 血液ガスＨＣＯ３－
lac gas arterial 3E010000001826201 mmol/L mmol/L 1 0.5~1.6 = 0.9 0.9 0.2 - Lac 乳酸
upro urine urine 1A010000000191111 - - 0 T:－ = 0 0 0 - U-蛋白 尿蛋白
uglu urine urine 1A020000000191111 - - 0 T:－ = 0 0 0 - U-糖 尿糖
uob urine urine 1A100000000191111 - - 0 T:－ = 0 0 0 - U-潜血 尿潜血
uket urine urine 1A060000000191111 - - 0 T:－ = 0 0 0 - U-ケトン 尿ケトン体
uro urine urine 1A040000000191111 - - 0 T:± = 0 0 0 - U-ウロビリノーゲン 尿ウロビリノーゲン
usg urine urine 1A030000000191101 - - 3 1.005~1.030 = 1.016 1.016 0.004 - U-比重 尿比重
uph urine urine 1A035000000191101 - - 1 5.0~7.5 = 6.0 6.0 0.4 - U-pH 尿ｐＨ
acr acr urine 3A015000000106128 mg/g(creat) mg/gCr 1 ~30.0 = 9 10 4 5.0 U-Alb/Cr 尿アルブミン／クレアチニン比
hbsag infection serum 5F016141002305111 - - 0 T:陰性 = 0 0 0 - HBs-Ag HBs抗原
hcvab infection serum 5F360149502305111 - - 0 T:陰性 = 0 0 0 - HCV-Ab HCV抗体
tpab infection serum 5E075000002306111 - - 0 T:陰性 = 0 0 0 - TP-Ab 梅毒TP抗体
rpr infection serum 5E071000002306111 - - 0 T:陰性 = 0 0 0 - RPR RPR
hiv infection serum 5F560000002305111 - - 0 T:陰性 = 0 0 0 - HIV-Ag/Ab HIV抗原・抗体
hbsagq hbv serum 5F016141002305101 IU/mL IU/mL 2 ~0.05 = 0.01 0.01 0.01 0.05 HBs-Ag定量 HBs抗原定量
hbvdna hbv serum 5F450143102386301 LogIU/mL LogIU/mL 1 ~ = 0 0 0 1.0 HBV-DNA HBV-DNA定量
hbeag hbv serum 5F020141102305111 - - 0 T:陰性 = 0 0 0 - HBe-Ag HBe抗原
afp hbv serum 5D015000002305101 ng/mL ng/mL 1 ~10.0 = 3.2 3.0 1 - AFP AFP
abo bloodtype blood 5H010000001999911 - - 0 T: = 0 0 0 - ABO 血液型-ABO式
rh bloodtype blood 5H020000001999911 - - 0 T: = 0 0 0 - Rh 血液型-Rh式
irreg bloodtype blood 5H030000001999911 - - 0 T:陰性 = 0 0 0 - 不規則抗体 不規則抗体スクリーニング
`

export const LAB_ITEMS: readonly LabItem[] = TABLE.trim().split('\n').map(readItem)

export function itemsOf(panels: readonly PanelKey[]): readonly LabItem[] {
  return LAB_ITEMS.filter((item) => panels.includes(item.panel))
}

function readItem(line: string, index: number): LabItem {
  const cells = line.split(' ')
  const [key = '', panel, specimen, jlac10 = '', unitCode = '', unit = '', decimals] = cells
  const [rangeM = '', rangeF = '', meanM, meanF, sd, detection, localName = '', name = ''] =
    cells.slice(7)
  const text = rangeM.startsWith('T:') ? rangeM.slice(2) : ''
  const isText = rangeM.startsWith('T:')
  return {
    key,
    panel: panel as PanelKey,
    specimen: specimen as Specimen,
    jlac10,
    name,
    localCode: String(10_001 + index * 3),
    localName,
    naming: index % 11 === 7 ? 'local-only' : index % 3 === 1 ? 'local-first' : 'standard-first',
    unit: unit === '-' ? '' : unit,
    unitCode: unitCode === '-' ? '' : unitCode,
    decimals: Number(decimals),
    range: isText
      ? null
      : { M: bounds(rangeM), F: rangeF === '=' ? bounds(rangeM) : bounds(rangeF) },
    rangeText: isText && key !== 'abo' && key !== 'rh' ? text : '',
    detection: detection === '-' ? null : Number(detection),
    mean: { M: Number(meanM), F: Number(meanF) },
    sd: Number(sd),
    text,
  }
}

function bounds(text: string): Bounds {
  const [low = '', high = ''] = text.split('~')
  return { low: low === '' ? null : Number(low), high: high === '' ? null : Number(high) }
}
