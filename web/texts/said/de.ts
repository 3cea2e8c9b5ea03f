import { sayIn } from './say.ts'

/** What people meet of the server's sentences. A test looks whether it still says them. */
export const SENTENCES = {
  Unauthorized: 'Nicht angemeldet',
  'Not Found': 'Nicht gefunden',
  Conflict: 'Konflikt',
  Gone: 'Nicht mehr da',
  'Precondition Failed': 'Inzwischen geändert',
  'Payload Too Large': 'Zu groß',
  'Unsupported Media Type': 'Art der Datei nicht unterstützt',
  'Unprocessable Content': 'Datei nicht lesbar',
  'Too Many Requests': 'Zu viele Anfragen',
  'Internal Server Error': 'Fehler im Server',
  'Bad Gateway': 'Der Speicher antwortet nicht richtig',
  'Service Unavailable': 'Gerade nicht verfügbar',
  'Gateway Timeout': 'Zeit abgelaufen',
  'The e-mail or the password is wrong.': 'E-Mail oder Passwort ist falsch.',
  'There were too many failed attempts to sign in. The next one is possible in {} min.':
    'Zu viele vergebliche Anmeldungen. Die nächste ist in {1} min möglich.',
  'Too many people are signing in at this moment.': 'Gerade melden sich zu viele an.',
  'The present password is wrong.': 'Das bisherige Passwort ist falsch.',
  'The header X-CSRF-Token is missing or wrong. Load the page again.':
    'Die Seite passt nicht mehr zur Sitzung. Neu laden.',
  'This needs the permission {}, which you do not have.': 'Dafür fehlt das Recht {1}.',
  'You cannot give a permission you do not have: {}.':
    'Rechte, die man nicht hat, lassen sich nicht vergeben: {1}.',
  'There is already a user with the e-mail {}.': 'Es gibt schon jemanden mit der E-Mail {1}.',
  'Somebody else has changed this asset since you read it. Read it again, then repeat the change.':
    'Jemand anderes hat dieses Asset inzwischen geändert. Neu laden und die Änderung wiederholen.',
  'Somebody has changed these settings meanwhile.':
    'Jemand hat diese Einstellungen inzwischen geändert.',
  'This search was changed meanwhile: it is "{}" now. Read it again.':
    'Diese Suche wurde inzwischen geändert und heißt jetzt „{1}“. Neu laden.',
  'You have a saved search "{}" for this Source already.':
    'Eine gespeicherte Suche „{1}“ gibt es für diese Quelle schon.',
  'There is a preset "{}" already.': 'Eine Voreinstellung „{1}“ gibt es schon.',
  'Analysis is switched off by the operator of this Vitrine.':
    'Der Betreiber dieser Vitrine hat die Analyse ausgeschaltet.',
  'Analysis is switched off in the settings of this account.':
    'Die Analyse ist in den Einstellungen dieses Kontos ausgeschaltet.',
  'This is no picture, or it has not been read: nothing to look at.':
    'Das ist kein Bild, oder es wurde noch nicht gelesen: Es gibt nichts anzusehen.',
  'There is something at this path already.': 'An diesem Pfad liegt schon etwas.',
  'There is something at {} already.': 'An {1} liegt schon etwas.',
  'Somebody else is uploading to "/{}" at this moment.':
    'Jemand anderes lädt gerade nach „/{1}“ hoch.',
  'This Source is paused. Resume it, and it will be listed.':
    'Diese Quelle ist angehalten. Nach dem Fortsetzen wird sie aufgelistet.',
  'This Source is paused, so it takes no uploads. Files that have arrived stay where they are.':
    'Diese Quelle ist angehalten und nimmt nichts an. Was angekommen ist, bleibt.',
  'This Source has no upload credentials yet. Add them in its Upload Setup, then files can be uploaded.':
    'Diese Quelle hat noch keine Zugangsdaten zum Hochladen. Sie gehören in „Uploads einrichten“.',
  'There is no Source with this id.': 'Diese Quelle gibt es nicht.',
  'There is no asset "/{}" in this Source.': 'Ein Asset „/{1}“ gibt es in dieser Quelle nicht.',
  'There is no file "/{}" at the Origin.': 'Eine Datei „/{1}“ gibt es am Ursprung nicht.',
  'The host "{}" belongs to another Source.': 'Der Host „{1}“ gehört zu einer anderen Quelle.',
  'This is not the name of the Source, so nothing was deleted.':
    'Das ist nicht der Name der Quelle: Nichts wurde gelöscht.',
  'There is no such folder, or the operator has not allowed it. Allowed are the folders Vitrine was started with (npm start -- /path), those of the setting LOCAL_ROOTS, and all below them.':
    'Diesen Ordner gibt es nicht, oder der Betreiber hat ihn nicht erlaubt. Erlaubt sind die Ordner, mit denen Vitrine gestartet wurde (npm start -- /pfad), die der Einstellung LOCAL_ROOTS und alle darunter.',
  'The search took longer than {} seconds. Ask for something rarer.':
    'Die Suche hat länger als {1} Sekunden gedauert. Nach Seltenerem suchen.',
  'Counting took longer than {} seconds.': 'Das Zählen hat länger als {1} Sekunden gedauert.',
  'Finding the files took longer than {} seconds. Narrow the search.':
    'Die Dateien zu finden hat länger als {1} Sekunden gedauert. Die Suche eingrenzen.',
  'A download holds at most {} files, and this search finds more. Narrow it, a folder at a time.':
    'Ein Download hat höchstens {1} Dateien, diese Suche findet mehr. Eingrenzen, etwa Ordner für Ordner.',
  '{} bulk edits are under way already. Wait until some are done, or cancel them.':
    '{1} Massenänderungen laufen schon. Warten, bis einige fertig sind, oder sie abbrechen.',
  'The database does not answer at this moment. Please try again.':
    'Die Datenbank antwortet gerade nicht. Noch einmal versuchen.',
  'Something went wrong on the server. Its log says more under the id of this error.':
    'Im Server ist etwas schiefgegangen. Sein Protokoll sagt unter der Kennung dieses Fehlers mehr.',
  'Vitrine is shutting down.': 'Vitrine wird gerade beendet.',
  'This took longer than {} seconds.': 'Das hat länger als {1} Sekunden gedauert.',
  'The upload session was canceled.': 'Der Upload wurde abgebrochen.',
  'The 8 hours in which the file could be sent are over.':
    'Die 8 Stunden, in denen die Datei gesendet werden konnte, sind vorbei.',
  'Start the upload of this file again.': 'Den Upload dieser Datei neu beginnen.',
  'Another file is at "/{}" by now. It was not overwritten.':
    'An „/{1}“ liegt inzwischen eine andere Datei. Sie wurde nicht überschrieben.',
  'Upload this one under another name.': 'Diese unter einem anderen Namen hochladen.',
  'The file is larger than the {} bytes that this storage takes.':
    'Die Datei ist größer als die {1} Bytes, die dieser Speicher annimmt.',
  'Make the file smaller.': 'Die Datei verkleinern.',
  'Add the CORS rule of the Source’s Upload Setup to the bucket.':
    'Die CORS-Regel aus „Uploads einrichten“ in den Bucket eintragen.',
  'Try again later. If it stays, look at the Source: Vitrine can’t reach its storage.':
    'Später noch einmal. Bleibt es, die Quelle ansehen: Vitrine erreicht ihren Speicher nicht.',
  'Set the clock of the server right, best by NTP, and start the upload again.':
    'Die Uhr des Servers stellen, am besten mit NTP, und den Upload neu beginnen.',
  'Look at the upload credentials of the Source: its Upload Setup tests right by right.':
    'Die Zugangsdaten zum Hochladen prüfen: „Uploads einrichten“ testet Recht für Recht.',
  'The upload broke off before its end.': 'Der Upload ist vor dem Ende abgebrochen.',
  'The file is empty.': 'Die Datei ist leer.',
  'The path is empty.': 'Der Pfad ist leer.',
  'The path contains a control character, such as a line break or a tab.':
    'Der Pfad enthält ein Steuerzeichen, etwa einen Zeilenumbruch oder Tabulator.',
  'The path ends with a slash, as that of a folder.':
    'Der Pfad endet mit einem Schrägstrich wie der eines Ordners.',
  'The path contains two slashes in a row.': 'Der Pfad enthält zwei Schrägstriche hintereinander.',
  'There is no space left to write {}.': 'Es ist kein Platz mehr, um {1} zu schreiben.',
  'The {} data ends too early.': 'Die {1}-Daten enden zu früh.',
  'The HEIF data is damaged, or cannot be decoded.':
    'Die HEIF-Daten sind beschädigt oder nicht lesbar.',
  'The HEIF data holds no picture.': 'Die HEIF-Daten enthalten kein Bild.',
  'The HEIF picture is too large to be decoded.': 'Das HEIF-Bild ist zu groß zum Lesen.',
  'The BMP data is damaged: {}.': 'Die BMP-Daten sind beschädigt: {1}.',
  'The BMP picture is too large to be decoded.': 'Das BMP-Bild ist zu groß zum Lesen.',
  'The icon data ends too early.': 'Die Icon-Daten enden zu früh.',
  'The icon holds no picture.': 'Das Icon enthält kein Bild.',
  'The JP2 data holds no picture.': 'Die JP2-Daten enthalten kein Bild.',
  'The compressed SVG is damaged.': 'Das komprimierte SVG ist beschädigt.',
  'The video data is damaged or ends too early.':
    'Die Videodaten sind beschädigt oder enden zu früh.',
  'The header of the file is damaged.': 'Der Kopf der Datei ist beschädigt.',
  'The header of the PNM file is damaged.': 'Der Kopf der PNM-Datei ist beschädigt.',
  'The header of the Radiance file is damaged.': 'Der Kopf der Radiance-Datei ist beschädigt.',
  'Files above 500 MiB are not read.': 'Dateien über 500 MiB werden nicht gelesen.',
  'The file changed again and again while being read.':
    'Die Datei hat sich beim Lesen immer wieder geändert.',
  'The name ends in .{}, but the content is {}.':
    'Der Name endet auf .{1}, der Inhalt ist aber {2}.',
  'It has changed while it was read.': 'Sie hat sich beim Lesen geändert.',
  'There is no host named {}.': 'Einen Host namens {1} gibt es nicht.',
  'The host name of {} could not be looked up.': 'Der Hostname von {1} ließ sich nicht auflösen.',
  '{} refused the connection.': '{1} hat die Verbindung abgelehnt.',
  '{} broke off the connection.': '{1} hat die Verbindung abgebrochen.',
  '{} did not answer in time.': '{1} hat nicht rechtzeitig geantwortet.',
  'There is no way to {} in the network.': 'Im Netz führt kein Weg zu {1}.',
  '{} can’t be spoken to over https, or its certificate is not trusted.':
    'Mit {1} kommt kein https zustande, oder dem Zertifikat wird nicht vertraut.',
  '{} could not be asked.': '{1} war nicht zu erreichen.',
  '{} can’t answer at the moment (status {}).': '{1} kann gerade nicht antworten (Status {2}).',
  '{} does not answer as S3 does.': '{1} antwortet nicht wie S3.',
  '{} is in a private network, which Origins may reach only where ALLOW_PRIVATE_ORIGINS names it.':
    '{1} liegt in einem privaten Netz. Quellen dürfen dorthin nur, wenn ALLOW_PRIVATE_ORIGINS es nennt.',
  'There is no bucket “{}” at {}.': 'Einen Bucket „{1}“ gibt es bei {2} nicht.',
  'The bucket “{}” is in another region than was given: {}.':
    'Der Bucket „{1}“ liegt in einer anderen Region als angegeben: {2}.',
  'The bucket “{}” is in another region or has another endpoint than was given.':
    'Der Bucket „{1}“ liegt in einer anderen Region oder an einem anderen Endpunkt als angegeben.',
  'The bucket “{}” refused access. {}': 'Der Bucket „{1}“ hat den Zugriff verweigert. {2}',
  '{} does not know the access key.': '{1} kennt den Zugriffsschlüssel nicht.',
  'The secret key does not belong to the access key.':
    'Der geheime Schlüssel gehört nicht zum Zugriffsschlüssel.',
  'The clock of this machine is wrong by more than the 15 minutes S3 allows.':
    'Die Uhr dieses Rechners geht um mehr als die 15 Minuten falsch, die S3 erlaubt.',
  'There is no container “{}” in the storage account “{}”.':
    'Einen Container „{1}“ gibt es im Speicherkonto „{2}“ nicht.',
  'The SAS token expired on {}; make a new one and enter it.':
    'Das SAS-Token ist am {1} abgelaufen; ein neues erzeugen und eintragen.',
  'There is no folder {}.': 'Einen Ordner {1} gibt es nicht.',
  '{} is not a folder.': '{1} ist kein Ordner.',
  'Vitrine has no right to use {}.': 'Vitrine darf {1} nicht benutzen.',
  '{} does not exist.': '{1} gibt es nicht.',
  '{} could not be read or written.': '{1} war nicht les- oder schreibbar.',
  'The Origin is empty all of a sudden, so nothing was removed. Is the disk mounted, is the bucket or prefix right?':
    'Der Ursprung ist plötzlich leer, deshalb wurde nichts entfernt. Ist die Platte eingehängt, stimmen Bucket und Präfix?',
  'The first file is {}.': 'Die erste Datei ist {1}.',
  'There is no file yet.': 'Noch gibt es keine Datei.',
  '{} can be read.': '{1} lässt sich lesen.',
  '{} is gone already.': '{1} ist schon wieder weg.',
  'Files here are not listed; each is found when it is asked for.':
    'Dateien werden hier nicht aufgelistet; jede wird gefunden, wenn nach ihr gefragt wird.',
  'The server answers. Whether files can be read shows when the first is asked for.':
    'Der Server antwortet. Ob Dateien lesbar sind, zeigt sich bei der ersten Anfrage.',
  'Could not be tried, since no file is known without the list.':
    'Nicht versucht: Ohne Auflistung ist keine Datei bekannt.',
  'Could not be tried, since there is no file yet.': 'Nicht versucht: Noch gibt es keine Datei.',
  'Could not be tried, since nothing can be written.':
    'Nicht versucht: Es lässt sich nichts schreiben.',
  'Could not be tried without the address of a file.':
    'Ohne die Adresse einer Datei nicht zu versuchen.',
  'Files can be written.': 'Dateien lassen sich schreiben.',
  'A file that is there already is never replaced.': 'Eine vorhandene Datei wird nie ersetzt.',
  'The bytes go through Vitrine.': 'Die Bytes gehen durch Vitrine.',
  'Pages of {} may upload.': 'Seiten von {1} dürfen hochladen.',
  'No CORS rule lets pages of {} upload with the headers {} (status {}).':
    'Keine CORS-Regel lässt Seiten von {1} mit den Headern {2} hochladen (Status {3}).',
  'Check the place and its credentials, and that they may list what is there.':
    'Den Ort und die Zugangsdaten prüfen, und ob sie auflisten dürfen.',
  'Give a public address, or let the operator of this server add it to ALLOW_PRIVATE_ORIGINS.':
    'Eine öffentliche Adresse angeben, oder der Betreiber dieses Servers nimmt sie in ALLOW_PRIVATE_ORIGINS auf.',
  'The region of the bucket was not found: give it.':
    'Die Region des Buckets wurde nicht gefunden und muss angegeben werden.',
  'Let the credentials read files, too; listing is not enough.':
    'Die Zugangsdaten müssen auch lesen dürfen; Auflisten genügt nicht.',
  'Check the credentials for uploads, and that they may write files here.':
    'Die Zugangsdaten zum Hochladen prüfen, und ob sie hier schreiben dürfen.',
  'Check the address, and that this server may reach it; then test again.':
    'Die Adresse prüfen, und ob dieser Server sie erreicht; dann neu testen.',
  'Add the CORS rule of the upload setup to the bucket, with all of its headers. It may take some minutes to work.':
    'Die CORS-Regel aus „Uploads einrichten“ mit allen Headern in den Bucket eintragen. Bis sie gilt, können Minuten vergehen.',
  'There are no credentials for uploads yet.': 'Noch gibt es keine Zugangsdaten zum Hochladen.',
  'The process that worked on it did not give a sign of life any more.':
    'Der Prozess, der daran arbeitete, hat sich nicht mehr gemeldet.',
  'The server could not go on, and its log says why.':
    'Der Server kam nicht weiter; sein Protokoll sagt, warum.',
}

export const said = sayIn(SENTENCES)
