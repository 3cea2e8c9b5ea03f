import type { OriginsTexts } from '../en/origins.ts'

export const texts: OriginsTexts = {
  secret: 'Verschlüsselt gespeichert und nie wieder gezeigt.',
  prefix: 'Nur Dateien in diesem Ordner sind sichtbar.',
  s3Region: 'Etwa eu-west-3. Bleibt das Feld leer, wird sie ermittelt.',
  s3Role:
    'Beide Schlüssel leer lassen, um die Rolle der Maschine zu nutzen, auf der Vitrine läuft.',
  sasRead:
    'Mit den Rechten Read und List; alles ab dem Fragezeichen. Verschlüsselt gespeichert und nie wieder gezeigt.',
  sasWrite: 'Mit den Rechten Read und Create. Verschlüsselt gespeichert und nie wieder gezeigt.',
  azureEndpoint:
    'Nur außerhalb der öffentlichen Cloud, etwa https://ACCOUNT.blob.core.chinacloudapi.cn.',
  gcsKey: 'Eines HMAC-Schlüssels (Cloud Storage, Settings, Interoperability); beginnt mit GOOG.',
  gcsEndpoint:
    'Nur für eine private Adresse von Google, etwa einen Endpunkt von Private Service Connect.',
  endpointOfRegion: 'Folgt aus der Region, also leer lassen.',
  doRegion: 'Etwa fra1 oder nyc3.',
  r2Endpoint: 'Steht bei den Einstellungen des Buckets als S3 API; ohne den Bucket am Ende.',
  r2Region: 'Leer lassen: R2 hat nur die Region auto.',
  wasabiRegion: 'Etwa eu-central-1.',
  linodeRegion: 'Etwa eu-central-1 oder us-iad-10.',
  otherEndpoint: 'Etwa https://s3.example.com, ohne den Bucket.',
  otherRegion: 'Leer lassen, wenn es keine gibt.',
  localPath:
    'Auf dem Server: ein Ordner, mit dem Vitrine gestartet wurde, einer aus LOCAL_ROOTS oder einer darunter.',
  redirects: 'Neben dem angefragten; *.example.com steht für alle darunter.',
  baseUrl: 'Dahinter kommen die Pfade, etwa https://www.example.com/pictures/.',
  basicAuth: 'Für HTTP-Basic-Authentifizierung.',
  whySeparate:
    'Die Quelle liest mit einem Schlüssel, Uploads schreiben mit einem anderen. Gerät der schreibende in falsche Hände oder wird er widerrufen, funktionieren veröffentlichte Bilder weiter.',
  whyLocal: 'Vitrine schreibt selbst in den Ordner, Zugangsdaten sind also nicht nötig.',
  localUser:
    'Auf dem Server dem Benutzer, unter dem Vitrine läuft, das Schreiben im Ordner erlauben.',
  localLinks:
    'Das Dateisystem des Ordners muss Hardlinks kennen: Sie verhindern, dass Dateien überschrieben werden.',
  corsRule: 'CORS-Regel',
  corsNotNeeded: 'In der Regel nicht nötig. Sagt der Test unten etwas anderes, so setzen:',
  pasteRule: 'Die Regel einfügen. Gibt es schon Regeln, dieses Objekt der Liste hinzufügen.',
  saveCors: 'Die Regel als cors.json speichern und mit einem S3-Client setzen:',
  bothHalves: 'Unten beide Hälften des Schlüssels eingeben.',
  copyHalves: 'Beide Hälften kopieren. Das Geheimnis wird einmal gezeigt.',
  s3User:
    'In der AWS-Konsole IAM öffnen, dann Users, und einen Benutzer nur für die Uploads von Vitrine anlegen.',
  s3Policy:
    'Ihm die Richtlinie unten geben, oder AmazonS3FullAccess, wenn eine weite Richtlinie genügt.',
  s3Key: 'Den Benutzer öffnen, dann Security credentials, und einen Zugriffsschlüssel anlegen.',
  s3Halves: 'Unten beide Hälften des Schlüssels eingeben. AWS zeigt das Geheimnis einmal.',
  s3PolicyTitle: 'Richtlinie mit den nötigsten Rechten',
  s3Permissions: 'In der AWS-Konsole den Bucket öffnen, dann Permissions.',
  s3Cors: 'Zu Cross-origin resource sharing (CORS) blättern und Edit wählen.',
  gcsAccount:
    'In der Google-Cloud-Konsole ein Dienstkonto nur für die Uploads von Vitrine anlegen.',
  gcsGrant:
    'Den Bucket öffnen, dann Permissions, und dem Konto die Rollen unten für diesen Bucket geben.',
  gcsSettings: 'Cloud Storage öffnen, dann Settings, dann Interoperability.',
  gcsCreate: 'Create a key for a service account wählen und dieses Konto auswählen.',
  gcsHalves: 'Unten beide Hälften des Schlüssels eingeben. Google zeigt das Geheimnis einmal.',
  gcsRoles: 'Rollen des Dienstkontos, nur für diesen Bucket',
  gcsCors:
    'Die Regel als cors.json speichern. Gibt es schon Regeln, diese dahinter setzen: Google nimmt die erste passende.',
  gcsRun: 'Ausführen: gcloud storage buckets update gs://{bucket} --cors-file=cors.json',
  azureOpen:
    'Im Azure-Portal das Speicherkonto öffnen, dann den Container, dann Shared access tokens.',
  azureMethod: 'Signing method: Account key. Ein Token der anderen Art endet nach sieben Tagen.',
  azurePermissions:
    'Permissions: Read und Create. Write nur, wenn Programme Dateien ersetzen dürfen.',
  azureExpiry: 'Das Ablaufdatum mindestens ein Jahr voraus setzen: Dann enden die Uploads.',
  azureGenerate: 'Generate SAS token and URL wählen und das Blob SAS token kopieren.',
  doOpen: 'Im Control Panel von DigitalOcean Spaces Object Storage öffnen, dann Access Keys.',
  doCreate: 'Create Access Key wählen, dann Limited Access.',
  doPick:
    'Nur diesen Space wählen, mit dem Recht Read/Write/Delete: Eines, das nur schreibt, gibt es nicht.',
  doCors: 'Den Space öffnen, dann Settings, dann CORS Configurations, und Add wählen.',
  doForm: 'Das Formular mit diesen Werten ausfüllen.',
  r2Open: 'Im Cloudflare-Dashboard R2 Object Storage öffnen, dann Manage API tokens.',
  r2Create: 'Ein Token mit dem Recht Object Read & Write anlegen.',
  r2Bucket: 'Unter Specify buckets nur für diesen Bucket.',
  r2Copy:
    'Die Zugriffsschlüssel-ID und den geheimen Zugriffsschlüssel kopieren. Das Geheimnis wird einmal gezeigt.',
  r2Cors: 'Den Bucket öffnen, dann Settings, dann CORS Policy, und Add wählen.',
  wasabiUser:
    'In der Wasabi-Konsole Users öffnen und einen Benutzer mit programmatischem Zugriff nur für die Uploads von Vitrine anlegen.',
  wasabiPolicy:
    'Ihm eine Richtlinie geben, die s3:ListBucket auf diesem Bucket sowie s3:GetObject und s3:PutObject auf dessen Objekten erlaubt.',
  wasabiKey: 'Access Keys öffnen und einen Schlüssel für diesen Benutzer anlegen.',
  wasabiCors: 'Den Bucket öffnen, dann Settings, dann CORS, und die Regel einfügen.',
  linodeOpen:
    'Im Cloud Manager Object Storage öffnen, dann Access Keys, und Create Access Key wählen.',
  linodeLimit: 'Limited Access einschalten und diesem Bucket Read/Write geben, allen anderen None.',
  linodeCors:
    'Den Bucket öffnen, dann Access, und CORS einschalten; oder die Regel mit einem S3-Client setzen:',
  otherUser: 'Einen Benutzer oder Zugriffsschlüssel nur für die Uploads von Vitrine anlegen.',
  otherAllow:
    'Ihm erlauben, diesen Bucket aufzulisten und seine Objekte zu lesen und zu schreiben.',
  notListed: 'Dateien werden hier nicht aufgelistet; jede wird gefunden, wenn sie verlangt wird.',
  noFile: 'Noch ist keine Datei da.',
  noList: 'Ließ sich nicht prüfen, weil ohne Auflistung keine Datei bekannt ist.',
  noFileToRead: 'Ließ sich nicht prüfen, weil noch keine Datei da ist.',
  noAddress: 'Ließ sich ohne die Adresse einer Datei nicht prüfen.',
  serverAnswers:
    'Der Server antwortet. Ob Dateien lesbar sind, zeigt sich, wenn die erste verlangt wird.',
  writable: 'Dateien können geschrieben werden.',
  nothingWritable: 'Ließ sich nicht prüfen, weil nichts geschrieben werden kann.',
  neverReplaced: 'Eine vorhandene Datei wird nie ersetzt.',
  throughVitrine: 'Die Bytes gehen durch Vitrine.',
  noOrigin: 'Ließ sich ohne die Adresse der Web-App nicht prüfen.',
  adviceCors:
    'Dem Bucket die CORS-Regel der Upload-Einrichtung geben, mit allen ihren Headern. Sie wirkt womöglich erst nach Minuten.',
  adviceList: 'Den Ort und die Zugangsdaten prüfen, und ob sie auflisten dürfen, was dort ist.',
  adviceRead: 'Den Zugangsdaten auch das Lesen erlauben; Auflisten genügt nicht.',
  adviceWrite: 'Die Zugangsdaten für Uploads prüfen, und ob sie hier schreiben dürfen.',
  adviceReach: 'Die Adresse prüfen, und ob dieser Server sie erreichen darf; dann erneut testen.',
}
