export const texts = {
  signIn: 'Sign in',
  signingIn: 'Signing in',
  toHost: (host: string) => `to ${host}`,
  trouble: 'Trouble getting in? Ask the administrator of this server.',
  email: 'Email',
  password: 'Password',
  signInAgain: 'Sign in again',
  pleaseSignInAgain: 'Please sign in again',
  sessionEnded: 'Your session ended. What you typed is kept on this page.',
  noMatch: 'That did not match.',
  checkBoth: 'Check the email and the password.',
  tooMany: 'Too many attempts.',
  tryAgainInMinutes: (minutes: number) =>
    minutes === 1 ? 'Try again in a minute.' : `Try again in ${minutes} minutes.`,
  tryAgainSoon: 'Try again in a few minutes.',
}

export type AccountTexts = typeof texts
