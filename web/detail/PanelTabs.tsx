import { t } from '../texts/detail.ts'
import { Segmented } from '../ui/Segmented.tsx'

interface PanelTabsProps {
  value: 'info' | 'delivery'
  onInfo: () => void
  onDelivery: () => void
}

/** What the panel beside the stage shows. */
export function PanelTabs({ value, onInfo, onDelivery }: PanelTabsProps) {
  return (
    <Segmented
      label={t.panel}
      value={value}
      choices={[
        { value: 'info', label: t.info },
        { value: 'delivery', label: t.delivery },
      ]}
      onChange={(next) => {
        if (next === value) return
        if (next === 'info') onInfo()
        else onDelivery()
      }}
    />
  )
}
