// ncc ships no types.
declare module '@vercel/ncc' {
  export interface Bundle {
    readonly code: string
    readonly map: string
    readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>
  }
  export default function ncc(entry: string, options: object): Promise<Bundle>
}
