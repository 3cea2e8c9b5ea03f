import type { OriginsTexts } from '../en/origins.ts'

export const texts: OriginsTexts = {
  secret: '暗号化して保存され、再表示されません。',
  prefix: 'このフォルダー以下のファイルのみ表示されます。',
  s3Region: '例: eu-west-3。空欄の場合は自動的に検出します。',
  s3Role: 'Vitrine が動作するマシンのロールを使う場合は、両方のキーを空欄にします。',
  sasRead:
    'Read と List の権限が必要です。疑問符以降をすべて入力します。暗号化して保存され、再表示されません。',
  sasWrite: 'Read と Create の権限が必要です。暗号化して保存され、再表示されません。',
  azureEndpoint:
    'パブリッククラウド以外でのみ必要です。例: https://ACCOUNT.blob.core.chinacloudapi.cn',
  gcsKey: 'HMAC キー (Cloud Storage, Settings, Interoperability) のもの。GOOG で始まります。',
  gcsEndpoint:
    'Private Service Connect など、Google のプライベートアドレスを使う場合のみ必要です。',
  endpointOfRegion: 'リージョンから決まるため、空欄にします。',
  doRegion: '例: fra1、nyc3',
  r2Endpoint: 'バケットの設定に S3 API として表示されます。末尾のバケット名は除きます。',
  r2Region: '空欄にします。R2 のリージョンは auto のみです。',
  wasabiRegion: '例: eu-central-1',
  linodeRegion: '例: eu-central-1、us-iad-10',
  otherEndpoint: '例: https://s3.example.com (バケット名は除く)',
  otherRegion: 'ない場合は空欄にします。',
  localPath:
    'サーバー上のフォルダー: Vitrine の起動時に指定したもの、LOCAL_ROOTS にあるもの、またはその下。',
  redirects: '元のホスト以外に許可するもの。*.example.com は配下すべてを表します。',
  baseUrl: 'この後ろにパスが付きます。例: https://www.example.com/pictures/',
  basicAuth: 'HTTP Basic 認証用。',
  whySeparate:
    'ソースの読み取りとアップロードの書き込みには別々のキーを使います。書き込み用のキーが漏れたり失効したりしても、公開済みの画像は配信され続けます。',
  whyLocal: 'Vitrine がフォルダーに直接書き込むため、認証情報の設定は不要です。',
  localUser: 'サーバー上で、Vitrine の実行ユーザーにフォルダーへの書き込みを許可します。',
  localLinks:
    'フォルダーのファイルシステムがハードリンクに対応している必要があります。これによりファイルの上書きを防ぎます。',
  corsRule: 'CORS 規則',
  corsNotNeeded: '通常は不要です。下のテストで必要とされた場合は、次のように設定します。',
  pasteRule: '規則を貼り付けます。すでに規則がある場合は、このオブジェクトを一覧に追加します。',
  saveCors: '規則を cors.json として保存し、S3 クライアントで設定します。',
  bothHalves: 'キーの両方の値を下に入力します。',
  copyHalves: '両方の値をコピーします。シークレットは一度だけ表示されます。',
  s3User:
    'AWS コンソールで IAM、Users の順に開き、Vitrine のアップロード専用ユーザーを作成します。',
  s3Policy:
    '下のポリシーを割り当てます。広い権限で問題なければ AmazonS3FullAccess でも構いません。',
  s3Key: 'ユーザーを開き、Security credentials でアクセスキーを作成します。',
  s3Halves: 'キーの両方の値を下に入力します。AWS はシークレットを一度だけ表示します。',
  s3PolicyTitle: '最小権限のポリシー',
  s3Permissions: 'AWS コンソールでバケットを開き、Permissions に進みます。',
  s3Cors: 'Cross-origin resource sharing (CORS) までスクロールし、Edit を選択します。',
  gcsAccount:
    'Google Cloud コンソールで、Vitrine のアップロード専用サービスアカウントを作成します。',
  gcsGrant:
    'バケットを開き、Permissions で、そのアカウントに下のロールをこのバケットに対して付与します。',
  gcsSettings: 'Cloud Storage、Settings、Interoperability の順に開きます。',
  gcsCreate: 'Create a key for a service account を選択し、そのアカウントを選びます。',
  gcsHalves: 'キーの両方の値を下に入力します。Google はシークレットを一度だけ表示します。',
  gcsRoles: 'このバケットに限ったサービスアカウントのロール',
  gcsCors:
    '規則を cors.json として保存します。すでに規則がある場合はその後ろに置きます。Google は最初に一致した規則を使います。',
  gcsRun: '実行: gcloud storage buckets update gs://{bucket} --cors-file=cors.json',
  azureOpen:
    'Azure ポータルでストレージアカウント、コンテナー、Shared access tokens の順に開きます。',
  azureMethod: 'Signing method: Account key。もう一方の種類のトークンは 7 日で失効します。',
  azurePermissions:
    'Permissions: Read と Create。プログラムにファイルの置き換えを許可する場合のみ Write も選択します。',
  azureExpiry: '有効期限は 1 年以上先にします。期限が来るとアップロードが停止します。',
  azureGenerate: 'Generate SAS token and URL を選択し、Blob SAS token をコピーします。',
  doOpen: 'DigitalOcean のコントロールパネルで Spaces Object Storage、Access Keys の順に開きます。',
  doCreate: 'Create Access Key、Limited Access の順に選択します。',
  doPick:
    'この Space のみを選び、権限は Read/Write/Delete にします。書き込みのみの権限はありません。',
  doCors: 'Space、Settings、CORS Configurations の順に開き、Add を選択します。',
  doForm: 'フォームに次の値を入力します。',
  r2Open: 'Cloudflare ダッシュボードで R2 Object Storage、Manage API tokens の順に開きます。',
  r2Create: 'Object Read & Write の権限を持つトークンを作成します。',
  r2Bucket: 'Specify buckets で、このバケットのみに適用します。',
  r2Copy:
    'アクセスキー ID とシークレットアクセスキーをコピーします。シークレットは一度だけ表示されます。',
  r2Cors: 'バケット、Settings、CORS Policy の順に開き、Add を選択します。',
  wasabiUser:
    'Wasabi コンソールで Users を開き、Vitrine のアップロード専用に、プログラムによるアクセスが可能なユーザーを作成します。',
  wasabiPolicy:
    'このバケットの s3:ListBucket と、そのオブジェクトの s3:GetObject および s3:PutObject を許可するポリシーを割り当てます。',
  wasabiKey: 'Access Keys を開き、そのユーザーのキーを作成します。',
  wasabiCors: 'バケット、Settings、CORS の順に開き、規則を貼り付けます。',
  linodeOpen:
    'Cloud Manager で Object Storage、Access Keys の順に開き、Create Access Key を選択します。',
  linodeLimit: 'Limited Access をオンにし、このバケットを Read/Write、他はすべて None にします。',
  linodeCors:
    'バケット、Access の順に開いて CORS をオンにするか、S3 クライアントで規則を設定します。',
  otherUser: 'Vitrine のアップロード専用のユーザーまたはアクセスキーを作成します。',
  otherAllow: 'このバケットの一覧と、そのオブジェクトの読み取りおよび書き込みを許可します。',
  notListed: 'ここではファイルの一覧を取得しません。ファイルは要求されたときに見つかります。',
  noFile: 'ファイルはまだありません。',
  noList: '一覧がなくファイルが分からないため、確認できませんでした。',
  noFileToRead: 'ファイルがまだないため、確認できませんでした。',
  noAddress: 'ファイルのアドレスがないため、確認できませんでした。',
  serverAnswers:
    'サーバーは応答しています。ファイルを読み取れるかどうかは、最初の要求時に分かります。',
  writable: 'ファイルを書き込めます。',
  nothingWritable: '書き込みができないため、確認できませんでした。',
  neverReplaced: '既存のファイルが置き換えられることはありません。',
  throughVitrine: 'データは Vitrine を経由します。',
  noOrigin: 'Web アプリのアドレスがないため、確認できませんでした。',
  adviceCors:
    'アップロード設定の CORS 規則を、すべてのヘッダーを含めてバケットに追加してください。反映まで数分かかることがあります。',
  adviceList: '保存場所と認証情報、および一覧の権限を確認してください。',
  adviceRead: '認証情報にファイルの読み取りも許可してください。一覧だけでは不十分です。',
  adviceWrite: 'アップロード用の認証情報と、ここへの書き込み権限を確認してください。',
  adviceReach: 'アドレスと、このサーバーから到達できるかを確認し、もう一度テストしてください。',
}
