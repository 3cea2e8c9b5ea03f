import { t } from '../texts/detail.ts'

/** Why a video or a sound does not play, in a sentence. */
export function readMediaTrouble(error: Pick<MediaError, 'code'> | null): string {
  switch (error?.code) {
    case 2: // MEDIA_ERR_NETWORK
      return t.mediaNetwork
    case 3: // MEDIA_ERR_DECODE
      return t.mediaBroken
    default:
      return t.mediaUnsupported
  }
}
