/** Signing in, the lock and who sits at the terminal: in English. */
import type { signingIn as inJapanese } from '../ja/signing-in.ts'
import type { Said } from '../said.ts'

export const signingIn: Said<typeof inJapanese> = {
  signIn: {
    subtitle: 'The hospital’s record, from its backup',
    user: 'User name (or scan your badge)',
    password: 'Password',
    passwordOrBadge: 'Password (or scan your badge)',
    badgeRead: 'The badge was read.',
    withoutBadge: 'Without a badge',
    pin: 'PIN',
    code: 'Six-digit code of the authenticator app',
    further: {
      code: 'The password is right. Now the code of your authenticator app.',
      own: 'This password is good once. Choose your own, to be used from now on.',
    },
    startAgain: 'Start again',
    submit: 'Sign in',
    busy: 'Checking…',
    logged: 'Every sign-in and every chart that is opened is recorded.',
    demo: 'All patients shown are invented.',
    ending: {
      'signed-out': 'You are signed out.',
      unconfirmed:
        'The screen is cleared, but the server does not know yet. It is being told again and again: leave this page open until the server is back.',
      expired: 'Your session has ended.',
    },
  },
  locked: {
    title: 'This screen is locked',
    comeBack: (name: string) =>
      `${name} unlocks it and is back at the same place. Anybody else signs out first.`,
    unlock: 'Unlock',
  },
  passphrase: {
    title: 'Change password',
    current: 'Present password',
    next: 'New password (16 characters or more)',
    again: 'New password once more',
    differ: 'The two new passwords are not the same.',
    change: 'Change',
    changed: 'The password is changed. Your sessions at other terminals have ended.',
    close: 'Close',
  },
  secondFactor: {
    title: 'Authenticator app (second factor)',
    what: 'With an authenticator app on your phone, a sign-in by password also needs the six digits that the app shows. A badge and its PIN need none. If the phone is lost, IT can remove it.',
    scan: 'Scan this QR code with the app, then type the six digits that it shows. Once closed, it cannot be shown again.',
    typed: 'To type into the app instead:',
    begin: 'Show the QR code',
    confirm: 'Register',
    done: 'Registered. From the next sign-in on the code is asked for.',
  },
  identity: {
    id: 'Patient ID',
    name: 'Name',
    birthDate: 'Birth date',
    age: 'Age',
    sex: 'Sex',
    place: 'Ward, room',
    remarks: 'Remarks',
    sameName: 'Same name exists',
    similarName: 'Similar name exists',
    deceased: 'Deceased',
    notInWard: 'not in hospital',
    mergedFrom: (id) => `merged from ${id}`,
    priorIds: (ids) => `formerly ${ids}`,
  },
}
