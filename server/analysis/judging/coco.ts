/** The 80 classes of CenterNet, in the order of its output. */
export const COCO_LABELS = [
  'person',
  'bicycle',
  'car',
  'motorcycle',
  'airplane',
  'bus',
  'train',
  'truck',
  'boat',
  'traffic light',
  'fire hydrant',
  'stop sign',
  'parking meter',
  'bench',
  'bird',
  'cat',
  'dog',
  'horse',
  'sheep',
  'cow',
  'elephant',
  'bear',
  'zebra',
  'giraffe',
  'backpack',
  'umbrella',
  'handbag',
  'tie',
  'suitcase',
  'frisbee',
  'skis',
  'snowboard',
  'sports ball',
  'kite',
  'baseball bat',
  'baseball glove',
  'skateboard',
  'surfboard',
  'tennis racket',
  'bottle',
  'wine glass',
  'cup',
  'fork',
  'knife',
  'spoon',
  'bowl',
  'banana',
  'apple',
  'sandwich',
  'orange',
  'broccoli',
  'carrot',
  'hot dog',
  'pizza',
  'donut',
  'cake',
  'chair',
  'couch',
  'potted plant',
  'bed',
  'dining table',
  'toilet',
  'tv',
  'laptop',
  'mouse',
  'remote',
  'keyboard',
  'cell phone',
  'microwave',
  'oven',
  'toaster',
  'sink',
  'refrigerator',
  'book',
  'clock',
  'vase',
  'scissors',
  'teddy bear',
  'hair drier',
  'toothbrush',
] as const

export type CocoLabel = (typeof COCO_LABELS)[number]

/** What things are ones of: words that are right more often than the things' own. */
const KINDS = {
  people: ['person'],
  vehicle: ['bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck', 'boat'],
  animal: [
    ...(['bird', 'cat', 'dog', 'horse', 'sheep'] as const),
    ...(['cow', 'elephant', 'bear', 'zebra', 'giraffe'] as const),
  ],
  sports: [
    ...(['frisbee', 'skis', 'snowboard', 'sports ball', 'kite'] as const),
    ...(['baseball bat', 'baseball glove', 'skateboard', 'surfboard', 'tennis racket'] as const),
  ],
  cutlery: ['fork', 'knife', 'spoon'],
  tableware: ['wine glass', 'cup', 'fork', 'knife', 'spoon', 'bowl'],
  fruit: ['banana', 'apple', 'orange'],
  food: [
    ...(['banana', 'apple', 'sandwich', 'orange', 'broccoli'] as const),
    ...(['carrot', 'hot dog', 'pizza', 'donut', 'cake'] as const),
  ],
  furniture: ['chair', 'couch', 'bed', 'dining table', 'bench'],
  electronics: ['tv', 'laptop', 'mouse', 'remote', 'keyboard', 'cell phone'],
  appliance: ['microwave', 'oven', 'toaster', 'refrigerator'],
} as const satisfies Record<string, readonly CocoLabel[]>

export type ThingKind = keyof typeof KINDS

export function kindsOf(label: CocoLabel): ThingKind[] {
  const kinds = Object.entries(KINDS) as [ThingKind, readonly CocoLabel[]][]
  return kinds.filter(([, labels]) => labels.includes(label)).map(([kind]) => kind)
}

export function isOne(label: CocoLabel, kind: ThingKind): boolean {
  return (KINDS[kind] as readonly CocoLabel[]).includes(label)
}

/** As people say it; all others are said as they are. */
const SPOKEN: Partial<Record<CocoLabel, string>> = {
  'sports ball': 'ball',
  tv: 'TV',
  mouse: 'computer mouse',
  remote: 'remote control',
  'hair drier': 'hair dryer',
}

export function spokenNameOf(label: CocoLabel): string {
  return SPOKEN[label] ?? label
}
