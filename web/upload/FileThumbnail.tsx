import { File as FileIcon, FileVideo, Image } from 'lucide-react'
import { useEffect, useState } from 'react'
import { readThumbnail } from './file-thumbnail.ts'
import styles from './upload.module.css'

/** A small picture of a file of this computer, or an icon of its kind. */
export function FileThumbnail({ file, contentType }: { file: File | null; contentType: string }) {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    let isGone = false
    if (file) readThumbnail(file).then((made) => !isGone && setAddress(made))
    return () => {
      isGone = true
    }
  }, [file])
  if (address) return <img className={styles.thumbnail} src={address} alt="" />
  const Icon = iconOf(contentType)
  return (
    <span className={styles.thumbnail}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
    </span>
  )
}

function iconOf(contentType: string) {
  if (contentType.startsWith('image/')) return Image
  return contentType.startsWith('video/') ? FileVideo : FileIcon
}
