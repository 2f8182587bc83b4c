/** Signing in, the lock and who sits at the terminal: in Japanese. */

export const signingIn = {
  signIn: {
    subtitle: '電子カルテのバックアップを参照します',
    user: '利用者名（またはバッジを読み取る）',
    password: 'パスワード',
    passwordOrBadge: 'パスワード（またはバッジを読み取る）',
    badgeRead: 'バッジを読み取りました。',
    withoutBadge: 'バッジを使わない',
    pin: 'PIN',
    code: '認証アプリの6桁のコード',
    further: {
      code: 'パスワードを確認しました。続けて、認証アプリのコードを入れてください。',
      own: '一度だけ使えるパスワードです。これから使うご自分のパスワードを決めてください。',
    },
    startAgain: 'はじめからやり直す',
    submit: 'サインイン',
    busy: '確認しています…',
    logged: 'サインインとカルテの閲覧はすべて記録されます。',
    demo: '表示される患者はすべて架空です。',
    ending: {
      'signed-out': 'サインアウトしました。',
      unconfirmed:
        '画面は消去しましたが、サーバーにはまだ伝わっていません。送信を続けています。サーバーが戻るまで、この画面を閉じないでください。',
      expired: '時間切れ、または別の操作により、サインインが終わりました。',
    },
  },
  locked: {
    title: '画面をロックしています',
    comeBack: (name: string) =>
      `${name} さんが解除すると、同じ画面に戻ります。ほかの人はサインアウトしてから使ってください。`,
    unlock: '解除',
  },
  passphrase: {
    title: 'パスワードの変更',
    current: '今のパスワード',
    next: '新しいパスワード（16文字以上）',
    again: '新しいパスワード（もう一度）',
    differ: '新しいパスワードが2回とも同じではありません。',
    change: '変更する',
    changed: 'パスワードを変更しました。ほかの端末でのサインインは終わりました。',
    close: '閉じる',
  },
  secondFactor: {
    title: '認証アプリ（二段階認証）',
    what: 'スマートフォンの認証アプリを登録すると、パスワードでのサインインに、アプリに出る6桁のコードも要るようになります。バッジとPINでのサインインには要りません。なくしたときは情報部門が外せます。',
    scan: '認証アプリでこのQRコードを読み取り、アプリに出た6桁のコードを入れてください。この画面を閉じると二度と表示できません。',
    typed: '読み取れないときにアプリへ入力する秘密:',
    begin: 'QRコードを表示する',
    confirm: '登録する',
    done: '登録しました。次のサインインから、コードも入れてください。',
  },
  identity: {
    id: '患者ID',
    name: '氏名',
    birthDate: '生年月日',
    age: '年齢',
    sex: '性別',
    place: '病棟・病室',
    remarks: '注意',
    sameName: '同姓同名あり',
    similarName: '似た氏名あり',
    deceased: '死亡',
    notInWard: '入院中でない',
    mergedFrom: (id: string) => `旧ID ${id} から統合`,
    priorIds: (ids: string) => `旧ID ${ids}`,
  },
}
