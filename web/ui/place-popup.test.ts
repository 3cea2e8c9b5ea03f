import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planPopup } from './place-popup.ts'

const screen = { width: 360, height: 740 }
const size = { width: 208, height: 300 }
const at = (left: number, top: number) => ({ left, top, right: left + 40, bottom: top + 40 })

type Plan = Partial<Parameters<typeof planPopup>[0]>
const cases: [what: string, plan: Plan, wanted: [left: number, top: number, maxHeight: number]][] =
  [
    ['below, beginnings aligned', { anchor: at(20, 100) }, [20, 146, 588]],
    ['ends aligned', { anchor: at(300, 100), alignEnd: true }, [132, 146, 588]],
    ['it would stick out at the right', { anchor: at(300, 100) }, [146, 146, 588]],
    ['it would stick out at the left', { anchor: at(20, 100), alignEnd: true }, [6, 146, 588]],
    ['no room below', { anchor: at(20, 600) }, [20, 294, 588]],
    ['above as wished', { anchor: at(20, 400), up: true }, [20, 94, 388]],
    ['no room above', { anchor: at(20, 100), up: true }, [20, 146, 588]],
    [
      'room nowhere: where there is more of it, and as high as it is there',
      { anchor: at(20, 400), size: { width: 208, height: 900 } },
      [20, 6, 388],
    ],
    [
      'right to left: beginnings are at the right',
      { anchor: at(300, 100), isRtl: true },
      [132, 146, 588],
    ],
    [
      'right to left: ends are at the left',
      { anchor: at(20, 100), isRtl: true, alignEnd: true },
      [20, 146, 588],
    ],
  ]

for (const [what, plan, [left, top, maxHeight]] of cases) {
  test(what, () => {
    assert.deepEqual(planPopup({ anchor: at(0, 0), size, screen, gap: 6, ...plan }), {
      left,
      top,
      maxHeight,
    })
  })
}
