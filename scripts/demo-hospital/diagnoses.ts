/** Disease names with ICD-10 (2013) codes; the eight-digit numbers have the shape of the MEDIS disease master's. */

export interface Diagnosis {
  readonly code: string
  readonly name: string
  readonly icd10: string
}

const TABLE = `
hypertension I10 高血圧症
dyslipidemia E785 脂質異常症
diabetes E119 ２型糖尿病
diabetickidney E112 ２型糖尿病性腎症
retinopathy E113 糖尿病網膜症
chf I500 うっ血性心不全
af I489 心房細動
oldmi I252 陳旧性心筋梗塞
angina I209 狭心症
ckd N189 慢性腎臓病
esrd N180 末期腎不全
anemia D649 貧血
renalanemia D638 腎性貧血
pneumonia J189 肺炎
aspiration J690 誤嚥性肺炎
copd J449 慢性閉塞性肺疾患
asthma J459 気管支喘息
stomachcancer C169 胃癌
coloncancer C187 Ｓ状結腸癌
livermeta C787 転移性肝癌
lymphoma C833 びまん性大細胞型Ｂ細胞性リンパ腫
neutropenia D70 発熱性好中球減少症
gallstone K802 胆のう結石症
cholecystitis K810 急性胆のう炎
hipfracture S7200 大腿骨頚部骨折
osteoporosis M819 骨粗鬆症
knee M179 変形性膝関節症
stroke I639 脳梗塞
dementia F03 認知症
alzheimer G309 アルツハイマー型認知症
insomnia G470 不眠症
constipation K590 便秘症
reflux K210 逆流性食道炎
gastritis K295 慢性胃炎
gastriculcer K259 胃潰瘍
hbv B181 Ｂ型慢性肝炎
hbvcarrier Z225 Ｂ型肝炎ウイルスキャリア
hyperuricemia E790 高尿酸血症
hypothyroidism E039 甲状腺機能低下症
bph N40 前立腺肥大症
oab N328 過活動膀胱
glaucoma H409 緑内障
lumbar M4806 腰部脊柱管狭窄症
delivery O800 自然頭位分娩
pregnancy Z321 妊娠
bronchitis J209 急性気管支炎
uti N390 尿路感染症
dehydration E86 脱水症
cold J00 急性上気道炎
allergicrhinitis J304 アレルギー性鼻炎
`

const ENTRIES: ReadonlyMap<string, Diagnosis> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line, index) => {
      const [key = '', icd10 = '', name = ''] = line.split(' ')
      return [key, { code: String(20_050_000 + index * 173), name, icd10 }]
    }),
)

/** @throws Error when there is no such diagnosis: a mistake in a course. */
export function diagnosis(key: string): Diagnosis {
  const found = ENTRIES.get(key)
  if (!found) throw new Error(`no diagnosis "${key}"`)
  return found
}
