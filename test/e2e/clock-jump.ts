// Loaded into the action's process ahead of its script: at the signal SIGUSR2 the time of day jumps by as many hours as
// CLOCK_JUMP_HOURS says, and stdout says what time it is now. Timers and `performance.now()` go on as they do when an
// administrator, or a time server, sets a machine's clock.
const RealDate = Date
let aheadMs = 0

class JumpingDate extends RealDate {
  static override now(): number {
    return RealDate.now() + aheadMs
  }

  constructor(...parts: [] | ConstructorParameters<DateConstructor>) {
    if (parts.length === 0) super(JumpingDate.now())
    else super(...parts)
  }
}

Object.assign(globalThis, { Date: JumpingDate })

process.once('SIGUSR2', () => {
  aheadMs = Number(process.env['CLOCK_JUMP_HOURS']) * 3_600_000
  console.log(`the clock says ${new Date().toISOString()}, in milliseconds ${Date.now()}`)
})
