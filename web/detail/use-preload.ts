import { useEffect } from 'react'
import { stopLoading } from '../asset/Thumbnail.tsx'

/** Who goes on before that looks for something, and what is rendered for nobody would slow down what they see. */
const REST_MS = 250

/** Asks for pictures that are likely to be seen next, once somebody rests; no longer when they have gone on. */
export function usePreload(urls: readonly string[]): void {
  const wanted = urls.join(' ')
  useEffect(() => {
    const images: HTMLImageElement[] = []
    const timer = setTimeout(() => {
      for (const url of wanted.split(' ').filter(Boolean)) {
        const image = new Image()
        image.src = url
        images.push(image)
      }
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      for (const image of images) stopLoading(image)
    }
  }, [wanted])
}
