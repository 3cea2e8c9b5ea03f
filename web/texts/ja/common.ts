import type { CommonTexts } from '../en/common.ts'
import { formatted } from '../plural.ts'

export const texts: CommonTexts = {
  cancel: 'キャンセル',
  close: '閉じる',
  save: '保存',
  undo: '元に戻す',
  retry: '再試行',
  copied: 'コピーしました',
  loading: '読み込み中',
  assets: (count) => `アセット ${formatted(count)} 件`,
  files: (count) => `ファイル ${formatted(count)} 件`,
  bytes: (count) => `${formatted(count)} バイト`,
  about: (total) => `約 ${total}`,
  justNow: 'たった今',
  lessThanAMinuteLeft: '残り 1 分未満',
  minutesLeft: (minutes) => `残り約 ${minutes} 分`,
  hoursLeft: (hours) => `残り約 ${hours} 時間`,
}
