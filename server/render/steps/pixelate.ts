import { fromPixels, type Step, toPixels } from './step.ts'

/** Tiles of one colour: down with averages, up without smoothing. */
export const pixelate: Step = {
  needed: ({ pixelate }) => pixelate !== null,
  apply: async (image, { pixelate }) => {
    if (pixelate === null) return image
    const { width, height, ...rest } = await toPixels(image)
    const across = Math.ceil(width / pixelate)
    const down = Math.ceil(height / pixelate)
    const tiles = await toPixels(
      fromPixels({ width, height, ...rest }).extend({
        right: across * pixelate - width,
        bottom: down * pixelate - height,
        extendWith: 'copy',
      }),
    )
    const small = await toPixels(
      fromPixels(tiles).resize({ width: across, height: down, fit: 'fill', kernel: 'linear' }),
    )
    const large = await toPixels(
      fromPixels(small).resize({
        width: across * pixelate,
        height: down * pixelate,
        fit: 'fill',
        kernel: 'nearest',
      }),
    )
    return fromPixels(large).extract({ left: 0, top: 0, width, height })
  },
}
