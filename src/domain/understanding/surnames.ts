/** The surnames that most people here have, without their marks. */
export const SURNAMES: ReadonlySet<string> = new Set(
  'nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly truong doan dinh lam mai to cao chau ta luong trinh dao thai quach'.split(
    ' ',
  ),
)
