import type { SENTENCES as KNOWN } from './de.ts'
import { sayIn } from './say.ts'

export const SENTENCES: Readonly<Record<keyof typeof KNOWN, string>> = {
  Unauthorized: 'サインインが必要です',
  'Not Found': '見つかりません',
  Conflict: '競合',
  Gone: '利用できません',
  'Precondition Failed': '変更されています',
  'Payload Too Large': '大きすぎます',
  'Unsupported Media Type': '対応していない形式です',
  'Unprocessable Content': 'ファイルを処理できません',
  'Too Many Requests': 'リクエストが多すぎます',
  'Internal Server Error': 'サーバーエラー',
  'Bad Gateway': 'ストレージの応答エラー',
  'Service Unavailable': '現在利用できません',
  'Gateway Timeout': 'タイムアウト',
  'The e-mail or the password is wrong.': 'メールアドレスまたはパスワードが違います。',
  'There were too many failed attempts to sign in. The next one is possible in {} min.':
    'サインインの失敗が多すぎます。{1} 分後に再試行できます。',
  'Too many people are signing in at this moment.': '現在サインインが集中しています。',
  'The present password is wrong.': '現在のパスワードが違います。',
  'The header X-CSRF-Token is missing or wrong. Load the page again.':
    'ページがセッションと一致しません。再読み込みしてください。',
  'This needs the permission {}, which you do not have.': 'この操作には権限「{1}」が必要です。',
  'You cannot give a permission you do not have: {}.': '自分にない権限は付与できません: {1}。',
  'There is already a user with the e-mail {}.':
    'メールアドレス {1} のユーザーはすでに存在します。',
  'Somebody else has changed this asset since you read it. Read it again, then repeat the change.':
    'このアセットはほかの人に変更されました。読み込み直してから、もう一度変更してください。',
  'Somebody has changed these settings meanwhile.': 'この設定はほかの人に変更されました。',
  'This search was changed meanwhile: it is "{}" now. Read it again.':
    'この検索は変更され、現在は「{1}」です。読み込み直してください。',
  'You have a saved search "{}" for this Source already.':
    'このソースには保存済みの検索「{1}」がすでにあります。',
  'There is a preset "{}" already.': 'プリセット「{1}」はすでにあります。',
  'Analysis is switched off by the operator of this Vitrine.':
    'この Vitrine の運用者が解析をオフにしています。',
  'Analysis is switched off in the settings of this account.':
    'このアカウントの設定で解析がオフになっています。',
  'This is no picture, or it has not been read: nothing to look at.':
    '画像ではないか、まだ読み取られていないため、解析できません。',
  'There is something at this path already.': 'このパスにはすでにファイルがあります。',
  'There is something at {} already.': '{1} にはすでにファイルがあります。',
  'Somebody else is uploading to "/{}" at this moment.': 'ほかの人が「/{1}」にアップロード中です。',
  'This Source is paused. Resume it, and it will be listed.':
    'このソースは一時停止中です。再開すると一覧を取得します。',
  'This Source is paused, so it takes no uploads. Files that have arrived stay where they are.':
    'このソースは一時停止中のため、アップロードできません。届いたファイルはそのまま残ります。',
  'This Source has no upload credentials yet. Add them in its Upload Setup, then files can be uploaded.':
    'このソースにはアップロード用の認証情報がまだありません。アップロード設定で追加してください。',
  'There is no Source with this id.': 'このソースはありません。',
  'There is no asset "/{}" in this Source.': 'このソースにアセット「/{1}」はありません。',
  'There is no file "/{}" at the Origin.': 'オリジンにファイル「/{1}」はありません。',
  'The host "{}" belongs to another Source.': 'ホスト「{1}」は別のソースのものです。',
  'This is not the name of the Source, so nothing was deleted.':
    'ソースの名前と一致しないため、削除していません。',
  'There is no such folder, or the operator has not allowed it. Allowed are the folders Vitrine was started with (npm start -- /path), those of the setting LOCAL_ROOTS, and all below them.':
    'このフォルダーは存在しないか、許可されていません。使えるのは、Vitrine の起動時に指定したフォルダー (npm start -- /path)、設定 LOCAL_ROOTS のフォルダー、およびその下です。',
  'The search took longer than {} seconds. Ask for something rarer.':
    '検索に {1} 秒以上かかりました。条件を絞ってください。',
  'Counting took longer than {} seconds.': '集計に {1} 秒以上かかりました。',
  'Finding the files took longer than {} seconds. Narrow the search.':
    'ファイルの検索に {1} 秒以上かかりました。検索を絞ってください。',
  'A download holds at most {} files, and this search finds more. Narrow it, a folder at a time.':
    '1 回のダウンロードは {1} ファイルまでです。フォルダーごとなどに絞ってください。',
  '{} bulk edits are under way already. Wait until some are done, or cancel them.':
    '一括編集がすでに {1} 件実行中です。完了を待つか、キャンセルしてください。',
  'The database does not answer at this moment. Please try again.':
    'データベースが応答していません。もう一度お試しください。',
  'Something went wrong on the server. Its log says more under the id of this error.':
    'サーバーで問題が発生しました。詳細はこのエラーの ID でログを確認してください。',
  'Vitrine is shutting down.': 'Vitrine を終了しています。',
  'This took longer than {} seconds.': '{1} 秒以上かかりました。',
  'The upload session was canceled.': 'アップロードはキャンセルされました。',
  'The 8 hours in which the file could be sent are over.': '送信できる 8 時間が過ぎました。',
  'Start the upload of this file again.': 'このファイルのアップロードをやり直してください。',
  'Another file is at "/{}" by now. It was not overwritten.':
    '「/{1}」には別のファイルがあります。上書きはしていません。',
  'Upload this one under another name.': '別の名前でアップロードしてください。',
  'The file is larger than the {} bytes that this storage takes.':
    'このストレージの上限 {1} バイトを超えています。',
  'Make the file smaller.': 'ファイルを小さくしてください。',
  'Add the CORS rule of the Source’s Upload Setup to the bucket.':
    'アップロード設定にある CORS ルールをバケットに追加してください。',
  'Try again later. If it stays, look at the Source: Vitrine can’t reach its storage.':
    '後でもう一度お試しください。続く場合はソースを確認してください。Vitrine からストレージに接続できません。',
  'Set the clock of the server right, best by NTP, and start the upload again.':
    'サーバーの時計を NTP などで合わせ、アップロードをやり直してください。',
  'Look at the upload credentials of the Source: its Upload Setup tests right by right.':
    'ソースのアップロード用認証情報を確認してください。アップロード設定で権限ごとにテストできます。',
  'The upload broke off before its end.': 'アップロードが途中で切れました。',
  'The file is empty.': 'ファイルが空です。',
  'The path is empty.': 'パスが空です。',
  'The path contains a control character, such as a line break or a tab.':
    'パスに改行やタブなどの制御文字が含まれています。',
  'The path ends with a slash, as that of a folder.':
    'パスがフォルダーのようにスラッシュで終わっています。',
  'The path contains two slashes in a row.': 'パスにスラッシュが連続しています。',
  'There is no space left to write {}.': '{1} を書き込む空き容量がありません。',
  'The {} data ends too early.': '{1} データが途中で終わっています。',
  'The HEIF data is damaged, or cannot be decoded.':
    'HEIF データが壊れているか、デコードできません。',
  'The HEIF data holds no picture.': 'HEIF データに画像がありません。',
  'The HEIF picture is too large to be decoded.': 'HEIF 画像が大きすぎてデコードできません。',
  'The BMP data is damaged: {}.': 'BMP データが壊れています: {1}。',
  'The BMP picture is too large to be decoded.': 'BMP 画像が大きすぎてデコードできません。',
  'The icon data ends too early.': 'アイコンのデータが途中で終わっています。',
  'The icon holds no picture.': 'アイコンに画像がありません。',
  'The JP2 data holds no picture.': 'JP2 データに画像がありません。',
  'The compressed SVG is damaged.': '圧縮された SVG が壊れています。',
  'The video data is damaged or ends too early.':
    '動画データが壊れているか、途中で終わっています。',
  'The header of the file is damaged.': 'ファイルのヘッダーが壊れています。',
  'The header of the PNM file is damaged.': 'PNM ファイルのヘッダーが壊れています。',
  'The header of the Radiance file is damaged.': 'Radiance ファイルのヘッダーが壊れています。',
  'Files above 500 MiB are not read.': '500 MiB を超えるファイルは読み取りません。',
  'The file changed again and again while being read.':
    '読み取り中にファイルが何度も変更されました。',
  'The name ends in .{}, but the content is {}.': '名前の末尾は .{1} ですが、内容は {2} です。',
  'It has changed while it was read.': '読み取り中に変更されました。',
  'There is no host named {}.': 'ホスト {1} が見つかりません。',
  'The host name of {} could not be looked up.': '{1} のホスト名を解決できませんでした。',
  '{} refused the connection.': '{1} が接続を拒否しました。',
  '{} broke off the connection.': '{1} が接続を切断しました。',
  '{} did not answer in time.': '{1} から時間内に応答がありませんでした。',
  'There is no way to {} in the network.': 'ネットワークから {1} に到達できません。',
  '{} can’t be spoken to over https, or its certificate is not trusted.':
    '{1} と https で通信できないか、証明書が信頼されていません。',
  '{} could not be asked.': '{1} に問い合わせできませんでした。',
  '{} can’t answer at the moment (status {}).': '{1} は現在応答できません (ステータス {2})。',
  '{} does not answer as S3 does.': '{1} の応答は S3 のものではありません。',
  '{} is in a private network, which Origins may reach only where ALLOW_PRIVATE_ORIGINS names it.':
    '{1} はプライベートネットワークにあります。ALLOW_PRIVATE_ORIGINS で指定した場合のみ接続できます。',
  'There is no bucket “{}” at {}.': '{2} にバケット「{1}」はありません。',
  'The bucket “{}” is in another region than was given: {}.':
    'バケット「{1}」のリージョンは指定と異なります: {2}。',
  'The bucket “{}” is in another region or has another endpoint than was given.':
    'バケット「{1}」のリージョンまたはエンドポイントが指定と異なります。',
  'The bucket “{}” refused access. {}': 'バケット「{1}」がアクセスを拒否しました。{2}',
  '{} does not know the access key.': '{1} にこのアクセスキーはありません。',
  'The secret key does not belong to the access key.':
    'シークレットキーがアクセスキーと一致しません。',
  'The clock of this machine is wrong by more than the 15 minutes S3 allows.':
    'このマシンの時計が、S3 の許容する 15 分を超えてずれています。',
  'There is no container “{}” in the storage account “{}”.':
    'ストレージアカウント「{2}」にコンテナー「{1}」はありません。',
  'The SAS token expired on {}; make a new one and enter it.':
    'SAS トークンは {1} に失効しました。新しいトークンを作成して入力してください。',
  'There is no folder {}.': 'フォルダー {1} はありません。',
  '{} is not a folder.': '{1} はフォルダーではありません。',
  'Vitrine has no right to use {}.': 'Vitrine に {1} を使う権限がありません。',
  '{} does not exist.': '{1} は存在しません。',
  '{} could not be read or written.': '{1} の読み書きができませんでした。',
  'The Origin is empty all of a sudden, so nothing was removed. Is the disk mounted, is the bucket or prefix right?':
    'オリジンが突然空になったため、何も削除していません。ディスクのマウント、バケットやプレフィックスを確認してください。',
  'The first file is {}.': '最初のファイルは {1} です。',
  'There is no file yet.': 'まだファイルはありません。',
  '{} can be read.': '{1} を読み取れます。',
  '{} is gone already.': '{1} はすでにありません。',
  'Files here are not listed; each is found when it is asked for.':
    'ここでは一覧を取得せず、ファイルはリクエストされたときに見つかります。',
  'The server answers. Whether files can be read shows when the first is asked for.':
    'サーバーは応答しています。ファイルを読み取れるかは最初のリクエストでわかります。',
  'Could not be tried, since no file is known without the list.':
    '一覧がなくファイルがわからないため、確認できませんでした。',
  'Could not be tried, since there is no file yet.':
    'まだファイルがないため、確認できませんでした。',
  'Could not be tried, since nothing can be written.':
    '書き込みできないため、確認できませんでした。',
  'Could not be tried without the address of a file.':
    'ファイルのアドレスがないため、確認できませんでした。',
  'Files can be written.': 'ファイルを書き込めます。',
  'A file that is there already is never replaced.': '既存のファイルは置き換えられません。',
  'The bytes go through Vitrine.': 'データは Vitrine を経由します。',
  'Pages of {} may upload.': '{1} のページからアップロードできます。',
  'No CORS rule lets pages of {} upload with the headers {} (status {}).':
    '{1} のページからヘッダー {2} でのアップロードを許可する CORS ルールがありません (ステータス {3})。',
  'Check the place and its credentials, and that they may list what is there.':
    '場所と認証情報、一覧の権限を確認してください。',
  'Give a public address, or let the operator of this server add it to ALLOW_PRIVATE_ORIGINS.':
    '公開アドレスを指定するか、サーバーの運用者に ALLOW_PRIVATE_ORIGINS への追加を依頼してください。',
  'The region of the bucket was not found: give it.':
    'バケットのリージョンが見つかりません。指定してください。',
  'Let the credentials read files, too; listing is not enough.':
    '一覧だけでなく、読み取りの権限も与えてください。',
  'Check the credentials for uploads, and that they may write files here.':
    'アップロード用の認証情報と、ここへの書き込み権限を確認してください。',
  'Check the address, and that this server may reach it; then test again.':
    'アドレスと、このサーバーから接続できるかを確認し、再テストしてください。',
  'Add the CORS rule of the upload setup to the bucket, with all of its headers. It may take some minutes to work.':
    'アップロード設定の CORS ルールを、すべてのヘッダーとともにバケットに追加してください。反映に数分かかることがあります。',
  'There are no credentials for uploads yet.': 'アップロード用の認証情報がまだありません。',
  'The process that worked on it did not give a sign of life any more.':
    '処理中のプロセスから応答がなくなりました。',
  'The server could not go on, and its log says why.':
    'サーバーで処理を続行できませんでした。理由はログにあります。',
}

export const said = sayIn(SENTENCES)
