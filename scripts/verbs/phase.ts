/** `sansho phase`: which phase of the failure it is, and setting it at the machine itself. */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { isPlace, PLACE_IDS, PLACES, type Place } from '../../model/codes/places.ts'
import type { Phase, PhaseChange } from '../../server/access/phases.ts'
import { type Access, dataDirectoryOf, readReason, withAccess } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { EXIT, type ExitCode, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

export const phase: Verb = {
  name: 'phase',
  summary: { ja: '障害の段階を表示・変更する', en: 'shows or sets the phase of the failure' },
  help: {
    ja: `
使い方: sansho phase show [--data フォルダ] [--json]
        sansho phase set 1|2|3|4 --reason "理由" [--data フォルダ]
        sansho phase open|close 場所 --reason "理由" [--data フォルダ]

  1  患者の過去が分からない（読み込み中・紙だけ）。誰もカルテを開けません。
  2  患者の情報が手元にある。参照センターでカルテを開けます。ほかの場所は一つずつ開けます。
  3  最小限のオーダーがほかで動いている。すべての場所でカルテを開けます。
  4  復旧した。誰もカルテを開けません。

  open・close は第2・第3段階で場所を開け閉めします: reference-centre er or ward desk it（第2段階の間なら
  第2段階について残ります）。情報部門（it）の場所は第1段階から開いています（役割による制限は同じです）。

  一度も設定していなければ 2（設定者は default）です。読み込んで起動すれば、そのまま閲覧できます。
  準備の間は閉じておくなら、起動の前に sansho phase set 1 を実行してください。
  変更は次の要求から全端末に効き、誰が・いつ・なぜが画面とアクセス記録に残ります。
  統括者（coordinator）はブラウザーからも変更できます。

  --reason "理由" 端末に表示します。患者の名前は書かないでください
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否（この段階では変えられない）`,
    en: `
Use: sansho phase show [--data DIR] [--json]
     sansho phase set 1|2|3|4 --reason "WHY" [--data DIR]
     sansho phase open|close PLACE --reason "WHY" [--data DIR]

  1  the patients' past is unknown (loading, paper only): nobody opens a chart
  2  information is at hand: charts open in the reference centre; other places are opened one by one
  3  minimal orders run again elsewhere: charts open at every place
  4  everything is back: nobody opens a chart

  open and close change a place in phases 2 and 3: reference-centre, er, or, ward, desk, it. What is set in a
  phase holds whenever that phase is in force. The place it is open from phase 1 on (roles are asked all the same).

  Until somebody sets a phase it is 2, set by "default": what was loaded can be read at once. To keep charts
  closed while you prepare, run sansho phase set 1 before serve.
  A change holds for every terminal from its next request on; who, when and why stand on the screens and in
  the access log. A coordinator can set the phase from a browser too.

  --reason "WHY"  is shown on the terminals: name no patient
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused (fixed in this phase)`,
  },
  async run(args, language): Promise<ExitCode> {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        reason: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const [word, what, ...more] = positionals
    const dataDirectory = dataDirectoryOf(values.data)
    const asked = { what: what ?? '', reason: values.reason, language }
    const say = (state: PhaseAndPlaces) =>
      process.stdout.write(values.json ? `${JSON.stringify(state)}\n` : phaseText(state, language))
    if (word === 'show' && what === undefined) {
      say(await withAccess(dataDirectory, stateNow))
    } else if (word === 'set' && what !== undefined && more.length === 0) {
      say(await setPhase(dataDirectory, asked))
    } else if ((word === 'open' || word === 'close') && what !== undefined && more.length === 0) {
      say(await setPlace(dataDirectory, { ...asked, open: word === 'open' }))
    } else {
      throw new WrongUse(
        language === 'ja'
          ? 'show か、set 1～4、open 場所、close 場所 を指定してください'
          : 'say show, set 1 to 4, open PLACE or close PLACE',
      )
    }
    return EXIT.done
  },
}

type PhaseAndPlaces = PhaseChange & { readonly openPlaces: readonly Place[] }

interface Asked {
  readonly what: string
  readonly reason: string | undefined
  readonly language: Language
}

async function stateNow({ database }: Access): Promise<PhaseAndPlaces> {
  const { openPhases } = await import('../../server/access/phases.ts')
  const { openPlaceOpenings } = await import('../../server/access/place-openings.ts')
  const change = openPhases(database).current()
  return { ...change, openPlaces: openPlaceOpenings(database).open(change.phase) }
}

async function setPhase(dataDirectory: string, asked: Asked): Promise<PhaseAndPlaces> {
  const wanted = readPhase(asked.what, asked.language)
  const reason = readReason(asked.reason, asked.language)
  const { openPhases } = await import('../../server/access/phases.ts')
  return withAccess(dataDirectory, (access) => {
    const phases = openPhases(access.database)
    const before = phases.current().phase
    access.audit.append(operatorEntry('phase.set', { phase: wanted, before, reason }))
    phases.set(wanted, os.userInfo().username, reason)
    return stateNow(access)
  })
}

async function setPlace(
  dataDirectory: string,
  asked: Asked & { readonly open: boolean },
): Promise<PhaseAndPlaces> {
  const { what: place, open, language } = asked
  if (!isPlace(place)) {
    throw new WrongUse(
      language === 'ja'
        ? `場所は ${PLACE_IDS.join(' ')} のどれかです: ${place}`
        : `a place is one of ${PLACE_IDS.join(' ')}: ${place}`,
    )
  }
  const reason = readReason(asked.reason, language)
  const { openPhases } = await import('../../server/access/phases.ts')
  const { openPlaceOpenings, placesCanChange } = await import(
    '../../server/access/place-openings.ts'
  )
  return withAccess(dataDirectory, (access) => {
    const { phase } = openPhases(access.database).current()
    if (!placesCanChange(phase)) {
      throw new Refusal(
        language === 'ja'
          ? `第${phase}段階では、場所を開け閉めできません`
          : `in phase ${phase} places can be neither opened nor closed`,
      )
    }
    access.audit.append(operatorEntry('place.set', { phase, place, open, reason }))
    const setBy = os.userInfo().username
    openPlaceOpenings(access.database).set({ phase, place, open, reason, setBy })
    return stateNow(access)
  })
}

function readPhase(text: string, language: Language): Phase {
  const found = ([1, 2, 3, 4] as const).find((each) => String(each) === text)
  if (found !== undefined) return found
  throw new WrongUse(
    language === 'ja' ? `段階は1から4です: ${text}` : `a phase is 1, 2, 3 or 4: ${text}`,
  )
}

function phaseText(state: PhaseAndPlaces, language: Language): string {
  const { phase, setBy, at, reason, openPlaces } = state
  const when = at === '' ? '' : ` ${at}`
  const places = openPlaces.map((place) => PLACES[place][language])
  return language === 'ja'
    ? `第${phase}段階（${setBy}${when}）${reason}\nカルテを開ける場所: ${places.join('、') || 'なし'}\n`
    : `phase ${phase} (${setBy}${when}) ${reason}`.trimEnd() +
        `\ncharts open at: ${places.join(', ') || 'no place'}\n`
}
