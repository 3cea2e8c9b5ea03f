/**
 * What the server says of kinds of storage and of their tests, word for word: it is told by these which text of another
 * language stands for it. Names of consoles, rights and rules stay as the providers write them.
 */
export const texts = {
  secret: 'Stored encrypted and never shown again.',
  prefix: 'Only files below this folder are visible.',
  s3Region: 'Such as eu-west-3. Left empty, it is found.',
  s3Role: 'Leave both keys empty to use the role of the machine that Vitrine runs on.',
  sasRead:
    'With the permissions Read and List; everything from the question mark on. Stored encrypted and never shown again.',
  sasWrite: 'With the permissions Read and Create. Stored encrypted and never shown again.',
  azureEndpoint:
    'Only outside the public cloud, such as https://ACCOUNT.blob.core.chinacloudapi.cn.',
  gcsKey: 'Of an HMAC key (Cloud Storage, Settings, Interoperability); begins with GOOG.',
  gcsEndpoint:
    'Only for a private address of Google’s own, such as a Private Service Connect endpoint.',
  endpointOfRegion: 'Follows from the region, so leave it empty.',
  doRegion: 'Such as fra1 or nyc3.',
  r2Endpoint: 'Shown with the bucket’s settings as S3 API, without the bucket at its end.',
  r2Region: 'Leave it empty: R2 has one region, auto.',
  wasabiRegion: 'Such as eu-central-1.',
  linodeRegion: 'Such as eu-central-1 or us-iad-10.',
  otherEndpoint: 'Such as https://s3.example.com, without the bucket.',
  otherRegion: 'Leave it empty if there is none.',
  localPath:
    'On the server: a folder that Vitrine was started with, one of LOCAL_ROOTS, or one below.',
  redirects: 'Besides the one that is asked; *.example.com stands for all below.',
  baseUrl: 'Paths are put behind it, such as https://www.example.com/pictures/.',
  basicAuth: 'For HTTP Basic authentication.',
  // Setup of uploads
  whySeparate:
    'Your source reads with one key. Uploads write with another. If the key that writes leaks or is revoked, your published images keep working.',
  whyLocal: 'Vitrine writes to the folder itself, so that there are no credentials to set up.',
  localUser: 'On the server, let the user that Vitrine runs as write to the folder.',
  localLinks:
    'The folder’s file system has to know hard links: they keep files from being overwritten.',
  corsRule: 'CORS rule',
  corsNotNeeded: 'Not needed as a rule. If the test below says otherwise, set it like this:',
  pasteRule: 'Paste the rule. If there are rules already, add this object to the list.',
  saveCors: 'Save the rule as cors.json and set it with an S3 client:',
  bothHalves: 'Enter both halves of the key below.',
  copyHalves: 'Copy both halves. The secret is shown once.',
  s3User: 'In the AWS console open IAM, then Users, and create a user for Vitrine’s uploads alone.',
  s3Policy:
    'Attach the policy below to it, or AmazonS3FullAccess if a broad policy is fine for you.',
  s3Key: 'Open the user, then Security credentials, and create an access key.',
  s3Halves: 'Enter both halves of the key below. AWS shows the secret once.',
  s3PolicyTitle: 'Least-privilege policy',
  s3Permissions: 'In the AWS console open the bucket, then Permissions.',
  s3Cors: 'Scroll to Cross-origin resource sharing (CORS) and choose Edit.',
  gcsAccount: 'In the Google Cloud console create a service account for Vitrine’s uploads alone.',
  gcsGrant:
    'Open the bucket, then Permissions, and grant that account the roles below on this bucket.',
  gcsSettings: 'Open Cloud Storage, then Settings, then Interoperability.',
  gcsCreate: 'Choose Create a key for a service account, and pick that account.',
  gcsHalves: 'Enter both halves of the key below. Google shows the secret once.',
  gcsRoles: 'Roles of the service account, on the bucket alone',
  gcsCors:
    'Save the rule as cors.json. If there are rules already, put them behind it: Google takes the first that fits.',
  gcsRun: 'Run: gcloud storage buckets update gs://{bucket} --cors-file=cors.json',
  azureOpen:
    'In the Azure portal open the storage account, then the container, then Shared access tokens.',
  azureMethod: 'Signing method: Account key. A token of the other kind ends after seven days.',
  azurePermissions:
    'Permissions: Read and Create. Write as well only where programs may replace files.',
  azureExpiry: 'Set the expiry at least one year ahead: uploads stop then.',
  azureGenerate: 'Choose Generate SAS token and URL, and copy the Blob SAS token.',
  doOpen: 'In the DigitalOcean control panel open Spaces Object Storage, then Access Keys.',
  doCreate: 'Choose Create Access Key, then Limited Access.',
  doPick:
    'Pick this Space alone, with the permission Read/Write/Delete: there is none that only writes.',
  doCors: 'Open the Space, then Settings, then CORS Configurations, and choose Add.',
  doForm: 'Fill in the form with these values.',
  r2Open: 'In the Cloudflare dashboard open R2 Object Storage, then Manage API tokens.',
  r2Create: 'Create a token with the permission Object Read & Write.',
  r2Bucket: 'Under Specify buckets, apply it to this bucket only.',
  r2Copy: 'Copy the access key ID and the secret access key. The secret is shown once.',
  r2Cors: 'Open the bucket, then Settings, then CORS Policy, and choose Add.',
  wasabiUser:
    'In the Wasabi console open Users and create a user with programmatic access for Vitrine’s uploads alone.',
  wasabiPolicy:
    'Attach a policy that allows s3:ListBucket on this bucket, and s3:GetObject and s3:PutObject on its objects.',
  wasabiKey: 'Open Access Keys and create a key for that user.',
  wasabiCors: 'Open the bucket, then Settings, then CORS, and paste the rule.',
  linodeOpen:
    'In the Cloud Manager open Object Storage, then Access Keys, and choose Create Access Key.',
  linodeLimit: 'Switch Limited Access on and give this bucket Read/Write, all others None.',
  linodeCors:
    'Open the bucket, then Access, and switch CORS on; or set the rule with an S3 client:',
  otherUser: 'Create a user or an access key for Vitrine’s uploads alone.',
  otherAllow: 'Allow it to list this bucket, and to read and write its objects.',
  // Tests
  notListed: 'Files here are not listed; each is found when it is asked for.',
  noFile: 'There is no file yet.',
  noList: 'Could not be tried, since no file is known without the list.',
  noFileToRead: 'Could not be tried, since there is no file yet.',
  noAddress: 'Could not be tried without the address of a file.',
  serverAnswers: 'The server answers. Whether files can be read shows when the first is asked for.',
  writable: 'Files can be written.',
  nothingWritable: 'Could not be tried, since nothing can be written.',
  neverReplaced: 'A file that is there already is never replaced.',
  throughVitrine: 'The bytes go through Vitrine.',
  noOrigin: 'Could not be tried without the address of the web app.',
  adviceCors:
    'Add the CORS rule of the upload setup to the bucket, with all of its headers. It may take some minutes to work.',
  adviceList: 'Check the place and its credentials, and that they may list what is there.',
  adviceRead: 'Let the credentials read files, too; listing is not enough.',
  adviceWrite: 'Check the credentials for uploads, and that they may write files here.',
  adviceReach: 'Check the address, and that this server may reach it; then test again.',
}

export type OriginsTexts = typeof texts
