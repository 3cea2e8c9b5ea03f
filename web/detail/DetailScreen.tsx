import { type ReactNode, Suspense, useEffect, useRef } from 'react'
import { fileName } from '../lib/asset-words.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import { shownUrl } from '../lib/rendering-url.ts'
import { type Library, useLibrary } from '../lib/use-library.ts'
import { joinClasses } from '../ui/classes.ts'
import { useShortcut } from '../ui/keys.ts'
import whole from '../ui/WholePage.module.css'
import { DetailBar } from './DetailBar.tsx'
import { DetailMenu } from './DetailMenu.tsx'
import styles from './DetailScreen.module.css'
import { Filmstrip } from './Filmstrip.tsx'
import { keepFocusInside } from './keep-focus.ts'
import { Missing } from './Missing.tsx'
import { PanelTabs } from './PanelTabs.tsx'
import { SidePanel } from './SidePanel.tsx'
import { Stage } from './Stage.tsx'
import { type DetailState, useDetail } from './use-detail.ts'

const DeliveryEditor = lazyPart(
  async () => (await import('../delivery/DeliveryEditor.tsx')).DeliveryEditor,
)

/** One asset large, in its own proportions, with the list it came from to either side. */
export function DetailScreen() {
  const library = useLibrary()
  const { assetPath } = library
  if (assetPath === null) return null
  return <Detail library={library} path={assetPath} />
}

interface DetailProps {
  library: Library
  path: string
}

function Detail({ library, path }: DetailProps) {
  const state = useDetail(library, path)
  const { asset, source, editor, panel, hiding, zoom } = state
  const original = source && asset && shownUrl(source, asset)
  const root = useRef<HTMLDivElement>(null)
  const isEditing = editor.isOpen
  useEffect(() => {
    // The editor takes the focus itself, and it would be lost with it.
    if (!isEditing) root.current?.focus()
  }, [isEditing])
  useDetailKeys(state)
  const tabs = editor.open && (
    <PanelTabs
      value={editor.isOpen ? 'delivery' : 'info'}
      onInfo={editor.close}
      onDelivery={editor.open}
    />
  )
  return (
    <div
      ref={root}
      role="dialog"
      aria-modal="true"
      aria-label={fileName(path)}
      tabIndex={-1}
      className={joinClasses(whole.page, styles.detail)}
      data-editing={editor.isOpen || undefined}
      onKeyDown={keepFocusInside}
    >
      <DetailBar
        {...{ path, hiding, original, faces: state.faces, position: state.position }}
        panel={editor.isOpen ? null : panel}
        zoom={state.canZoom ? zoom : null}
        onClose={state.leave}
        menu={
          <DetailMenu
            {...{ path, hiding, source, original, sourceId: library.sourceId }}
            altText={state.attributes?.alt_text ?? null}
            onEdit={editor.isOpen ? null : editor.open}
          />
        }
      />
      <View {...{ library, path, state, tabs }} />
      <Filmstrip {...{ library, path, source, strip: state.strip }} />
      {panel.isOpen && !editor.isOpen && (
        <SidePanel
          {...{ library, path, tabs, source }}
          onClose={panel.isSheet ? panel.toggle : null}
        />
      )}
    </div>
  )
}

function useDetailKeys({ editor, panel, hiding, previous, next, go, leave }: DetailState): void {
  useShortcut('close', editor.isOpen ? editor.close : leave)
  useShortcut('previous', () => go(previous), previous !== null)
  useShortcut('next', () => go(next), next !== null)
  useShortcut('infoPanel', editor.isOpen ? editor.close : panel.toggle)
  useShortcut('hide', () => hiding?.toggle(), hiding !== null)
  useShortcut('editDelivery', () => editor.open?.(), editor.open !== null && !editor.isOpen)
}

/** The asset on its stage, or the editor of its delivery URL with a panel of its own. */
function View({
  library,
  path,
  state,
  tabs,
}: DetailProps & { state: DetailState; tabs: ReactNode }) {
  const { asset, source, editor, zoom, canZoom, faces, hiding, previous, next, go, alt } = state
  if (!asset) {
    return state.failure && <Missing {...{ library, path }} failure={state.failure} />
  }
  const stage = (
    <Stage
      key={path}
      {...{ asset, zoom, canZoom, alt, source }}
      faces={faces.isShown ? faces.found : []}
      neighbours={[previous, next]}
      onPrevious={previous && (() => go(previous))}
      onNext={next && (() => go(next))}
    />
  )
  if (!editor.isOpen || !source) return stage
  return (
    <Suspense
      fallback={
        <>
          {stage}
          <div className={styles.panel}>
            <div className={styles.tabs}>{tabs}</div>
          </div>
        </>
      }
    >
      <DeliveryEditor
        key={path}
        {...{ asset, source, tabs, onClose: editor.close }}
        text={editor.text ?? ''}
        onText={editor.write}
        words={state.attributes ?? null}
        cover={hiding?.isHidden ? stage : null}
      />
    </Suspense>
  )
}
