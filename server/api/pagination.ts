import type { Pagination } from '../../contract/document.ts'

/** imgix: the `meta.pagination` of lists that are paged by number, from 0 on. */
export function presentPagination(number: number, size: number, total: number): Pagination {
  const totalPages = Math.ceil(total / size)
  const hasNextPage = number + 1 < totalPages
  return {
    currentPage: number,
    hasNextPage,
    hasPreviousPage: number > 0,
    nextPage: hasNextPage ? number + 1 : null,
    pageSize: size,
    previousPage: number > 0 ? number - 1 : null,
    totalPages,
    totalRecords: total,
  }
}
