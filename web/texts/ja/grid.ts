import type { GridTexts } from '../en/grid.ts'
import { formatted } from '../plural.ts'

export const texts: GridTexts = {
  assetsIn: (source) => `${source} のアセット`,
  loadingAssets: 'アセットを読み込み中',
  years: '年',
  loadingTile: '読み込み中',
  hidden: (label) => `${label}、非表示`,
  unread: (label) => `${label}、読み取り不可`,
  pending: (label) => `${label}、未読み取り`,
  couldNotBeRead: '読み取れませんでした',
  notReadYet: '未読み取り',
  previewFailed: 'プレビューに失敗しました',
  previewKeys: { close: '閉じる', move: '移動', open: '開く' },
  newAssets: (count) => `新着 ${formatted(count)} 件を表示`,
  restFailed: '残りを読み込めませんでした',
  filmstrip: 'フィルムストリップ',
  rangeTooLong: (most, total) =>
    `範囲で選択できるのは最大 ${formatted(most)} 件です。Ctrl-A で ${total} 件すべてを選択できます。`,
  rangeFailed: '間のアセットを読み込めなかったため、何も選択されていません。',
}
