/** Why the server refused, in words for people. Keys stand in `Problem.type` after `urn:sansho:problem:`. */
export const PROBLEM_PREFIX = 'urn:sansho:problem:'

export interface ProblemType {
  /** HTTP status. */
  readonly status: number
  readonly ja: string
  readonly en: string
}

export const PROBLEM_TYPES = {
  'bad-request': {
    status: 400,
    ja: '入力の形式が正しくありません',
    en: 'the request is not well formed',
  },
  'weak-passphrase': {
    status: 400,
    ja: '新しいパスワードは使えません。16文字以上で、よく使われる言葉、同じ文字の繰り返し、並び順の文字、利用者名を避けてください',
    en: 'the new password cannot be used: 16 characters or more, no common phrase, repetition, row of letters or user name',
  },
  'not-signed-in': {
    status: 401,
    ja: 'サインインしていないか、時間切れになりました',
    en: 'not signed in, or the session has ended',
  },
  'wrong-login': {
    status: 401,
    ja: '利用者名またはパスワードが違います',
    en: 'wrong user name or password',
  },
  'wrong-badge': {
    status: 401,
    ja: 'このバッジは使えないか、PINが違います',
    en: 'this badge cannot be used, or the PIN is wrong',
  },
  'code-needed': {
    status: 401,
    ja: '認証アプリの6桁のコードを入れてください',
    en: 'give the six-digit code of your authenticator app',
  },
  'wrong-code': {
    status: 401,
    ja: 'コードが違うか、すでに使われました。次のコードを待って入れ直してください。アプリの時計が装置の時計と1分近くずれていると、正しいコードも通りません',
    en: 'the code is wrong, or was used before: wait for the next one. If the app’s clock is nearly a minute off the appliance’s, right codes fail too',
  },
  'own-passphrase-needed': {
    status: 401,
    ja: '一度だけ使えるパスワードです。ご自分のパスワードを決めてください',
    en: 'this password is good once: choose your own',
  },
  'one-time-over': {
    status: 401,
    ja: '一度だけ使えるパスワードの期限が切れています。この機械で sansho user first をもう一度実行してください',
    en: 'this one-time password has expired: run sansho user first again at the machine',
  },
  'cross-site': {
    status: 403,
    ja: 'この画面以外からの操作は受け付けません',
    en: 'requests from another site are refused',
  },
  'not-allowed': {
    status: 403,
    ja: 'この役割の利用者には許されていない操作です',
    en: 'not allowed for users of this role',
  },
  'wrong-passphrase': {
    status: 403,
    ja: '今のパスワードが違います',
    en: 'the present password is wrong',
  },
  'code-mismatch': {
    status: 403,
    ja: 'コードが合いません。アプリに今表示されている6桁を入れてください。アプリの時計が装置の時計と1分近くずれていると合いません',
    en: 'the code does not match: give the six digits that the app shows now. If its clock is nearly a minute off the appliance’s, codes do not match',
  },
  'session-locked': {
    status: 403,
    ja: '画面がロックされています。ロックを解除してください',
    en: 'the screen is locked: unlock it first',
  },
  'not-your-screen': {
    status: 403,
    ja: 'ほかの人の画面です。サインアウトしてから、ご自分でサインインしてください',
    en: 'this screen is another person’s: sign out, and sign in as yourself',
  },
  'reason-needed': {
    status: 403,
    ja: '閲覧が制限されたカルテです。開く理由が必要です',
    en: 'this chart is restricted: say why it is to be opened',
  },
  'not-open-yet': {
    status: 403,
    ja: '第1段階です。まだカルテを開けません。開始は統括者が知らせます',
    en: 'phase 1: charts cannot be opened yet; the coordinator will announce the start',
  },
  closed: {
    status: 403,
    ja: '第4段階です。電子カルテが復旧したため、参照は終了しました',
    en: 'phase 4: the EHR is back, and reading here has ended',
  },
  'place-not-open': {
    status: 403,
    ja: 'この場所の端末はまだ開いていません。開始は統括者が知らせます',
    en: 'terminals of this place are not open yet; the coordinator will announce the start',
  },
  'generation-changed': {
    status: 409,
    ja: 'データが別の世代に切り替わりました。カルテを閉じ、患者を確かめて開き直してください',
    en: 'the data has moved to another generation: close the chart, and open it again with the patient confirmed',
  },
  'user-exists': {
    status: 409,
    ja: 'その利用者名はすでに使われています',
    en: 'that user name is taken',
  },
  'second-factor-there': {
    status: 409,
    ja: '認証アプリはすでに登録されています。変えるには、情報部門に今の登録を外してもらってください',
    en: 'an authenticator app is registered already: ask IT to remove it first',
  },
  'phase-fixes-places': {
    status: 409,
    ja: '第1・第4段階では、場所を開けたり閉めたりできません',
    en: 'in phases 1 and 4 places can be neither opened nor closed',
  },
  'not-enrolled': {
    status: 403,
    ja: 'この端末は登録されていないか、登録が取り消されました。情報部門に連絡してください',
    en: 'this terminal is not enrolled, or its enrolment was revoked: ask IT',
  },
  'not-found': { status: 404, ja: '見つかりません', en: 'not found' },
  'not-acceptable': {
    status: 406,
    ja: '求められた形式では渡せません',
    en: 'cannot be given in the form that was asked for',
  },
  'not-rendered': {
    status: 406,
    ja: 'この画像は絵にして渡せません',
    en: 'this image cannot be given as a rendered picture',
  },
  'too-many-images': {
    status: 413,
    ja: '一度に絵にして渡すには多すぎます。シリーズごと、または1枚ずつ求めてください',
    en: 'too many images to render in one answer: ask for each series, or each image',
  },
  'too-large': { status: 413, ja: '送られた内容が大きすぎます', en: 'the request is too large' },
  'not-json': {
    status: 415,
    ja: '送る内容は JSON でなければなりません',
    en: 'the request body must be JSON',
  },
  'not-form': {
    status: 415,
    ja: '検索の内容はフォーム形式で送り、FHIR（application/fhir+json）の応答を求めなければなりません',
    en: 'a search is sent as a form, and FHIR (application/fhir+json) is asked for in Accept',
  },
  'cannot-show': {
    status: 415,
    ja: 'この種類のファイルは画面に表示できません',
    en: 'this kind of file cannot be shown',
  },
  'wrong-host': {
    status: 421,
    ja: 'この名前では利用できません',
    en: 'this server does not answer to that name',
  },
  locked: {
    status: 429,
    ja: '失敗が続いたため、この利用者は一時的にサインインできません',
    en: 'too many failures: this user cannot sign in for a while',
  },
  'terminal-locked': {
    status: 429,
    ja: 'この端末で失敗が続いたため、しばらくサインインできません。別の端末を使ってください',
    en: 'too many failures at this terminal: nobody signs in here for a while; use another',
  },
  'too-many': {
    status: 429,
    ja: '要求が多すぎます。少し待ってください',
    en: 'too many requests: wait a little',
  },
  failed: { status: 500, ja: 'サーバー内部の誤りです', en: 'something went wrong in the server' },
  'document-damaged': {
    status: 500,
    ja: 'この文書は読み込み後に壊れています',
    en: 'this document was damaged after it was loaded',
  },
  'medium-away': {
    status: 503,
    ja: 'この画像の画素はバックアップ媒体にあり、媒体が接続されていないか、読めません。情報部門に連絡してください',
    en: 'the pixels of this image are on the backup medium, which is not connected or cannot be read: tell IT',
  },
  'pacs-unfit': {
    status: 502,
    ja: '画像サーバー（PACS）が送ってきた画像は、頼んだ画像ではないか、読めません',
    en: 'what the image server (PACS) sent is not the image that was asked for, or cannot be read',
  },
  'pacs-away': {
    status: 503,
    ja: '画像サーバー（PACS）が応答しません。この画像は今は表示できません',
    en: 'the image server (PACS) does not answer: this image cannot be shown now',
  },
  'rendering-busy': {
    status: 503,
    ja: '絵にする画像が多すぎます。少し待ってください',
    en: 'too many images are being rendered: wait a little',
  },
  'not-ready': {
    status: 503,
    ja: '表示できるバックアップがありません。まだ読み込まれていないか、開けません',
    en: 'there is no backup that can be shown: none has been loaded yet, or it cannot be opened',
  },
  'not-logged': {
    status: 503,
    ja: 'アクセス記録に書けないため、表示できません',
    en: 'the access log cannot be written, so nothing can be shown',
  },
} as const satisfies Readonly<Record<string, ProblemType>>

export type ProblemCode = keyof typeof PROBLEM_TYPES
