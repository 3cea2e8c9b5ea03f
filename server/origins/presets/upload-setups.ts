/**
 * Texts of the setup of uploads that several kinds of storage share. To be filled in: `{origin}`, the address
 * of the web app; `{bucket}`; `{prefix}`, which is empty or ends with a slash.
 */

export const WHY_SEPARATE =
  'Your source reads with one key. Uploads write with another. If the key that writes leaks or is revoked, ' +
  'your published images keep working.'

/** Without If-None-Match the browser may not send what keeps files from being overwritten. */
export const S3_CORS = `[
  {
    "AllowedOrigins": ["{origin}"],
    "AllowedMethods": ["PUT"],
    "AllowedHeaders": ["Content-Type", "If-None-Match"],
    "ExposeHeaders": ["ETag"],
    "MaxAgeSeconds": 3600
  }
]`
