/** The second person's part: the certificate is issued, and everything the terminal needs is written into one new folder. */
import { generatePassphrase } from '../../server/access/passwords.ts'
import { openTerminals } from '../../server/access/terminals.ts'
import { ensureAuthority, issueTerminalCertificate } from '../../server/tls/authority.ts'
import { hasOpenssl, makePkcs12 } from '../../server/tls/pkcs12.ts'
import type { Access } from '../accounts.ts'
import { folderAside } from '../made-aside.ts'
import { operatorEntry } from '../operator.ts'
import { type Language, Refusal } from '../verb.ts'
import { browserPolicies, edgeRegistration, kioskInstructions } from './kiosk-files.ts'

interface Approval {
  readonly name: string
  /** User name of who approves. */
  readonly by: string
  /** Of the server, for the kiosk. */
  readonly address: string
  /** A folder that does not exist yet. */
  readonly out: string
  readonly dataDirectory: string
}

/** Approves, then says so with the password of the .p12, which is kept nowhere else. @throws Refusal; whatever it throws, nothing is approved and no folder is left */
export async function approveTerminal(
  { database, audit }: Access,
  { name, by, address, out, dataDirectory }: Approval,
  language: Language,
): Promise<void> {
  const ja = language === 'ja'
  const terminals = openTerminals(database)
  const application = terminals.list().find((each) => each.name === name)
  if (application === undefined || application.revokedAt !== '') {
    throw new Refusal(ja ? `${name} の申請はありません` : `there is no application for ${name}`)
  }
  if (application.approvedBy !== '') {
    throw new Refusal(ja ? `${name} は承認済みです` : `${name} was approved already`)
  }
  if (application.requestedBy === by) {
    audit.append(operatorEntry('terminal.refused', { by, terminal: name, why: 'own application' }))
    throw new Refusal(
      ja
        ? '申請した人は承認できません。別の人が承認します'
        : 'whoever applied cannot approve: another person does',
    )
  }
  if (!hasOpenssl()) {
    throw new Refusal(
      ja
        ? '.p12 を作る openssl がありません（Debian: apt install openssl）'
        : 'the openssl program that writes the .p12 is missing (Debian: apt install openssl)',
    )
  }
  const authority = await ensureAuthority(dataDirectory)
  const issued = await issueTerminalCertificate(authority, name)
  const password = generatePassphrase()
  const p12 = makePkcs12({ ...issued, name: `Sansho ${name}` }, authority.certificate, password)
  const { fingerprint, expiresAt } = issued
  // Refused when it exists: an older terminal's key must not be overwritten, nor mixed up with this one.
  const files = new Map<string, string | Buffer>([
    [`${name}.p12`, p12],
    ['ca.crt', authority.certificate],
    ['sansho.json', `${JSON.stringify(browserPolicies(address), null, 2)}\n`],
    ['edge.reg', edgeRegistration(address)],
    ['README.txt', kioskInstructions({ name, address, expiresAt })],
  ])
  const kit = folderAside(out, files, language)
  const { place, requestedBy } = application
  try {
    audit.append(
      operatorEntry('terminal.approve', { terminal: name, place, by, requestedBy, fingerprint }),
    )
    if (!terminals.approve(name, by, issued, kit.publish)) {
      throw new Refusal(ja ? `${name} は承認済みです` : `${name} was approved already`)
    }
  } catch (error) {
    kit.withdraw()
    throw error
  }
  process.stdout.write(
    ja
      ? `承認しました: ${name}（期限 ${expiresAt.slice(0, 10)}）\n端末に入れるもの: ${out}\n.p12 のパスワード（今だけ表示）: ${password}\n`
      : `approved: ${name} (until ${expiresAt.slice(0, 10)})\nfor the terminal: ${out}\npassword of the .p12 (shown only now): ${password}\n`,
  )
}
