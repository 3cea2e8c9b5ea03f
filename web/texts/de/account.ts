import type { AccountTexts } from '../en/account.ts'

export const texts: AccountTexts = {
  signIn: 'Anmelden',
  signingIn: 'Anmeldung läuft',
  toHost: (host) => `bei ${host}`,
  trouble: 'Die Anmeldung gelingt nicht? Die Administration dieses Servers hilft weiter.',
  email: 'E-Mail',
  password: 'Passwort',
  signInAgain: 'Erneut anmelden',
  pleaseSignInAgain: 'Bitte erneut anmelden',
  sessionEnded: 'Die Sitzung ist abgelaufen. Alle Eingaben auf dieser Seite bleiben erhalten.',
  noMatch: 'Das passt nicht zusammen.',
  checkBoth: 'E-Mail und Passwort prüfen.',
  tooMany: 'Zu viele Versuche.',
  tryAgainInMinutes: (minutes) =>
    minutes === 1 ? 'In einer Minute erneut versuchen.' : `In ${minutes} Minuten erneut versuchen.`,
  tryAgainSoon: 'In einigen Minuten erneut versuchen.',
}
