import type { AccountTexts } from '../en/account.ts'

export const texts: AccountTexts = {
  signIn: 'サインイン',
  signingIn: 'サインインしています',
  toHost: (host) => `接続先: ${host}`,
  trouble: 'サインインできない場合は、このサーバーの管理者に確認してください。',
  email: 'メールアドレス',
  password: 'パスワード',
  signInAgain: '再度サインイン',
  pleaseSignInAgain: 'もう一度サインインしてください',
  sessionEnded: 'セッションが終了しました。このページの入力内容は保持されています。',
  noMatch: '一致しません。',
  checkBoth: 'メールアドレスとパスワードを確認してください。',
  tooMany: '試行回数が多すぎます。',
  tryAgainInMinutes: (minutes) => `${minutes} 分後にもう一度お試しください。`,
  tryAgainSoon: '数分後にもう一度お試しください。',
}
